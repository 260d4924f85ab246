"""Structs, tables and cases: what a class becomes, and what is refused, with its place."""

from __future__ import annotations

from enum import IntEnum
from inspect import currentframe
from pathlib import Path

import pytest

from nldissect.schema import (
    AddressFamily,
    Attributes,
    Cases,
    DeclarationError,
    Records,
    Struct,
    array,
    be16,
    binary,
    indexed,
    ip,
    multi,
    records,
    select,
    string,
    u8,
    u16,
    u32,
    undeclared,
)
from nldissect.schema.types import size_of


def line(offset: int = 0) -> str:
    """File and line of the caller, or a line so far from it."""
    frame = currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return f"{Path(__file__)}:{frame.f_back.f_lineno + offset}: "


def test_members_follow_each_other_without_gaps_and_have_their_offsets() -> None:
    class example(Struct, header="linux/example.h"):
        one = u8
        two = be16
        pad = binary(3)
        four = u32

    declared = example.declared
    assert [(member.name, member.offset, member.size) for member in declared.members] == [
        ("one", 0, 1),
        ("two", 1, 2),
        ("pad", 3, 3),
        ("four", 6, 4),
    ]
    assert (declared.name, declared.key, declared.header, declared.size) == (
        "example",
        "example",
        "linux/example.h",
        10,
    )
    assert not declared.variable


def test_a_struct_has_its_name_without_msg_in_paths_unless_it_says_another() -> None:
    class ifaddrmsg(Struct):
        family = u8

    class rtmsg(Struct, key="rtm"):
        family = u8

    assert (ifaddrmsg.declared.key, rtmsg.declared.key) == ("ifaddr", "rtm")


def test_a_member_that_is_a_python_word_is_written_with_an_underscore() -> None:
    class example(Struct):
        from_ = u8

    assert [member.name for member in example.declared.members] == ["from"]


def test_a_last_member_without_size_makes_the_struct_variable() -> None:
    class example(Struct):
        length = u8
        rest = binary

    assert example.declared.variable
    assert example.declared.size == 1
    assert size_of(example.declared) is None


def test_a_struct_in_a_struct_has_its_size() -> None:
    class inner(Struct):
        one = u8
        two = u8

    class outer(Struct):
        first = inner
        several = array(inner, 3)
        last = u16

    assert [member.offset for member in outer.declared.members] == [0, 2, 8]
    assert outer.declared.size == 10


def test_a_member_without_size_that_is_not_last_is_refused_with_its_place() -> None:
    with pytest.raises(DeclarationError) as error:

        class example(Struct):
            rest = binary
            one = u8

    assert str(error.value) == line(-4) + "example.rest has no fixed size and is not last"


def test_a_member_that_is_no_type_is_refused() -> None:
    with pytest.raises(DeclarationError) as error:

        class example(Struct):
            one = 5

    assert str(error.value) == line(-3) + "example.one: 5 is no type"


def test_attributes_have_the_constant_of_the_kernel_and_a_key_for_paths() -> None:
    class IFLA_INET(Attributes, header="linux/if_link.h"):
        CONF = 1, u32
        _6LOWPAN = 2, u32

    declared = IFLA_INET.declared
    assert [(each.number, each.name, each.key) for each in declared.by_number.values()] == [
        (1, "IFLA_INET_CONF", "conf"),
        (2, "IFLA_INET_6LOWPAN", "6lowpan"),
    ]
    assert (declared.key, declared.header) == ("ifla_inet", "linux/if_link.h")


def test_a_table_may_have_another_prefix_or_none() -> None:
    class RTA_NEXTHOP(Attributes, prefix="RTA"):
        DST = 1, ip

    class PLAIN(Attributes, prefix="", key="plain"):
        DST = 1, ip

    assert RTA_NEXTHOP.declared.by_number[1].name == "RTA_DST"
    assert PLAIN.declared.by_number[1].name == "DST"


def test_an_attribute_may_repeat() -> None:
    class TABLE(Attributes):
        ONCE = 1, u32
        OFTEN = 2, multi(u32)

    assert [each.multi for each in TABLE.declared.by_number.values()] == [False, True]
    assert TABLE.declared.by_number[2].type is u32


