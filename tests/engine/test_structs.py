"""Structs in messages: as declared, shorter, longer, of variable length, in either byte order."""

from __future__ import annotations

from enum import IntFlag
from struct import pack

from nldissect.schema import Attributes, Struct, array, be16, binary, bitfield32, ipv4, string, u8, u16, u32
from tests.engine.building import attribute, reader


class pair(Struct):
    one = u16
    two = be16


class example(Struct):
    family = u8
    pad = binary(1)
    pair = pair
    index = u32


class TABLE(Attributes):
    INFO = 1, example
    NEXT = 2, u8


BYTES = pack("<BxHHI", 2, 0x102, 0x102, 7)


def test_a_header_and_its_members_have_the_names_of_the_struct() -> None:
    found = reader(None, example)(BYTES)
    assert found.values == {
        "example.family": 2,
        "example.pad": b"\0",
        "example.pair.one": 0x102,
        "example.pair.two": 0x201,
        "example.index": 7,
    }
    assert found.tree == [
        (0, "example"),
        (1, "family"),
        (1, "pad"),
        (1, "pair"),
        (2, "one"),
        (2, "two"),
        (1, "index"),
    ]
    assert found.issues == {}


def test_members_know_their_bytes() -> None:
    found = reader(None, example)(BYTES)
    inside = [node for node in found.nodes if node.depth and node.start >= 16]
    assert [(node.start, node.value_start, node.end, node.next) for node in inside] == [
        (16, 16, 17, 17),
        (17, 17, 18, 18),
        (18, 18, 22, 22),
        (18, 18, 20, 20),
        (20, 20, 22, 22),
        (22, 22, 26, 26),
    ]
    assert found.node("example").end == 26


def test_what_a_shorter_struct_does_not_reach_is_absent_and_what_is_cut_is_a_tail() -> None:
    read = reader(None, example)
    assert read(BYTES[:6]).values == {
        "example.family": 2,
        "example.pad": b"\0",
        "example.pair.one": 0x102,
        "example.pair.two": 0x201,
    }
    cut = read(BYTES[:8])
    assert cut.values["example.tail"] == b"\7\0"
    assert "example.index" not in cut.values
    assert cut.issues == {}


def test_no_bytes_at_all_are_no_header() -> None:
    found = reader(TABLE, example)()
    assert found.values == {}
    assert found.tree == []


def test_what_a_longer_struct_has_more_is_a_tail() -> None:
    found = reader(TABLE)(attribute(1, BYTES, b"\1\2\3\4"))
    assert found.values["table.info.index"] == 7
    assert found.values["table.info.tail"] == b"\1\2\3\4"
    assert found.issues == {}


def test_a_struct_that_ends_inside_a_nested_struct_keeps_what_is_there() -> None:
    found = reader(TABLE)(attribute(1, BYTES[:5]), attribute(2, b"\5"))
    assert found.values["table.next"] == 5
    assert found.values["table.info.tail"] == BYTES[2:5]


def test_attributes_follow_a_header_at_a_multiple_of_four() -> None:
    class three(Struct):
        one = u8
        two = u16

    found = reader(TABLE, three)(b"\1\2\0", b"\0", attribute(2, b"\5"))
    assert found.values == {"three.one": 1, "three.two": 2, "table.next": 5}
    header = found.node("three")
    assert (header.start, header.end, header.next) == (16, 19, 20)


def test_a_last_member_takes_the_rest_of_the_struct() -> None:
    class named(Struct):
        kind = u16
        name = string

    class NAMES(Attributes):
        ONE = 1, named

    found = reader(NAMES)(attribute(1, b"\1\0", b"eth0\0"), attribute(1, b"\2\0"), attribute(1, b"\3"))
    assert found.values == {"names.one.kind": [1, 2], "names.one.name": ["eth0", ""], "names.one.tail": b"\3"}


def test_arrays_of_a_count_have_their_place_in_a_struct() -> None:
    class several(Struct):
        addresses = array(ipv4, 2)
        last = u8

    found = reader(None, several)(bytes(range(9)))
    assert found.values == {"several.addresses": ["0.1.2.3", "4.5.6.7"], "several.last": 8}


def test_members_have_the_byte_order_of_the_host_unless_they_say_network() -> None:
    found = reader(TABLE, pair, big=True)(pack(">HH", 0x102, 0x102), attribute(1, pack(">Bx", 2), big=True))
    assert found.values == {"pair.one": 0x102, "pair.two": 0x102, "table.info.family": 2, "table.info.pad": b"\0"}


def test_a_secret_member_makes_what_is_inside_it_secret() -> None:
    class key(Struct):
        length = u16
        key = binary.secret

    found = reader(None, key)(b"\2\0\xaa\xbb")
    assert [node.name for node in found.nodes if node.sensitive] == ["key"]


class Features(IntFlag):
    FEATURE_ONE = 0x1
    FEATURE_TWO = 0x2


class SETTINGS(Attributes):
    FEATURES = 1, bitfield32(Features)


def test_a_bitfield_has_its_flags_and_the_mask_of_those_that_are_meant() -> None:
    found = reader(SETTINGS)(attribute(1, pack("<II", 0x1, 0x3)))
    texts = {node.name: node.text for node in found.nodes if node.path.startswith("settings.features.")}
    assert texts == {"value": "FEATURE_ONE (0x1)", "selector": "FEATURE_ONE|FEATURE_TWO (0x3)"}
    assert found.issues == {}
