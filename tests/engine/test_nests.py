"""Nests: in which table the attributes of each place are looked up."""

from __future__ import annotations

from nldissect.engine.nests import nests
from nldissect.schema import Attributes, Struct, indexed, select, string, u8, u32
from tests.engine.building import attribute, reader


class INNER(Attributes):
    VALUE = 1, u32


class OTHER(Attributes):
    VALUE = 1, u8


class TABLE(Attributes):
    NAME = 1, string
    NEST = 2, INNER
    LIST = 3, indexed(INNER)
    BY_NAME = 4, select("NAME", {"other": OTHER})


class head(Struct):
    family = u8


read = reader(TABLE, head)
NESTED = 0x8000


def tables(*payload: bytes) -> list[tuple[str, str, int]]:
    found = read(bytes(4), *payload)
    return [(nest.field.path, nest.table.name, nest.start) for nest in nests(found.layout.root, found.data)]


def test_the_message_itself_comes_first() -> None:
    assert tables() == [("", "TABLE", 20)]


def test_an_empty_nest_has_its_table() -> None:
    assert tables(attribute(2)) == [("", "TABLE", 20), ("table.nest", "INNER", 24)]


def test_elements_have_the_table_of_the_nest_that_lists_them() -> None:
    found = tables(attribute(3, attribute(0, attribute(1, bytes(4))), attribute(1)))
    assert found[1:] == [("table.list", "INNER", 28), ("table.list", "INNER", 40)]


def test_a_nest_that_is_selected_has_the_table_of_its_case() -> None:
    found = tables(attribute(1, b"other\0"), attribute(4, attribute(1, b"\1")))
    assert found[1:] == [("table.by_name.other", "OTHER", 36)]


def test_an_undeclared_nest_has_a_table_without_attributes() -> None:
    assert tables(attribute(NESTED | 9, attribute(1)))[1:] == [("table.9", "", 24)]


def test_the_fields_are_those_of_the_layout() -> None:
    found = read(bytes(4), attribute(2, attribute(1, bytes(4))))
    (nest,) = nests(found.layout.root, found.data)[1:]
    assert nest.field is found.node("TABLE_NEST").field
