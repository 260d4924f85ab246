"""Every declared attribute with a value of every message, at the right length, one off, and empty: generated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import pytest

from nldissect.engine.interpreter import interpret
from nldissect.engine.node import build_nodes
from nldissect.engine.root import Root
from nldissect.families import registry
from nldissect.schema.leaf import Leaf, Sizes, undeclared
from nldissect.schema.message import Message, Protocol
from nldissect.schema.types import AttributesType, Headed, Indexed, Select, StructType, Type
from tests.engine.accounting import assert_children_lie_inside, assert_every_byte_is_somewhere, assert_shows
from tests.engine.building import attribute, message
from tests.families.walking import PROTOCOLS, variants

DEEPEST = 5
LENGTHS = (0, 1, 3, 4, 5, 6, 16, 33)  # of values that have no fixed size

Wrap = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Place:
    """An attribute with a value, and the way to it.

    around   puts the attribute into the nests that lead to it, beside the siblings that select them
    members  of the message's header: the values that select
    """

    name: str
    number: int
    leaf: Leaf | Sizes
    around: Wrap
    members: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Way:
    """How far a walk has come: `siblings` are those of the table that it is in."""

    around: Wrap = bytes
    siblings: bytes = b""
    members: tuple[tuple[str, int], ...] = ()
    above: tuple[AttributesType, ...] = ()

    def inside(self, number: int) -> Way:
        """The way into an attribute."""
        around, siblings = self.around, self.siblings
        return replace(self, around=lambda inner: around(siblings + attribute(number, inner)), siblings=b"")

    def selecting(self, select: Select, value: int | str) -> Way | None:
        """The way on which a selector has a value; None where it takes more than a sibling or a header member."""
        name = select.by.rpartition(".")[2]
        sibling = self.above[-1].by_key.get(name) if self.above else None
        if sibling is None:
            return replace(self, members=(*self.members, (name, value))) if isinstance(value, int) else None
        if isinstance(value, str):
            return replace(self, siblings=attribute(sibling.number, value.encode() + b"\0"))
        size = sibling.type.size if isinstance(sibling.type, Leaf) else None
        return replace(self, siblings=attribute(sibling.number, value.to_bytes(size, "little"))) if size else None


def places(table: AttributesType, way: Way) -> Iterator[Place]:
    """The attributes with a value in a table and the nests in it."""
    if table in way.above or len(way.above) >= DEEPEST:
        return
    way = replace(way, above=(*way.above, table))
    for each in table.by_number.values():
        yield from inside(each.type, each.name, each.number, way)


def inside(declared: Type, name: str, number: int, way: Way) -> Iterator[Place]:
    """The values that an attribute of this type and number comes to."""
    match declared:
        case Leaf() | Sizes():
            around, siblings = way.around, way.siblings
            yield Place(name, number, declared, lambda inner: around(siblings + inner), way.members)
        case AttributesType():
            yield from places(declared, way.inside(number))
        case Indexed(type=element, names=names):
            index = next(iter(names), 1) if names else 1
            shown = names[index] if names else str(index)
            yield from inside(element, shown, index, way.inside(number))
        case Select():
            yield from inside(declared.otherwise, name, number, way)
            for value, case in declared.cases.items():
                selecting = way.selecting(declared, value)
                if selecting is not None:
                    yield from inside(case, name, number, selecting)
        case Headed(header=header, attributes=AttributesType() as attributes):
            struct = list(variants(header))[-1]
            size = struct.size if isinstance(struct, StructType) else 0
            within = way.inside(number).around
            yield from places(attributes, replace(way, around=lambda inner: within(bytes(size) + inner), siblings=b""))
        case _:
            return  # structs, arrays and records have tests of their own, and conditions are not solved here


def header_of(declared: Message) -> StructType | None:
    """The header that a message has when no condition holds."""
    found = list(variants(declared.body.header))[-1]
    return found if isinstance(found, StructType) else None


def build(header: StructType | None, members: dict[str, int], place: Place, value: bytes, number: int) -> bytes:
    head = bytearray((header.size + 3 & ~3) if header else 0)
    for name, selected in members.items():
        member = header.by_name[name] if header else None
        if member and member.size:
            head[member.offset : member.offset + member.size] = selected.to_bytes(member.size, "little")
    return message(bytes(head) + place.around(attribute(place.number, value)), type_=number)


def lengths(leaf: Leaf | Sizes) -> list[tuple[int, bool]]:
    """Lengths of values, and whether a value of this length fits."""
    leaves = leaf.leaves if isinstance(leaf, Sizes) else (leaf,)
    sizes = {each.size for each in leaves}
    tried = {0, *LENGTHS} if None in sizes else {0}
    for size in sizes - {None}:
        assert size is not None
        tried |= {max(0, size - 1), size, size + 1}
    return [(length, None in sizes or length in sizes) for length in sorted(tried)]


def declarations(protocol: Protocol) -> Iterator[tuple[Message, Message, dict[str, int]]]:
    """Each message with the declaration to begin with and the header members that lead to it."""
    for declared in (*protocol.messages.values(), *protocol.families.values()):
        if not declared.commands:
            yield declared, declared, {}
        for number, command in declared.commands.items():
            yield declared, command, {declared.dispatch.name: number} if declared.dispatch else {}


@lru_cache(maxsize=1)
def every_place(protocol: Protocol) -> list[tuple[Root, StructType | None, dict[str, int], Place]]:
    """The places of a protocol; nests that many messages have are entered for one of each header."""
    found = []
    met: set[tuple[object, ...]] = set()
    for first, declared, dispatch in declarations(protocol):
        table = list(variants(declared.body.attributes))[-1]
        header = header_of(declared)
        if not isinstance(table, AttributesType):
            continue
        root = Root(registry, protocol.number, first, False, {})
        for place in places(table, Way()):
            key = (header, place.name, place.number, place.leaf, place.members, place.around(b"").hex())
            if key not in met:
                met.add(key)
                found.append((root, header, {**dispatch, **dict(place.members)}, place))
    return found


by_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.short)


@by_protocol
def test_every_attribute_of_every_length_is_shown_and_a_wrong_length_is_told(protocol: Protocol) -> None:
    for root, header, members, place in every_place(protocol):
        assert root.message is not None
        for length, fits in lengths(place.leaf):
            for fill in (b"\0", b"\xff"):
                value = fill * length
                data = build(header, members, place, value, root.message.number)
                layout = interpret(root, data)
                assert_every_byte_is_somewhere(layout)
                start = len(data) - (length + 3 & ~3)
                (node,) = (
                    node
                    for node in build_nodes(layout, data)
                    if node.name == place.name and node.value_start == start and node.start < start
                )
                where = f"{root.message.name} {node.path} of {length} bytes"
                assert node.declared, where
                assert node.text.isprintable(), where
                assert data[node.value_start : node.end] == value, where
                if place.leaf is not undeclared:
                    assert (node.issue == "") == fits, where


@by_protocol
def test_every_attribute_at_its_length_has_a_tree_and_a_summary(protocol: Protocol) -> None:
    for root, header, members, place in every_place(protocol):
        assert root.message is not None
        length = next(length for length, fits in lengths(place.leaf) if fits)
        data = build(header, members, place, bytes(length), root.message.number)
        layout = interpret(root, data)
        assert_children_lie_inside(layout)
        assert_shows(layout, data)


@by_protocol
def test_the_matrix_is_not_empty(protocol: Protocol) -> None:
    tables = [each for message in protocol for each in variants(message.body.attributes)]
    declares = any(table.by_number for table in tables if isinstance(table, AttributesType))
    assert bool(every_place(protocol)) == declares
