"""Actions of kind bpf."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_a_classic_program() -> None:
    # tc actions add action bpf bytecode 1,6 0 0 4294967295 index 22
    message = decode(
        "54000000300005063ad5006b0000000000000000400001003c00010008000100627066003000028006000300010000000c000400"
        "06000000ffffffff180002001600000000000000030000000000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "ops_len": 1,
        "ops.code": 6,
        "ops.jt": 0,
        "ops.jf": 0,
        "ops.k": 0xFFFFFFFF,
        "parms.index": 22,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
    }
