"""Actions of filters, and by themselves: RTM_NEWACTION, RTM_DELACTION, RTM_GETACTION."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.families.route.tc.stats import TCA_STATS
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    binary,
    bitfield32,
    indexed,
    milliseconds,
    pad,
    select,
    string,
    u32,
)


class ActionFlags(IntFlag):
    """TCA_ACT_FLAGS_*, from linux/pkt_cls.h."""

    TCA_ACT_FLAGS_NO_PERCPU_STATS = 0x1
    TCA_ACT_FLAGS_SKIP_HW = 0x2
    TCA_ACT_FLAGS_SKIP_SW = 0x4


class HardwareStatistics(IntFlag):
    """TCA_ACT_HW_STATS_*, from linux/pkt_cls.h."""

    TCA_ACT_HW_STATS_IMMEDIATE = 0x1
    TCA_ACT_HW_STATS_DELAYED = 0x2


class RootFlags(IntFlag):
    """TCA_ACT_FLAG_*, from linux/rtnetlink.h."""

    TCA_ACT_FLAG_LARGE_DUMP_ON = 0x1
    TCA_ACT_FLAG_TERSE_DUMP = 0x2


class TCA_ACT(Attributes, header="linux/pkt_cls.h"):
    KIND = 1, string
    OPTIONS = 2, select("KIND", action_kinds)
    INDEX = 3, u32
    STATS = 4, TCA_STATS
    PAD = 5, binary
    COOKIE = 6, binary
    FLAGS = 7, bitfield32(ActionFlags)
    HW_STATS = 8, bitfield32(HardwareStatistics)
    USED_HW_STATS = 9, bitfield32(HardwareStatistics)
    IN_HW_COUNT = 10, u32


# In their order: a filter's actions, and those of a dump, are numbered from 1.
actions = indexed(TCA_ACT)


class tcamsg(Struct, header="linux/rtnetlink.h", key="tcam"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)


class TCA_ROOT(Attributes, header="linux/rtnetlink.h"):
    TAB = 1, actions
    FLAGS = 2, bitfield32(RootFlags)
    COUNT = 3, u32
    TIME_DELTA = 4, milliseconds
    EXT_WARN_MSG = 5, string


ACTION = "action {verb}[ {tca_root.tab.kind}][ index {tca_root.tab.index}][ count {tca_root.count}]"

NETLINK_ROUTE.message("RTM_NEWACTION", 48, tcamsg, TCA_ROOT, summary=ACTION)
NETLINK_ROUTE.message("RTM_DELACTION", 49, tcamsg, TCA_ROOT, summary=ACTION)
NETLINK_ROUTE.message("RTM_GETACTION", 50, tcamsg, TCA_ROOT, summary=ACTION)
