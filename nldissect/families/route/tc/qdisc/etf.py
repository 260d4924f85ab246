"""Qdisc etf: earliest transmission time first."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Attributes, Clock, Struct, nanoseconds, s32, u32


class EtfFlags(IntFlag):
    """TC_ETF_*, from linux/pkt_sched.h."""

    TC_ETF_DEADLINE_MODE_ON = 0x1
    TC_ETF_OFFLOAD_ON = 0x2
    TC_ETF_SKIP_SOCK_CHECK = 0x4


class tc_etf_qopt(Struct, header="linux/pkt_sched.h"):
    delta = s32(nanoseconds)
    clockid = s32(Clock)
    flags = u32(EtfFlags)


class TCA_ETF(Attributes, header="linux/pkt_sched.h"):
    PARMS = 1, tc_etf_qopt


qdisc_kinds["etf"] = TCA_ETF
