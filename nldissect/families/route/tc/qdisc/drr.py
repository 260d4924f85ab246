"""Qdisc drr: deficit round robin."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_kinds, class_statistics
from nldissect.schema import Attributes, Struct, u32


class tc_drr_stats(Struct, header="linux/pkt_sched.h"):
    deficit = u32


class TCA_DRR(Attributes, header="linux/pkt_sched.h"):
    QUANTUM = 1, u32


class_kinds["drr"] = TCA_DRR
class_statistics["drr"] = tc_drr_stats
