"""Qdisc cbs: credit-based shaper."""

from __future__ import annotations

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Attributes, Struct, boolean, pad, s32


class tc_cbs_qopt(Struct, header="linux/pkt_sched.h"):
    offload = boolean
    _pad = pad(3)
    hicredit = s32  # bytes
    locredit = s32
    idleslope = s32  # kbit/s
    sendslope = s32


class TCA_CBS(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_cbs_qopt


qdisc_kinds["cbs"] = TCA_CBS
