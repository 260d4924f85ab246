"""Actions of kind skbmod."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.skbmod import SkbmodFlags
from tests.families.decoding import below, decode


def test_an_ethernet_header() -> None:
    # tc actions add action skbmod set dmac 02:99:00:00:00:01 set etype 0x1234 index 30
    message = decode(
        "64000000300005063bd5006b0000000000000000500001004c0001000b000100736b626d6f6400003c000280240002001e000000"
        "000000000300000000000000000000000000000005000000000000000a00030002990000000100000600050034120000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 30,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.pad": b"\x00\x00\x00\x00",
        "parms.flags": SkbmodFlags.SKBMOD_F_DMAC | SkbmodFlags.SKBMOD_F_ETYPE,
        "dmac": "02:99:00:00:00:01",
        "etype": 0x1234,
    }
