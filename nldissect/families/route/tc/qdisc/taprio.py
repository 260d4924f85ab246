"""Qdisc taprio: a schedule that opens and closes gates of traffic classes."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.kinds import class_statistics, qdisc_kinds, qdisc_statistics
from nldissect.families.route.tc.qdisc.mqprio import FramePreemption, tc_mqprio_qopt
from nldissect.schema import Attributes, Clock, binary, hex32, multi, nanoseconds, s32, s64, u8, u32, u64


class Command(IntEnum):
    """TC_TAPRIO_CMD_*, from linux/pkt_sched.h."""

    TC_TAPRIO_CMD_SET_GATES = 0
    TC_TAPRIO_CMD_SET_AND_HOLD = 1
    TC_TAPRIO_CMD_SET_AND_RELEASE = 2


class TaprioFlags(IntFlag):
    """TCA_TAPRIO_ATTR_FLAG_*, from linux/pkt_sched.h."""

    TCA_TAPRIO_ATTR_FLAG_TXTIME_ASSIST = 0x1
    TCA_TAPRIO_ATTR_FLAG_FULL_OFFLOAD = 0x2


class TCA_TAPRIO_SCHED_ENTRY(Attributes, header="linux/pkt_sched.h"):
    INDEX = 1, u32
    CMD = 2, u8(Command)
    GATE_MASK = 3, hex32
    INTERVAL = 4, u32(nanoseconds)


class TCA_TAPRIO_SCHED(Attributes, header="linux/pkt_sched.h"):
    ENTRY = 1, multi(TCA_TAPRIO_SCHED_ENTRY)


class TCA_TAPRIO_TC_ENTRY(Attributes, header="linux/pkt_sched.h"):
    INDEX = 1, u32
    MAX_SDU = 2, u32
    FP = 3, u32(FramePreemption)


class TCA_TAPRIO_OFFLOAD_STATS(Attributes, header="linux/pkt_sched.h"):
    PAD = 1, binary
    WINDOW_DROPS = 2, u64
    TX_OVERRUNS = 3, u64


# The schedule that waits for its base time; the kernel numbers its attributes as those around it.
class TCA_TAPRIO_ATTR_ADMIN_SCHED(Attributes, prefix="TCA_TAPRIO_ATTR", header="linux/pkt_sched.h"):
    SCHED_ENTRY_LIST = 2, TCA_TAPRIO_SCHED
    SCHED_BASE_TIME = 3, s64(nanoseconds)
    PAD = 6, binary  # TCA_TAPRIO_PAD
    SCHED_CYCLE_TIME = 8, s64(nanoseconds)
    SCHED_CYCLE_TIME_EXTENSION = 9, s64(nanoseconds)


class TCA_TAPRIO_ATTR(Attributes, header="linux/pkt_sched.h"):
    PRIOMAP = 1, tc_mqprio_qopt
    SCHED_ENTRY_LIST = 2, TCA_TAPRIO_SCHED
    SCHED_BASE_TIME = 3, s64(nanoseconds)
    SCHED_SINGLE_ENTRY = 4, TCA_TAPRIO_SCHED
    SCHED_CLOCKID = 5, s32(Clock)
    PAD = 6, binary  # TCA_TAPRIO_PAD
    ADMIN_SCHED = 7, TCA_TAPRIO_ATTR_ADMIN_SCHED
    SCHED_CYCLE_TIME = 8, s64(nanoseconds)
    SCHED_CYCLE_TIME_EXTENSION = 9, s64(nanoseconds)
    FLAGS = 10, u32(TaprioFlags)
    TXTIME_DELAY = 11, u32(nanoseconds)
    TC_ENTRY = 12, multi(TCA_TAPRIO_TC_ENTRY)


qdisc_kinds["taprio"] = TCA_TAPRIO_ATTR
qdisc_statistics["taprio"] = TCA_TAPRIO_OFFLOAD_STATS
class_statistics["taprio"] = TCA_TAPRIO_OFFLOAD_STATS
