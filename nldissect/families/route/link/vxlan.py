"""Link kind vxlan."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.device import lower_ifindex
from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import (
    Attributes,
    Struct,
    be16,
    be32,
    boolean,
    dsfield,
    flag,
    hex32,
    ipv4,
    ipv6,
    seconds,
    u8,
    u32,
)


class DontFragment(IntEnum):
    """VXLAN_DF_*, from linux/if_link.h."""

    VXLAN_DF_UNSET = 0
    VXLAN_DF_SET = 1
    VXLAN_DF_INHERIT = 2


class LabelPolicy(IntEnum):
    """VXLAN_LABEL_*, from linux/if_link.h."""

    VXLAN_LABEL_FIXED = 0
    VXLAN_LABEL_INHERIT = 1


class ifla_vxlan_port_range(Struct, header="linux/if_link.h"):
    low = be16
    high = be16


class vxlanhdr(Struct):
    """The header of a packet (RFC 7348), from net/vxlan.h of the kernel: here the bits of it that must be zero."""

    vx_flags = be32(hex32)
    vx_vni = be32(hex32)


class IFLA_VXLAN(Attributes, header="linux/if_link.h"):
    ID = 1, u32
    GROUP = 2, ipv4
    LINK = 3, lower_ifindex
    LOCAL = 4, ipv4
    TTL = 5, u8
    TOS = 6, dsfield
    LEARNING = 7, boolean
    AGEING = 8, seconds
    LIMIT = 9, u32
    PORT_RANGE = 10, ifla_vxlan_port_range
    PROXY = 11, boolean
    RSC = 12, boolean
    L2MISS = 13, boolean
    L3MISS = 14, boolean
    PORT = 15, be16
    GROUP6 = 16, ipv6
    LOCAL6 = 17, ipv6
    UDP_CSUM = 18, boolean
    UDP_ZERO_CSUM6_TX = 19, boolean
    UDP_ZERO_CSUM6_RX = 20, boolean
    REMCSUM_TX = 21, boolean
    REMCSUM_RX = 22, boolean
    GBP = 23, flag
    REMCSUM_NOPARTIAL = 24, flag
    COLLECT_METADATA = 25, flag | boolean
    LABEL = 26, be32(hex32)
    GPE = 27, flag
    TTL_INHERIT = 28, flag | boolean  # a flag in requests, a byte in replies
    DF = 29, u8(DontFragment)
    VNIFILTER = 30, boolean
    LOCALBYPASS = 31, boolean
    LABEL_POLICY = 32, u32(LabelPolicy)
    RESERVED_BITS = 33, vxlanhdr
    MC_ROUTE = 34, boolean


link_kinds["vxlan"] = IFLA_VXLAN
