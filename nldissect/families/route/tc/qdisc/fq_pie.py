"""Qdisc fq_pie: fair queueing, with PIE in each queue."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, boolean, microseconds, u32


class tc_fq_pie_xstats(Struct, header="linux/pkt_sched.h"):
    packets_in = u32
    dropped = u32
    overlimit = u32
    overmemory = u32
    ecn_mark = u32
    new_flow_count = u32
    new_flows_len = u32
    old_flows_len = u32
    memory_usage = u32


class TCA_FQ_PIE(Attributes, header="linux/pkt_sched.h"):
    LIMIT = 1, u32
    FLOWS = 2, u32
    TARGET = 3, microseconds
    TUPDATE = 4, microseconds
    ALPHA = 5, u32
    BETA = 6, u32
    QUANTUM = 7, u32
    MEMORY_LIMIT = 8, u32
    ECN_PROB = 9, u32  # percent
    ECN = 10, u32(boolean)
    BYTEMODE = 11, u32(boolean)
    DQ_RATE_ESTIMATOR = 12, u32(boolean)


qdisc_kinds["fq_pie"] = TCA_FQ_PIE
qdisc_statistics["fq_pie"] = tc_fq_pie_xstats
