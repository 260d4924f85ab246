"""Qdisc tbf: a token bucket."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.families.route.tc.rates import tc_ratespec
from nldissect.schema import Attributes, Struct, array, binary, bytes_per_second, psched_ticks, u32, u64


class tc_tbf_qopt(Struct, header="linux/pkt_sched.h"):
    rate = tc_ratespec
    peakrate = tc_ratespec
    limit = u32
    buffer = psched_ticks
    mtu = psched_ticks


class TCA_TBF(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_tbf_qopt
    RTAB = 2, array(psched_ticks, 256)
    PTAB = 3, array(psched_ticks, 256)
    RATE64 = 4, u64(bytes_per_second)
    PRATE64 = 5, u64(bytes_per_second)
    BURST = 6, u32
    PBURST = 7, u32
    PAD = 8, binary


qdisc_kinds["tbf"] = TCA_TBF
