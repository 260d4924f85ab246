"""Action mpls: pushes, pops and changes MPLS labels."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, ethertype, s32, u8, u32


class MplsAction(IntEnum):
    """TCA_MPLS_ACT_*, from linux/tc_act/tc_mpls.h."""

    TCA_MPLS_ACT_POP = 1
    TCA_MPLS_ACT_PUSH = 2
    TCA_MPLS_ACT_MODIFY = 3
    TCA_MPLS_ACT_DEC_TTL = 4
    TCA_MPLS_ACT_MAC_PUSH = 5


class tc_mpls(Struct, header="linux/tc_act/tc_mpls.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    m_action = s32(MplsAction)


class TCA_MPLS(Attributes, header="linux/tc_act/tc_mpls.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_mpls
    PAD = 3, binary
    PROTO = 4, ethertype
    LABEL = 5, u32
    TC = 6, u8
    TTL = 7, u8
    BOS = 8, u8


action_kinds["mpls"] = TCA_MPLS
