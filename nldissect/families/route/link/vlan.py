"""Link kind vlan."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import Attributes, Struct, ethertype, multi, u16, u32


class VlanFlags(IntFlag):
    """VLAN_FLAG_*, from linux/if_vlan.h."""

    VLAN_FLAG_REORDER_HDR = 0x1
    VLAN_FLAG_GVRP = 0x2
    VLAN_FLAG_LOOSE_BINDING = 0x4
    VLAN_FLAG_MVRP = 0x8
    VLAN_FLAG_BRIDGE_BINDING = 0x10


class ifla_vlan_flags(Struct, header="linux/if_link.h"):
    flags = u32(VlanFlags)
    mask = u32(VlanFlags)


class ifla_vlan_qos_mapping(Struct, header="linux/if_link.h"):
    from_ = u32
    to = u32


class IFLA_VLAN_QOS(Attributes, header="linux/if_link.h"):
    MAPPING = 1, multi(ifla_vlan_qos_mapping)


class IFLA_VLAN(Attributes, header="linux/if_link.h"):
    ID = 1, u16
    FLAGS = 2, ifla_vlan_flags
    EGRESS_QOS = 3, IFLA_VLAN_QOS
    INGRESS_QOS = 4, IFLA_VLAN_QOS
    PROTOCOL = 5, ethertype


link_kinds["vlan"] = IFLA_VLAN
