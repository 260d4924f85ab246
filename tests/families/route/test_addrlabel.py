"""Address labels: the bytes are from captures of the command above them."""

from __future__ import annotations

from tests.families.decoding import attributes, decode


def test_a_label_is_given_to_a_prefix() -> None:
    # ip addrlabel add prefix 2001:db8:3::/48 dev d0 label 123
    message = decode(
        "380000004800050644d1006b000000000a0030000300000000000000080002007b0000001400010020010db80003000000000000"
        "00000000"
    )
    assert attributes(message, "ifal") == {
        "label": 123,
        "address": "2001:db8:3::",
        "family": 10,
        "reserved": b"\0",
        "prefixlen": 48,
        "flags": 0,
        "index": 3,
        "seq": 0,
    }
    assert message.summary == "addrlabel add prefix 2001:db8:3::/48 dev if3 label 123"
