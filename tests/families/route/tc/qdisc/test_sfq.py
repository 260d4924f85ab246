"""Qdisc sfq."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_has_the_longer_struct() -> None:
    # tc qdisc add dev q0 root handle 1: sfq perturb 10 quantum 1514 limit 100 divisor 256
    message = decode(
        "78000000240005069fd5006b00000000000000000400000000000100ffffffff0000000008000100736671004c000200ea050000"
        "0a000000640000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "v0.quantum": 1514,
        "v0.perturb_period": 10,
        "v0.limit": 100,
        "v0.divisor": 256,
        "v0.flows": 0,
        "depth": 0,
        "headdrop": 0,
        "limit": 0,
        "qth_min": 0,
        "qth_max": 0,
        "Wlog": 0,
        "Plog": 0,
        "Scell_log": 0,
        "flags": 0,
        "max_P": 0,
        "stats.prob_drop": 0,
        "stats.forced_drop": 0,
        "stats.prob_mark": 0,
        "stats.forced_mark": 0,
        "stats.prob_mark_head": 0,
        "stats.forced_mark_head": 0,
    }


def test_the_parameters_of_red_are_in_the_longer_struct() -> None:
    # tc qdisc add dev q0 root handle 1: sfq headdrop limit 128 depth 64 flows 64
    # redflowlimit 60000 min 8000 max 30000 probability 0.10 ecn
    message = decode(
        "e800000024000001a0d5006b6b030000000000000400000000000100ffffffff0200000008000100736671004c000200ea050000"
        "00000000800000000004000040000000400000000100000000000000401f00003075000004120001999999190000000000000000"
        "0000000000000000000000000000000005000c000000000004000900380007000400060014000100000000000000000000000000"
        "00000000040006001800030000000000000000000000000000000000000000002c00030000000000000000000000000000000000"
        "000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "v0.quantum": 1514,
        "v0.perturb_period": 0,
        "v0.limit": 128,
        "v0.divisor": 1024,
        "v0.flows": 64,
        "depth": 64,
        "headdrop": 1,
        "limit": 0,
        "qth_min": 8000,
        "qth_max": 30000,
        "Wlog": 4,
        "Plog": 18,
        "Scell_log": 0,
        "flags": 1,
        "max_P": 429496729,
        "stats.prob_drop": 0,
        "stats.forced_drop": 0,
        "stats.prob_mark": 0,
        "stats.forced_mark": 0,
        "stats.prob_mark_head": 0,
        "stats.forced_mark_head": 0,
    }


def test_the_struct_was_shorter_before_linux_3_3() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "44000000240000000000000000000000000000000400000000000100ffffffff00000000080001007366710018000200ea050000"
        "0a0000007f0000000004000080000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "quantum": 1514,
        "perturb_period": 10,
        "limit": 127,
        "divisor": 1024,
        "flows": 128,
    }


def test_a_class_has_its_allotment() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "340000002800000000000000000000000000000004000000010001000000010000000000080001007366710008000400f4ffffff"
    )
    assert below(message, "TCA_XSTATS") == {
        "allot": -12,
    }
