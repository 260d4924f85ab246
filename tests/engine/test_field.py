"""Fields: paths, and what is inherited from the field above."""

from __future__ import annotations

from nldissect.engine.field import MOST_CHILDREN, Field
from nldissect.schema import Attributes, Struct, binary, multi, string, u8, u32


class inner(Struct):
    one = u8
    key = binary.secret


class TABLE(Attributes, key="tab"):
    NUMBER = 1, u32
    SECRET = 2, string.secret
    LIST = 3, multi(u8)
    STRUCT = 4, inner


table = TABLE.declared


def root() -> Field:
    return Field("", "", "message")


def test_the_outermost_table_has_its_key_in_paths_and_those_inside_do_not() -> None:
    outer = root().attribute(table, table.by_number[4])
    assert outer.path == "tab.struct"
    assert outer.attribute(table, table.by_number[1]).path == "tab.struct.number"


def test_a_message_inside_a_message_begins_a_path_of_its_own_below_that_of_its_place() -> None:
    place = root().struct(inner.declared).message()
    assert place.attribute(table, table.by_number[1]).path == "inner.tab.number"
    assert place.struct(inner.declared).path == "inner.inner"


def test_a_field_is_made_once_for_each_place() -> None:
    top = root()
    assert top.attribute(table, table.by_number[1]) is top.attribute(table, table.by_number[1])
    assert top.undeclared(table, 9) is top.undeclared(table, 9)
    assert top.element(3) is top.element(3)
    assert top.case("vlan") is top.case("vlan")
    assert top.part("tail") is top.part("tail")
    assert top.message() is top.message()
    assert top.struct(inner.declared) is top.struct(inner.declared)


def test_roles_and_names_tell_fields_apart() -> None:
    top = root()
    assert top.part("tail") is not top.part("padding")
    assert top.element(1) is not top.undeclared(table, 1)
    assert top.element(1).name == "1"
    assert (top.element(2, "MTU").name, top.element(2, "MTU").path) == ("MTU", "mtu")


def test_what_is_inside_something_secret_is_secret() -> None:
    secret = root().attribute(table, table.by_number[2])
    assert secret.sensitive
    inside = (
        secret.element(1),
        secret.case("x"),
        secret.message(),
        secret.part("tail"),
        secret.undeclared(table, 9),
        secret.attribute(table, table.by_number[1]),
        secret.member(inner.declared, inner.declared.members[0]),
    )
    assert all(field.sensitive for field in inside)
    assert not root().attribute(table, table.by_number[1]).sensitive


def test_attributes_that_repeat_say_so() -> None:
    assert root().attribute(table, table.by_number[3]).multi
    assert not root().attribute(table, table.by_number[1]).multi


def test_undeclared_numbers_have_the_prefix_of_the_table() -> None:
    field = root().undeclared(table, 77)
    assert (field.name, field.path, field.declared) == ("TABLE_77", "tab.77", False)


def test_fields_past_a_bound_are_made_but_not_kept() -> None:
    top = root()
    for number in range(MOST_CHILDREN + 10):
        assert top.undeclared(table, number + 100).path == f"tab.{number + 100}"
    assert len(top.children) == MOST_CHILDREN
