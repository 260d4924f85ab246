"""Link kinds ipvlan and ipvtap."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, u16


class IpvlanMode(IntEnum):
    """IPVLAN_MODE_*, from linux/if_link.h."""

    IPVLAN_MODE_L2 = 0
    IPVLAN_MODE_L3 = 1
    IPVLAN_MODE_L3S = 2


class IpvlanFlags(IntFlag):
    """IPVLAN_F_*, from linux/if_link.h."""

    IPVLAN_F_PRIVATE = 0x01
    IPVLAN_F_VEPA = 0x02


class IFLA_IPVLAN(Attributes, header="linux/if_link.h"):
    MODE = 1, u16(IpvlanMode)
    FLAGS = 2, u16(IpvlanFlags)


link_kinds["ipvlan"] = IFLA_IPVLAN
link_kinds["ipvtap"] = IFLA_IPVLAN
