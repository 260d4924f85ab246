"""Qdisc mqprio."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.mqprio import FramePreemption, Mode, Offload, Shaper
from tests.families.decoding import below, decode


def test_a_request_has_the_struct_alone() -> None:
    # tc qdisc replace dev mq0 root handle 200: mqprio num_tc 3 map 2 2 1 0 2 2 2 2 2 2 2 2 2 2 2 2
    # queues 1@0 1@1 2@2 hw 0
    message = decode(
        "8800000024000505aad5006b00000000000000000600000000000002ffffffff000000000b0001006d717072696f000058000200"
        "03020201000202020202020202020202020001000100020000000000000000000000000000000000000000000000000000000000"
        "0100020000000000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "qopt.num_tc": 3,
        "qopt.prio_tc_map": [2, 2, 1, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
        "qopt.hw": Offload.TC_MQPRIO_HW_OFFLOAD_NONE,
        "qopt.count": [1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "qopt.offset": [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    }


def test_rates_and_traffic_classes_follow_the_struct() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "f8000000240000000000000000000000000000000400000000000100ffffffff000000000b0001006d717072696f0000c8000200"
        "02000100010001000100010001000100010102000200000000000000000000000000000000000000000000000000000000000000"
        "0200000000000000000000000000000000000000000000000000000000000000060001000100000006000200010000001c000300"
        "0c000300d0121300000000000c000300a0252600000000001c0004000c00040020bcbe00000000000c00040040787d0100000000"
        "14000580080001000000000008000200010000001400058008000100010000000800020002000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "qopt.num_tc": 2,
        "qopt.prio_tc_map": [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
        "qopt.hw": Offload.TC_MQPRIO_HW_OFFLOAD_TCS,
        "qopt.count": [2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "qopt.offset": [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "mode": Mode.TC_MQPRIO_MODE_CHANNEL,
        "shaper": Shaper.TC_MQPRIO_SHAPER_BW_RATE,
        "min_rate64.min_rate64": [1250000, 2500000],
        "max_rate64.max_rate64": [12500000, 25000000],
        "tc_entry.index": [0, 1],
        "tc_entry.fp": [FramePreemption.TC_FP_EXPRESS, FramePreemption.TC_FP_PREEMPTIBLE],
    }
