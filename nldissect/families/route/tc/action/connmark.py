"""Action connmark: the mark of the connection becomes the mark of the packet."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, pad, s32, u16, u32


class tc_connmark(Struct, header="linux/tc_act/tc_connmark.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    zone = u16
    pad = pad(2)


class TCA_CONNMARK(Attributes, header="linux/tc_act/tc_connmark.h"):
    PARMS = 1, tc_connmark
    TM = 2, tcf_t
    PAD = 3, binary


action_kinds["connmark"] = TCA_CONNMARK
