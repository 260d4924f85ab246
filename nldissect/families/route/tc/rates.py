"""Rates of qdiscs and policers: struct tc_ratespec, and the tables that came with it."""

from __future__ import annotations

from enum import IntEnum

from nldissect.schema import Struct, bytes_per_second, s16, u8, u16, u32


class LinkLayer(IntEnum):
    """TC_LINKLAYER_*, from linux/pkt_sched.h."""

    TC_LINKLAYER_UNAWARE = 0
    TC_LINKLAYER_ETHERNET = 1
    TC_LINKLAYER_ATM = 2


class tc_ratespec(Struct, header="linux/pkt_sched.h"):
    cell_log = u8
    linklayer = u8(LinkLayer)
    overhead = u16
    cell_align = s16
    mpu = u16
    rate = u32(bytes_per_second)
