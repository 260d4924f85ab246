"""Qdisc gred: up to 16 virtual queues with random early detection each."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.families.route.tc.qdisc.red import RedFlags
from nldissect.schema import Attributes, Struct, array, binary, boolean, multi, pad, u8, u32, u64


class tc_gred_qopt(Struct, header="linux/pkt_sched.h"):
    limit = u32
    qth_min = u32
    qth_max = u32
    DP = u32
    backlog = u32
    qave = u32
    forced = u32
    early = u32
    other = u32
    pdrop = u32
    Wlog = u8
    Plog = u8
    Scell_log = u8
    prio = u8
    packets = u32
    bytesin = u32


class tc_gred_sopt(Struct, header="linux/pkt_sched.h"):
    DPs = u32
    def_DP = u32
    grio = boolean
    flags = u8(RedFlags)
    pad1 = pad(2)


class TCA_GRED_VQ(Attributes, header="linux/pkt_sched.h"):
    PAD = 1, binary
    DP = 2, u32
    STAT_BYTES = 3, u64
    STAT_PACKETS = 4, u32
    STAT_BACKLOG = 5, u32
    STAT_PROB_DROP = 6, u32
    STAT_PROB_MARK = 7, u32
    STAT_FORCED_DROP = 8, u32
    STAT_FORCED_MARK = 9, u32
    STAT_PDROP = 10, u32
    STAT_OTHER = 11, u32
    FLAGS = 12, u32(RedFlags)


class TCA_GRED_VQ_LIST(Attributes, prefix="TCA_GRED_VQ", header="linux/pkt_sched.h"):
    ENTRY = 1, multi(TCA_GRED_VQ)


# A request is for one virtual queue. The kernel tells of all, with a DP from 16 on for each that does not exist.
class TCA_GRED(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, array(tc_gred_qopt)
    STAB = 2, binary(256)
    DPS = 3, tc_gred_sopt
    MAX_P = 4, array(u32)
    LIMIT = 5, u32
    VQ_LIST = 6, TCA_GRED_VQ_LIST


qdisc_kinds["gred"] = TCA_GRED
