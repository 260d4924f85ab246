"""Addresses: one test for each hard case, the bytes from captures of the command in the comment."""

from __future__ import annotations

from nldissect.families.route.addr import AddressFlags, AddressProtocol
from nldissect.families.route.route import RouteScope
from tests.families.decoding import attributes, decode


def test_an_address_is_added_to_a_device() -> None:
    # ip addr add 10.0.0.1/8 dev d0
    message = decode("28000000140005060ad5006b000000000208000003000000080002000a000001080001000a000001")
    assert message.summary == "address add 10.0.0.1/8 dev if3"


def test_the_address_is_the_local_end_where_there_is_a_peer() -> None:
    # ip addr add 172.16.5.1/30 peer 172.16.5.2/30 dev d0 (the notification)
    message = decode(
        "4c000000140000000ad5006bf9020000021e80000300000008000100ac10050208000200ac100501070003006430000008000800"
        "8000000014000600ffffffffffffffff9b0100009b010000"
    )
    assert message["ifa.local"] == "172.16.5.1"
    assert message["ifa.address"] == "172.16.5.2"
    assert message.summary == "address 172.16.5.1 peer 172.16.5.2/30 dev if3 label d0"


def test_label_broadcast_and_scope_are_said() -> None:
    # ip addr add 192.168.7.1/24 brd + dev d0 label d0:web scope link (the notification)
    message = decode(
        "58000000140000000ad5006bfc020000021880fd0300000008000100c0a8070108000200c0a8070108000400c0a807ff0b000300"
        "64303a7765620000080008008000000014000600ffffffffffffffffa2010000a2010000"
    )
    assert message["ifaddr.scope"] == RouteScope.RT_SCOPE_LINK
    assert message.summary == "address 192.168.7.1/24 brd 192.168.7.255 scope link dev if3 label d0:web"


def test_flags_that_did_not_fit_the_header_are_an_attribute() -> None:
    # ip addr add 192.168.8.1/24 dev d0 valid_lft 600 preferred_lft 300 noprefixroute metric 77 (the notification)
    message = decode(
        "54000000140000000ad5006bff020000021800000300000008000100c0a8080108000200c0a80801070003006430000008000800"
        "00020000080009004d000000140006002c01000058020000a8010000a8010000"
    )
    assert message["ifaddr.flags"] == 0
    assert message["ifa.flags"] == AddressFlags.IFA_F_NOPREFIXROUTE
    assert message["ifa.cacheinfo.valid"] == 600
    assert message["ifa.cacheinfo.prefered"] == 300
    assert message["ifa.rt_priority"] == 77


def test_an_address_of_ipv6_is_in_ifa_address_alone() -> None:
    # ip link set d0 up (the notification of the link-local address)
    message = decode(
        "500000001400000000000000000000000a4080fd0300000014000100fe80000000000000587f38fffe6cc3f714000600ffffffff"
        "ffffffff8901000089010000080008008000000005000b0003000000"
    )
    assert attributes(message, "ifa") == {
        "address": "fe80::587f:38ff:fe6c:c3f7",
        "cacheinfo.prefered": 0xFFFFFFFF,
        "cacheinfo.valid": 0xFFFFFFFF,
        "cacheinfo.cstamp": 393,
        "cacheinfo.tstamp": 393,
        "flags": AddressFlags.IFA_F_PERMANENT,
        "proto": 3,
    }
    assert message.summary == "address fe80::587f:38ff:fe6c:c3f7/64 scope link dev if3"


def test_an_old_dump_request_is_one_byte_and_padding() -> None:
    # tcpdump -D (libpcap sends rtgenmsg alone)
    message = decode("1400000016000103c2ce006b0000000000000000")
    assert message.summary == "address show"
    assert message["rtgen.family"] == 0


def test_the_protocol_says_who_made_an_address() -> None:
    # ip link set d0 up (the notification)
    message = decode(
        "500000001400000000000000000000000a4080fd0300000014000100fe80000000000000a494acfffecd0e1914000600ffffffff"
        "ffffffffce020000ce020000080008008000000005000b0003000000"
    )
    assert message["ifa.proto"] == AddressProtocol.IFAPROT_KERNEL_LL


def test_an_address_has_a_metric() -> None:
    # ip addr add 192.168.8.1/24 dev d0 metric 77 valid_lft 600 preferred_lft 300 noprefixroute
    message = decode(
        "4c0000001400050640d1006b00000000021800000300000008000200c0a80801080009004d000000080008000002000008000100"
        "c0a80801140006002c010000580200000000000000000000"
    )
    assert message["ifa.rt_priority"] == 77
    assert (message["ifa.cacheinfo.prefered"], message["ifa.cacheinfo.valid"]) == (300, 600)


def test_an_anycast_address_is_one_of_many() -> None:
    # ip addr add 10.99.0.1/16 brd + anycast 10.99.0.0 dev d0
    message = decode(
        "380000001400050641d1006b000000000210000003000000080002000a630001080004000a63ffff080005000a63000008000100"
        "0a630001"
    )
    assert message["ifa.anycast"] == "10.99.0.0"


def test_addresses_of_phonet_and_mctp_are_one_byte() -> None:
    # (no capture has it: bytes by hand from linux/phonet.h and linux/mctp.h)
    message = decode("200000001400050601000000000000002d000000030000000500020008000000")
    assert message["ifa_short.local"] == 8
    assert message.summary == "address add mctp 8 dev if3"
    phonet = decode("200000001400050601000000000000002300000003000000050002006c000000")
    assert phonet["ifa_short.local"] == 0x6C
