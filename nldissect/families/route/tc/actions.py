"""Actions of filters, and by themselves: RTM_NEWACTION, RTM_DELACTION, RTM_GETACTION."""

from __future__ import annotations

from dataclasses import replace
from enum import IntFlag

from nldissect.families.netlink import DEL, GetFlags
from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.families.route.tc.stats import TCA_STATS
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    all_of,
    binary,
    bitfield32,
    bits,
    equals,
    indexed,
    milliseconds,
    one_of,
    pad,
    select,
    string,
    u32,
)

RTM_DELACTION = 49


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


# In their order: a filter's actions are numbered from 1, those of a dump from 0.
actions = indexed(TCA_ACT)


class tcamsg(Struct, header="linux/rtnetlink.h", key="tcam"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)


# What RTM_DELACTION has for all actions of a kind: tcf_del_walker() counts them in TCA_FCNT, which is TCA_ACT_COOKIE.
class TCA_OF_FLUSH(Attributes, header="linux/rtnetlink.h", prefix="TCA"):
    KIND = 1, string
    FCNT = 6, u32


of_flush = all_of(equals("nlmsghdr.type", RTM_DELACTION), bits("nlmsghdr.flags", GetFlags.NLM_F_ROOT))


class TCA_ROOT(Attributes, header="linux/rtnetlink.h"):
    TAB = 1, one_of((of_flush, indexed(TCA_OF_FLUSH)), otherwise=actions)
    FLAGS = 2, bitfield32(RootFlags)
    COUNT = 3, u32
    TIME_DELTA = 4, milliseconds
    EXT_WARN_MSG = 5, string


# RTM_DELACTION takes the bit that other messages know as NLM_F_NONREC for NLM_F_ROOT: all actions of a kind.
DEL_OR_FLUSH = replace(DEL, flags=GetFlags, verbs=((GetFlags.NLM_F_ROOT, "flush"), (0, "del")))

# An action's index is with the parameters of its kind, unless it is all that there is.
_INDEX = "{parms.index|parms_ex.index|tbf.index|act.index|ipt.index|xt.index|tab.index}"
_WHAT = "{eaction|v_action|m_action|t_action|ct.action}"
_VERDICT = "{parms.action|parms_ex.action|tbf.action|act.action=}"
ACTION = (
    "action {verb} {tca_root.tab.kind} count {tca_root.count|tab.fcnt}",
    "action {verb}[tca_root.tab* {tab.kind}"
    f"[ {_WHAT}][ dev {{mirred.parms.ifindex}}][ {_VERDICT}][ index {_INDEX}]]",
)

NETLINK_ROUTE.message("RTM_NEWACTION", 48, tcamsg, TCA_ROOT, summary=ACTION)
NETLINK_ROUTE.message("RTM_DELACTION", RTM_DELACTION, tcamsg, TCA_ROOT, kind=DEL_OR_FLUSH, summary=ACTION)
NETLINK_ROUTE.message("RTM_GETACTION", 50, tcamsg, TCA_ROOT, summary=ACTION)
