"""Action nat: translates addresses of one network into those of another, without keeping state."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, ipv4, s32, u32


class NatFlags(IntFlag):
    """TCA_NAT_FLAG_*, from linux/tc_act/tc_nat.h."""

    TCA_NAT_FLAG_EGRESS = 1


class tc_nat(Struct, header="linux/tc_act/tc_nat.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32
    old_addr = ipv4
    new_addr = ipv4
    mask = ipv4
    flags = u32(NatFlags)


class TCA_NAT(Attributes, header="linux/tc_act/tc_nat.h"):
    PARMS = 1, tc_nat
    TM = 2, tcf_t
    PAD = 3, binary


action_kinds["nat"] = TCA_NAT
