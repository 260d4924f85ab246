"""Actions of kind ctinfo."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_masks_and_what_was_done() -> None:
    # tc actions add action ctinfo dscp 0xfc000000 0x01000000 cpmark 0xff index 24, as the kernel has it
    message = decode(
        "f8000000300005063ad5006b3201000000000000e4000100e00001000b0001006374696e666f0000440004001400010000000000"
        "00000000000000000000000014000700000000000000000000000000000000001800030000000000000000000000000000000000"
        "0000000008000a000000000084000200240002000000000000000000000000000000000000000000000000000000000000000000"
        "180003001800000000000000030000000100000000000000060004000000000008000500000000fc080006000000000108000700"
        "ff0000000c00080000000000000000000c00090000000000000000000c000a000000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "tm.install": 0,
        "tm.lastuse": 0,
        "tm.expires": 0,
        "tm.firstuse": 0,
        "act.index": 24,
        "act.capab": 0,
        "act.action": Verdict.TC_ACT_PIPE,
        "act.refcnt": 1,
        "act.bindcnt": 0,
        "zone": 0,
        "parms_dscp_mask": 0xFC000000,
        "parms_dscp_statemask": 0x1000000,
        "parms_cpmark_mask": 0xFF,
        "stats_dscp_set": 0,
        "stats_dscp_error": 0,
        "stats_cpmark_set": 0,
    }
