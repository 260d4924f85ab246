"""Qdisc hhf."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_kernel_tells_parameters_and_statistics() -> None:
    # tc qdisc add dev q0 root handle 1: hhf limit 900 hh_limit 1000 reset_timeout 500ms evict_timeout 900ms
    # non_hh_weight 3
    message = decode(
        "0801000024000001a2d5006bbb030000000000000400000000000100ffffffff0200000008000100686866003c00020008000100"
        "8403000008000200ea05000008000300000800000800040020a10700080005000000020008000600a0bb0d000800070003000000"
        "05000c00000000000400090050000700040006001400040000000000000000000000000000000000040006001400010000000000"
        "000000000000000000000000040006001800030000000000000000000000000000000000000000002c0003000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000400090014000400000000000000000000000000"
        "00000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "backlog_limit": 900,
        "quantum": 1514,
        "hh_flows_limit": 2048,
        "reset_timeout": 500000,
        "admit_bytes": 131072,
        "evict_timeout": 900000,
        "non_hh_weight": 3,
    }
    assert below(message, "TCA_XSTATS") == {
        "drop_overlimit": 0,
        "hh_overlimit": 0,
        "hh_tot_count": 0,
        "hh_cur_count": 0,
    }
