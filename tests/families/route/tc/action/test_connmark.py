"""Actions of kind connmark."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_a_zone() -> None:
    # tc actions add action connmark zone 3 index 23
    message = decode(
        "4c000000300005063ad5006b000000000000000038000100340001000d000100636f6e6e6d61726b00000000200002801c000100"
        "170000000000000003000000000000000000000003000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 23,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.zone": 3,
        "parms.pad": b"\x00\x00",
    }
