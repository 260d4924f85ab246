"""Qdisc fq_pie."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_options_and_statistics() -> None:
    # bytes built by hand from linux/pkt_sched.h
    message = decode(
        "bc000000240000000000000000000000000000000400000000000100ffffffff000000000b00010066715f706965000064000200"
        "0800010000280000080002000004000008000300983a000008000400983a00000800050002000000080006001400000008000700"
        "ea0500000800080000000002080009000a00000008000a000100000008000b000000000008000c00010000002800040001000000"
        "0200000003000000040000000500000006000000070000000800000009000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "limit": 10240,
        "flows": 1024,
        "target": 15000,
        "tupdate": 15000,
        "alpha": 2,
        "beta": 20,
        "quantum": 1514,
        "memory_limit": 33554432,
        "ecn_prob": 10,
        "ecn": True,
        "bytemode": False,
        "dq_rate_estimator": True,
    }
    assert below(message, "TCA_XSTATS") == {
        "packets_in": 1,
        "dropped": 2,
        "overlimit": 3,
        "overmemory": 4,
        "ecn_mark": 5,
        "new_flow_count": 6,
        "new_flows_len": 7,
        "old_flows_len": 8,
        "memory_usage": 9,
    }
