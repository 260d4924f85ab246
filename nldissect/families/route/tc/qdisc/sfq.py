"""Qdisc sfq: stochastic fairness, with RED in each of its queues since Linux 3.3."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_statistics, qdisc_kinds
from nldissect.families.route.tc.qdisc.red import RedFlags
from nldissect.schema import Struct, one_of, payload, s32, seconds, u8, u32


class tc_sfq_qopt(Struct, header="linux/pkt_sched.h"):
    quantum = u32
    perturb_period = s32(seconds)
    limit = u32
    divisor = u32
    flows = u32


class tc_sfqred_stats(Struct, header="linux/pkt_sched.h"):
    prob_drop = u32
    forced_drop = u32
    prob_mark = u32
    forced_mark = u32
    prob_mark_head = u32
    forced_mark_head = u32


class tc_sfq_qopt_v1(Struct, header="linux/pkt_sched.h"):
    v0 = tc_sfq_qopt
    depth = u32
    headdrop = u32
    limit = u32
    qth_min = u32
    qth_max = u32
    Wlog = u8
    Plog = u8
    Scell_log = u8
    flags = u8(RedFlags)
    max_P = u32
    stats = tc_sfqred_stats


class tc_sfq_xstats(Struct, header="linux/pkt_sched.h"):
    allot = s32


qdisc_kinds["sfq"] = one_of((payload(0, tc_sfq_qopt.declared.size), tc_sfq_qopt), otherwise=tc_sfq_qopt_v1)
class_statistics["sfq"] = tc_sfq_xstats
