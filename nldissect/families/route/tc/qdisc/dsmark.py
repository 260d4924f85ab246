"""Qdisc dsmark: marks the differentiated services field (up to Linux 6.2)."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import class_kinds, qdisc_kinds
from nldissect.schema import Attributes, flag, hex8, hex16


class TCA_DSMARK(Attributes, header="linux/pkt_sched.h"):
    INDICES = 1, hex16
    DEFAULT_INDEX = 2, hex16
    SET_TC_INDEX = 3, flag
    MASK = 4, hex8
    VALUE = 5, hex8


qdisc_kinds["dsmark"] = TCA_DSMARK
class_kinds["dsmark"] = TCA_DSMARK
