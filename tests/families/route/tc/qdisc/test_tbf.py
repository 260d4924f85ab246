"""Qdisc tbf."""

from __future__ import annotations

from nldissect.families.route.tc.rates import LinkLayer
from tests.families.decoding import below, decode


def test_rates_are_in_bytes_per_second_and_buffers_in_ticks() -> None:
    # tc qdisc add dev q0 root handle 1: tbf rate 10mbit burst 32kbit latency 50ms peakrate 20mbit mtu 2000
    message = decode(
        "c8000000240000019fd5006b51030000000000000400000000000100ffffffff0200000008000100746266002c00020028000100"
        "0001000000000000d01213000001000000000000a02526002404010000c80000d430000005000c00000000000400090038000700"
        "04000600140001000000000000000000000000000000000004000600180003000000000000000000000000000000000000000000"
        "2c00030000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.rate.cell_log": 0,
        "parms.rate.linklayer": LinkLayer.TC_LINKLAYER_ETHERNET,
        "parms.rate.overhead": 0,
        "parms.rate.cell_align": 0,
        "parms.rate.mpu": 0,
        "parms.rate.rate": 1250000,
        "parms.peakrate.cell_log": 0,
        "parms.peakrate.linklayer": LinkLayer.TC_LINKLAYER_ETHERNET,
        "parms.peakrate.overhead": 0,
        "parms.peakrate.cell_align": 0,
        "parms.peakrate.mpu": 0,
        "parms.peakrate.rate": 2500000,
        "parms.limit": 66596,
        "parms.buffer": 51200,
        "parms.mtu": 12500,
    }
