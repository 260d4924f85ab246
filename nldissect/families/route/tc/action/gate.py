"""Action gate: opens and closes by a schedule (IEEE 802.1Qci)."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import Verdict, tcf_t
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, flag, hex32, multi, nanoseconds, s32, u32


class Clock(IntEnum):
    """CLOCK_*, from linux/time.h."""

    CLOCK_REALTIME = 0
    CLOCK_MONOTONIC = 1
    CLOCK_PROCESS_CPUTIME_ID = 2
    CLOCK_THREAD_CPUTIME_ID = 3
    CLOCK_MONOTONIC_RAW = 4
    CLOCK_REALTIME_COARSE = 5
    CLOCK_MONOTONIC_COARSE = 6
    CLOCK_BOOTTIME = 7
    CLOCK_REALTIME_ALARM = 8
    CLOCK_BOOTTIME_ALARM = 9
    CLOCK_SGI_CYCLE = 10
    CLOCK_TAI = 11


class tc_gate(Struct, header="linux/tc_act/tc_gate.h"):
    index = u32
    capab = u32
    action = s32(Verdict)
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
