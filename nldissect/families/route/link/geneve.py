"""Link kind geneve."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, Struct, be16, be32, boolean, dsfield, flag, hex32, ipv4, ipv6, u8, u32


class DontFragment(IntEnum):
    """GENEVE_DF_*, from linux/if_link.h."""

    GENEVE_DF_UNSET = 0
    GENEVE_DF_SET = 1
    GENEVE_DF_INHERIT = 2


class ifla_geneve_port_range(Struct, header="linux/if_link.h"):
    low = be16
    high = be16


class IFLA_GENEVE(Attributes, header="linux/if_link.h"):
    ID = 1, u32
    REMOTE = 2, ipv4
    TTL = 3, u8
    TOS = 4, dsfield
    PORT = 5, be16
    COLLECT_METADATA = 6, flag
    REMOTE6 = 7, ipv6
    UDP_CSUM = 8, boolean
    UDP_ZERO_CSUM6_TX = 9, boolean
    UDP_ZERO_CSUM6_RX = 10, boolean
    LABEL = 11, be32(hex32)
    TTL_INHERIT = 12, boolean
    DF = 13, u8(DontFragment)
    INNER_PROTO_INHERIT = 14, flag
    PORT_RANGE = 15, ifla_geneve_port_range
    GRO_HINT = 16, flag
    LOCAL = 17, ipv4
    LOCAL6 = 18, ipv6


link_kinds["geneve"] = IFLA_GENEVE
link_kinds["ovs_geneve"] = IFLA_GENEVE  # what Open vSwitch asks for to find its module from outside the kernel
