"""Action simple: writes a text to the kernel log."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, s32, string, u32


class tc_defact(Struct, header="linux/tc_act/tc_defact.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_DEF(Attributes, header="linux/tc_act/tc_defact.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_defact
    DATA = 3, string
    PAD = 4, binary


action_kinds["simple"] = TCA_DEF
