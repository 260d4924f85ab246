"""Qdisc plug."""

from __future__ import annotations

from nldissect.families.route.tc.qdisc.plug import PlugAction
from tests.families.decoding import below, decode


def test_a_request_has_an_action_and_a_limit() -> None:
    # tc qdisc add dev q0 root handle 1: plug limit 5000
    message = decode(
        "3c00000024000506a5d5006b00000000000000000400000000000100ffffffff0000000009000100706c7567000000000c000200"
        "0300000088130000"
    )
    assert below(message, "TCA_OPTIONS") == {
        "action": PlugAction.TCQ_PLUG_LIMIT,
        "limit": 5000,
    }
