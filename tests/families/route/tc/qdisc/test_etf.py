"""Qdisc etf."""

from __future__ import annotations

from nldissect.schema import Clock
from tests.families.decoding import below, decode


def test_a_request_names_a_clock() -> None:
    # tc qdisc add dev q0 root handle 1: etf clockid CLOCK_TAI delta 300000 deadline_mode
    message = decode(
        "4000000024000506a6d5006b00000000000000000400000000000100ffffffff0000000008000100657466001400020010000100"
        "e09304000b00000001000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.delta": 300000,
        "parms.clockid": Clock.CLOCK_TAI,
        "parms.flags": 1,
    }
