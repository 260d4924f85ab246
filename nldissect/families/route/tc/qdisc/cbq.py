"""Qdisc cbq: class-based queueing (up to Linux 6.2)."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.kinds import class_kinds, class_statistics, qdisc_kinds, qdisc_statistics
from nldissect.families.route.tc.rates import tc_ratespec
from nldissect.schema import Attributes, Struct, array, hex32, pad, psched_ticks, s32, tc_handle, u8, u32


class LssChange(IntFlag):
    """TCF_CBQ_LSS_*, from linux/pkt_sched.h: which of the members are meant."""

    TCF_CBQ_LSS_FLAGS = 0x01
    TCF_CBQ_LSS_EWMA = 0x02
    TCF_CBQ_LSS_MAXIDLE = 0x04
    TCF_CBQ_LSS_MINIDLE = 0x08
    TCF_CBQ_LSS_OFFTIME = 0x10
    TCF_CBQ_LSS_AVPKT = 0x20


class LssFlags(IntFlag):
    """TCF_CBQ_LSS_*, from linux/pkt_sched.h: what a class is."""

    TCF_CBQ_LSS_BOUNDED = 0x1
    TCF_CBQ_LSS_ISOLATED = 0x2


class OverlimitStrategy(IntEnum):
    """TC_CBQ_OVL_*, from linux/pkt_sched.h."""

    TC_CBQ_OVL_CLASSIC = 0
    TC_CBQ_OVL_DELAY = 1
    TC_CBQ_OVL_LOWPRIO = 2
    TC_CBQ_OVL_DROP = 3
    TC_CBQ_OVL_RCLASSIC = 4


class tc_cbq_lssopt(Struct, header="linux/pkt_sched.h"):
    change = u8(LssChange)
    flags = u8(LssFlags)
    ewma_log = u8
    level = u8
    maxidle = u32  # times of psched ticks, shifted left by ewma_log
    minidle = u32
    offtime = u32
    avpkt = u32


class tc_cbq_wrropt(Struct, header="linux/pkt_sched.h"):
    flags = u8
    priority = u8
    cpriority = u8
    reserved = pad(1)
    allot = u32
    weight = u32


class tc_cbq_ovl(Struct, header="linux/pkt_sched.h"):
    strategy = u8(OverlimitStrategy)
    priority2 = u8
    pad = pad(2)
    penalty = u32


class tc_cbq_police(Struct, header="linux/pkt_sched.h"):
    police = u8
    res1 = pad(1)
    res2 = pad(2)


class tc_cbq_fopt(Struct, header="linux/pkt_sched.h"):
    split = tc_handle
    defmap = hex32
    defchange = hex32


class tc_cbq_xstats(Struct, header="linux/pkt_sched.h"):
    borrows = u32
    overactions = u32
    avgidle = s32
    undertime = s32


class TCA_CBQ(Attributes, header="linux/pkt_sched.h"):
    LSSOPT = 1, tc_cbq_lssopt
    WRROPT = 2, tc_cbq_wrropt
    FOPT = 3, tc_cbq_fopt
    OVL_STRATEGY = 4, tc_cbq_ovl
    RATE = 5, tc_ratespec
    RTAB = 6, array(psched_ticks, 256)
    POLICE = 7, tc_cbq_police


qdisc_kinds["cbq"] = TCA_CBQ
class_kinds["cbq"] = TCA_CBQ
qdisc_statistics["cbq"] = tc_cbq_xstats
class_statistics["cbq"] = tc_cbq_xstats
