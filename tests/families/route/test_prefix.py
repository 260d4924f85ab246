"""Prefixes of router advertisements, which are in no capture: made by hand after inet6_fill_prefix() of Linux 6.12."""

from __future__ import annotations

from nldissect.families.route.prefix import PrefixFlags
from tests.families.decoding import decode


def test_a_prefix_has_its_length_in_the_header_and_two_lifetimes() -> None:
    message = decode(
        "3c0000003400000000000000000000000a0000000300000003400300" + "1400010020010db8000100000000000000000000"
        "0c00020080510100" + "ffffffff"
    )
    assert message["prefix.flags"] == PrefixFlags.IF_PREFIX_ONLINK | PrefixFlags.IF_PREFIX_AUTOCONF
    assert message.summary == "prefix 2001:db8:1::/64 dev if3 ONLINK,AUTOCONF valid forever preferred 86,400s"
