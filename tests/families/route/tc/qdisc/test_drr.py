"""Qdisc drr."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_class_has_a_quantum_and_a_deficit() -> None:
    # tc class add dev c0 parent 3: classid 3:1 drr quantum 600
    message = decode(
        "a40000002800000082d0006b29010000000000000300000001000300ffffffff0000000008000100647272000c00020008000100"
        "58020000380007001400010000000000000000000000000000000000180003000000000000000000000000000000000000000000"
        "08000400000000002c00030000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "0800040000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "quantum": 600,
    }
    assert below(message, "TCA_XSTATS") == {
        "deficit": 0,
    }
