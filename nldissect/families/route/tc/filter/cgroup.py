"""Filter cgroup: the class that the control group of a packet's process says."""

from __future__ import annotations

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.ematch import TCA_EMATCH_TREE
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes


class TCA_CGROUP(Attributes, header="linux/pkt_cls.h"):
    ACT = 1, actions
    POLICE = 2, TCA_POLICE
    EMATCHES = 3, TCA_EMATCH_TREE


filter_kinds["cgroup"] = TCA_CGROUP
