"""Qdisc dualpi2: a queue for L4S traffic and one for the rest, coupled (Linux 6.17)."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, binary, microseconds, s32, u8, u32


class DropOverload(IntEnum):
    """TC_DUALPI2_DROP_OVERLOAD_*, from linux/pkt_sched.h."""

    TC_DUALPI2_DROP_OVERLOAD_OVERFLOW = 0
    TC_DUALPI2_DROP_OVERLOAD_DROP = 1


class DropEarly(IntEnum):
    """TC_DUALPI2_DROP_EARLY_*, from linux/pkt_sched.h."""

    TC_DUALPI2_DROP_EARLY_DROP_DEQUEUE = 0
    TC_DUALPI2_DROP_EARLY_DROP_ENQUEUE = 1


class EcnMask(IntEnum):
    """TC_DUALPI2_ECN_MASK_*, from linux/pkt_sched.h."""

    TC_DUALPI2_ECN_MASK_L4S_ECT = 1
    TC_DUALPI2_ECN_MASK_CLA_ECT = 2
    TC_DUALPI2_ECN_MASK_ANY_ECT = 3


class SplitGso(IntEnum):
    """TC_DUALPI2_SPLIT_GSO_*, from linux/pkt_sched.h."""

    TC_DUALPI2_SPLIT_GSO_NO_SPLIT_GSO = 0
    TC_DUALPI2_SPLIT_GSO_SPLIT_GSO = 1


class tc_dualpi2_xstats(Struct, header="linux/pkt_sched.h"):
    prob = u32  # of 2^32
    delay_c = microseconds
    delay_l = microseconds
    packets_in_c = u32
    packets_in_l = u32
    maxq = u32
    ecn_mark = u32
    step_marks = u32
    credit = s32
    memory_used = u32
    max_memory_used = u32
    memory_limit = u32


class TCA_DUALPI2(Attributes, header="linux/pkt_sched.h"):
    LIMIT = 1, u32
    MEMORY_LIMIT = 2, u32
    TARGET = 3, microseconds
    TUPDATE = 4, microseconds
    ALPHA = 5, u32  # Hz, times 256
    BETA = 6, u32  # Hz, times 256
    STEP_THRESH_PKTS = 7, u32
    STEP_THRESH_US = 8, microseconds
    MIN_QLEN_STEP = 9, u32
    COUPLING = 10, u8
    DROP_OVERLOAD = 11, u8(DropOverload)
    DROP_EARLY = 12, u8(DropEarly)
    C_PROTECTION = 13, u8  # percent
    ECN_MASK = 14, u8(EcnMask)
    SPLIT_GSO = 15, u8(SplitGso)
    PAD = 16, binary


qdisc_kinds["dualpi2"] = TCA_DUALPI2
qdisc_statistics["dualpi2"] = tc_dualpi2_xstats
