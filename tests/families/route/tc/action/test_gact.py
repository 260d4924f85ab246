"""Actions of kind gact."""

from __future__ import annotations

from nldissect.families.route.tc.action.gact import Probability
from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_another_verdict_by_chance() -> None:
    # tc actions add action gact drop random netrand pass 10 index 5, as it was a while later
    message = decode(
        "cc000000320000003fd5006b8d01000000000000b8000100b4000100090001006761637400000000440004001400010000000000"
        "00000000000000000000000014000700000000000000000000000000000000001800030000000000000000000000000000000000"
        "000000000c000900000000000300000008000a00000000004c000200180002000500000000000000020000000100000000000000"
        "0c00030001000a0000000000240001003b020000000000003b0200000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 5,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_SHOT,
        "parms.refcnt": 1,
        "parms.bindcnt": 0,
        "prob.ptype": Probability.PGACT_NETRAND,
        "prob.pval": 10,
        "prob.paction": Verdict.TC_ACT_OK,
        "tm.install": 571,
        "tm.lastuse": 571,
        "tm.expires": 0,
        "tm.firstuse": 0,
    }


def test_a_verdict_with_a_number_of_its_own() -> None:
    # tc actions add action gact goto chain 3 index 6
    message = decode(
        "440000003000050638d5006b0000000000000000300001002c0001000900010067616374000000001c0002801800020006000000"
        "00000000030000200000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 6,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_GOTO_CHAIN | 3,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
    }
