"""Paths: what a field name stands for, found by following it through the declarations.

A field is named by its place, as `Field.path` has it: "rta.multipath.gateway", "ifla.linkinfo.data.vlan.id",
"nl.msg.ifla.mtu" (of the request that an error quotes). Attributes that nobody declares go by number ("ifla.300"),
bytes that are none by what they are ("ifinfo.tail").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nldissect.schema.leaf import Leaf, Sizes, binary, undeclared
from nldissect.schema.message import Message, Protocol
from nldissect.schema.registry import Registry
from nldissect.schema.types import (
    Array,
    AttributesType,
    Headed,
    Indexed,
    OneOf,
    Quoted,
    Records,
    Select,
    StructType,
    Type,
)

# bytes that no declaration claims, by what they are called
NO_DECLARATION = {"tail": undeclared, "padding": binary, "payload": undeclared, "fragment": undeclared}
CONTROL_TYPES = 16  # types below are netlink's own

Words = tuple[str, ...]


@dataclass(slots=True)
class Place:
    """What a path stands for.

    leaves   the types that its values can have, one of each meaning; none where it only holds other fields
    holders  number of a protocol to the message types that can have it; None for any type of the protocol
    """

    leaves: list[Leaf] = field(default_factory=list)
    holders: dict[int, set[int] | None] = field(default_factory=dict)


def resolve(registry: Registry, path: str) -> Place | None:
    """What a path stands for in the messages of a registry; None when no message can have such a field.

    Imports all families.
    """
    words = tuple(path.split("."))
    place = Place()
    meanings: set[object] = set()
    for protocol in registry:
        for number, message in _messages(protocol):
            found = list(_message(registry, message, words))
            if not found:
                continue
            types = place.holders.setdefault(protocol.number, set())
            if number is None or types is None:
                place.holders[protocol.number] = None
            else:
                types.add(number)
            for leaf in found:
                if leaf is None or not (message.declared or leaf.symbols is None):
                    continue  # the name of an undeclared type is made up
                if (meaning := (leaf.name, leaf.show, id(leaf.symbols))) not in meanings:
                    meanings.add(meaning)
                    place.leaves.append(leaf)
    return place if place.holders else None


def _messages(protocol: Protocol) -> Iterator[tuple[int | None, Message]]:
    """The messages of a protocol by type number, None for those whose number is dynamic or not declared."""
    for number, message in {**protocol.control, **protocol.messages}.items():
        for each in message.commands.values() or (message,):
            yield number, each
    for family in protocol.families.values():
        if not family.number:
            for each in family.commands.values():
                yield None, each
    yield None, protocol.find(CONTROL_TYPES - 1)  # what an undeclared message looks like


def _message(registry: Registry, message: Message, words: Words) -> Iterator[Leaf | None]:
    """The types at a path in a message, None for what holds other fields; nothing when there is no such path."""
    if len(words) == 1 and words[0] in NO_DECLARATION:
        yield NO_DECLARATION[words[0]]
        return
    yield from _headed_struct(registry, message.nlmsghdr, words)
    for each in variants(message.body.header):
        yield from _headed_struct(registry, each, words)
    for each in variants(message.body.attributes):
        assert isinstance(each, AttributesType)  # a message has nothing else
        rest = _after(each.key, words)
        if rest is not None:
            yield from _attributes(registry, each, rest)


def variants(declared: Type | None) -> Iterator[Type]:
    """What a type can come to by its conditions."""
    if isinstance(declared, OneOf):
        for _, each in declared.variants:
            yield from variants(each)
        yield from variants(declared.otherwise)
    elif declared is not None:
        yield declared


def _after(key: str, words: Words) -> Words | None:
    """What follows a key in a path; None when the path starts otherwise."""
    parts = tuple(key.split("."))
    return words[len(parts) :] if words[: len(parts)] == parts else None


def _headed_struct(registry: Registry, struct: Type, words: Words) -> Iterator[Leaf | None]:
    assert isinstance(struct, StructType)  # a header is nothing else
    rest = _after(struct.key, words)
    if rest is not None:
        yield from _members(registry, struct, rest)


def _members(registry: Registry, struct: StructType, words: Words) -> Iterator[Leaf | None]:
    if not words:
        yield None
        return
    for member in struct.members:
        key = member.type.key if isinstance(member.type, Leaf) and member.type.key else member.name
        if key == words[0]:
            yield from _inside(registry, member.type, words[1:])
    if len(words) == 1 and words[0] in NO_DECLARATION:
        yield NO_DECLARATION[words[0]]


def _attributes(registry: Registry, table: AttributesType, words: Words) -> Iterator[Leaf | None]:
    if not words:
        yield None
        return
    for attribute in table.by_number.values():
        if attribute.key == words[0]:
            yield from _inside(registry, attribute.type, words[1:])
    yield from _undeclared(words)


def _undeclared(words: Words) -> Iterator[Leaf | None]:
    """Numbers of attributes that nobody declares, at last perhaps bytes that are no attribute."""
    numbers = words[:-1] if words[-1] in NO_DECLARATION else words
    if all(word.isdecimal() for word in numbers):
        yield NO_DECLARATION.get(words[-1], undeclared)


def _inside(registry: Registry, declared: Type, words: Words) -> Iterator[Leaf | None]:
    """The types at a path below a type, which holds what the path so far names."""
    match declared:
        case Leaf():
            if not words:
                yield declared
            elif declared is undeclared:
                yield from _undeclared(words)
        case Sizes():
            if not words:
                yield from declared.leaves
        case StructType():
            yield from _members(registry, declared, words)
        case AttributesType():
            yield from _attributes(registry, declared, words)
        case Headed():
            if not words:
                yield None
            for each in variants(declared.header):
                yield from _headed_struct(registry, each, words)
            for each in variants(declared.attributes):
                yield from _inside(registry, each, words) if words else ()
        case Indexed(type=element, names=names) | Array(type=element, names=names):
            if not words:
                yield None
            if not names:
                yield from _inside(registry, element, words)
            elif words and words[0] in (name.lower() for name in names.values()):
                yield from _inside(registry, element, words[1:])
        case Records():
            yield from _members(registry, declared.struct, words)
            if words and declared.attributes is not None:
                yield from _inside(registry, declared.attributes, words)
        case Select():
            if not words:
                yield None
            for value, case in declared.cases.items():
                if isinstance(case, Leaf | Sizes):
                    yield from _inside(registry, case, words)
                elif words and declared.cases.name_of(value) == words[0]:
                    yield from _inside(registry, case, words[1:])
            yield from _inside(registry, declared.otherwise, words)
        case OneOf():
            for each in variants(declared):
                yield from _inside(registry, each, words)
        case Quoted():
            if not words:
                yield None
                return
            for protocol in registry:
                for _, message in _messages(protocol):
                    yield from _message(registry, message, words)
