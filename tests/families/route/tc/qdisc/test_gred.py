"""Qdisc gred."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_sets_up_the_virtual_queues() -> None:
    # tc qdisc add dev q0 root handle 5: gred setup DPs 3 default 2 grio
    message = decode(
        "4400000024000506a7d5006b00000000000000000400000000000500ffffffff0000000009000100677265640000000014000200"
        "10000300030000000200000001000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "dps.DPs": 3,
        "dps.def_DP": 2,
        "dps.grio": True,
        "dps.flags": 0,
        "dps.pad1": b"\x00\x00",
    }


def test_virtual_queues_are_an_array_and_a_nest() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "18010000240000000000000000000000000000000400000000000100ffffffff00000000090001006772656400000000e8000200"
        "6c00010000f00000003c0000006400000100000000000000000000000000000000000000000000000000000003110d0305000000"
        "bc020000000000000000000000000000120000000000000000000000000000000000000000000000000000000000000000000000"
        "000000000c000400999999190000000008000500101a17006400060060000100080002000100000008000c00010000000c000300"
        "bc020000000000000800040005000000080005000000000008000600010000000800070002000000080008000300000008000900"
        "0400000008000a000600000008000b0007000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.limit": [61440, 0],
        "parms.qth_min": [15360, 0],
        "parms.qth_max": [25600, 0],
        "parms.DP": [1, 18],
        "parms.backlog": [0, 0],
        "parms.qave": [0, 0],
        "parms.forced": [0, 0],
        "parms.early": [0, 0],
        "parms.other": [0, 0],
        "parms.pdrop": [0, 0],
        "parms.Wlog": [3, 0],
        "parms.Plog": [17, 0],
        "parms.Scell_log": [13, 0],
        "parms.prio": [3, 0],
        "parms.packets": [5, 0],
        "parms.bytesin": [700, 0],
        "max_p": [429496729, 0],
        "limit": 1514000,
        "vq_list.entry.dp": 1,
        "vq_list.entry.flags": 1,
        "vq_list.entry.stat_bytes": 700,
        "vq_list.entry.stat_packets": 5,
        "vq_list.entry.stat_backlog": 0,
        "vq_list.entry.stat_prob_drop": 1,
        "vq_list.entry.stat_prob_mark": 2,
        "vq_list.entry.stat_forced_drop": 3,
        "vq_list.entry.stat_forced_mark": 4,
        "vq_list.entry.stat_pdrop": 6,
        "vq_list.entry.stat_other": 7,
    }
