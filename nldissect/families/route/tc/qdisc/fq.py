"""Qdisc fq: fair queueing and pacing."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.families.route.tc.qdisc.prio import tc_prio_qopt
from nldissect.schema import (
    Attributes,
    Struct,
    array,
    boolean,
    bytes_per_second,
    microseconds,
    nanoseconds,
    pad,
    s32,
    s64,
    u32,
    u64,
)

FQ_BANDS = 3


class tc_fq_qd_stats(Struct, header="linux/pkt_sched.h"):
    gc_flows = u64
    highprio_packets = u64
    tcp_retrans = u64
    throttled = u64
    flows_plimit = u64
    pkts_too_long = u64
    allocation_errors = u64
    time_next_delayed_flow = s64(nanoseconds)
    flows = u32
    inactive_flows = u32
    throttled_flows = u32
    unthrottle_latency_ns = u32(nanoseconds)
    ce_mark = u64
    horizon_drops = u64
    horizon_caps = u64
    fastpath_packets = u64
    band_drops = array(u64, FQ_BANDS)
    band_pkt_count = array(u32, FQ_BANDS)
    pad = pad(4)


class TCA_FQ(Attributes, header="linux/pkt_sched.h"):
    PLIMIT = 1, u32
    FLOW_PLIMIT = 2, u32
    QUANTUM = 3, u32
    INITIAL_QUANTUM = 4, u32
    RATE_ENABLE = 5, u32(boolean)
    FLOW_DEFAULT_RATE = 6, u32(bytes_per_second)
    FLOW_MAX_RATE = 7, u32(bytes_per_second)
    BUCKETS_LOG = 8, u32
    FLOW_REFILL_DELAY = 9, microseconds
    ORPHAN_MASK = 10, u32
    LOW_RATE_THRESHOLD = 11, u32(bytes_per_second)
    CE_THRESHOLD = 12, microseconds
    TIMER_SLACK = 13, u32(nanoseconds)
    HORIZON = 14, microseconds
    HORIZON_DROP = 15, boolean
    PRIOMAP = 16, tc_prio_qopt
    WEIGHTS = 17, array(s32, FQ_BANDS)
    OFFLOAD_HORIZON = 18, microseconds


qdisc_kinds["fq"] = TCA_FQ
qdisc_statistics["fq"] = tc_fq_qd_stats
