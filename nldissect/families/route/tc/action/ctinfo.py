"""Action ctinfo: what the mark of the connection keeps becomes the DSCP or the mark of the packet."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, hex32, s32, u16, u32, u64


class tc_ctinfo(Struct, header="linux/tc_act/tc_ctinfo.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_CTINFO(Attributes, header="linux/tc_act/tc_ctinfo.h"):
    PAD = 1, binary
    TM = 2, tcf_t
    ACT = 3, tc_ctinfo
    ZONE = 4, u16
    PARMS_DSCP_MASK = 5, hex32
    PARMS_DSCP_STATEMASK = 6, hex32
    PARMS_CPMARK_MASK = 7, hex32
    STATS_DSCP_SET = 8, u64
    STATS_DSCP_ERROR = 9, u64
    STATS_CPMARK_SET = 10, u64


action_kinds["ctinfo"] = TCA_CTINFO
