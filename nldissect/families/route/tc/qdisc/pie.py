"""Qdisc pie: proportional integral controller, enhanced."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, boolean, bytes_per_second, microseconds, u32, u64


class tc_pie_xstats(Struct, header="linux/pkt_sched.h"):
    prob = u64  # of 2^64
    delay = microseconds  # in spite of the header's "ms"
    avg_dq_rate = u32(bytes_per_second)
    dq_rate_estimating = u32(boolean)
    packets_in = u32
    dropped = u32
    overlimit = u32
    maxq = u32
    ecn_mark = u32


class TCA_PIE(Attributes, header="linux/pkt_sched.h"):
    TARGET = 1, microseconds
    LIMIT = 2, u32
    TUPDATE = 3, microseconds
    ALPHA = 4, u32
    BETA = 5, u32
    ECN = 6, u32(boolean)
    BYTEMODE = 7, u32(boolean)
    DQ_RATE_ESTIMATOR = 8, u32(boolean)


qdisc_kinds["pie"] = TCA_PIE
qdisc_statistics["pie"] = tc_pie_xstats
