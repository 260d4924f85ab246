"""Actions of kind sample."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_how_many_and_how_much_of_them() -> None:
    # tc actions add action sample rate 5 group 8 trunc 96 index 27
    message = decode(
        "5c000000300005063ad5006b000000000000000048000100440001000b00010073616d706c65000034000280180002001b000000"
        "00000000030000000000000000000000080003000500000008000500080000000800040060000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 27,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "rate": 5,
        "psample_group": 8,
        "trunc_size": 96,
    }
