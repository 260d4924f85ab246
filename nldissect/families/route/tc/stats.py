"""Statistics of qdiscs, classes and actions: TCA_STATS2, and the older TCA_STATS."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_statistics, qdisc_statistics
from nldissect.schema import Attributes, Struct, binary, bytes_per_second, equals, one_of, pad, s8, select, u8, u32, u64

RTM_NEWTCLASS, RTM_DELTCLASS, RTM_GETTCLASS = 40, 41, 42
OF_CLASS = equals("nlmsghdr.type", RTM_NEWTCLASS, RTM_DELTCLASS, RTM_GETTCLASS)

statistics_of_kind = one_of(
    (OF_CLASS, select("KIND", class_statistics)),
    otherwise=select("KIND", qdisc_statistics),
)


class tc_stats(Struct, header="linux/pkt_sched.h"):
    bytes = u64
    packets = u32
    drops = u32
    overlimits = u32
    bps = u32(bytes_per_second)
    pps = u32
    qlen = u32
    backlog = u32
    pad = pad(4)


class tc_estimator(Struct, header="linux/pkt_sched.h"):
    interval = s8
    ewma_log = u8


class gnet_stats_basic(Struct, header="linux/gen_stats.h"):
    bytes = u64
    packets = u32
    pad = pad(4)


class gnet_stats_rate_est(Struct, header="linux/gen_stats.h"):
    bps = u32(bytes_per_second)
    pps = u32


class gnet_stats_rate_est64(Struct, header="linux/gen_stats.h"):
    bps = bytes_per_second
    pps = u64


class gnet_stats_queue(Struct, header="linux/gen_stats.h"):
    qlen = u32
    backlog = u32
    drops = u32
    requeues = u32
    overlimits = u32


class TCA_STATS(Attributes, header="linux/gen_stats.h"):
    BASIC = 1, gnet_stats_basic
    RATE_EST = 2, gnet_stats_rate_est
    QUEUE = 3, gnet_stats_queue
    APP = 4, statistics_of_kind
    RATE_EST64 = 5, gnet_stats_rate_est64
    PAD = 6, binary
    BASIC_HW = 7, gnet_stats_basic
    PKT64 = 8, u64
