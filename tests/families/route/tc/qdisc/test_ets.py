"""Qdisc ets."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_quanta_and_bands_repeat_in_their_nests() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "88000000240000000000000000000000000000000400000000000100ffffffff0000000008000100657473005c00020005000100"
        "0400000005000200010000001c00038008000400b80b000008000400d007000008000400e80300002c0005800500060000000000"
        "0500060001000000050006000200000005000600030000000500060003000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "nbands": 4,
        "nstrict": 1,
        "quanta.quanta_band": [3000, 2000, 1000],
        "priomap.priomap_band": [0, 1, 2, 3, 3],
    }


def test_a_class_has_the_quantum_without_a_nest() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "38000000280000000000000000000000000000000400000001000100000001000000000008000100657473000c00020008000400"
        "b80b0000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "quanta_band": 3000,
    }
