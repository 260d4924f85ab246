"""Actions of kind simple."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_a_text() -> None:
    # tc actions add action simple sdata hello from act_simple index 28, as the kernel has it
    message = decode(
        "d0000000300005063ad5006b3e01000000000000bc000100b80001000b00010073696d706c650000440004001400010000000000"
        "00000000000000000000000014000700000000000000000000000000000000001800030000000000000000000000000000000000"
        "0000000008000a00000000005c000200180002001c000000000000000300000001000000000000001a00030068656c6c6f206672"
        "6f6d206163745f73696d706c65000000240001000000000000000000000000000000000000000000000000000000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 28,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 1,
        "parms.bindcnt": 0,
        "data": "hello from act_simple",
        "tm.install": 0,
        "tm.lastuse": 0,
        "tm.expires": 0,
        "tm.firstuse": 0,
    }
