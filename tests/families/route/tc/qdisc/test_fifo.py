"""Qdiscs bfifo, pfifo and pfifo_head_drop."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_pfifo_has_a_limit() -> None:
    # tc qdisc add dev q0 root handle 1: pfifo limit 77
    message = decode(
        "38000000240005069ed5006b00000000000000000400000000000100ffffffff000000000a000100706669666f00000008000200"
        "4d000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 77,
    }


def test_bfifo_has_a_limit() -> None:
    # tc qdisc add dev q0 root handle 1: bfifo limit 50000
    message = decode(
        "38000000240005069ed5006b00000000000000000400000000000100ffffffff000000000a000100626669666f00000008000200"
        "50c30000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 50000,
    }


def test_pfifo_head_drop_has_a_limit() -> None:
    # tc qdisc add dev q0 root handle 1: pfifo_head_drop limit 10
    message = decode(
        "40000000240005069ed5006b00000000000000000400000000000100ffffffff0000000014000100706669666f5f686561645f64"
        "726f7000080002000a000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 10,
    }
