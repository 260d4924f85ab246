"""Action gact: a verdict, or by chance another."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, s32, u16, u32


class Probability(IntEnum):
    """PGACT_*, from linux/tc_act/tc_gact.h."""

    PGACT_NONE = 0
    PGACT_NETRAND = 1
    PGACT_DETERM = 2


class tc_gact(Struct, header="linux/tc_act/tc_gact.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


# The other verdict befalls every `pval`th packet, counted or by chance.
class tc_gact_p(Struct, header="linux/tc_act/tc_gact.h"):
    ptype = u16(Probability)
    pval = u16
    paction = verdict


class TCA_GACT(Attributes, header="linux/tc_act/tc_gact.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_gact
    PROB = 3, tc_gact_p
    PAD = 4, binary


action_kinds["gact"] = TCA_GACT
