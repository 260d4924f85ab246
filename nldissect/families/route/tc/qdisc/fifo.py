"""Qdiscs bfifo, pfifo and pfifo_head_drop: plain queues."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Struct, u32


class tc_fifo_qopt(Struct, header="linux/pkt_sched.h"):
    limit = u32  # bytes for bfifo, packets for the others


qdisc_kinds["bfifo"] = tc_fifo_qopt
qdisc_kinds["pfifo"] = tc_fifo_qopt
qdisc_kinds["pfifo_head_drop"] = tc_fifo_qopt
