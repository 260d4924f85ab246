"""check(): the real registry is sound, and each kind of mistake gives one sentence with its place."""

from __future__ import annotations

from inspect import getsourcelines
from pathlib import Path

from nldissect.families import registry
from nldissect.schema import (
    AddressFamily,
    Attributes,
    Cases,
    Declarable,
    Protocol,
    Quoted,
    Struct,
    all_of,
    any_of,
    array,
    bits,
    equals,
    headed,
    indexed,
    one_of,
    payload,
    records,
    select,
    string,
    u8,
    u16,
    u32,
)
from nldissect.schema.check import check
from nldissect.schema.conditions import Not
from tests.engine.building import declare, registry_of

HERE = Path(__file__).name


class header(Struct):
    family = u8
    flags = u8
    pad = u16


class A(Attributes):
    ONE = 1, u32


class B(Attributes):
    TWO = 1, string


def faults(declared: Protocol) -> list[str]:
    """What is wrong, without the directories of this file."""
    return [fault.removeprefix(f"{Path(__file__).parent}/") for fault in check(registry_of(declared))]


def place(declared: type) -> str:
    """File and line of a class in this file."""
    return f"{HERE}:{getsourcelines(declared)[1]}"


def nothing(by: str) -> str:
    return f"is chosen by '{by}', but nothing around it has that name and a plain value"


def test_the_declarations_of_the_registry_are_sound() -> None:
    assert check(registry) == []


def test_a_sibling_an_enclosing_nest_and_a_member_of_the_header_are_found() -> None:
    class INNER(Attributes):
        BESIDE = 1, string
        BY_SIBLING = 2, select("BESIDE", {"x": A})
        BY_ENCLOSING = 3, select("KIND", {"x": A})
        BY_MEMBER = 4, select("family", {AddressFamily.AF_INET: A})
        BY_STRUCT = 5, select("header.family", {AddressFamily.AF_INET: A})
        BY_NETLINK = 6, one_of((bits("nlmsghdr.flags", 1), A), otherwise=B)

    class OUTER(Attributes):
        KIND = 1, string
        NEST = 2, INNER

    assert faults(declare(OUTER, header)) == []


def test_a_member_of_the_struct_in_an_attribute_is_found() -> None:
    class outer(Struct):
        first = header
        second = header

    class INFO(Attributes):
        HDR = 1, outer
        DATA = 2, select("HDR.second.family", {AddressFamily.AF_INET: A})
        WRONG = 3, select("HDR.third.family", {AddressFamily.AF_INET: A})

    assert faults(declare(INFO)) == [f"{place(INFO)}: INFO.WRONG {nothing('HDR.third.family')}"]


def test_a_selector_that_names_nothing_is_told_with_the_place_of_its_table() -> None:
    class INFO(Attributes):
        KIND = 1, string
        DATA = 2, select("KINDS", {"x": A})

    assert faults(declare(INFO)) == [f"{place(INFO)}: INFO.DATA {nothing('KINDS')}"]


def test_a_name_is_looked_for_around_a_declaration_and_not_below_it() -> None:
    class BELOW(Attributes):
        KIND = 1, string

    class INFO(Attributes):
        NEST = 1, BELOW
        DATA = 2, select("KIND", {"x": A})

    assert faults(declare(INFO)) == [f"{place(INFO)}: INFO.DATA {nothing('KIND')}"]


def test_an_attribute_that_is_no_plain_value_selects_nothing() -> None:
    class INFO(Attributes):
        KIND = 1, A
        DATA = 2, select("KIND", {"x": A})

    assert faults(declare(INFO)) == [f"{place(INFO)}: INFO.DATA {nothing('KIND')}"]


def test_a_member_of_a_struct_that_is_not_around_selects_nothing() -> None:
    class INFO(Attributes):
        DATA = 1, select("other.family", {1: A})

    assert faults(declare(INFO, header)) == [f"{place(INFO)}: INFO.DATA {nothing('other.family')}"]


def test_one_place_where_a_selector_means_something_is_enough() -> None:
    class SHARED(Attributes):
        DATA = 1, select("KIND", {"x": A})

    class WITH(Attributes):
        KIND = 1, string
        NEST = 2, SHARED

    class WITHOUT(Attributes):
        NEST = 1, SHARED

    declared = declare(WITH)
    declared.message("TEST_OTHER", 21, None, WITHOUT)
    assert faults(declared) == []


def test_a_selector_is_looked_for_in_every_variant_of_a_header() -> None:
    class short(Struct):
        other = u8

    class INFO(Attributes):
        BY_LONG = 1, select("family", {1: A})
        BY_SHORT = 2, select("other", {1: A})
        BY_NONE = 3, select("neither", {1: A})

    declared = declare(INFO, one_of((payload(1), short), otherwise=header))
    assert faults(declared) == [f"{place(INFO)}: INFO.BY_NONE {nothing('neither')}"]


