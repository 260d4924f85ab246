"""Qdisc dsmark."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_qdisc_has_indices() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "48000000240000000000000000000000000000000400000000000100ffffffff000000000b00010064736d61726b000018000200"
        "0600010040000000060002000100000004000300"
    )
    assert below(message, "TCA_OPTIONS") == {
        "indices": 64,
        "default_index": 1,
        "set_tc_index": True,
    }


def test_a_class_has_mask_and_value() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "4400000028000000000000000000000000000000040000000100010000000100000000000b00010064736d61726b000014000200"
        "050004000300000005000500b8000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "mask": 3,
        "value": 184,
    }
