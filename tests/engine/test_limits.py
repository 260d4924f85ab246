"""Hostile messages: what they can make the engine do is bounded, and still no byte is lost."""

from __future__ import annotations

from struct import pack

import pytest

from nldissect.engine import field as fields
from nldissect.engine.interpreter import MOST_DEPTH, MOST_NODES, TOO_MANY, interpret
from nldissect.engine.layout import Layout
from nldissect.engine.root import Root
from nldissect.schema import Attributes, Headed, Protocol, Struct, array, indexed, records, u8, u16, undeclared
from tests.engine.accounting import assert_every_byte_is_somewhere
from tests.engine.building import NESTED, attribute, declare, message, read, registry_of

HUGE = 100_000


class hop(Struct):
    len = u16


class TABLE(Attributes):
    NUMBER = 1, u8
    ANYTHING = 2, undeclared
    INDEXED = 3, indexed(u8)
    ARRAY = 4, array(u8)
    RECORDS = 5, records(hop, "len", undeclared)


def walked(declared: Protocol, data: bytes) -> Layout:
    root = Root(registry_of(declared), declared.number, declared.find(20), False, {})
    layout = interpret(root, data)
    assert_every_byte_is_somewhere(layout)
    return layout


def nested(levels: int, number: int) -> bytes:
    value = b""
    for _ in range(levels):
        value = attribute(number | NESTED, value)
    return value


def recursive() -> Protocol:
    """A table that holds itself, as links do behind veth."""
    body = Headed(None, None)

    class LOOP(Attributes):
        INNER = 1, body

    body.attributes = LOOP.declared
    return declare(LOOP)


@pytest.mark.parametrize("levels", [MOST_DEPTH - 1, MOST_DEPTH, MOST_DEPTH + 1, MOST_DEPTH + 2, 200])
@pytest.mark.parametrize("declared", [declare(TABLE), recursive()], ids=["undeclared", "declared"])
def test_nests_deeper_than_the_limit_are_left_as_bytes(levels: int, declared: Protocol) -> None:
    number = 1 if declared.messages[20].body.attributes is not TABLE.declared else 2
    found = read(declared, message(nested(levels, number)))
    assert max(node.depth for node in found.nodes) <= MOST_DEPTH + 2
    assert len(found.nodes) <= 6 + MOST_DEPTH + 3


def test_a_declared_nest_deeper_than_the_limit_says_so() -> None:
    found = read(recursive(), message(nested(100, 1)))
    assert found.issues == {"tail": f"more than {MOST_DEPTH} levels deep"}


def test_very_many_attributes_give_a_bounded_number_of_nodes_and_say_so() -> None:
    layout = walked(declare(TABLE), message(attribute(1, b"\1") * HUGE))
    assert MOST_NODES < len(layout.spans) <= MOST_NODES + 10
    assert list(layout.issues.values()) == [TOO_MANY]
    assert TOO_MANY.text == f"more than {MOST_NODES:,} fields in one message"


def test_very_many_elements_and_records_are_bounded_too() -> None:
    for number, value in ((3, attribute(1, b"\1") * 8000), (4, bytes(65_000)), (5, b"\2\0\0\0" * 12_000)):
        layout = walked(declare(TABLE), message(attribute(number, value) * 6))
        assert len(layout.spans) <= MOST_NODES + 20, number


def test_very_many_attributes_inside_undeclared_bytes_are_bounded() -> None:
    inside = attribute(2, attribute(1, b"\1") * 8000)
    layout = walked(declare(TABLE), message(inside * 12))
    assert len(layout.spans) <= MOST_NODES + 20


def test_the_walk_reads_each_steering_byte_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that look like nests in nests must not be looked through again at each level and each try."""
    value = attribute(1, b"\1\0\0\0")
    for _ in range(20):
        value = attribute(1, value) * 2 if len(value) < 20_000 else attribute(1, value)
    reads: list[int] = []
    original = Layout.__init__

    def counting(self: Layout, *arguments: object) -> None:
        reads.append(len(arguments[5]))  # type: ignore[arg-type]
        original(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Layout, "__init__", counting)
    data = message(attribute(2, value))
    walked(declare(TABLE), data)
    assert reads[0] <= len(data)


def test_fields_that_nobody_declared_are_kept_in_bounded_number() -> None:
    declared = declare(TABLE)
    root = Root(registry_of(declared), declared.number, declared.find(20), False, {})
    for start in range(0, 0x3FFF, 1000):
        numbers = range(max(start, 10), start + 1000)
        interpret(root, message(b"".join(pack("<HH", 4, number) for number in numbers)))
    assert len(root.field.children) <= fields.MOST_CHILDREN
    found = read(declared, message(pack("<HH", 4, 0x3FFE)))
    assert found.undeclared == ["TABLE_16382"]
