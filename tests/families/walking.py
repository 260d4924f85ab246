"""Every declaration of the registry at its place: for tests that are generated from it."""

from __future__ import annotations

from collections.abc import Iterator

from nldissect.engine.field import Field
from nldissect.families import registry
from nldissect.schema.check import CONTROL_TYPES
from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.message import Message, Protocol
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

PROTOCOLS = list(registry)


def messages(protocol: Protocol) -> list[Message]:
    """The declared messages of a protocol, control messages too."""
    control = (protocol.find(number) for number in CONTROL_TYPES)
    return [*protocol, *(message for message in control if message.declared)]


def variants(declared: Type | None) -> Iterator[Type | None]:
    """What a type can come to by its conditions."""
    if not isinstance(declared, OneOf):
        yield declared
        return
    for _, each in declared.variants:
        yield from variants(each)
    yield from variants(declared.otherwise)


def paths(message: Message, protocol: Protocol | None = None) -> dict[str, list[Leaf]]:
    """Every path of a message with the leaves that can be there; a table inside itself is entered twice.

    Of a quoted message these are the members of its headers, the one of its protocol too.
    """
    headers = [message.nlmsghdr]
    if protocol and protocol.default and isinstance(protocol.default.header, StructType):
        headers.append(protocol.default.header)
    found: dict[str, list[Leaf]] = {}
    root = Field("", "", "message")
    header = root.struct(message.nlmsghdr)
    for field, declared in (*_below(message.nlmsghdr, header, ()), *_headed(message.body, root, ())):
        leaves = found.setdefault(field.path, [])
        match declared:
            case Leaf():
                leaves.append(declared)
            case Sizes():
                leaves.extend(declared.leaves)
            case Quoted():
                for each in headers:
                    for inside, leaf in _below(each, field.message().struct(each), ()):
                        found.setdefault(inside.path, []).extend([leaf] if isinstance(leaf, Leaf) else [])
    return found


def _headed(body: Headed, field: Field, above: tuple[object, ...]) -> Iterator[tuple[Field, Type]]:
    for each in variants(body.header):
        if isinstance(each, StructType):
            yield from _below(each, field.struct(each), above)
    for each in variants(body.attributes):
        if each is not None:
            yield from _below(each, field, above)


def _here(declared: Type, field: Field, above: tuple[object, ...]) -> Iterator[tuple[Field, Type]]:
    yield field, declared
    yield from _below(declared, field, above)


def _below(declared: Type, field: Field, above: tuple[object, ...]) -> Iterator[tuple[Field, Type]]:
    if above.count(declared) > 1:
        return
    above = (*above, declared)
    match declared:
        case AttributesType():
            for attribute in declared.by_number.values():
                yield from _here(attribute.type, field.attribute(declared, attribute), above)
        case StructType():
            for member in declared.members:
                yield from _here(member.type, field.member(declared, member), above)
        case Headed():
            yield from _headed(declared, field, above)
        case Indexed(type=element, names=names) | Array(type=element, names=names):
            yield from _here(element, field, above)
            for number, name in (names or {}).items():
                yield from _here(element, field.element(number, name), above)
        case Records():
            yield from _below(declared.struct, field, above)
            if declared.attributes is not None:
                yield from _below(declared.attributes, field, above)
        case Select():
            for value, case in declared.cases.items():
                name = declared.cases.name_of(value)
                yield from _here(case, field if isinstance(case, Leaf | Sizes) else field.case(name), above)
            yield from _here(declared.otherwise, field, above)
        case OneOf():
            for each in variants(declared):
                if each is not None:
                    yield from _here(each, field, above)
