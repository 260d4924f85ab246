"""Actions ipt and xt: a target of iptables. Linux 6.8 took them out."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.action.generic import tcf_t
from nldissect.families.route.tc.kinds import action_kinds
from nldissect.schema import Attributes, Struct, binary, s32, string, u8, u16, u32


class Hook(IntEnum):
    """NF_INET_*, from linux/netfilter.h."""

    NF_INET_PRE_ROUTING = 0
    NF_INET_LOCAL_IN = 1
    NF_INET_FORWARD = 2
    NF_INET_LOCAL_OUT = 3
    NF_INET_POST_ROUTING = 4
    NF_INET_INGRESS = 5


class tc_cnt(Struct, header="linux/pkt_cls.h"):
    refcnt = s32
    bindcnt = s32


class xt_entry_target(Struct, header="linux/netfilter/x_tables.h"):
    target_size = u16
    name = string(29)
    revision = u8
    data = binary


class TCA_IPT(Attributes, header="linux/tc_act/tc_ipt.h"):
    TABLE = 1, string
    HOOK = 2, u32(Hook)
    INDEX = 3, u32
    CNT = 4, tc_cnt
    TM = 5, tcf_t
    TARG = 6, xt_entry_target
    PAD = 7, binary


action_kinds["ipt"] = TCA_IPT
action_kinds["xt"] = TCA_IPT
