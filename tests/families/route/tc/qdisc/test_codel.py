"""Qdisc codel."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_has_times_in_microseconds() -> None:
    # tc qdisc add dev q0 root handle 1: codel limit 500 target 4ms interval 80ms ecn ce_threshold 2ms
    message = decode(
        "5c00000024000506a1d5006b00000000000000000400000000000100ffffffff000000000a000100636f64656c0000002c000200"
        "08000200f4010000080003008038010008000100a00f0000080004000100000008000500d0070000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 500,
        "interval": 80000,
        "target": 4000,
        "ecn": True,
        "ce_threshold": 2000,
    }


def test_statistics_come_with_the_qdisc() -> None:
    # tc qdisc add dev q0 root handle 1: codel limit 500 target 4ms interval 80ms ecn ce_threshold 2ms
    message = decode(
        "1c01000024000001a1d5006b8f030000000000000400000000000100ffffffff020000000a000100636f64656c0000002c000200"
        "080001009f0f000008000200f40100000800030080380100080004000100000008000500cf07000005000c000000000060000700"
        "04000600280004000000000000000000000000000000000000000000000000000000000000000000000000001400010000000000"
        "000000000000000000000000040006001800030000000000000000000000000000000000000000002c0003000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000400090028000400000000000000000000000000"
        "000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_STATS_APP") == {
        "maxpacket": 0,
        "count": 0,
        "lastcount": 0,
        "ldelay": 0,
        "drop_next": 0,
        "drop_overlimit": 0,
        "ecn_mark": 0,
        "dropping": False,
        "ce_mark": 0,
    }
