"""Filter basic: an expression of ematches."""

from __future__ import annotations

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.ematch import TCA_EMATCH_TREE
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, Struct, binary, tc_handle, u64


class tc_basic_pcnt(Struct, header="linux/pkt_cls.h"):
    rcnt = u64
    rhit = u64


class TCA_BASIC(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    EMATCHES = 2, TCA_EMATCH_TREE
    ACT = 3, actions
    POLICE = 4, TCA_POLICE
    PCNT = 5, tc_basic_pcnt
    PAD = 6, binary


filter_kinds["basic"] = TCA_BASIC
