"""Messages shown by scapy, written as expressions, and built: what is built is what the kernel's tools send."""

from __future__ import annotations

import pickle
import struct
from pathlib import Path
from typing import Any

import pytest
from scapy.utils import rdpcap, wrpcap

import nldissect
from nldissect.interop import scapy as layers
from nldissect.interop.scapy import (
    CTRL_ATTR_FAMILY_NAME,
    IFA_CACHEINFO,
    IFLA_ADDRESS,
    IFLA_IFNAME,
    IFLA_INFO_DATA,
    IFLA_INFO_KIND,
    IFLA_LINK,
    IFLA_LINKINFO,
    IFLA_MTU,
    IFLA_VLAN_ID,
    NETLINK_GENERIC,
    NETLINK_ROUTE,
    RTA_GATEWAY,
    RTA_MULTIPATH,
    CookedNetlink,
    Netlink,
    expression,
    genlmsghdr,
    ifinfomsg,
    nlmsghdr,
    rtgenmsg,
    rtmsg,
    rtnexthop,
)
from tests.captures import CAPTURES
from tests.interop.packets import packets_of, raws, read


def test_a_request_is_shown_with_names_of_the_registry() -> None:
    # ip link add dum0 type dummy
    assert read("links.pcap", 8).show(dump=True) == (
        "###[ cooked netlink ]###\n"
        "  pkttype   = sent-by-us\n"
        "  lladdrtype= 0x338\n"
        "  lladdrlen = 0\n"
        "  src       = b''\n"
        "  proto     = NETLINK_ROUTE\n"
        "###[ NETLINK_ROUTE ]###\n"
        "     order     = little\n"
        "     \\messages  \\\n"
        "      |###[ nlmsghdr ]###\n"
        "      |  len       = 60\n"
        "      |  type      = RTM_NEWLINK\n"
        "      |  flags     = REQUEST+ACK+EXCL+CREATE\n"
        "      |  seq       = 1795227102\n"
        "      |  pid       = 0\n"
        "      |###[ ifinfomsg ]###\n"
        "      |     family    = AF_UNSPEC\n"
        "      |     pad       = b'\\x00'\n"
        "      |     type      = ARPHRD_NETROM\n"
        "      |     index     = 0\n"
        "      |     flags     = \n"
        "      |     change    = \n"
        "      |     \\attributes\\\n"
        "      |      |###[ IFLA_IFNAME ]###\n"
        "      |      |  nla_len   = 9\n"
        "      |      |  nla_type  = IFLA_IFNAME\n"
        "      |      |  value     = 'dum0'\n"
        "      |      |###[ IFLA_LINKINFO ]###\n"
        "      |      |  nla_len   = 16\n"
        "      |      |  nla_type  = IFLA_LINKINFO\n"
        "      |      |  \\value     \\\n"
        "      |      |   |###[ IFLA_INFO_KIND ]###\n"
        "      |      |   |  nla_len   = 9\n"
        "      |      |   |  nla_type  = IFLA_INFO_KIND\n"
        "      |      |   |  value     = b'dummy'\n"
    )


def test_a_nested_message_is_written_over_several_lines() -> None:
    # ip link add link veth0 name outer type vlan protocol 802.1ad id 3000
    with nldissect.open(CAPTURES / "links.pcap") as capture:
        made = expression(next(message for message in capture if message.frame_number == 124))
    assert made == (
        "NETLINK_ROUTE(\n"
        "    messages=[\n"
        "        nlmsghdr(type='RTM_NEWLINK', flags='REQUEST+ACK+EXCL+CREATE', seq=1795227103)/ifinfomsg(\n"
        "            attributes=[\n"
        "                IFLA_LINK(value=11),\n"
        "                IFLA_IFNAME(value='outer'),\n"
        "                IFLA_LINKINFO(\n"
        "                    nla_type='IFLA_LINKINFO',\n"
        "                    value=[\n"
        "                        IFLA_INFO_KIND(value=b'vlan'),\n"
        "                        IFLA_INFO_DATA(\n"
        "                            nla_type='IFLA_INFO_DATA',\n"
        "                            value=[\n"
        "                                IFLA_VLAN_PROTOCOL(value='ETH_P_8021AD'),\n"
        "                                IFLA_VLAN_ID(value=3000),\n"
        "                            ],\n"
        "                        ),\n"
        "                    ],\n"
        "                ),\n"
        "            ],\n"
        "        ),\n"
        "    ],\n"
        ")"
    )


def test_an_error_holds_the_request_it_is_about() -> None:
    packets = packets_of(CAPTURES / "errors.pcap")
    error: Any = next(packet for packet in packets if b"Unknown device type" in bytes(packet))
    assert error[Netlink].messages[0].error == -95
    assert error.getlayer(nlmsghdr, 2)[IFLA_INFO_KIND].value == b"nosuchtype"
    assert error["NLMSGERR_ATTR_MSG"].value == "Unknown device type"


def test_a_packet_is_summed_up_by_its_messages() -> None:
    assert read("links.pcap", 8).summary() == "CookedNetlink / NETLINK_ROUTE RTM_NEWLINK"


# Building


