"""Link kind tun: devices of programs (tap devices too)."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, boolean, u8, u32, uid


class TunType(IntEnum):
    """IFF_TUN and IFF_TAP, from linux/if_tun.h."""

    IFF_TUN = 1
    IFF_TAP = 2


class IFLA_TUN(Attributes, header="linux/if_link.h"):
    OWNER = 1, uid
    GROUP = 2, u32
    TYPE = 3, u8(TunType)
    PI = 4, boolean
    VNET_HDR = 5, boolean
    PERSIST = 6, boolean
    MULTI_QUEUE = 7, boolean
    NUM_QUEUES = 8, u32
    NUM_DISABLED_QUEUES = 9, u32


link_kinds["tun"] = IFLA_TUN
