"""Actions of kind mirred."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.mirred import MirredAction
from tests.families.decoding import below, decode


def test_what_goes_where() -> None:
    # tc actions add action mirred egress redirect dev ifb9 index 7
    message = decode(
        "4c0000003000050639d5006b000000000000000038000100340001000b0001006d69727265640000240002802000020007000000"
        "000000000400000000000000000000000100000005000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 7,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_STOLEN,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.eaction": MirredAction.TCA_EGRESS_REDIR,
        "parms.ifindex": 5,
    }


def test_the_interfaces_of_a_block() -> None:
    # tc filter add dev dn ingress protocol ip prio 5 matchall action mirred egress redirect blockid 7
    message = decode(
        "780000002c00050653cf006b00000000000000000a00000000000000f2ffffff080005000d0001006d61746368616c6c00000000"
        "44000200400002003c0001000b0001006d697272656400002c000280200002000000000000000000040000000000000000000000"
        "01000000000000000800040007000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 0,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_STOLEN,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.eaction": MirredAction.TCA_EGRESS_REDIR,
        "parms.ifindex": 0,
        "blockid": 7,
    }
