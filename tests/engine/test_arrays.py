"""Lists: indexed nests, arrays, and records with attributes of their own."""

from __future__ import annotations

from enum import IntEnum
from struct import pack

import pytest

from nldissect.schema import (
    Attributes,
    Struct,
    array,
    be16,
    ifindex,
    indexed,
    ipv4,
    records,
    s32,
    select,
    string,
    u8,
    u16,
    u32,
)
from tests.engine.building import NESTED, attribute, reader


class OP(Attributes):
    ID = 1, u32
    NAME = 2, string


class Place(IntEnum):
    FORWARDING = 1
    MTU = 2


class LISTS(Attributes):
    OPS = 1, indexed(OP)
    CONF = 2, indexed(u32, names=Place)
    POLICY = 3, indexed(indexed(OP))
    NUMBERS = 4, array(u16)
    NAMED = 5, array(s32, names={0: "FORWARDING", 1: "MTU"})
    PAIRS = 6, array(ipv4, 2)


read = reader(LISTS)


def number(value: int) -> bytes:
    return pack("<I", value)


# Indexed nests


def test_the_children_of_an_indexed_nest_share_its_path_and_keep_their_numbers() -> None:
    found = read(attribute(1, attribute(1, attribute(1, number(7))), attribute(5, attribute(2, b"get\0"))))
    assert found.values == {"lists.ops.id": 7, "lists.ops.name": "get"}
    assert [node.name for node in found.nodes[6:]] == ["LISTS_OPS", "1", "OP_ID", "5", "OP_NAME"]


def test_indexes_may_have_names() -> None:
    found = read(attribute(2, attribute(1, number(1)), attribute(2, number(1500)), attribute(9, number(3))))
    assert found.values == {"lists.conf.forwarding": 1, "lists.conf.mtu": 1500, "lists.conf": 3}


def test_indexed_nests_may_be_inside_each_other() -> None:
    found = read(attribute(3, attribute(4, attribute(8, attribute(1, number(7))))))
    assert found.values == {"lists.policy.id": 7}
    assert [node.name for node in found.nodes[6:]] == ["LISTS_POLICY", "4", "8", "OP_ID"]


def test_the_flag_for_nested_is_no_part_of_an_index() -> None:
    found = read(attribute(1 | NESTED, attribute(3 | NESTED, attribute(1, number(7)))))
    assert [node.name for node in found.nodes[6:]] == ["LISTS_OPS", "3", "OP_ID"]


def test_an_element_that_does_not_fit_leaves_the_others() -> None:
    found = read(attribute(2, attribute(1, b"\1\2"), attribute(2, number(5))))
    assert found.values["lists.conf.mtu"] == 5
    assert found.issues == {"FORWARDING": "2 bytes do not fit u32"}


def test_lengths_that_lie_inside_an_indexed_nest_are_told() -> None:
    beyond = read(attribute(2, attribute(1, number(5), length=100)))
    assert beyond.values == {"lists.conf.forwarding": 5}
    assert beyond.issues == {"FORWARDING": "nla_len is 100, 8 bytes are here"}
    below = read(attribute(2, attribute(1, number(5)), attribute(2, number(6), length=3)))
    assert below.values["lists.conf.forwarding"] == 5
    assert below.issues == {"tail": "nla_len is 3, less than its own header"}
    rest = read(attribute(2, attribute(1, number(5)), b"\1\2"))
    assert rest.values == {"lists.conf.forwarding": 5, "lists.conf.tail": b"\1\2"}


# Arrays


def test_an_array_has_as_many_elements_as_fit() -> None:
    found = read(attribute(4, pack("<3H", 1, 2, 3)))
    assert found.values == {"lists.numbers": [1, 2, 3]}
    assert [node.name for node in found.nodes[7:]] == ["0", "1", "2"]
    assert read(attribute(4)).values == {}


def test_what_is_too_short_for_an_element_is_a_rest() -> None:
    found = read(attribute(4, pack("<2H", 1, 2), b"\3"))
    assert found.values == {"lists.numbers": [1, 2], "lists.numbers.tail": b"\3"}


