"""Actions of kind gate."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.schema import Clock
from tests.families.decoding import below, decode


def test_a_schedule() -> None:
    # tc actions add action gate clockid CLOCK_TAI base-time 200000000 sched-entry open 100000000 -1 8000000
    #     sched-entry close 100000000 -1 -1 index 32, as the kernel has it
    message = decode(
        "40010000300005063bd5006b4b010000000000002c01010028010100090001006761746500000000440004001400010000000000"
        "00000000000000000000000014000700000000000000000000000000000000001800030000000000000000000000000000000000"
        "0000000008000a0000000000cc0002001800020020000000000000000300000001000000000000000c00060000c2eb0b00000000"
        "0c00070000c2eb0b000000000c000800000000000000000008000a000b000000080009000000000008000400ffffffff50000500"
        "280001000800010000000000040002000800030000e1f5050800050000127a0008000400ffffffff240001000800010001000000"
        "0800030000e1f50508000500ffffffff08000400ffffffff24000100000000000000000000000000000000000000000000000000"
        "0000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 32,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 1,
        "parms.bindcnt": 0,
        "base_time": 200000000,
        "cycle_time": 200000000,
        "cycle_time_ext": 0,
        "clockid": Clock.CLOCK_TAI,
        "flags": 0,
        "priority": -1,
        "entry_list.entry.index": [0, 1],
        "entry_list.entry.gate": True,
        "entry_list.entry.interval": [100000000, 100000000],
        "entry_list.entry.max_octets": [8000000, -1],
        "entry_list.entry.ipv": [-1, -1],
        "tm.install": 0,
        "tm.lastuse": 0,
        "tm.expires": 0,
        "tm.firstuse": 0,
    }
