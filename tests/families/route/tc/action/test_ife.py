"""Actions of kind ife."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.ife import IfeFlags
from tests.families.decoding import below, decode


def test_metadata_of_the_packet_and_metadata_given() -> None:
    # tc actions add action ife encode type 0xbeef allow mark use prio 3 dst 02:77:00:00:00:01 index 31
    message = decode(
        "68000000300005063bd5006b000000000000000054000100500001000800010069666500440002801c0001001f00000000000000"
        "030000000000000000000000010000000a000300027700000001000006000500efbe000010000600040001000800030003000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 31,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.flags": IfeFlags.IFE_ENCODE,
        "parms.pad": b"\x00\x00",
        "dmac": "02:77:00:00:00:01",
        "type": 0xBEEF,
        "metalst.skbmark": True,
        "metalst.prio": 3,
    }
