"""Filter fw: the mark of a packet, which is the filter's handle."""

from __future__ import annotations

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, hex32, string, tc_handle


class TCA_FW(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    POLICE = 2, TCA_POLICE
    INDEV = 3, string
    ACT = 4, actions
    MASK = 5, hex32


filter_kinds["fw"] = TCA_FW
