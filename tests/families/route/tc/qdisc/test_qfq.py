"""Qdisc qfq."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_class_has_a_weight_and_a_longest_packet() -> None:
    # tc class add dev c0 parent 4: classid 4:1 qfq weight 10 maxpkt 2000
    message = decode(
        "b40000002800000082d0006b32010000000000000300000001000400ffffffff0000000008000100716671001400020008000100"
        "0a00000008000200d00700003c000700140001000000000000000000000000000000000018000300000000000000000000000000"
        "00000000000000000c0004000a000000d00700002c00030000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000c0004000a000000d0070000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "weight": 10,
        "lmax": 2000,
    }
    assert below(message, "TCA_XSTATS") == {
        "weight": 10,
        "lmax": 2000,
    }
