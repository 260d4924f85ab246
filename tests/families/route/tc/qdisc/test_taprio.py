"""Qdisc taprio."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.mqprio import FramePreemption, Offload
from nldissect.families.route.tc.qdisc.taprio import Command
from nldissect.schema import Clock
from tests.families.decoding import below, decode


def test_a_request_has_a_schedule() -> None:
    # tc qdisc replace dev mq0 parent root handle 300 taprio num_tc 3 map 2 2 1 0 2 2 2 2 2 2 2 2 2 2 2 2
    # queues 1@0 1@1 2@2 base-time 1000000000 sched-entry S 01 300000 sched-entry S 02 300000 sched-entry S 04 400000
    # clockid CLOCK_TAI
    message = decode(
        "f800000024000505aad5006b00000000000000000600000000000003ffffffff000000000b00010074617072696f0000c8000200"
        "080005000b0000005600010003020201000202020202020202020202020001000100020000000000000000000000000000000000"
        "00000000000000000000000001000200000000000000000000000000000000000000000000000000000000000c00030000ca9a3b"
        "00000000580002801c0001000500020000000000080003000100000008000400e09304001c000100050002000000000008000300"
        "0200000008000400e09304001c0001000500020000000000080003000400000008000400801a0600"
    )
    assert below(message, "TCA_OPTIONS") == {
        "sched_clockid": Clock.CLOCK_TAI,
        "priomap.num_tc": 3,
        "priomap.prio_tc_map": [2, 2, 1, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
        "priomap.hw": Offload.TC_MQPRIO_HW_OFFLOAD_NONE,
        "priomap.count": [1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "priomap.offset": [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "sched_base_time": 1000000000,
        "sched_entry_list.entry.cmd": [
            Command.TC_TAPRIO_CMD_SET_GATES,
            Command.TC_TAPRIO_CMD_SET_GATES,
            Command.TC_TAPRIO_CMD_SET_GATES,
        ],
        "sched_entry_list.entry.gate_mask": [1, 2, 4],
        "sched_entry_list.entry.interval": [300000, 300000, 400000],
    }


def test_a_schedule_that_does_not_run_yet_is_apart() -> None:
    # tc qdisc replace dev mq0 parent root handle 300 taprio num_tc 3 map 2 2 1 0 2 2 2 2 2 2 2 2 2 2 2 2
    # queues 1@0 1@1 2@2 base-time 1000000000 sched-entry S 01 300000 sched-entry S 02 300000 sched-entry S 04 400000
    # clockid CLOCK_TAI
    message = decode(
        "e80100002400000171d0006b39020000000000000600000000000003ffffffff010000000b00010074617072696f0000fc000200"
        "56000100030202010002020202020202020202020200010001000200000000000000000000000000000000000000000000000000"
        "000000000100020000000000000000000000000000000000000000000000000000000000080005000b000000980007000c000300"
        "00ca9a3b000000000c00080040420f00000000000c00090000000000000000007000020024000100080001000000000005000200"
        "00000000080003000100000008000400e09304002400010008000100010000000500020000000000080003000200000008000400"
        "e09304002400010008000100020000000500020000000000080003000400000008000400801a060005000c000000000030000700"
        "14000100000000000000000000000000000000001800030000000000000000000000000000000000000000002c00030000000000"
        "000000000000000000000000000000000000000000000000000000000000000000000000550010007363685f74617072696f3a20"
        "53697a65207461626c65206e6f74207370656369666965642c206672616d65206c656e67746820657374696d6174696f6e73206d"
        "617920626520696e616363757261746500000000"
    )
    assert below(message, "TCA_TAPRIO_ATTR_ADMIN_SCHED") == {
        "sched_base_time": 1000000000,
        "sched_cycle_time": 1000000,
        "sched_cycle_time_extension": 0,
        "sched_entry_list.entry.index": [0, 1, 2],
        "sched_entry_list.entry.cmd": [
            Command.TC_TAPRIO_CMD_SET_GATES,
            Command.TC_TAPRIO_CMD_SET_GATES,
            Command.TC_TAPRIO_CMD_SET_GATES,
        ],
        "sched_entry_list.entry.gate_mask": [1, 2, 4],
        "sched_entry_list.entry.interval": [300000, 300000, 400000],
    }


def test_flags_and_traffic_classes_and_statistics_of_offload() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "80000000240000000000000000000000000000000400000000000100ffffffff000000000b00010074617072696f000030000200"
        "08000a000200000008000b0020a107001c000c80080001000000000008000200dc0500000800030002000000200007001c000480"
        "0c00020003000000000000000c0003000400000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "flags": 2,
        "txtime_delay": 500000,
        "tc_entry.index": 0,
        "tc_entry.max_sdu": 1500,
        "tc_entry.fp": FramePreemption.TC_FP_PREEMPTIBLE,
    }
    assert below(message, "TCA_STATS_APP") == {
        "window_drops": 3,
        "tx_overruns": 4,
    }
