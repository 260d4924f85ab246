"""Qdisc skbprio: the lowest priority is dropped first."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Struct, u32


class tc_skbprio_qopt(Struct, header="linux/pkt_sched.h"):
    limit = u32


qdisc_kinds["skbprio"] = tc_skbprio_qopt
