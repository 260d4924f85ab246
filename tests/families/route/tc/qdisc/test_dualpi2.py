"""Qdisc dualpi2."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.dualpi2 import DropEarly, DropOverload, EcnMask, SplitGso
from tests.families.decoding import below, decode


def test_options_and_statistics() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "e0000000240000000000000000000000000000000400000000000100ffffffff000000000c0001006475616c706932007c000200"
        "0800010010270000080002000000000208000300983a000008000400803e00000800050029000000080006003303000008000700"
        "0500000008000800e8030000080009000100000005000a000200000005000b000100000005000c000000000005000d000a000000"
        "05000e000300000005000f0001000000340004000100000002000000030000000400000005000000060000000700000008000000"
        "f7ffffff0a0000000b0000000c000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 10000,
        "memory_limit": 33554432,
        "target": 15000,
        "tupdate": 16000,
        "alpha": 41,
        "beta": 819,
        "step_thresh_pkts": 5,
        "step_thresh_us": 1000,
        "min_qlen_step": 1,
        "coupling": 2,
        "drop_overload": DropOverload.TC_DUALPI2_DROP_OVERLOAD_DROP,
        "drop_early": DropEarly.TC_DUALPI2_DROP_EARLY_DROP_DEQUEUE,
        "c_protection": 10,
        "ecn_mask": EcnMask.TC_DUALPI2_ECN_MASK_ANY_ECT,
        "split_gso": SplitGso.TC_DUALPI2_SPLIT_GSO_SPLIT_GSO,
    }
    assert below(message, "TCA_XSTATS") == {
        "prob": 1,
        "delay_c": 2,
        "delay_l": 3,
        "packets_in_c": 4,
        "packets_in_l": 5,
        "maxq": 6,
        "ecn_mark": 7,
        "step_marks": 8,
        "credit": -9,
        "memory_used": 10,
        "max_memory_used": 11,
        "memory_limit": 12,
    }
