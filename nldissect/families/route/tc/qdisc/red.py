"""Qdisc red: random early detection."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.kinds import qdisc_kinds, qdisc_statistics
from nldissect.schema import Attributes, Struct, binary, bitfield32, u8, u32


class RedFlags(IntFlag):
    """TC_RED_*, from linux/pkt_sched.h."""

    TC_RED_ECN = 1
    TC_RED_HARDDROP = 2
    TC_RED_ADAPTATIVE = 4
    TC_RED_NODROP = 8


class tc_red_qopt(Struct, header="linux/pkt_sched.h"):
    limit = u32
    qth_min = u32
    qth_max = u32
    Wlog = u8
    Plog = u8
    Scell_log = u8
    flags = u8(RedFlags)


class tc_red_xstats(Struct, header="linux/pkt_sched.h"):
    early = u32
    pdrop = u32
    other = u32
    marked = u32


class TCA_RED(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_red_qopt
    STAB = 2, binary(256)
    MAX_P = 3, u32
    FLAGS = 4, bitfield32(RedFlags)
    EARLY_DROP_BLOCK = 5, u32
    MARK_BLOCK = 6, u32


qdisc_kinds["red"] = TCA_RED
qdisc_statistics["red"] = tc_red_xstats
