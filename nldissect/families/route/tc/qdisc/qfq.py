"""Qdisc qfq: quick fair queueing."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_kinds, class_statistics
from nldissect.schema import Attributes, Struct, u32


class tc_qfq_stats(Struct, header="linux/pkt_sched.h"):
    weight = u32
    lmax = u32


class TCA_QFQ(Attributes, header="linux/pkt_sched.h"):
    WEIGHT = 1, u32
    LMAX = 2, u32


class_kinds["qfq"] = TCA_QFQ
class_statistics["qfq"] = tc_qfq_stats