def test_a_condition_on_a_message_has_the_place_of_what_it_chooses() -> None:
    class INFO(Attributes):
        ONE = 1, u32

    declared = declare(one_of((bits("nlmsghdr.flag", 1), INFO), otherwise=None))
    assert faults(declared) == [f"{place(INFO)}: TEST_NEW {nothing('nlmsghdr.flag')}"]


def test_conditions_inside_conditions_are_looked_at() -> None:
    class INFO(Attributes):
        DATA = 1, one_of((all_of(payload(4), any_of(Not(equals("a", 1)), bits("b", 1))), A), otherwise=B)

    assert faults(declare(INFO)) == [f"{place(INFO)}: INFO.DATA {nothing(by)}" for by in "ab"]


def test_a_quoted_message_may_ask_a_member_beside_it() -> None:
    class right(Struct):
        error = u32
        quoted = Quoted(header_only=equals("error", 0))

    class wrong(Struct):
        error = u32
        quoted = Quoted(header_only=equals("errno", 0))

    assert faults(declare(None, right)) == []
    assert faults(declare(None, wrong)) == [f"{place(wrong)}: wrong.quoted {nothing('errno')}"]


def test_every_composite_is_entered() -> None:
    class DEEP(Attributes):
        DATA = 1, select("gone", {1: A})

    class entry(Struct):
        len = u16
        kind = u16

    class inside(Struct):
        one = one_of((equals("gone", 1), u8), otherwise=u8)

    for declared in (indexed(DEEP), headed(header, DEEP), records(entry, "len", DEEP), select("KIND", {"x": DEEP})):

        class OUTER(Attributes):
            KIND = 1, string
            DATA: tuple[int, Declarable] = (2, declared)

        assert faults(declare(OUTER)) == [f"{place(DEEP)}: DEEP.DATA {nothing('gone')}"]

    class ARRAYS(Attributes):
        DATA = 1, headed(inside, None)
        REST = 2, array(entry)

    assert faults(declare(ARRAYS)) == [f"{place(inside)}: inside.one {nothing('gone')}"]


def test_attributes_behind_a_record_may_ask_its_members() -> None:
    class entry(Struct):
        len = u16
        kind = u16

    class BEHIND(Attributes):
        DATA = 1, select("entry.kind", {1: A})

    class OUTER(Attributes):
        ENTRIES = 1, records(entry, "len", BEHIND)

    assert faults(declare(OUTER)) == []


def test_a_table_inside_itself_is_entered_once() -> None:
    kinds = Cases("kinds")

    class INFO(Attributes):
        KIND = 1, string
        DATA = 2, select("KIND", kinds)
        ODD = 3, select("gone", kinds)

    kinds["x"] = INFO
    assert faults(declare(INFO)) == [f"{place(INFO)}: INFO.ODD {nothing('gone')}"]


def test_a_case_that_the_selector_cannot_be_is_told() -> None:
    class INFO(Attributes):
        KIND = 1, string
        NUMBER = 2, u8
        BY_KIND = 3, select("KIND", {"x": A, 3: B})
        BY_NUMBER = 4, select("NUMBER", {1: A, "x": B, 256: B, -1: B})
        EQUAL = 5, one_of((equals("KIND", 0), A), otherwise=B)
        BIT = 6, one_of((bits("KIND", 1), A), otherwise=B)

    assert faults(declare(INFO)) == [
        f"{place(INFO)}: INFO.BY_KIND has a case for 3, but 'KIND' is string",
        f"{place(INFO)}: INFO.BY_NUMBER has a case for 'x', but 'NUMBER' is u8",
        f"{place(INFO)}: INFO.BY_NUMBER has a case for 256, but 'NUMBER' is u8",
        f"{place(INFO)}: INFO.BY_NUMBER has a case for -1, but 'NUMBER' is u8",
        f"{place(INFO)}: INFO.EQUAL has a case for 0, but 'KIND' is string",
        f"{place(INFO)}: INFO.BIT tests bits of 'KIND', but that is string",
    ]


def test_a_case_for_any_of_the_types_that_a_selector_has_is_right() -> None:
    class INNER(Attributes):
        DATA = 1, select("KIND", {"x": A, 3: B})

    class BY_NAME(Attributes):
        KIND = 1, string
        NEST = 2, INNER

    class BY_NUMBER(Attributes):
        KIND = 1, u8 | u32
        NEST = 2, INNER

    declared = declare(BY_NAME)
    declared.message("TEST_OTHER", 21, None, BY_NUMBER)
    assert faults(declared) == []


def test_the_same_mistake_in_two_messages_is_told_once() -> None:
    class INFO(Attributes):
        DATA = 1, select("gone", {1: A})

    declared = declare(INFO)
    declared.message("TEST_OTHER", 21, header, INFO)
    assert faults(declared) == [f"{place(INFO)}: INFO.DATA {nothing('gone')}"]
