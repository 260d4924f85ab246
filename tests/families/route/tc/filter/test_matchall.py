"""Filters of kind matchall."""

from __future__ import annotations

from struct import pack

from tests.engine.building import attribute
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import made, options


def test_every_packet() -> None:
    # tc filter add dev f0 ingress protocol all prio 20 matchall action pass
    message = decode(
        "680000002c00050651d5006b00000000000000000300000000000000f2ffffff000314000d0001006d61746368616c6c00000000"
        "34000200300002002c0001000900010067616374000000001c000280180002000000000000000000000000000000000000000000"
    )
    assert message.summary == "filter add dev if3 ingress protocol all pref 20 matchall action gact"
    assert options(message) == {}


def test_how_often_it_matched() -> None:
    # By hand, from linux/pkt_cls.h: struct tc_matchall_pcnt, and TCA_CLS_FLAGS_SKIP_SW
    message = made("matchall", attribute(3, b"\2\0\0\0"), attribute(4, pack("<Q", 7)))
    assert options(message) == {"flags": 2, "pcnt.rhit": 7}
