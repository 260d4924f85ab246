"""Filter tcindex: the index that dsmark or skbedit gave a packet. Linux 6.3 took it away."""

from __future__ import annotations

from nldissect.families.route.tc.action.police import TCA_POLICE
from nldissect.families.route.tc.actions import actions
from nldissect.families.route.tc.kinds import filter_kinds
from nldissect.schema import Attributes, hex16, tc_handle, u32


class TCA_TCINDEX(Attributes, header="linux/pkt_cls.h"):
    HASH = 1, u32
    MASK = 2, hex16
    SHIFT = 3, u32
    FALL_THROUGH = 4, u32
    CLASSID = 5, tc_handle
    POLICE = 6, TCA_POLICE
    ACT = 7, actions


filter_kinds["tcindex"] = TCA_TCINDEX
