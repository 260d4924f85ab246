"""Next hops and the buckets of their groups: RTM_NEWNEXTHOP, RTM_NEWNEXTHOPBUCKET, and what deletes and gets them."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.families.route.route import EncapType, NextHopFlags, RouteProtocol, RouteScope, encapsulations
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    array,
    binary,
    boolean,
    centiseconds,
    flag,
    ifindex,
    ip,
    multi,
    pad,
    select,
    u8,
    u16,
    u32,
    u64,
    uint,
)


class GroupType(IntEnum):
    """NEXTHOP_GRP_TYPE_*, from linux/nexthop.h."""

    NEXTHOP_GRP_TYPE_MPATH = 0
    NEXTHOP_GRP_TYPE_RES = 1


class OperationFlags(IntFlag):
    """NHA_OP_FLAG_*, from linux/nexthop.h."""

    NHA_OP_FLAG_DUMP_STATS = 0x1
    NHA_OP_FLAG_DUMP_HW_STATS = 0x2
    NHA_OP_FLAG_RESP_GRP_RESVD_0 = 0x80000000


class nhmsg(Struct, header="linux/nexthop.h", key="nh"):
    family = address_family
    scope = u8(RouteScope).named("scope")
    protocol = u8(RouteProtocol).named("protocol")
    resvd = pad(1)
    flags = u32(NextHopFlags)


class nexthop_grp(Struct, header="linux/nexthop.h"):
    """A member of a group; its weight is one more than `weight` and `weight_high` say."""

    id = u32
    weight = u8
    weight_high = u8  # "resvd1" before Linux 6.12
    resvd2 = pad(2)


class NHA_RES_GROUP(Attributes, header="linux/nexthop.h"):
    PAD = 0, binary
    BUCKETS = 1, u16
    IDLE_TIMER = 2, centiseconds
    UNBALANCED_TIMER = 3, centiseconds
    UNBALANCED_TIME = 4, u64(centiseconds)


class NHA_RES_BUCKET(Attributes, header="linux/nexthop.h"):
    PAD = 0, binary
    INDEX = 1, u16
    IDLE_TIME = 2, u64(centiseconds)
    NH_ID = 3, u32


class NHA_GROUP_STATS_ENTRY(Attributes, header="linux/nexthop.h"):
    ID = 1, u32
    PACKETS = 2, uint
    PACKETS_HW = 3, uint


class NHA_GROUP_STATS(Attributes, header="linux/nexthop.h"):
    ENTRY = 1, multi(NHA_GROUP_STATS_ENTRY)


class NHA(Attributes, header="linux/nexthop.h"):
    ID = 1, u32
    GROUP = 2, array(nexthop_grp)
    GROUP_TYPE = 3, u16(GroupType)
    BLACKHOLE = 4, flag
    OIF = 5, ifindex
    GATEWAY = 6, ip
    ENCAP_TYPE = 7, u16(EncapType)
    ENCAP = 8, select("ENCAP_TYPE", encapsulations)
    GROUPS = 9, flag
    MASTER = 10, ifindex
    FDB = 11, flag
    RES_GROUP = 12, NHA_RES_GROUP
    RES_BUCKET = 13, NHA_RES_BUCKET
    OP_FLAGS = 14, u32(OperationFlags)
    GROUP_STATS = 15, NHA_GROUP_STATS
    HW_STATS_ENABLE = 16, u32(boolean)
    HW_STATS_USED = 17, u32(boolean)


NEXTHOP = (
    "nexthop {verb}[ id {nha.id}] group{nha.group.id&}[nha.group* {id}][ type {nha.group_type!=mpath}]"
    "[ buckets {res_group.buckets}][ idle_timer {res_group.idle_timer}]"
    "[ unbalanced_timer {res_group.unbalanced_timer}][ proto {nh.protocol}][ fdb{nha.fdb&}]"
    "[ hw_stats {nha.hw_stats_enable}]",
    "nexthop {verb}[ id {nha.id}][ encap {nha.encap_type}][ via {nha.gateway}][ dev {nha.oif}]"
    "[ blackhole{nha.blackhole&}][ groups{nha.groups&}][ master {nha.master}][ scope {nh.scope!=universe}]"
    "[ proto {nh.protocol}][ {nh.flags}][ fdb{nha.fdb&}]",
)
BUCKET = (
    "nexthop bucket {verb} id {nha.id!} index {res_bucket.index}[ nhid {res_bucket.nh_id}]"
    "[ idle_time {res_bucket.idle_time}][ proto {nh.protocol}][ {nh.flags}]",
    "nexthop bucket {verb}[ id {nha.id}][ dev {nha.oif}][ master {nha.master}][ nhid {res_bucket.nh_id}]",
)

NETLINK_ROUTE.message("RTM_NEWNEXTHOP", 104, nhmsg, NHA, summary=NEXTHOP)
NETLINK_ROUTE.message("RTM_DELNEXTHOP", 105, nhmsg, NHA, summary=NEXTHOP)
NETLINK_ROUTE.message("RTM_GETNEXTHOP", 106, or_rtgenmsg(nhmsg), NHA, summary=NEXTHOP)
NETLINK_ROUTE.message("RTM_NEWNEXTHOPBUCKET", 116, nhmsg, NHA, summary=BUCKET)
NETLINK_ROUTE.message("RTM_DELNEXTHOPBUCKET", 117, nhmsg, NHA, summary=BUCKET)
NETLINK_ROUTE.message("RTM_GETNEXTHOPBUCKET", 118, nhmsg, NHA, summary=BUCKET)
