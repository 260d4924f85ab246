"""Qdisc mqprio: traffic classes, each with queues of the device."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Attributes, Struct, array, bytes_per_second, headed, multi, u8, u16, u32, u64


class Offload(IntEnum):
    """TC_MQPRIO_HW_OFFLOAD_*, from linux/pkt_sched.h."""

    TC_MQPRIO_HW_OFFLOAD_NONE = 0
    TC_MQPRIO_HW_OFFLOAD_TCS = 1


class Mode(IntEnum):
    """TC_MQPRIO_MODE_*, from linux/pkt_sched.h."""

    TC_MQPRIO_MODE_DCB = 0
    TC_MQPRIO_MODE_CHANNEL = 1


class Shaper(IntEnum):
    """TC_MQPRIO_SHAPER_*, from linux/pkt_sched.h."""

    TC_MQPRIO_SHAPER_DCB = 0
    TC_MQPRIO_SHAPER_BW_RATE = 1


class FramePreemption(IntEnum):
    """TC_FP_*, from linux/pkt_sched.h."""

    TC_FP_EXPRESS = 1
    TC_FP_PREEMPTIBLE = 2


class tc_mqprio_qopt(Struct, header="linux/pkt_sched.h", key="qopt"):
    num_tc = u8
    prio_tc_map = array(u8, 16)  # the traffic class of each TC_PRIO_*
    hw = u8(Offload)
    count = array(u16, 16)
    offset = array(u16, 16)


class TCA_MQPRIO_TC_ENTRY(Attributes, header="linux/pkt_sched.h"):
    INDEX = 1, u32
    FP = 2, u32(FramePreemption)


# A nest of rates has one of each traffic class, all with the number of the nest.
class TCA_MQPRIO_MIN_RATE64(Attributes, prefix="TCA_MQPRIO", header="linux/pkt_sched.h"):
    MIN_RATE64 = 3, multi(u64(bytes_per_second))


class TCA_MQPRIO_MAX_RATE64(Attributes, prefix="TCA_MQPRIO", header="linux/pkt_sched.h"):
    MAX_RATE64 = 4, multi(u64(bytes_per_second))


class TCA_MQPRIO(Attributes, header="linux/pkt_sched.h"):
    MODE = 1, u16(Mode)
    SHAPER = 2, u16(Shaper)
    MIN_RATE64 = 3, TCA_MQPRIO_MIN_RATE64
    MAX_RATE64 = 4, TCA_MQPRIO_MAX_RATE64
    TC_ENTRY = 5, multi(TCA_MQPRIO_TC_ENTRY)


qdisc_kinds["mqprio"] = headed(tc_mqprio_qopt, TCA_MQPRIO)