def test_places_of_an_array_may_have_names_and_those_without_their_numbers() -> None:
    found = read(attribute(5, pack("<3i", 1, -1, 5)))
    assert found.values == {"lists.named.forwarding": 1, "lists.named.mtu": -1, "lists.named": 5}
    assert [node.name for node in found.nodes[7:]] == ["FORWARDING", "MTU", "2"]


@pytest.mark.parametrize(("size", "elements", "rest"), [(4, 1, 0), (8, 2, 0), (12, 2, 4), (6, 1, 2)])
def test_an_array_of_a_count_has_no_more(size: int, elements: int, rest: int) -> None:
    found = read(attribute(6, bytes(size)))
    values = [node for node in found.nodes if node.path == "lists.pairs" and node.value is not None]
    assert len(values) == elements
    behind = [node.end - node.start for node in found.nodes if node.name in ("tail", "padding")]
    assert behind == ([rest] if rest else [])


def test_arrays_may_be_of_structs() -> None:
    class pair(Struct):
        one = u8
        two = be16

    class TABLE(Attributes):
        PAIRS = 1, array(pair)

    found = reader(TABLE)(attribute(1, b"\1\0\2", b"\3\0\4"))
    assert found.values == {"table.pairs.one": [1, 3], "table.pairs.two": [2, 4]}


# Records


class hop(Struct, key="rtnh"):
    len = u16
    flags = u8
    hops = u8
    ifindex = ifindex


class HOP_ATTRIBUTES(Attributes):
    GATEWAY = 1, ipv4
    BY_FLAGS = 2, select("hop.flags", {1: u16})
    BY_KIND = 3, select("KIND", {"x": u16})


class ROUTE(Attributes):
    KIND = 1, string
    MULTIPATH = 2, records(hop, "len", HOP_ATTRIBUTES)


route = reader(ROUTE)


def one(index: int, *attributes: bytes, length: int | None = None, flags: int = 0) -> bytes:
    behind = b"".join(attributes)
    return pack("<HBBI", 8 + len(behind) if length is None else length, flags, 0, index) + behind


GATEWAY = attribute(1, b"\xc0\0\2\1")


def test_each_record_has_its_struct_and_its_attributes() -> None:
    found = route(attribute(2, one(1, GATEWAY), one(2), one(3, GATEWAY)))
    assert found.values["route.multipath.ifindex"] == [1, 2, 3]
    assert found.values["route.multipath.gateway"] == ["192.0.2.1", "192.0.2.1"]
    assert [(node.depth, node.name) for node in found.nodes[6:9]] == [(0, "ROUTE_MULTIPATH"), (1, "0"), (2, "hop")]


def test_a_record_may_choose_by_its_own_struct_and_by_what_is_around() -> None:
    inside = attribute(2, b"\5\0") + attribute(3, b"\6\0")
    found = route(attribute(1, b"x\0"), attribute(2, one(1, inside, flags=1), one(2, inside, flags=2)))
    assert found.values["route.multipath.by_flags"] == [5, b"\5\0"]
    assert found.values["route.multipath.by_kind"] == [6, 6]
    assert found.issues == {"HOP_ATTRIBUTES_BY_FLAGS": "no declaration for hop.flags 2"}


def test_the_last_attribute_of_a_record_may_end_unaligned_and_the_next_record_is_aligned() -> None:
    odd = one(1, pack("<HH", 5, 9), b"\1")  # 13 bytes
    found = route(attribute(2, odd + bytes(3), one(2, GATEWAY)))
    assert found.values["route.multipath.ifindex"] == [1, 2]
    assert found.values["route.multipath.gateway"] == "192.0.2.1"
    assert found.issues == {}


@pytest.mark.parametrize("length", [0, 1, 7])
def test_a_record_shorter_than_its_struct_ends_the_list(length: int) -> None:
    found = route(attribute(2, one(1), one(2, length=length), one(3)))
    assert found.values["route.multipath.ifindex"] == 1
    assert found.issues == {"tail": "no whole record"}
    assert found.node("tail").end - found.node("tail").start == 16


