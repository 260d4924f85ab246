"""Qdisc choke."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_kernel_tells_parameters_and_statistics() -> None:
    # tc qdisc add dev q0 root handle 1: choke limit 1000 bandwidth 10mbit min 83 max 250 probability 0.1
    message = decode(
        "f400000024000001a1d5006b86030000000000000400000000000100ffffffff020000000a00010063686f6b6500000020000200"
        "14000100e803000053000000fa00000006151000080003009999991905000c000000000004000900500007000400060018000400"
        "00000000000000000000000000000000000000001400010000000000000000000000000000000000040006001800030000000000"
        "000000000000000000000000000000002c0003000000000000000000000000000000000000000000000000000000000000000000"
        "000000000000000004000900180004000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.limit": 1000,
        "parms.qth_min": 83,
        "parms.qth_max": 250,
        "parms.Wlog": 6,
        "parms.Plog": 21,
        "parms.Scell_log": 16,
        "parms.flags": 0,
        "max_p": 429496729,
    }
    assert below(message, "TCA_XSTATS") == {
        "early": 0,
        "pdrop": 0,
        "other": 0,
        "marked": 0,
        "matched": 0,
    }
