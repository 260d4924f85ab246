"""Qdiscs, classes, filters and chains: RTM_*QDISC, RTM_*TCLASS, RTM_*TFILTER, RTM_*CHAIN."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.families.route.tc.kinds import class_kinds, filter_kinds, qdisc_kinds
from nldissect.families.route.tc.rates import LinkLayer
from nldissect.families.route.tc.stats import OF_CLASS, TCA_STATS, statistics_of_kind, tc_estimator, tc_stats
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    all_of,
    array,
    big_endian,
    binary,
    bitfield32,
    byte,
    equals,
    ethertype,
    flag,
    hex32,
    ifindex,
    one_of,
    pad,
    s16,
    s32,
    select,
    string,
    tc_handle,
    u8,
    u16,
    u32,
)


class DumpFlags(IntFlag):
    """TCA_DUMP_FLAGS_*, from linux/rtnetlink.h."""

    TCA_DUMP_FLAGS_TERSE = 0x1


class tcmsg(Struct, header="linux/rtnetlink.h", key="tcm"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    handle = tc_handle
    parent = tc_handle
    info = u32


class tcmsg_of_class(Struct, header="linux/rtnetlink.h", key="tcm", name="tcmsg"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    handle = tc_handle
    parent = tc_handle
    info = tc_handle  # the qdisc in the leaf


# Of a filter tcm_info is TC_H_MAKE(prio << 16, protocol), the protocol in network order; its handle is what its kind
# makes of it.
class tcmsg_of_filter(Struct, header="linux/rtnetlink.h", key="tcm", name="tcmsg"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    handle = hex32
    parent = tc_handle
    protocol = ethertype
    prio = u16


class tcmsg_of_filter_big_endian(Struct, header="linux/rtnetlink.h", key="tcm", name="tcmsg"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    handle = hex32
    parent = tc_handle
    prio = u16
    protocol = ethertype


# TCM_IFINDEX_MAGIC_BLOCK, all ones, stands for a block that several qdiscs share: tcm_parent is its number.
OF_BLOCK = all_of(byte(4, 0xFF), byte(7, 0xFF))


class tcmsg_of_block(Struct, header="linux/rtnetlink.h", key="tcm", name="tcmsg"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    handle = hex32
    block_index = u32
    protocol = ethertype
    prio = u16


class tcmsg_of_block_big_endian(Struct, header="linux/rtnetlink.h", key="tcm", name="tcmsg"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    handle = hex32
    block_index = u32
    prio = u16
    protocol = ethertype


of_filter = one_of(
    (all_of(OF_BLOCK, big_endian), tcmsg_of_block_big_endian),
    (OF_BLOCK, tcmsg_of_block),
    (big_endian, tcmsg_of_filter_big_endian),
    otherwise=tcmsg_of_filter,
)


class tc_sizespec(Struct, header="linux/pkt_sched.h"):
    cell_log = u8
    size_log = u8
    cell_align = s16
    overhead = s32
    linklayer = u32(LinkLayer)
    mpu = u32
    mtu = u32
    tsize = u32


class TCA_STAB(Attributes, header="linux/pkt_sched.h"):
    BASE = 1, tc_sizespec
    DATA = 2, array(u16)


class TCA(Attributes, header="linux/rtnetlink.h"):
    KIND = 1, string
    OPTIONS = (
        2,
        one_of(
            (OF_CLASS, select("KIND", class_kinds)),
            (equals("nlmsghdr.type", *range(44, 47), *range(100, 103)), select("KIND", filter_kinds)),
            otherwise=select("KIND", qdisc_kinds),
        ),
    )
    STATS = 3, tc_stats
    XSTATS = 4, statistics_of_kind
    RATE = 5, tc_estimator
    FCNT = 6, u32
    STATS2 = 7, TCA_STATS
    STAB = 8, TCA_STAB
    PAD = 9, binary
    DUMP_INVISIBLE = 10, flag
    CHAIN = 11, u32
    HW_OFFLOAD = 12, u8
    INGRESS_BLOCK = 13, u32
    EGRESS_BLOCK = 14, u32
    DUMP_FLAGS = 15, bitfield32(DumpFlags)
    EXT_WARN_MSG = 16, string


QDISC = "qdisc {verb}[ {tca.kind}][ handle {tcm.handle}] dev {tcm.ifindex}[ parent {tcm.parent}]"
CLASS = "class {verb}[ {tca.kind}][ classid {tcm.handle}] dev {tcm.ifindex}[ parent {tcm.parent}][ leaf {tcm.info}]"

# "parent 1:", but "ingress", "egress" and "root" by themselves.
_PARENT = "[ parent{tcm.parent?!=ingress}{tcm.parent?!=egress}{tcm.parent?!=root}][ {tcm.parent}]"
_ACTIONS = "".join(
    f"[tca.options.{kind}.act* action {{kind}}]"
    for kind in [
        "basic",
        "bpf",
        "cgroup",
        "flow",
        "flower",
        "fw",
        "matchall",
        "route",
        "rsvp",
        "rsvp6",
        "tcindex",
        "u32",
    ]
)
_FILTER = (
    "[ protocol {tcm.protocol}][ pref {tcm.prio}][ {tca.kind}][ chain {tca.chain}][ handle {tcm.handle}]"
    "[ flowid {classid}]" + _ACTIONS
)
FILTER = (
    "filter {verb} block {tcm.block_index}" + _FILTER,
    "filter {verb} dev {tcm.ifindex}" + _PARENT + _FILTER,
)
CHAIN = (
    "chain {verb} block {tcm.block_index} chain {tca.chain}[ {tca.kind}]",
    "chain {verb} block {tcm.block_index}",
    "chain {verb} dev {tcm.ifindex}" + _PARENT + " chain {tca.chain}[ {tca.kind}]",
    "chain {verb} dev {tcm.ifindex}" + _PARENT,
)

NETLINK_ROUTE.message("RTM_NEWQDISC", 36, tcmsg, TCA, summary=QDISC)
NETLINK_ROUTE.message("RTM_DELQDISC", 37, tcmsg, TCA, summary=QDISC)
NETLINK_ROUTE.message("RTM_GETQDISC", 38, or_rtgenmsg(tcmsg), TCA, summary=QDISC)
NETLINK_ROUTE.message("RTM_NEWTCLASS", 40, tcmsg_of_class, TCA, summary=CLASS)
NETLINK_ROUTE.message("RTM_DELTCLASS", 41, tcmsg_of_class, TCA, summary=CLASS)
NETLINK_ROUTE.message("RTM_GETTCLASS", 42, or_rtgenmsg(tcmsg_of_class), TCA, summary=CLASS)
NETLINK_ROUTE.message("RTM_NEWTFILTER", 44, of_filter, TCA, summary=FILTER)
NETLINK_ROUTE.message("RTM_DELTFILTER", 45, of_filter, TCA, summary=FILTER)
NETLINK_ROUTE.message("RTM_GETTFILTER", 46, or_rtgenmsg(of_filter), TCA, summary=FILTER)
NETLINK_ROUTE.message("RTM_NEWCHAIN", 100, of_filter, TCA, summary=CHAIN)
NETLINK_ROUTE.message("RTM_DELCHAIN", 101, of_filter, TCA, summary=CHAIN)
NETLINK_ROUTE.message("RTM_GETCHAIN", 102, of_filter, TCA, summary=CHAIN)
