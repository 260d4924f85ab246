"""Attributes: nests, padding, lengths that lie, and what nobody declared."""

from __future__ import annotations

from struct import pack

import pytest

from nldissect.schema import Attributes, binary, flag, ip, multi, string, u8, u16, u32, u64, uint
from tests.engine.building import NESTED, attribute, declare, message, read, reader


class INNER(Attributes):
    NAME = 1, string
    NUMBER = 2, u32


class OUTER(Attributes):
    NUMBER = 1, u32
    NEST = 2, INNER
    WORD = 3, u16
    ADDRESS = 4, ip
    SET = 5, flag
    LIMIT = 6, uint
    LIST = 7, multi(u8)
    KEY = 8, INNER
    RAW = 9, binary


outer = reader(OUTER)


def test_attributes_and_nests_have_paths_from_the_outermost_table() -> None:
    found = outer(attribute(1, pack("<I", 5)), attribute(2, attribute(1, b"eth0\0"), attribute(2, pack("<I", 7))))
    assert found.values == {"outer.number": 5, "outer.nest.name": "eth0", "outer.nest.number": 7}
    assert found.tree == [
        (0, "OUTER_NUMBER"),
        (0, "OUTER_NEST"),
        (1, "INNER_NAME"),
        (1, "INNER_NUMBER"),
    ]


def test_nodes_know_their_header_value_and_padding() -> None:
    found = outer(attribute(2, attribute(1, b"eth0\0")), attribute(3, b"\1\0"))
    places = {node.name: (node.start, node.value_start, node.end, node.next) for node in found.nodes[6:]}
    assert places == {"OUTER_NEST": (16, 20, 32, 32), "INNER_NAME": (20, 24, 29, 32), "OUTER_WORD": (32, 36, 38, 40)}


def test_flags_for_nested_and_network_order_are_no_part_of_the_number() -> None:
    found = outer(attribute(2 | NESTED, attribute(2, pack("<I", 7))), attribute(1 | 0x4000, pack("<I", 5)))
    assert found.values == {"outer.nest.number": 7, "outer.number": 5}
    assert found.issues == {}


def test_a_repeated_attribute_gives_every_value() -> None:
    found = outer(attribute(7, b"\1"), attribute(7, b"\2"), attribute(7, b"\3"))
    assert found.values == {"outer.list": [1, 2, 3]}


def test_alternatives_are_taken_by_length() -> None:
    addresses = attribute(4, b"\xc0\0\2\1"), attribute(4, bytes(15) + b"\1")
    found = outer(*addresses, attribute(6, bytes(4)), attribute(6, bytes(8)))
    assert found.values == {"outer.address": ["192.0.2.1", "::1"], "outer.limit": [0, 0]}
    assert found.issues == {}


def test_a_flag_has_no_bytes() -> None:
    assert outer(attribute(5)).values == {"outer.set": True}
    assert outer(attribute(5, b"\1")).issues == {"OUTER_SET": "1 byte does not fit flag"}


@pytest.mark.parametrize(
    ("number", "value", "issue"),
    [
        (1, b"", "0 bytes do not fit u32"),
        (1, b"\1\2\3", "3 bytes do not fit u32"),
        (1, bytes(8), "8 bytes do not fit u32"),
        (3, bytes(4), "4 bytes do not fit u16"),
        (4, bytes(5), "5 bytes do not fit ipv4|ipv6"),
        (6, bytes(2), "2 bytes do not fit u32|u64"),
    ],
)
def test_a_value_that_does_not_fit_keeps_its_bytes_and_its_siblings(number: int, value: bytes, issue: str) -> None:
    found = outer(attribute(number, value), attribute(7, b"\5"))
    (node,) = (node for node in found.nodes if node.issue)
    assert (node.value, node.issue, node.declared) == (value, issue, True)
    assert found.values["outer.list"] == 5


def test_an_empty_nest_is_a_container_without_children() -> None:
    found = outer(attribute(2), attribute(7, b"\1"))
    assert found.values == {"outer.list": 1}
    assert found.node("OUTER_NEST").children == []


# Lengths that lie


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_a_length_below_the_header_ends_the_table_with_a_tail(length: int) -> None:
    found = outer(attribute(7, b"\1"), attribute(7, b"\2", length=length), attribute(7, b"\3"))
    assert found.values["outer.list"] == 1
    assert found.issues == {"tail": f"nla_len is {length}, less than its own header"}
    assert found.node("tail").end - found.node("tail").start == 16


def test_a_length_below_the_header_inside_a_nest_leaves_what_is_behind_the_nest() -> None:
    found = outer(attribute(2, attribute(2, bytes(4), length=3)), attribute(7, b"\3"))
    assert found.values["outer.list"] == 3
    assert found.issues == {"tail": "nla_len is 3, less than its own header"}
    assert found.node("tail").path == "outer.nest.tail"


def test_a_length_beyond_the_end_is_taken_to_the_end_and_told() -> None:
    found = outer(attribute(7, b"\1"), attribute(9, b"\2\3", length=1000))
    assert found.values["outer.raw"] == b"\2\3\0\0"
    assert found.issues == {"OUTER_RAW": "nla_len is 1,000, 8 bytes are here"}


def test_a_nest_beyond_the_end_still_shows_what_is_inside() -> None:
    found = outer(attribute(2, attribute(2, pack("<I", 7)), length=100))
    assert found.values == {"outer.nest.number": 7}
    assert found.issues == {"OUTER_NEST": "nla_len is 100, 12 bytes are here"}


