"""Every declared attribute with a value or struct of every message, generated: at the right length, one off, and empty,
with values that nobody names, doubled, and as a nest."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from nldissect.engine.interpreter import interpret
from nldissect.engine.node import Node, build_nodes
from nldissect.engine.root import Root
from nldissect.families import registry
from nldissect.schema.conditions import Equals
from nldissect.schema.leaf import Leaf, Sizes, undeclared
from nldissect.schema.message import Message, Protocol
from nldissect.schema.types import AttributesType, Headed, Indexed, OneOf, Select, StructType, Type
from tests.engine.accounting import assert_children_lie_inside, assert_every_byte_is_somewhere, assert_shows
from tests.engine.building import NESTED, attribute, message
from tests.families.walking import PROTOCOLS, variants

DEEPEST = 5
LENGTHS = (0, 1, 3, 4, 5, 6, 16, 33)  # of values that have no fixed size

Wrap = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Place:
    """An attribute with a value or a struct, and the way to it.

    around   puts the attribute into the nests that lead to it, beside the siblings that select them
    members  of the message's header: the values that select
    """

    name: str
    number: int
    leaf: Leaf | Sizes | StructType
    around: Wrap
    members: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Way:
    """How far a walk has come: `siblings` are those of the table that it is in; `type` is nlmsg_type."""

    type: int
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


def inside(declared: Type | None, name: str, number: int, way: Way) -> Iterator[Place]:
    """The values that an attribute of this type and number comes to."""
    match declared:
        case Leaf() | Sizes() | StructType():
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
            size = struct.size + 3 & ~3 if isinstance(struct, StructType) else 0
            within = way.inside(number).around
            yield from places(attributes, replace(way, around=lambda inner: within(bytes(size) + inner), siblings=b""))
        case OneOf():
            yield from inside(decided(declared, way.type), name, number, way)
        case _:
            return  # arrays and records have tests of their own


def decided(declared: OneOf, number: int) -> Type | None:
    """What a type is in messages of a number; None where that is not all that decides: conditions are not solved."""
    for condition, each in declared.variants:
        if not isinstance(condition, Equals) or condition.by != "nlmsghdr.type":
            return None
        if number in condition.values:
            return each
    return declared.otherwise


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


@functools.lru_cache(maxsize=1)
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
        for place in places(table, Way(first.number)):
            key = (header, place.name, place.number, place.leaf, place.members, place.around(b"").hex())
            if key not in met:
                met.add(key)
                found.append((root, header, {**dispatch, **dict(place.members)}, place))
    return found


def of_leaves(protocol: Protocol) -> Iterator[tuple[Root, StructType | None, dict[str, int], Place, Leaf | Sizes]]:
    """The places of single values."""
    for root, header, members, place in every_place(protocol):
        if isinstance(place.leaf, Leaf | Sizes):
            yield root, header, members, place, place.leaf


def of_structs(protocol: Protocol) -> Iterator[tuple[Root, StructType | None, dict[str, int], Place, StructType]]:
    """The places of structs."""
    for root, header, members, place in every_place(protocol):
        if isinstance(place.leaf, StructType):
            yield root, header, members, place, place.leaf


def assert_named_right(node: Node, leaf: Leaf) -> None:
    """A number without a symbol has no name, and bits without one are shown as a number."""
    if not isinstance(leaf.symbols, type) or not isinstance(node.value, int) or leaf.carries:
        return
    number = int(node.value)
    known = [int(member) for member in leaf.symbols]
    if leaf.show == "enum" and number not in known:
        assert node.text == str(number), node.path
    if leaf.show == "flags" and (rest := number & ~functools.reduce(operator.or_, known, 0)):
        assert hex(rest) in node.text, node.path


by_protocol = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.short)


@by_protocol
def test_every_attribute_of_every_length_is_shown_and_a_wrong_length_is_told(protocol: Protocol) -> None:
    for root, header, members, place, leaf in of_leaves(protocol):
        assert root.message is not None
        for length, fits in lengths(leaf):
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
                if leaf is not undeclared:
                    assert (node.issue == "") == fits, where
                if fits and isinstance(leaf, Leaf):
                    assert_named_right(node, leaf)


@by_protocol
def test_every_struct_of_every_length_shows_the_members_that_are_there(protocol: Protocol) -> None:
    for root, header, members, place, struct in of_structs(protocol):
        assert root.message is not None
        for length in sorted({0, 1, max(0, struct.size - 1), struct.size, struct.size + 1}):
            for fill in (b"\0", b"\xff"):
                data = build(header, members, place, fill * length, root.message.number)
                layout = interpret(root, data)
                assert_every_byte_is_somewhere(layout)
                assert_children_lie_inside(layout)
                assert_shows(layout, data)
                start = len(data) - (length + 3 & ~3)
                shown = {(node.name, node.start, node.end) for node in build_nodes(layout, data)}
                for member in struct.members:
                    if isinstance(member.type, Leaf) and member.size and member.offset + member.size <= length:
                        first = start + member.offset
                        where = f"{root.message.name} {place.name}.{member.name} of {length} bytes"
                        assert (member.name, first, first + member.size) in shown, where


@by_protocol
def test_an_attribute_that_is_there_twice_is_shown_twice(protocol: Protocol) -> None:
    for root, header, members, place, leaf in of_leaves(protocol):
        assert root.message is not None
        length = next(length for length, fits in lengths(leaf) if fits)
        twice = replace(place, around=lambda inner, around=place.around: around(inner + inner))  # type: ignore[misc]
        data = build(header, members, twice, b"\1" * length, root.message.number)
        layout = interpret(root, data)
        assert_every_byte_is_somewhere(layout)
        assert_shows(layout, data)
        step = 4 + length + 3 & ~3
        shown = {(node.name, node.start) for node in build_nodes(layout, data) if node.declared}
        assert {(place.name, len(data) - step), (place.name, len(data) - 2 * step)} <= shown, place.name


@by_protocol
def test_a_value_that_says_it_is_a_nest_is_shown_all_the_same(protocol: Protocol) -> None:
    for root, header, members, place in every_place(protocol):
        assert root.message is not None
        nested = replace(place, number=place.number | NESTED)
        data = build(header, members, nested, attribute(1, b"abcd"), root.message.number)
        layout = interpret(root, data)
        assert_every_byte_is_somewhere(layout)
        assert_children_lie_inside(layout)
        assert_shows(layout, data)
        assert any(node.name == place.name and node.declared for node in build_nodes(layout, data)), place.name


@by_protocol
def test_every_attribute_at_its_length_has_a_tree_and_a_summary(protocol: Protocol) -> None:
    for root, header, members, place, leaf in of_leaves(protocol):
        assert root.message is not None
        length = next(length for length, fits in lengths(leaf) if fits)
        data = build(header, members, place, bytes(length), root.message.number)
        layout = interpret(root, data)
        assert_children_lie_inside(layout)
        assert_shows(layout, data)


@by_protocol
def test_the_matrix_is_not_empty(protocol: Protocol) -> None:
    tables = [each for message in protocol for each in variants(message.body.attributes)]
    declares = any(table.by_number for table in tables if isinstance(table, AttributesType))
    assert bool(every_place(protocol)) == declares
