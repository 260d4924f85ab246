"""Qdiscs cake and cake_mq: common applications kept enhanced."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.kinds import class_statistics, qdisc_kinds, qdisc_statistics
from nldissect.schema import (
    Attributes,
    binary,
    boolean,
    bytes_per_second,
    hex32,
    indexed,
    microseconds,
    s32,
    u32,
    u64,
)


class FlowMode(IntEnum):
    """CAKE_FLOW_*, from linux/pkt_sched.h."""

    CAKE_FLOW_NONE = 0
    CAKE_FLOW_SRC_IP = 1
    CAKE_FLOW_DST_IP = 2
    CAKE_FLOW_HOSTS = 3
    CAKE_FLOW_FLOWS = 4
    CAKE_FLOW_DUAL_SRC = 5
    CAKE_FLOW_DUAL_DST = 6
    CAKE_FLOW_TRIPLE = 7


class DiffservMode(IntEnum):
    """CAKE_DIFFSERV_*, from linux/pkt_sched.h."""

    CAKE_DIFFSERV_DIFFSERV3 = 0
    CAKE_DIFFSERV_DIFFSERV4 = 1
    CAKE_DIFFSERV_DIFFSERV8 = 2
    CAKE_DIFFSERV_BESTEFFORT = 3
    CAKE_DIFFSERV_PRECEDENCE = 4


class AckFilter(IntEnum):
    """CAKE_ACK_*, from linux/pkt_sched.h."""

    CAKE_ACK_NONE = 0
    CAKE_ACK_FILTER = 1
    CAKE_ACK_AGGRESSIVE = 2


class AtmMode(IntEnum):
    """CAKE_ATM_*, from linux/pkt_sched.h."""

    CAKE_ATM_NONE = 0
    CAKE_ATM_ATM = 1
    CAKE_ATM_PTM = 2


class TCA_CAKE(Attributes, header="linux/pkt_sched.h"):
    PAD = 1, binary
    BASE_RATE64 = 2, u64(bytes_per_second)
    DIFFSERV_MODE = 3, u32(DiffservMode)
    ATM = 4, u32(AtmMode)
    FLOW_MODE = 5, u32(FlowMode)
    OVERHEAD = 6, s32
    RTT = 7, microseconds
    TARGET = 8, microseconds
    AUTORATE = 9, u32(boolean)
    MEMORY = 10, u32
    NAT = 11, u32(boolean)
    RAW = 12, u32  # means something by being there
    WASH = 13, u32(boolean)
    MPU = 14, u32
    INGRESS = 15, u32(boolean)
    ACK_FILTER = 16, u32(AckFilter)
    SPLIT_GSO = 17, u32(boolean)
    FWMARK = 18, hex32


class TCA_CAKE_TIN_STATS(Attributes, header="linux/pkt_sched.h"):
    PAD = 1, binary
    SENT_PACKETS = 2, u32
    SENT_BYTES64 = 3, u64
    DROPPED_PACKETS = 4, u32
    DROPPED_BYTES64 = 5, u64
    ACKS_DROPPED_PACKETS = 6, u32
    ACKS_DROPPED_BYTES64 = 7, u64
    ECN_MARKED_PACKETS = 8, u32
    ECN_MARKED_BYTES64 = 9, u64
    BACKLOG_PACKETS = 10, u32
    BACKLOG_BYTES = 11, u32
    THRESHOLD_RATE64 = 12, u64(bytes_per_second)
    TARGET_US = 13, microseconds
    INTERVAL_US = 14, microseconds
    WAY_INDIRECT_HITS = 15, u32
    WAY_MISSES = 16, u32
    WAY_COLLISIONS = 17, u32
    PEAK_DELAY_US = 18, microseconds
    AVG_DELAY_US = 19, microseconds
    BASE_DELAY_US = 20, microseconds
    SPARSE_FLOWS = 21, u32
    BULK_FLOWS = 22, u32
    UNRESPONSIVE_FLOWS = 23, u32
    MAX_SKBLEN = 24, u32
    FLOW_QUANTUM = 25, u32


# Of the qdisc up to TIN_STATS, and the last one; the rest is of a class, which is a flow.
class TCA_CAKE_STATS(Attributes, header="linux/pkt_sched.h"):
    PAD = 1, binary
    CAPACITY_ESTIMATE64 = 2, u64(bytes_per_second)
    MEMORY_LIMIT = 3, u32
    MEMORY_USED = 4, u32
    AVG_NETOFF = 5, u32
    MIN_NETLEN = 6, u32
    MAX_NETLEN = 7, u32
    MIN_ADJLEN = 8, u32
    MAX_ADJLEN = 9, u32
    TIN_STATS = 10, indexed(TCA_CAKE_TIN_STATS)
    DEFICIT = 11, s32
    COBALT_COUNT = 12, u32
    DROPPING = 13, u32(boolean)
    DROP_NEXT_US = 14, s32(microseconds)
    P_DROP = 15, u32
    BLUE_TIMER_US = 16, s32(microseconds)
    ACTIVE_QUEUES = 17, u32


qdisc_kinds["cake"] = TCA_CAKE
qdisc_kinds["cake_mq"] = TCA_CAKE
qdisc_statistics["cake"] = TCA_CAKE_STATS
class_statistics["cake"] = TCA_CAKE_STATS
