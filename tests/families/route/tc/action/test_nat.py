"""Actions of kind nat."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from tests.families.decoding import below, decode


def test_addresses() -> None:
    # tc actions add action nat ingress 10.80.0.77/32 192.0.2.77 index 21
    message = decode(
        "50000000300005063ad5006b00000000000000003c00010038000100080001006e6174002c000280280001001500000000000000"
        "0000000000000000000000000a50004dc000024dffffffff00000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 21,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_OK,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.old_addr": "10.80.0.77",
        "parms.new_addr": "192.0.2.77",
        "parms.mask": "255.255.255.255",
        "parms.flags": 0,
    }
