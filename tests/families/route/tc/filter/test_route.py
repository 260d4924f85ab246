"""Filters of kind route."""

from __future__ import annotations

from tests.families.decoding import decode
from tests.families.route.tc.filter.building import options


def test_two_realms() -> None:
    # tc filter add dev f0 parent 1: protocol ip prio 5 route to 10 from 20 classid 1:3
    message = decode(
        "4c0000002c00050653d5006b0000000000000000030000000a00140000000100080005000a000100726f7574650000001c000200"
        "080002000a00000008000300140000000800010003000100"
    )
    assert message.summary == "filter add dev if3 parent 1: protocol ip pref 5 route handle 0x14000a flowid 1:3"
    assert options(message) == {
        "to": 10,
        "from": 20,
        "classid": 0x10003,
    }
