"""Qdisc netem."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_attributes_follow_the_struct() -> None:
    # tc qdisc add dev q0 root handle 1: netem delay 10ms 2ms 25% distribution normal loss 1% duplicate 0.5%
    # corrupt 0.1% reorder 5% 50% gap 3 rate 1mbit 10 100 5
    message = decode(
        "1001000024000001a5d5006b00040000000000000400000000000100ffffffff020000000a0001006e6574656d00000070000200"
        "5a620200e8030000295c8f020300000014ae4701127a00000c000a0080969800000000000c000b0080841e000000000010000100"
        "0000004000000000000000000c000300cdcccc0c000000800c00040037894100000000001400060048e801000a00000064000000"
        "0500000005000c000000000004000900380007000400060014000100000000000000000000000000000000000400060018000300"
        "00000000000000000000000000000000000000002c00030000000000000000000000000000000000000000000000000000000000"
        "000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "qopt.latency": 156250,
        "qopt.limit": 1000,
        "qopt.loss": 42949673,
        "qopt.gap": 3,
        "qopt.duplicate": 21474836,
        "qopt.jitter": 31250,
        "latency64": 10000000,
        "jitter64": 2000000,
        "corr.delay_corr": 1073741824,
        "corr.loss_corr": 0,
        "corr.dup_corr": 0,
        "reorder.probability": 214748365,
        "reorder.correlation": 2147483648,
        "corrupt.probability": 4294967,
        "corrupt.correlation": 0,
        "rate.rate": 125000,
        "rate.packet_overhead": 10,
        "rate.cell_size": 100,
        "rate.cell_overhead": 5,
    }


def test_losses_of_gilbert_and_elliot_and_slots() -> None:
    # tc qdisc add dev q0 root handle 1: netem loss gemodel 1% 10% 70% 0.1% slot 800us 1000us packets 10 bytes 5000
    message = decode(
        "9000000024000506a5d5006b00000000000000000400000000000100ffffffff000000000a0001006e6574656d00000060000200"
        "00000000e8030000000000000000000000000000000000002c000c0000350c000000000040420f00000000000a00000088130000"
        "000000000000000000000000000000001800058014000200295c8f029a999919cdcccc4c37894100"
    )
    assert below(message, "TCA_OPTIONS") == {
        "qopt.latency": 0,
        "qopt.limit": 1000,
        "qopt.loss": 0,
        "qopt.gap": 0,
        "qopt.duplicate": 0,
        "qopt.jitter": 0,
        "slot.min_delay": 800000,
        "slot.max_delay": 1000000,
        "slot.max_packets": 10,
        "slot.max_bytes": 5000,
        "slot.dist_delay": 0,
        "slot.dist_jitter": 0,
        "loss.ge.p": 42949673,
        "loss.ge.r": 429496730,
        "loss.ge.h": 1288490189,
        "loss.ge.k1": 4294967,
    }


def test_losses_of_four_states_and_a_long_delay() -> None:
    # tc qdisc add dev q0 root handle 1: netem delay 1s loss state 5% 20% 1% 2% ecn limit 44
    message = decode(
        "7000000024000506a6d5006b00000000000000000400000000000100ffffffff000000000a0001006e6574656d00000040000200"
        "286bee002c0000000000000000000000000000000000000008000700010000001c00058018000100cdcccc0c33333333295c8f02"
        "0000000052b81e05"
    )
    assert below(message, "TCA_OPTIONS") == {
        "qopt.latency": 15625000,
        "qopt.limit": 44,
        "qopt.loss": 0,
        "qopt.gap": 0,
        "qopt.duplicate": 0,
        "qopt.jitter": 0,
        "ecn": True,
        "loss.gi.p13": 214748365,
        "loss.gi.p31": 858993459,
        "loss.gi.p32": 42949673,
        "loss.gi.p14": 0,
        "loss.gi.p23": 85899346,
    }


def test_distributions_are_arrays_of_signed_numbers() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "78000000240000000000000000000000000000000400000000000100ffffffff000000000a0001006e6574656d00000048000200"
        "00000000e8030000000000000000000000000000000000000a00020048f40000b80b00000c00080000f2052a0100000008000d00"
        "ffff01000c000e000700000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "qopt.latency": 0,
        "qopt.limit": 1000,
        "qopt.loss": 0,
        "qopt.gap": 0,
        "qopt.duplicate": 0,
        "qopt.jitter": 0,
        "delay_dist": [-3000, 0, 3000],
        "rate64": 5000000000,
        "slot_dist": [-1, 1],
        "prng_seed": 7,
    }
