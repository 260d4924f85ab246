"""Qdisc hhf: heavy hitters are put behind the other flows."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, microseconds, u32


class tc_hhf_xstats(Struct, header="linux/pkt_sched.h"):
    drop_overlimit = u32
    hh_overlimit = u32
    hh_tot_count = u32
    hh_cur_count = u32


class TCA_HHF(Attributes, header="linux/pkt_sched.h"):
    BACKLOG_LIMIT = 1, u32
    QUANTUM = 2, u32
    HH_FLOWS_LIMIT = 3, u32
    RESET_TIMEOUT = 4, microseconds
    ADMIT_BYTES = 5, u32
    EVICT_TIMEOUT = 6, microseconds
    NON_HH_WEIGHT = 7, u32


qdisc_kinds["hhf"] = TCA_HHF
qdisc_statistics["hhf"] = tc_hhf_xstats