def test_a_built_request_has_the_bytes_that_ip_sent() -> None:
    # ip link add link veth0 name outer type vlan protocol 802.1ad id 3000
    made = CookedNetlink() / NETLINK_ROUTE(
        messages=[
            nlmsghdr(type="RTM_NEWLINK", flags="REQUEST+ACK+CREATE+EXCL", seq=1795227103)
            / ifinfomsg()
            / IFLA_LINK(value=11)
            / IFLA_IFNAME(value="outer")
            / IFLA_LINKINFO(
                nla_type="IFLA_LINKINFO",
                value=[
                    IFLA_INFO_KIND(value=b"vlan"),
                    IFLA_INFO_DATA(
                        nla_type="IFLA_INFO_DATA",
                        value=[layers.IFLA_VLAN_PROTOCOL(value="ETH_P_8021AD"), IFLA_VLAN_ID(value=3000)],
                    ),
                ],
            )
        ]
    )
    assert bytes(made) == raws(CAPTURES / "links.pcap")[123]


def test_a_nest_is_marked_as_one_unless_told_otherwise() -> None:
    assert bytes(IFLA_LINKINFO(value=[IFLA_INFO_KIND(value="vlan")])) == bytes.fromhex(
        "1000 1280  0900 0100 766c616e 00 000000"
    )


def test_lengths_follow_what_is_changed_in_a_packet() -> None:
    packet = read("links.pcap", 8)
    before = packet[nlmsghdr].len
    packet[IFLA_IFNAME].value = "a-longer-name"
    assert packet[nlmsghdr].len == before + 8 == len(bytes(packet[Netlink]))
    assert packet[IFLA_IFNAME].nla_len == 4 + len("a-longer-name") + 1


def test_lengths_can_lie() -> None:
    assert bytes(IFLA_MTU(nla_len=99, value=1400))[:4] == bytes.fromhex("6300 0400")
    assert bytes(nlmsghdr(len=7))[:4] == bytes.fromhex("07000000")


def test_each_message_of_a_datagram_begins_at_a_multiple_of_four_bytes() -> None:
    asked = nlmsghdr(type="RTM_GETADDR", flags="REQUEST+DUMP") / rtgenmsg(family="AF_INET")
    data = bytes(NETLINK_ROUTE(messages=[asked, asked]))
    assert len(data) == 20 + 17
    assert [each.len for each in NETLINK_ROUTE(data).messages] == [17, 17]


def test_the_hops_of_a_route_have_their_lengths() -> None:
    made = rtmsg(
        attributes=[RTA_MULTIPATH(value=[rtnexthop(ifindex=3, attributes=[RTA_GATEWAY(value="10.0.0.2")])] * 2)]
    )
    assert bytes(made)[16:20] == bytes.fromhex("1000 0000")
    assert bytes(made)[32:34] == bytes.fromhex("1000")


def test_flags_are_asked_for_by_name() -> None:
    header = nlmsghdr(type="RTM_GETLINK", flags="REQUEST+DUMP")
    assert (header.flags, header.flags.ROOT, header.flags.ACK) == (0x301, True, False)
    assert str(nlmsghdr(type="RTM_NEWLINK", flags=0x301).flags) == "REQUEST+REPLACE+EXCL"


def test_values_of_several_sizes_are_told_by_what_they_look_like() -> None:
    assert len(bytes(RTA_GATEWAY(value="10.0.0.1"))) == 8
    assert len(bytes(RTA_GATEWAY(value="2001:db8::1"))) == 20
    assert bytes(IFLA_ADDRESS(value="02:00:5e:10:20:30"))[4:10].hex() == "02005e102030"


def test_a_struct_has_its_default_values() -> None:
    assert bytes(IFA_CACHEINFO())[4:] == bytes(16)


def test_what_cannot_be_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^nlmsghdr\.type: nothing is called 'RTM_NIX' here$"):
        nlmsghdr(type="RTM_NIX")
    with pytest.raises(ValueError, match=r"IFLA_MTU\.value: 'x' is no u32|IFLA_MTU\.value: nothing is called 'x' here"):
        bytes(IFLA_MTU(value="x"))
    with pytest.raises(ValueError, match=r"IFLA_MTU\.value: 8589934592 is no u32"):
        bytes(IFLA_MTU(value=1 << 33))
    with pytest.raises(ValueError, match=r"^IFLA_LINKINFO\.value: 5 is no layer$"):
        IFLA_LINKINFO(value=5)
    with pytest.raises(AttributeError, match="has no attribute 'IFLA_NIX'"):
        _ = layers.IFLA_NIX


def test_what_was_written_is_read_by_nldissect_and_by_scapy(tmp_path: Path) -> None:
    packet = CookedNetlink() / NETLINK_GENERIC(
        messages=[
            nlmsghdr(type="nlctrl", flags="REQUEST", seq=7)
            / genlmsghdr(cmd="CTRL_CMD_GETFAMILY", version=1, attributes=[CTRL_ATTR_FAMILY_NAME(value="ethtool")])
        ]
    )
    path = tmp_path / "made.pcap"
    wrpcap(str(path), [packet])
    assert path.read_bytes()[20:24] == struct.pack("<I", 253)
    assert rdpcap(str(path))[0][CTRL_ATTR_FAMILY_NAME].value == "ethtool"
    with nldissect.open(path) as capture:
        (message,) = capture
        assert (message.type_name, message.seq) == ("CTRL_CMD_GETFAMILY", 7)


def test_a_packet_survives_pickling() -> None:
    packet = read("links.pcap", 8)
    assert bytes(pickle.loads(pickle.dumps(packet))) == bytes(packet)


def test_a_layer_shows_what_it_will_be_when_it_is_built() -> None:
    made = nlmsghdr(type="RTM_NEWLINK") / ifinfomsg() / IFLA_MTU(value=1400)
    shown = made.show2(dump=True)
    assert "len       = 40" in shown
    assert "|  value     = 1400" in shown
