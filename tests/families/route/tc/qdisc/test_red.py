"""Qdisc red."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_flags_are_in_the_struct_and_with_a_mask_in_an_attribute() -> None:
    # tc qdisc add dev q0 root handle 1: red limit 400000 min 30000 max 90000 avpkt 1000 burst 55 ecn nodrop
    message = decode(
        "f800000024000001a0d5006b7d030000000000000400000000000100ffffffff0200000008000100726564002c00020014000100"
        "801a060030750000905f010005160f010800030051b81e050c000400090000000f00000005000c00000000000400090050000700"
        "04000600140004000000000000000000000000000000000004000600140001000000000000000000000000000000000004000600"
        "1800030000000000000000000000000000000000000000002c000300000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000040009001400040000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.limit": 400000,
        "parms.qth_min": 30000,
        "parms.qth_max": 90000,
        "parms.Wlog": 5,
        "parms.Plog": 22,
        "parms.Scell_log": 15,
        "parms.flags": 1,
        "max_p": 85899345,
        "flags.value": 9,
        "flags.selector": 15,
    }
    assert below(message, "TCA_XSTATS") == {
        "early": 0,
        "pdrop": 0,
        "other": 0,
        "marked": 0,
    }


def test_blocks_of_filters_for_drops_and_marks_have_numbers() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "40000000240000000000000000000000000000000400000000000100ffffffff0000000008000100726564001400020008000500"
        "070000000800060008000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "early_drop_block": 7,
        "mark_block": 8,
    }
