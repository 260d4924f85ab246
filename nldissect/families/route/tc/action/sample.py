"""Action sample: copies one packet of so many to psample."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, s32, u32


class tc_sample(Struct, header="linux/tc_act/tc_sample.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_SAMPLE(Attributes, header="linux/tc_act/tc_sample.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_sample
    RATE = 3, u32
    TRUNC_SIZE = 4, u32
    PSAMPLE_GROUP = 5, u32
    PAD = 6, binary


action_kinds["sample"] = TCA_SAMPLE
