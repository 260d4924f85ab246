"""Qdisc codel: controlled delay."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, boolean, microseconds, s32, u32


class tc_codel_xstats(Struct, header="linux/pkt_sched.h"):
    maxpacket = u32
    count = u32
    lastcount = u32
    ldelay = microseconds
    drop_next = s32(microseconds)
    drop_overlimit = u32
    ecn_mark = u32
    dropping = u32(boolean)
    ce_mark = u32


class TCA_CODEL(Attributes, header="linux/pkt_sched.h"):
    TARGET = 1, microseconds
    LIMIT = 2, u32
    INTERVAL = 3, microseconds
    ECN = 4, u32(boolean)
    CE_THRESHOLD = 5, microseconds


qdisc_kinds["codel"] = TCA_CODEL
qdisc_statistics["codel"] = tc_codel_xstats