def test_the_last_attribute_need_not_be_padded() -> None:
    found = outer(bytes.fromhex("0500070001"))
    assert found.values == {"outer.list": 1}
    assert found.issues == {}
    assert found.nodes[-1].next == 21


@pytest.mark.parametrize("rest", ["00", "0000", "000000"])
def test_fewer_bytes_than_a_header_behind_the_last_attribute_are_a_tail(rest: str) -> None:
    found = outer(attribute(7, b"\1"), bytes.fromhex(rest))
    assert found.values == {"outer.list": 1, "tail": bytes.fromhex(rest)}
    assert found.issues == {}


def test_a_message_cut_short_shows_what_is_there_and_says_so() -> None:
    whole = message(attribute(7, b"\1") + attribute(2, attribute(1, b"eth0\0")))
    found = read(declare(OUTER), whole[:-6])
    assert found.values == {"outer.list": 1, "outer.nest.name": "et"}
    assert found.issues["nlmsghdr"] == "nlmsg_len is 40, 34 bytes are here"
    assert list(found.issues) == ["nlmsghdr", "OUTER_NEST", "INNER_NAME"]


def test_bytes_behind_the_length_of_a_message_are_a_tail() -> None:
    found = read(declare(OUTER), message(attribute(7, b"\1")) + b"\1\2\3\4\5")
    assert found.values["outer.list"] == 1
    assert found.node("tail").value == b"\1\2\3\4\5"


def test_a_message_length_below_its_header_is_told() -> None:
    found = read(declare(OUTER), pack("<IHHII", 5, 20, 0, 7, 9) + attribute(7, b"\1"))
    assert found.issues == {"nlmsghdr": "nlmsg_len is 5, less than its own header"}
    assert found.node("tail").value == attribute(7, b"\1")


@pytest.mark.parametrize("size", range(16))
def test_bytes_too_few_for_a_message_are_shown_as_what_they_are(size: int) -> None:
    found = read(declare(OUTER), message()[:size], type_=20)
    assert [(node.name, node.issue) for node in found.nodes] == [("fragment", "not a netlink message")]
    assert found.summary.startswith(f"{size} byte")
    assert found.summary.endswith("no netlink message")


# Undeclared


def test_an_undeclared_number_has_the_prefix_of_its_table_and_is_marked() -> None:
    found = outer(attribute(99, b"abc\0"), attribute(2, attribute(50, b"\1\0\0\0")))
    assert found.undeclared == ["OUTER_99", "INNER_50"]
    assert found.texts == {"outer.99": '"abc"', "outer.nest.50": "1 (0x1)"}
    assert found.issues == {}


def test_an_undeclared_nest_is_known_by_its_flag() -> None:
    found = outer(attribute(99 | NESTED, attribute(600, b"\1\0\0\0")))
    assert found.values == {"outer.99.600": b"\1\0\0\0"}
    assert found.undeclared == ["OUTER_99", "600"]


def test_an_undeclared_nest_without_its_flag_is_known_by_what_is_inside() -> None:
    found = outer(attribute(99, attribute(1, b"\1\0\0\0"), attribute(2, b"x\0")))
    assert found.values == {"outer.99.1": b"\1\0\0\0", "outer.99.2": b"x\0"}


@pytest.mark.parametrize(
    "value",
    [
        attribute(1, b"\1\0\0\0", length=9),  # beyond the end
        attribute(1, b"\1\0\0\0") + b"\0" * 4,  # length 0
        attribute(600, b"\1\0\0\0"),  # a type that no table has
        attribute(0, b"\1\0\0\0"),
        b"\4\0\1\0",  # four bytes are rather a number
        attribute(1, b"\1\0\0\0") + b"\0",  # a rest
    ],
)
def test_undeclared_bytes_that_make_no_whole_attributes_are_a_value(value: bytes) -> None:
    assert outer(attribute(99, value)).values == {"outer.99": value}


def test_a_table_without_declarations_shows_everything_by_number() -> None:
    class EMPTY(Attributes):
        pass

    found = reader(EMPTY)(attribute(1, b"\1"), attribute(2, b"lo\0"))
    assert found.texts == {"empty.1": "1 (0x1)", "empty.2": '"lo"'}
    assert found.undeclared == ["EMPTY_1", "EMPTY_2"]


def test_a_message_without_attributes_has_its_payload_as_a_tail() -> None:
    found = reader()(b"\1\2\3\4")
    assert found.node("tail").value == b"\1\2\3\4"


def test_what_is_behind_the_header_of_an_undeclared_message_is_its_payload() -> None:
    found = read(declare(), message(b"\1\2\3\4", type_=99))
    node = found.node("payload")
    assert (node.value, node.declared) == (b"\1\2\3\4", False)


# Byte order


def test_lengths_types_and_values_have_the_byte_order_of_the_host() -> None:
    class TABLE(Attributes):
        NUMBER = 1, u64
        NEST = 2, INNER

    number = attribute(1, pack(">Q", 5), big=True)
    nest = attribute(2 | NESTED, attribute(2, pack(">I", 7), big=True), big=True)
    unknown = attribute(99, b"\0\0\0\1", big=True)
    found = reader(TABLE, big=True)(number, nest, unknown)
    assert found.values == {"table.number": 5, "table.nest.number": 7, "table.99": b"\0\0\0\1"}
    assert found.texts["table.99"] == "1 (0x1)"
    assert found.nodes[1].value == 16 + 12 + 12 + 8
