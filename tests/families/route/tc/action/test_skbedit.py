"""Actions of kind skbedit."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.skbedit import PacketType
from tests.families.decoding import below, decode


def test_fields_of_the_packet() -> None:
    # tc actions add action skbedit mark 7/0xff priority 1:5 queue_mapping 2 ptype host index 15
    message = decode(
        "6c0000003000050639d5006b000000000000000058000100540001000c000100736b62656469740044000280180002000f000000"
        "0000000003000000000000000000000006000400020000000800030005000100080005000700000008000800ff00000006000700"
        "00000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 15,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "queue_mapping": 2,
        "priority": 0x10005,
        "mark": 7,
        "mask": 0xFF,
        "ptype": PacketType.PACKET_HOST,
    }
