"""Qdiscs prio and pfifo_fast: bands by priority."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Attributes, Struct, array, binary, headed, s32, u8


class tc_prio_qopt(Struct, header="linux/pkt_sched.h", key="qopt"):
    bands = s32
    priomap = array(u8, 16)  # the band of each TC_PRIO_*


# tc closes the struct with an empty nest, numbered like the attribute that it is in: options of long ago came there.
class TCA_PRIO(Attributes, prefix="TCA", header="linux/rtnetlink.h"):
    OPTIONS = 2, binary


qdisc_kinds["prio"] = headed(tc_prio_qopt, TCA_PRIO)
qdisc_kinds["pfifo_fast"] = tc_prio_qopt
