"""Qdisc sfb: stochastic fair blue."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, milliseconds, u32


# Probabilities of these structs are of 65535 (SFB_MAX_PROB).
class tc_sfb_qopt(Struct, header="linux/pkt_sched.h"):
    rehash_interval = milliseconds
    warmup_time = milliseconds
    max = u32
    bin_size = u32
    increment = u32
    decrement = u32
    limit = u32
    penalty_rate = u32  # packets per second
    penalty_burst = u32


class tc_sfb_xstats(Struct, header="linux/pkt_sched.h"):
    earlydrop = u32
    penaltydrop = u32
    bucketdrop = u32
    queuedrop = u32
    childdrop = u32
    marked = u32
    maxqlen = u32
    maxprob = u32
    avgprob = u32


class TCA_SFB(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_sfb_qopt


qdisc_kinds["sfb"] = TCA_SFB
qdisc_statistics["sfb"] = tc_sfb_xstats
