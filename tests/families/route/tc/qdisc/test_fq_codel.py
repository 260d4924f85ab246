"""Qdisc fq_codel."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.fq_codel import XstatsType
from tests.families.decoding import below, decode


def test_a_request_has_times_in_microseconds() -> None:
    # tc qdisc add dev q0 root handle 1: fq_codel limit 5000 flows 512 target 6ms interval 90ms quantum 300 noecn
    # memory_limit 16mb drop_batch 32
    message = decode(
        "7800000024000506a1d5006b00000000000000000400000000000100ffffffff000000000d00010066715f636f64656c00000000"
        "4400020008000200881300000800050000020000080006002c01000008000300905f010008000100701700000800040000000000"
        "08000900000000010800080020000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 5000,
        "flows": 512,
        "quantum": 300,
        "interval": 90000,
        "target": 6000,
        "ecn": False,
        "memory_limit": 16777216,
        "drop_batch_size": 32,
    }


def test_statistics_of_the_qdisc() -> None:
    # tc -s -d -j qdisc show dev c0
    message = decode(
        "340100002400020081d0006b0801000000000000030000000000100010000100010000000d00010066715f636f64656c00000000"
        "4400020008000100871300000800020000280000080003009f860100080004000100000008000600ea0500000800080040000000"
        "0800090000000002080005000004000005000c00000000005c0007002c00040000000000ea050000000000000000000001000000"
        "000000000100000000000000000000000000000014000100d40b0000000000000200000000000000180003000000000000000000"
        "0000000000000000000000002c000300d40b00000000000002000000000000000000000000000000000000000000000000000000"
        "000000002c00040000000000ea0500000000000000000000010000000000000001000000000000000000000000000000"
    )
    assert below(message, "TCA_STATS_APP") == {
        "type": XstatsType.TCA_FQ_CODEL_XSTATS_QDISC,
        "stats.qdisc.maxpacket": 1514,
        "stats.qdisc.drop_overlimit": 0,
        "stats.qdisc.ecn_mark": 0,
        "stats.qdisc.new_flow_count": 1,
        "stats.qdisc.new_flows_len": 0,
        "stats.qdisc.old_flows_len": 1,
        "stats.qdisc.ce_mark": 0,
        "stats.qdisc.memory_usage": 0,
        "stats.qdisc.drop_overmemory": 0,
    }


def test_statistics_of_a_class_are_another_struct() -> None:
    # tc -s -d -j class show dev c0
    message = decode(
        "d40000002800020080d0006b0501000000000000030000002402100000001000000000000d00010066715f636f64656c00000000"
        "480007001800030000000000000000000000000000000000000000002c0004000100000000000000190000000000000000000000"
        "00000000000000000000000000000000000000002c00030000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000002c000400010000000000000019000000000000000000000000000000000000000000000000000000"
        "00000000"
    )
    assert below(message, "TCA_STATS_APP") == {
        "type": XstatsType.TCA_FQ_CODEL_XSTATS_CLASS,
        "stats.class.deficit": 0,
        "stats.class.ldelay": 25,
        "stats.class.count": 0,
        "stats.class.lastcount": 0,
        "stats.class.dropping": False,
        "stats.class.drop_next": 0,
        "stats.class.pad": b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    }
