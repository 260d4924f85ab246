"""Link kind netkit."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.device import ifinfomsg
from nldissect.families.route.link.kinds import link_kinds
from nldissect.families.route.link.link import IFLA
from nldissect.schema import Attributes, boolean, headed, s32, u16, u32


class NetkitAction(IntEnum):
    """enum netkit_action, from linux/if_link.h."""

    NETKIT_NEXT = -1
    NETKIT_PASS = 0
    NETKIT_DROP = 2
    NETKIT_REDIRECT = 7


class NetkitMode(IntEnum):
    """enum netkit_mode, from linux/if_link.h."""

    NETKIT_L2 = 0
    NETKIT_L3 = 1


class NetkitPairing(IntEnum):
    """enum netkit_pairing, from linux/if_link.h."""

    NETKIT_DEVICE_PAIR = 0
    NETKIT_DEVICE_SINGLE = 1


class NetkitScrub(IntEnum):
    """enum netkit_scrub, from linux/if_link.h."""

    NETKIT_SCRUB_NONE = 0
    NETKIT_SCRUB_DEFAULT = 1


class IFLA_NETKIT(Attributes, header="linux/if_link.h"):
    PEER_INFO = 1, headed(ifinfomsg, IFLA)
    PRIMARY = 2, boolean
    POLICY = 3, s32(NetkitAction)
    PEER_POLICY = 4, s32(NetkitAction)
    MODE = 5, u32(NetkitMode)
    SCRUB = 6, u32(NetkitScrub)
    PEER_SCRUB = 7, u32(NetkitScrub)
    HEADROOM = 8, u16
    TAILROOM = 9, u16
    PAIRING = 10, u32(NetkitPairing)


link_kinds["netkit"] = IFLA_NETKIT
