"""What a field is, from its declaration."""

from __future__ import annotations

import pytest

import nldissect
from nldissect.analysis.computed import COMPUTED
from nldissect.analysis.description import Description, Symbol, describe
from nldissect.families import registry
from tests.captures import CAPTURES


def described(path: str) -> Description:
    found = describe(path, registry)
    assert found is not None
    return found


def test_an_attribute_has_the_kernels_name_its_header_and_wiresharks_name() -> None:
    found = described("ifla.mtu")
    assert found.names == ["IFLA_MTU"]
    assert found.types == ["u32"]
    assert found.headers == ["linux/if_link.h"]
    assert found.wireshark == ["netlink-route.ifla_mtu"]
    assert found.compared == "a number (u32)"
    assert found.holders[:2] == ["RTM_NEWLINK", "RTM_DELLINK"]
    assert not found.everywhere


def test_symbols_have_both_spellings() -> None:
    found = described("rtm.protocol")
    assert Symbol("RTPROT_STATIC", 4, "static") in found.symbols
    assert not found.flags
    assert found.space == "protocol"


def test_message_types_of_all_protocols_are_values() -> None:
    names = {each.name for each in described("nl.type").symbols}
    assert {"NLMSG_ERROR", "RTM_NEWROUTE"} <= names
    assert described("nl.type").everywhere


def test_flags_have_their_bits_and_each_is_a_field() -> None:
    flags = described("ifinfo.flags")
    assert flags.flags
    assert Symbol("IFF_UP", 1, "up") in flags.symbols
    up = described("ifinfo.flags.up")
    assert (up.names, up.types, up.symbols) == (["IFF_UP"], ["flag"], [Symbol("IFF_UP", 1, "up")])
    assert up.meaning == "one bit of ifinfo.flags"
    assert up.wireshark == ["netlink-route.ifi_flags.iff_up"]
    assert up.holders == flags.holders


def test_names_of_numbers_and_units_are_told() -> None:
    assert described("rta.oif").space == "interface"
    assert described("call.latency").unit == "seconds, or with a unit: 1ms"


@pytest.mark.parametrize("path", COMPUTED)
def test_what_is_worked_out_has_its_meaning(path: str) -> None:
    assert described(path).meaning == COMPUTED[path].meaning
    assert described(path).everywhere


def test_the_fields_of_a_quoted_request_are_those_of_a_message() -> None:
    assert described("nl.msg.ifla.mtu") == described("ifla.mtu")


def test_a_table_inside_itself_is_described_at_any_depth() -> None:
    path = "ifla.linkinfo.data.vlan.id"
    assert described(path).names == ["IFLA_VLAN_ID"]


@pytest.mark.parametrize("path", ["", "nope", "ifla.nope", "ifinfo.flags.nope", "ifla.300", "zzz."])
def test_there_is_none_for_what_nobody_declares(path: str) -> None:
    assert describe(path, registry) is None


def test_every_declared_field_of_captured_messages_has_one() -> None:
    paths = set()
    for name in ("links.pcap", "errors.pcap", "routes.pcap"):
        with nldissect.open(CAPTURES / name) as capture:
            capture.load()
            for row in range(0, len(capture), 11):
                paths |= {node.path for node in capture.message(row).nodes() if node.path and node.declared}
    assert len(paths) > 80
    assert [path for path in sorted(paths)[::12] if describe(path, registry) is None] == []