def test_a_record_beyond_the_end_is_taken_to_the_end_and_told() -> None:
    found = route(attribute(2, one(1, GATEWAY, length=200)))
    assert found.values["route.multipath.gateway"] == "192.0.2.1"
    assert found.issues == {"0": "len is 200, 16 bytes are here"}


def test_a_rest_too_short_for_a_record_is_a_tail() -> None:
    found = route(attribute(2, one(1), b"\1\2\3\4"))
    assert found.issues == {"tail": "no whole record"}
    assert found.values["route.multipath.tail"] == b"\1\2\3\4"


def test_no_record_is_an_empty_list() -> None:
    assert route(attribute(2)).values == {}


def test_records_of_a_big_endian_host() -> None:
    big = reader(ROUTE, big=True)
    record = pack(">HBBI", 16, 0, 0, 3) + attribute(1, b"\xc0\0\2\1", big=True)
    found = big(attribute(2, record, record, big=True))
    assert found.values["route.multipath.ifindex"] == [3, 3]
    assert found.values["route.multipath.gateway"] == ["192.0.2.1", "192.0.2.1"]


def test_a_struct_of_odd_size_is_padded_before_its_attributes() -> None:
    class small(Struct):
        len = u8
        kind = u8

    class TABLE(Attributes):
        LIST = 1, records(small, "len", HOP_ATTRIBUTES)

    found = reader(TABLE)(attribute(1, b"\x0c\1\0\0" + GATEWAY, b"\2\2"))
    assert found.values["table.list.kind"] == [1, 2]
    assert found.values["table.list.gateway"] == "192.0.2.1"


# Records without attributes, and with something behind them


class option(Struct):
    kind = u8
    length = u8
    body = select("kind", {1: array(u16), 2: string})


class options(Struct):
    size = u16
    pad = u16
    list = records(option, "length", unit=8, within="size")


class BEHIND(Attributes):
    NAME = 1, string


bounded = reader(BEHIND, options)
PAIR = b"\1\1" + pack("<3H", 7, 8, 9)  # 8 bytes
WORD = b"\2\2" + b"abc".ljust(14, b"\0")  # 16 bytes


def test_a_record_may_be_a_struct_of_variable_length_alone_and_its_length_may_count_in_units() -> None:
    found = bounded(pack("<HH", 24, 0), PAIR, WORD)
    assert found.values["options.list.kind"] == [1, 2]
    assert found.values["options.list.body.1"] == [7, 8, 9]
    assert found.values["options.list.body"] == "abc"
    assert found.issues == {}


def test_attributes_follow_records_that_end_where_a_member_says() -> None:
    found = bounded(pack("<HH", 8, 0), PAIR, attribute(1, b"eth0\0"))
    assert found.values["behind.name"] == "eth0"
    assert found.undeclared == []


def test_records_that_would_reach_past_the_message_are_taken_to_its_end_and_told() -> None:
    found = bounded(pack("<HH", 64, 0), PAIR)
    assert found.values["options.list.body.1"] == [7, 8, 9]
    assert found.issues == {"list": "size is 64, 8 bytes are here"}


def test_no_records_leave_all_to_what_follows() -> None:
    found = bounded(pack("<HH", 0, 0), attribute(1, b"eth0\0"))
    assert found.values["behind.name"] == "eth0"


@pytest.mark.parametrize("second", [b"\1\0", b"\1\3"], ids=["no length", "beyond the others"])
def test_a_record_with_a_wrong_length_costs_no_attribute_behind_the_records(second: bytes) -> None:
    found = bounded(pack("<HH", 16, 0), PAIR, second.ljust(8, b"\0"), attribute(1, b"eth0\0"))
    assert found.values["behind.name"] == "eth0"
    assert list(found.issues.values()) in (["no whole record"], ["length is 24, 8 bytes are here"])
