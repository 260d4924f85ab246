"""Action gate: opens and closes by a schedule (IEEE 802.1Qci)."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import tcf_t, verdict
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Clock, Struct, binary, flag, hex32, multi, nanoseconds, s32, u32


class tc_gate(Struct, header="linux/tc_act/tc_gate.h"):
    index = u32
    capab = u32
    action = verdict
    refcnt = s32
    bindcnt = s32


class TCA_GATE_ENTRY(Attributes, header="linux/tc_act/tc_gate.h"):
    INDEX = 1, u32
    GATE = 2, flag  # open
    INTERVAL = 3, u32(nanoseconds)
    IPV = 4, s32  # internal priority value; -1 for any
    MAX_OCTETS = 5, s32  # -1 for any number


class TCA_GATE_ONE(Attributes, header="linux/tc_act/tc_gate.h"):
    ENTRY = 1, multi(TCA_GATE_ENTRY)


class TCA_GATE(Attributes, header="linux/tc_act/tc_gate.h"):
    TM = 1, tcf_t
    PARMS = 2, tc_gate
    PAD = 3, binary
    PRIORITY = 4, s32
    ENTRY_LIST = 5, TCA_GATE_ONE
    BASE_TIME = 6, nanoseconds
    CYCLE_TIME = 7, nanoseconds
    CYCLE_TIME_EXT = 8, nanoseconds
    FLAGS = 9, hex32
    CLOCKID = 10, s32(Clock)


action_kinds["gate"] = TCA_GATE
