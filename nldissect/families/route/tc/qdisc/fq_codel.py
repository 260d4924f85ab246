"""Qdisc fq_codel: fair queueing, with controlled delay in each queue."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.kinds import class_statistics, qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, boolean, hex8, microseconds, pad, s32, select, u32


class XstatsType(IntEnum):
    """TCA_FQ_CODEL_XSTATS_*, from linux/pkt_sched.h."""

    TCA_FQ_CODEL_XSTATS_QDISC = 0
    TCA_FQ_CODEL_XSTATS_CLASS = 1


class tc_fq_codel_qd_stats(Struct, header="linux/pkt_sched.h"):
    maxpacket = u32
    drop_overlimit = u32
    ecn_mark = u32
    new_flow_count = u32
    new_flows_len = u32
    old_flows_len = u32
    ce_mark = u32
    memory_usage = u32
    drop_overmemory = u32


class tc_fq_codel_cl_stats(Struct, header="linux/pkt_sched.h"):
    deficit = s32
    ldelay = microseconds
    count = u32
    lastcount = u32
    dropping = u32(boolean)
    drop_next = s32(microseconds)
    pad = pad(12)  # up to the length of the union


class tc_fq_codel_xstats(Struct, header="linux/pkt_sched.h"):
    type = u32(XstatsType)
    stats = select(
        "type",
        {
            XstatsType.TCA_FQ_CODEL_XSTATS_QDISC: tc_fq_codel_qd_stats,
            XstatsType.TCA_FQ_CODEL_XSTATS_CLASS: tc_fq_codel_cl_stats,
        },
    )


class TCA_FQ_CODEL(Attributes, header="linux/pkt_sched.h"):
    TARGET = 1, microseconds
    LIMIT = 2, u32
    INTERVAL = 3, microseconds
    ECN = 4, u32(boolean)
    FLOWS = 5, u32
    QUANTUM = 6, u32
    CE_THRESHOLD = 7, microseconds
    DROP_BATCH_SIZE = 8, u32
    MEMORY_LIMIT = 9, u32
    CE_THRESHOLD_SELECTOR = 10, hex8
    CE_THRESHOLD_MASK = 11, hex8


qdisc_kinds["fq_codel"] = TCA_FQ_CODEL
qdisc_statistics["fq_codel"] = tc_fq_codel_xstats
class_statistics["fq_codel"] = tc_fq_codel_xstats
