"""Anycast addresses, which are in no capture: made by hand after inet6_fill_ifacaddr() of Linux 6.12."""

from __future__ import annotations

from tests.families.decoding import decode


def test_an_address_of_a_device() -> None:
    message = decode(
        "2c0000003c0000000100000000000000" + "0a808000" + "03000000" + "1400050020010db8000000000000000000000000"
    )
    assert message["ifa.anycast"] == "2001:db8::"
    assert message.summary == "acaddress 2001:db8::/128 dev if3"