def test_a_number_used_twice_in_a_table_is_refused_with_its_place() -> None:
    with pytest.raises(DeclarationError) as error:

        class TABLE(Attributes):
            ONE = 1, u32
            TWO = 1, u32

    assert str(error.value) == (
        line(-5) + "TABLE_TWO has the number 1 of TABLE_ONE; give each attribute its number of the kernel's header"
    )


@pytest.mark.parametrize("entry", [u32, (u32, 1), ("1", u32), 1, (1, u32, 2)])
def test_an_attribute_without_number_is_refused(entry: object) -> None:
    with pytest.raises(DeclarationError) as error:

        class TABLE(Attributes):
            ONE = entry

    assert str(error.value) == line(-3) + "TABLE.ONE is not `ONE = number, type`"


def test_an_attribute_that_is_no_type_is_refused() -> None:
    with pytest.raises(DeclarationError) as error:

        class TABLE(Attributes):
            ONE = 1, "u32"

    assert str(error.value) == line(-3) + "TABLE.ONE: 'u32' is no type"


def test_structs_and_tables_know_where_they_were_declared() -> None:
    class example(Struct):
        one = u8

    class TABLE(Attributes):
        ONE = 1, u8

    assert f"{example.declared.where}: " == line(-6)
    assert f"{TABLE.declared.where}: " == line(-4)


def test_cases_take_numbers_words_and_constants() -> None:
    cases = Cases("cases", {1: u8, "vlan": u16, AddressFamily.AF_INET6: u32})
    assert [cases.get(value) for value in (1, "vlan", 10, 11)] == [u8, u16, u32, None]
    assert [cases.name_of(value) for value in (1, "vlan", 10)] == ["1", "vlan", "inet6"]
    assert dict(cases.items()) == {1: u8, "vlan": u16, 10: u32}


def test_a_case_used_twice_is_refused_with_its_place() -> None:
    cases = Cases("link_kinds", {"vlan": u8})
    with pytest.raises(DeclarationError) as error:
        cases["vlan"] = u16
    assert str(error.value) == line(-1) + "link_kinds has a type for 'vlan' already"


def test_cases_are_filled_by_a_module_when_they_are_first_asked() -> None:
    cases = Cases("cases", load="tests.schema.no_such_module")
    cases[1] = u8
    with pytest.raises(ModuleNotFoundError):
        cases.get(1)


def test_select_takes_a_mapping_or_an_open_table() -> None:
    table = Cases("table")
    assert select("KIND", table).cases is table
    assert select("KIND", {"x": u8}, name="kinds").cases.name == "kinds"
    assert select("KIND", {"x": u8}).otherwise is undeclared


def test_the_elements_of_an_array_have_a_fixed_size() -> None:
    for element in (binary, string, indexed(u8)):
        with pytest.raises(DeclarationError, match=r"test_types.py:\d+: the elements of an array have a fixed size"):
            array(element)


def test_records_say_which_member_is_their_length() -> None:
    class entry(Struct):
        len = u16

    with pytest.raises(DeclarationError, match=r"test_types.py:\d+: entry has no member length"):
        records(entry, "length", u8)


def test_records_may_be_structs_alone_and_then_the_last_member_of_a_struct() -> None:
    class entry(Struct):
        kind = u8
        length = u8
        rest = binary

    class list_of(Struct):
        size = u16
        entries = records(entry, "length", unit=8, within="size")

    declared = list_of.declared.by_name["entries"].type
    assert isinstance(declared, Records)
    assert (declared.struct, declared.attributes, declared.unit, declared.within) == (entry.declared, None, 8, "size")
    assert list_of.declared.variable


def test_names_of_indexes_are_those_of_an_enum_or_a_mapping() -> None:
    class Place(IntEnum):
        FIRST = 0
        SECOND = 1

    assert array(u8, names=Place).names == {0: "FIRST", 1: "SECOND"}
    assert indexed(u8, names={3: "third"}).names == {3: "third"}


def test_the_size_of_a_type_is_known_where_it_is_fixed() -> None:
    class pair(Struct):
        one = u16
        two = u16

    assert [size_of(each) for each in (u8, u32, binary, pair.declared, array(u16, 3), array(u16), ip)] == [
        1,
        4,
        None,
        4,
        6,
        None,
        None,
    ]
