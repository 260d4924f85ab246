"""Filters of kind flow."""

from __future__ import annotations

from nldissect.families.route.tc.filter.flow import FlowMode
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import options


def test_a_hash_of_keys() -> None:
    # tc filter add dev f0 parent 4: protocol all prio 3 handle 1 flow hash keys src,dst,proto,proto-src,proto-dst
    #     divisor 1024 perturb 10 baseclass 4:10
    message = decode(
        "5c0000002c00050653d5006b00000000000000000300000001000000000004000003030009000100666c6f77000000002c000200"
        "080001001f000000080008000004000008000c000a00000008000300100004000800020001000000"
    )
    assert message.summary == "filter add dev if3 parent 4: protocol all pref 3 flow handle 0x1"
    assert options(message) == {
        "keys": 0x1F,
        "divisor": 1024,
        "perturb": 10,
        "baseclass": 0x40010,
        "mode": FlowMode.FLOW_MODE_HASH,
    }


def test_a_class_by_arithmetic() -> None:
    # tc filter add dev f0 parent 4: protocol all prio 4 handle 2 flow map key dst and 0xff addend 5 rshift 2
    message = decode(
        "640000002c00050653d5006b00000000000000000300000002000000000004000003040009000100666c6f770000000034000200"
        "080001000200000008000500050000000800040002000000080002000000000008000600ff0000000800070000000000"
    )
    assert options(message) == {
        "keys": 2,
        "addend": 5,
        "rshift": 2,
        "mode": FlowMode.FLOW_MODE_MAP,
        "mask": 0xFF,
        "xor": 0,
    }
