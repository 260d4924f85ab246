"""Link kind hsr: High-availability Seamless Redundancy, and the Parallel Redundancy Protocol."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, ifindex, mac, u8, u16


class HsrProtocol(IntEnum):
    """HSR_PROTOCOL_*, from linux/if_link.h."""

    HSR_PROTOCOL_HSR = 0
    HSR_PROTOCOL_PRP = 1


class IFLA_HSR(Attributes, header="linux/if_link.h"):
    SLAVE1 = 1, ifindex
    SLAVE2 = 2, ifindex
    MULTICAST_SPEC = 3, u8
    SUPERVISION_ADDR = 4, mac
    SEQ_NR = 5, u16
    VERSION = 6, u8
    PROTOCOL = 7, u8(HsrProtocol)
    INTERLINK = 8, ifindex


link_kinds["hsr"] = IFLA_HSR
