"""Multicast addresses, which are in no capture: made by hand after linux/if_addr.h, as newer kernels send them."""

from __future__ import annotations

from tests.families.decoding import attributes, decode


def test_an_address_was_joined() -> None:
    # After inet_fill_ifmcaddr() of Linux 6.14.
    message = decode(
        "34000000380000000100000000000000" + "02208000" + "03000000" + "08000700e0000001"
        "14000600ffffffffffffffff" + "0a000000" + "0a000000"
    )
    assert attributes(message, "ifa") == {
        "multicast": "224.0.0.1",
        "cacheinfo.prefered": 0xFFFFFFFF,
        "cacheinfo.valid": 0xFFFFFFFF,
        "cacheinfo.cstamp": 10,
        "cacheinfo.tstamp": 10,
    }
    assert message.summary == "maddress 224.0.0.1/32 dev if3"


def test_addresses_are_asked_for() -> None:
    message = decode("180000003a0001030100000000000000" + "0a00000000000000")
    assert message.summary == "maddress show inet6"
