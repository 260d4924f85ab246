"""Actions of kind mpls."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.mpls import MplsAction
from nldissect.schema.constants import EtherType
from tests.families.decoding import below, decode


def test_a_label_to_push() -> None:
    # tc actions add action mpls push protocol mpls_uc label 1234 tc 2 ttl 50 index 25
    message = decode(
        "68000000300005063ad5006b00000000000000005400010050000100090001006d706c7300000000400002801c00020019000000"
        "000000000300000000000000000000000200000008000500d2040000060004008847000005000600020000000500070032000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 25,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.m_action": MplsAction.TCA_MPLS_ACT_PUSH,
        "label": 1234,
        "proto": EtherType.ETH_P_MPLS_UC,
        "tc": 2,
        "ttl": 50,
    }
