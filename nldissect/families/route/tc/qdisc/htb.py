"""Qdisc htb: a hierarchy of token buckets."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_kinds, class_statistics, qdisc_kinds
from nldissect.families.route.tc.rates import tc_ratespec
from nldissect.schema import (
    Attributes,
    Struct,
    array,
    binary,
    bytes_per_second,
    flag,
    hex32,
    psched_ticks,
    s32,
    u32,
    u64,
)


class tc_htb_opt(Struct, header="linux/pkt_sched.h"):
    rate = tc_ratespec
    ceil = tc_ratespec
    buffer = psched_ticks
    cbuffer = psched_ticks
    quantum = u32
    level = u32
    prio = u32


class tc_htb_glob(Struct, header="linux/pkt_sched.h"):
    version = u32
    rate2quantum = u32
    defcls = hex32  # the minor number of a class
    debug = u32
    direct_pkts = u32


class tc_htb_xstats(Struct, header="linux/pkt_sched.h"):
    lends = u32
    borrows = u32
    giants = u32
    tokens = s32(psched_ticks)
    ctokens = s32(psched_ticks)


class TCA_HTB(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_htb_opt
    INIT = 2, tc_htb_glob
    CTAB = 3, array(psched_ticks, 256)
    RTAB = 4, array(psched_ticks, 256)
    DIRECT_QLEN = 5, u32
    RATE64 = 6, u64(bytes_per_second)
    CEIL64 = 7, u64(bytes_per_second)
    PAD = 8, binary
    OFFLOAD = 9, flag


qdisc_kinds["htb"] = TCA_HTB
class_kinds["htb"] = TCA_HTB
class_statistics["htb"] = tc_htb_xstats
