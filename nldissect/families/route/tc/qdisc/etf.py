"""Qdisc etf: earliest transmission time first."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.tc.kinds import qdisc_kinds
from nldissect.schema import Attributes, Struct, nanoseconds, s32, u32


class Clock(IntEnum):
    """CLOCK_*, from linux/time.h."""

    CLOCK_REALTIME = 0
    CLOCK_MONOTONIC = 1
    CLOCK_PROCESS_CPUTIME_ID = 2
    CLOCK_THREAD_CPUTIME_ID = 3
    CLOCK_MONOTONIC_RAW = 4
    CLOCK_REALTIME_COARSE = 5
    CLOCK_MONOTONIC_COARSE = 6
    CLOCK_BOOTTIME = 7
    CLOCK_REALTIME_ALARM = 8
    CLOCK_BOOTTIME_ALARM = 9
    CLOCK_SGI_CYCLE = 10
    CLOCK_TAI = 11


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
