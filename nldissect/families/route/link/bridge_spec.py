"""VLANs and protocols of a bridge or its ports: IFLA_BRIDGE, the set of AF_BRIDGE links in IFLA_AF_SPEC."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.bridge_cfm import IFLA_BRIDGE_CFM
from nldissect.families.route.link.bridge_mrp import IFLA_BRIDGE_MRP
from nldissect.families.route.link.bridge_port import BridgePortState
from nldissect.schema import Attributes, Struct, multi, u8, u16, u32


class BridgeFlags(IntFlag):
    """BRIDGE_FLAGS_*, from linux/if_bridge.h."""

    BRIDGE_FLAGS_MASTER = 0x1
    BRIDGE_FLAGS_SELF = 0x2


class BridgeMode(IntEnum):
    """BRIDGE_MODE_*, from linux/if_bridge.h."""

    BRIDGE_MODE_VEB = 0
    BRIDGE_MODE_VEPA = 1
    BRIDGE_MODE_UNDEF = 0xFFFF


class BridgeVlanFlags(IntFlag):
    """BRIDGE_VLAN_INFO_*, from linux/if_bridge.h."""

    BRIDGE_VLAN_INFO_MASTER = 0x01
    BRIDGE_VLAN_INFO_PVID = 0x02
    BRIDGE_VLAN_INFO_UNTAGGED = 0x04
    BRIDGE_VLAN_INFO_RANGE_BEGIN = 0x08
    BRIDGE_VLAN_INFO_RANGE_END = 0x10
    BRIDGE_VLAN_INFO_BRENTRY = 0x20
    BRIDGE_VLAN_INFO_ONLY_OPTS = 0x40


class bridge_vlan_info(Struct, header="linux/if_bridge.h"):
    flags = u16(BridgeVlanFlags)
    vid = u16


class IFLA_BRIDGE_VLAN_TUNNEL(Attributes, header="linux/if_bridge.h"):
    ID = 1, u32
    VID = 2, u16
    FLAGS = 3, u16(BridgeVlanFlags)


class IFLA_BRIDGE_MST_ENTRY(Attributes, header="linux/if_bridge.h"):
    MSTI = 1, u16
    STATE = 2, u8(BridgePortState)


class IFLA_BRIDGE_MST(Attributes, header="linux/if_bridge.h"):
    ENTRY = 1, multi(IFLA_BRIDGE_MST_ENTRY)


class IFLA_BRIDGE(Attributes, header="linux/if_bridge.h"):
    FLAGS = 0, u16(BridgeFlags)
    MODE = 1, u16(BridgeMode)
    VLAN_INFO = 2, multi(bridge_vlan_info)
    VLAN_TUNNEL_INFO = 3, multi(IFLA_BRIDGE_VLAN_TUNNEL)
    MRP = 4, IFLA_BRIDGE_MRP
    CFM = 5, IFLA_BRIDGE_CFM
    MST = 6, IFLA_BRIDGE_MST
