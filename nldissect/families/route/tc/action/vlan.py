"""Action vlan: pushes, pops and changes VLAN tags, and Ethernet headers."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, ethertype, mac, s32, u8, u16, u32


class VlanAction(IntEnum):
    """TCA_VLAN_ACT_*, from linux/tc_act/tc_vlan.h."""

    TCA_VLAN_ACT_POP = 1
    TCA_VLAN_ACT_PUSH = 2
    TCA_VLAN_ACT_MODIFY = 3
    TCA_VLAN_ACT_POP_ETH = 4
    TCA_VLAN_ACT_PUSH_ETH = 5


class tc_vlan(Struct, header="linux/tc_act/tc_vlan.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    v_action = s32(VlanAction)


class TCA_VLAN(Attributes, header="linux/tc_act/tc_vlan.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_vlan
    PUSH_VLAN_ID = 3, u16
    PUSH_VLAN_PROTOCOL = 4, ethertype
    PAD = 5, binary
    PUSH_VLAN_PRIORITY = 6, u8
    PUSH_ETH_DST = 7, mac
    PUSH_ETH_SRC = 8, mac


action_kinds["vlan"] = TCA_VLAN
