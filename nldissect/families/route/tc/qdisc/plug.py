"""Qdisc plug: a queue that is held and let go by commands."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Struct, s32, u32


class PlugAction(IntEnum):
    """TCQ_PLUG_*, from linux/pkt_sched.h."""

    TCQ_PLUG_BUFFER = 0
    TCQ_PLUG_RELEASE_ONE = 1
    TCQ_PLUG_RELEASE_INDEFINITE = 2
    TCQ_PLUG_LIMIT = 3


class tc_plug_qopt(Struct, header="linux/pkt_sched.h"):
    action = s32(PlugAction)
    limit = u32


qdisc_kinds["plug"] = tc_plug_qopt
