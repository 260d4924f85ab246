"""Filters of kind fw."""

from __future__ import annotations

from tests.families.decoding import decode
from tests.families.route.tc.filter.building import options


def test_a_mark_and_its_mask() -> None:
    # tc filter add dev f0 ingress protocol ip prio 24 handle 0x7/0xf fw action drop
    message = decode(
        "680000002c00050652d5006b00000000000000000300000007000000f2ffffff0800180007000100667700003c00020008000500"
        "0f000000300004002c0001000900010067616374000000001c000280180002000000000000000000020000000000000000000000"
    )
    assert message.summary == "filter add dev if3 ingress protocol ip pref 24 fw handle 0x7 action gact"
    assert options(message) == {
        "mask": 0xF,
    }
