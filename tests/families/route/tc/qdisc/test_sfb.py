"""Qdisc sfb."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_kernel_tells_parameters_and_statistics() -> None:
    # tc qdisc add dev q0 root handle 1: sfb limit 1000 target 20 max 25 increment 0.00050 decrement 0.00005
    # penalty_rate 10 penalty_burst 20
    message = decode(
        "1c01000024000001a3d5006bcc030000000000000400000000000100ffffffff0200000008000100736662002c00020028000100"
        "c027090060ea000019000000140000002100000003000000e80300000a0000001400000005000c00000000000400090060000700"
        "04000600280004000000000000000000000000000000000000000000000000000000000000000000000000001400010000000000"
        "000000000000000000000000040006001800030000000000000000000000000000000000000000002c0003000000000000000000"
        "00000000000000000000000000000000000000000000000000000000000000000400090028000400000000000000000000000000"
        "000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "parms.rehash_interval": 600000,
        "parms.warmup_time": 60000,
        "parms.max": 25,
        "parms.bin_size": 20,
        "parms.increment": 33,
        "parms.decrement": 3,
        "parms.limit": 1000,
        "parms.penalty_rate": 10,
        "parms.penalty_burst": 20,
    }
    assert below(message, "TCA_XSTATS") == {
        "earlydrop": 0,
        "penaltydrop": 0,
        "bucketdrop": 0,
        "queuedrop": 0,
        "childdrop": 0,
        "marked": 0,
        "maxqlen": 0,
        "maxprob": 0,
        "avgprob": 0,
    }
