"""Statistics of qdiscs: TCA_STATS2, TCA_STATS, and the estimator that TCA_RATE asks for."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_an_estimator_of_rates() -> None:
    # tc qdisc add dev c0 estimator 1sec 4sec parent 5:1 handle 51: pfifo
    message = decode(
        "380000002400050682d0006b0000000000000000030000000000510001000500000000000a000100706669666f00000006000500"
        "00020000"
    )
    assert below(message, "TCA_RATE") == {"interval": 0, "ewma_log": 2}


def test_statistics_come_twice() -> None:
    # tc -s qdisc show dev c0
    message = decode(
        "a80000002400020082d0006b4101000000000000030000000000510001000500010000000a000100706669666f00000008000200"
        "e803000005000c00000000003c00070014000100000000000000000000000000000000000c000200000000000000000018000300"
        "00000000000000000000000000000000000000002c00030000000000000000000000000000000000000000000000000000000000"
        "000000000000000000000000"
    )
    assert below(message, "TCA_STATS2") == {
        "basic.bytes": 0,
        "basic.packets": 0,
        "basic.pad": bytes(4),
        "rate_est.bps": 0,
        "rate_est.pps": 0,
        "queue.qlen": 0,
        "queue.backlog": 0,
        "queue.drops": 0,
        "queue.requeues": 0,
        "queue.overlimits": 0,
    }
    assert below(message, "TCA_STATS") == {
        "bytes": 0,
        "packets": 0,
        "drops": 0,
        "overlimits": 0,
        "bps": 0,
        "pps": 0,
        "qlen": 0,
        "backlog": 0,
        "pad": bytes(4),
    }
