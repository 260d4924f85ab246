"""Qdisc multiq: a band for each queue of the device."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Struct, u16


class tc_multiq_qopt(Struct, header="linux/pkt_sched.h"):
    bands = u16
    max_bands = u16


qdisc_kinds["multiq"] = tc_multiq_qopt
