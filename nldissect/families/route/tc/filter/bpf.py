"""Filter bpf: a program, classic or extended."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.action.bpf import sock_filter
from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.filter.generic import ClassifierFlags
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, array, binary, string, tc_handle, u16, u32


class BpfFlags(IntFlag):
    """TCA_BPF_FLAG_*, from linux/pkt_cls.h."""

    TCA_BPF_FLAG_ACT_DIRECT = 0x1


class TCA_BPF(Attributes, header="linux/pkt_cls.h"):
    ACT = 1, actions
    POLICE = 2, TCA_POLICE
    CLASSID = 3, tc_handle
    OPS_LEN = 4, u16
    OPS = 5, array(sock_filter)
    FD = 6, u32
    NAME = 7, string
    FLAGS = 8, u32(BpfFlags)
    FLAGS_GEN = 9, u32(ClassifierFlags)
    TAG = 10, binary(8)
    ID = 11, u32


filter_kinds["bpf"] = TCA_BPF
