"""Qdisc netem: a network that delays, loses, repeats and damages packets."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import (
    Attributes,
    Struct,
    array,
    binary,
    boolean,
    bytes_per_second,
    headed,
    nanoseconds,
    psched_ticks,
    s16,
    s32,
    s64,
    u32,
    u64,
)


# Probabilities and correlations of this module are of 4294967295, which is 100%.
class tc_netem_qopt(Struct, header="linux/pkt_sched.h", key="qopt"):
    latency = psched_ticks  # in spite of the header's "us"
    limit = u32
    loss = u32
    gap = u32
    duplicate = u32
    jitter = psched_ticks


class tc_netem_corr(Struct, header="linux/pkt_sched.h"):
    delay_corr = u32
    loss_corr = u32
    dup_corr = u32


class tc_netem_reorder(Struct, header="linux/pkt_sched.h"):
    probability = u32
    correlation = u32


class tc_netem_corrupt(Struct, header="linux/pkt_sched.h"):
    probability = u32
    correlation = u32


class tc_netem_rate(Struct, header="linux/pkt_sched.h"):
    rate = u32(bytes_per_second)
    packet_overhead = s32
    cell_size = u32
    cell_overhead = s32


class tc_netem_slot(Struct, header="linux/pkt_sched.h"):
    min_delay = s64(nanoseconds)
    max_delay = s64(nanoseconds)
    max_packets = s32
    max_bytes = s32
    dist_delay = s64(nanoseconds)
    dist_jitter = s64(nanoseconds)


class tc_netem_gimodel(Struct, header="linux/pkt_sched.h"):
    p13 = u32
    p31 = u32
    p32 = u32
    p14 = u32
    p23 = u32


class tc_netem_gemodel(Struct, header="linux/pkt_sched.h"):
    p = u32
    r = u32
    h = u32
    k1 = u32


class NETEM_LOSS(Attributes, header="linux/pkt_sched.h"):
    GI = 1, tc_netem_gimodel
    GE = 2, tc_netem_gemodel


class TCA_NETEM(Attributes, header="linux/pkt_sched.h"):
    CORR = 1, tc_netem_corr
    DELAY_DIST = 2, array(s16)
    REORDER = 3, tc_netem_reorder
    CORRUPT = 4, tc_netem_corrupt
    LOSS = 5, NETEM_LOSS
    RATE = 6, tc_netem_rate
    ECN = 7, u32(boolean)
    RATE64 = 8, u64(bytes_per_second)
    PAD = 9, binary
    LATENCY64 = 10, s64(nanoseconds)
    JITTER64 = 11, s64(nanoseconds)
    SLOT = 12, tc_netem_slot
    SLOT_DIST = 13, array(s16)
    PRNG_SEED = 14, u64


qdisc_kinds["netem"] = headed(tc_netem_qopt, TCA_NETEM)
