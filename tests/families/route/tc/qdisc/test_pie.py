"""Qdisc pie."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_kernel_tells_parameters_and_statistics() -> None:
    # tc qdisc add dev q0 root handle 1: pie limit 700 target 20ms tupdate 40ms alpha 4 beta 24 ecn bytemode
    message = decode(
        "4001000024000001a2d5006bc3030000000000000400000000000100ffffffff0200000008000100706965004400020008000100"
        "204e000008000200bc02000008000300409c00000800040004000000080005001800000008000600010000000800070001000000"
        "080008000000000005000c00000000000400090068000700040006002c0004000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000400060014000100000000000000000000000000000000000400060018000300"
        "00000000000000000000000000000000000000002c00030000000000000000000000000000000000000000000000000000000000"
        "000000000000000000000000040009002c0004000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "target": 20000,
        "limit": 700,
        "tupdate": 40000,
        "alpha": 4,
        "beta": 24,
        "ecn": True,
        "bytemode": True,
        "dq_rate_estimator": False,
    }
    assert below(message, "TCA_XSTATS") == {
        "prob": 0,
        "delay": 0,
        "avg_dq_rate": 0,
        "dq_rate_estimating": False,
        "packets_in": 0,
        "dropped": 0,
        "overlimit": 0,
        "maxq": 0,
        "ecn_mark": 0,
    }
