"""Action mirred: sends the packet, or a copy of it, to another interface."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, ifindex, s32, u32


class MirredAction(IntEnum):
    """TCA_EGRESS_* and TCA_INGRESS_*, from linux/tc_act/tc_mirred.h."""

    TCA_EGRESS_REDIR = 1
    TCA_EGRESS_MIRROR = 2
    TCA_INGRESS_REDIR = 3
    TCA_INGRESS_MIRROR = 4


class tc_mirred(Struct, header="linux/tc_act/tc_mirred.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    eaction = s32(MirredAction)
    ifindex = ifindex


class TCA_MIRRED(Attributes, header="linux/tc_act/tc_mirred.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_mirred
    PAD = 3, binary
    BLOCKID = 4, u32


action_kinds["mirred"] = TCA_MIRRED
