"""Qdisc hfsc."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_default_class_is_the_minor_number_of_a_handle() -> None:
    # tc qdisc add dev q0 root handle 1: hfsc default 2
    message = decode(
        "3800000024000506a4d5006b00000000000000000400000000000100ffffffff0000000009000100686673630000000006000200"
        "02000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "defcls": 2,
    }


def test_a_class_has_service_curves() -> None:
    # tc class add dev c0 parent 2:1 classid 2:10 hfsc rt m1 5mbit d 10ms m2 1mbit ls m2 3mbit
    message = decode(
        "e80000002800000081d0006b1d010000000000000300000010000200010002000000000009000100686673630000000024000200"
        "10000100688909001027000048e80100100002000000000000000000d8b805004c00070014000100000000000000000000000000"
        "000000001800030000000000000000000000000000000000000000001c0004000000000000000000000000000000000000000000"
        "000000002c000300000000000000000000000000000000000000000000000000000000000000000000000000000000001c000400"
        "000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "rsc.m1": 625000,
        "rsc.d": 10000,
        "rsc.m2": 125000,
        "fsc.m1": 0,
        "fsc.d": 0,
        "fsc.m2": 375000,
    }
    assert below(message, "TCA_XSTATS") == {
        "work": 0,
        "rtwork": 0,
        "period": 0,
        "level": 0,
    }
