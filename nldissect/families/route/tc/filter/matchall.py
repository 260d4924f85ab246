"""Filter matchall: every packet."""

from __future__ import annotations

from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.filter.generic import ClassifierFlags
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, Struct, binary, tc_handle, u32, u64


class tc_matchall_pcnt(Struct, header="linux/pkt_cls.h"):
    rhit = u64


class TCA_MATCHALL(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    ACT = 2, actions
    FLAGS = 3, u32(ClassifierFlags)
    PCNT = 4, tc_matchall_pcnt
    PAD = 5, binary


filter_kinds["matchall"] = TCA_MATCHALL
