"""Link kinds macvlan and macvtap."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, mac, multi, s32, u16, u32


class MacvlanMode(IntEnum):
    """MACVLAN_MODE_*, from linux/if_link.h."""

    MACVLAN_MODE_PRIVATE = 1
    MACVLAN_MODE_VEPA = 2
    MACVLAN_MODE_BRIDGE = 4
    MACVLAN_MODE_PASSTHRU = 8
    MACVLAN_MODE_SOURCE = 16


class MacvlanAddressMode(IntEnum):
    """MACVLAN_MACADDR_*, from linux/if_link.h."""

    MACVLAN_MACADDR_ADD = 0
    MACVLAN_MACADDR_DEL = 1
    MACVLAN_MACADDR_FLUSH = 2
    MACVLAN_MACADDR_SET = 3


class MacvlanFlags(IntFlag):
    """MACVLAN_FLAG_*, from linux/if_link.h."""

    MACVLAN_FLAG_NOPROMISC = 1
    MACVLAN_FLAG_NODST = 2


class IFLA_MACVLAN_MACADDR_DATA(Attributes, header="linux/if_link.h", prefix="IFLA_MACVLAN"):
    """A list of addresses, all in attributes of one of the link's own numbers."""

    MACADDR = 4, multi(mac)


class IFLA_MACVLAN(Attributes, header="linux/if_link.h"):
    MODE = 1, u32(MacvlanMode)
    FLAGS = 2, u16(MacvlanFlags)
    MACADDR_MODE = 3, u32(MacvlanAddressMode)
    MACADDR = 4, mac
    MACADDR_DATA = 5, IFLA_MACVLAN_MACADDR_DATA
    MACADDR_COUNT = 6, u32
    BC_QUEUE_LEN = 7, u32
    BC_QUEUE_LEN_USED = 8, u32
    BC_CUTOFF = 9, s32


link_kinds["macvlan"] = IFLA_MACVLAN
link_kinds["macvtap"] = IFLA_MACVLAN
