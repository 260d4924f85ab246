"""Qdisc skbprio."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_sets_the_limit() -> None:
    # tc qdisc add dev q0 root handle 1: skbprio limit 64
    message = decode(
        "3800000024000506a4d5006b00000000000000000400000000000100ffffffff000000000c000100736b627072696f0008000200"
        "40000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 64,
    }
