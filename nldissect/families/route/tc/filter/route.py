"""Filter route: the realms of a packet's route."""

from __future__ import annotations

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, ifindex, tc_handle, u32


class TCA_ROUTE4(Attributes, header="linux/pkt_cls.h"):
    CLASSID = 1, tc_handle
    TO = 2, u32.named("realm")
    FROM = 3, u32.named("realm")
    IIF = 4, ifindex
    POLICE = 5, TCA_POLICE
    ACT = 6, actions


filter_kinds["route"] = TCA_ROUTE4
