"""Fields: every path that the registry declares, for `-e`, help and completion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nldissect.engine.field import Field
from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.message import Message
from nldissect.schema.registry import Registry
from nldissect.schema.types import (
    Array,
    Attribute,
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

# What every message has besides what is declared: its place in the capture.
FRAME_FIELDS = {
    "frame.number": "number of the datagram in the capture, from 1",
    "frame.time_epoch": "seconds since the epoch, with nine decimals",
    "frame.time_relative": "seconds since the first datagram",
    "frame.len": "bytes of the datagram, with the cooked header",
    "nl.number": "number of the message in the capture, from 1",
    "nl.protocol": "netlink protocol number",
    "nl.family": "protocol or generic netlink family",
    "nl.summary": "the message in one line",
}
QUOTED = "nl.msg"
UNDECLARED = ("tail", "padding", "payload", "fragment")


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared field: its path, the kernel's name, type and header."""

    path: str
    name: str
    type: str
    header: str
    number: int | None
    depth: int


def _type_name(declared: Type) -> str:
    match declared:
        case Leaf() | Sizes():
            symbols = declared.symbols if isinstance(declared, Leaf) else None
            return f"{declared.name} {symbols.__name__}" if isinstance(symbols, type) else declared.name
        case StructType():
            return f"struct {declared.name}"
        case AttributesType():
            return f"nested {declared.name}"
        case Indexed():
            return f"indexed {_type_name(declared.type)}"
        case Array():
            return f"array of {_type_name(declared.type)}"
        case Records():
            return f"records of struct {declared.struct.name}"
        case Select():
            return f"by {declared.by}"
        case OneOf():
            return " or ".join(_type_name(each) for each in _variants(declared))
        case Headed():
            return "header and attributes"
        case Quoted():
            return "message"


def _variants(declared: OneOf) -> list[Type]:
    chosen = [*(each for _, each in declared.variants), declared.otherwise]
    return [each for each in chosen if each is not None]


def message_fields(message: Message) -> Iterator[Declared]:
    """The fields of a message in the order of their declaration; a table inside itself is entered once."""
    root = Field("", "", "message")
    yield from _struct(message.nlmsghdr, root.struct(message.nlmsghdr), 0, ())
    yield from _inside(message.body, root, 0, ())


def _struct(struct: StructType, field: Field, depth: int, above: tuple[object, ...]) -> Iterator[Declared]:
    yield Declared(field.path, struct.name, "struct", struct.header, None, depth)
    for member in struct.members:
        below = field.member(struct, member)
        yield Declared(below.path, member.name, _type_name(member.type), struct.header, None, depth + 1)
        yield from _inside(member.type, below, depth + 2, above)


def _attribute(
    table: AttributesType, attribute: Attribute, field: Field, depth: int, above: tuple[object, ...]
) -> Iterator[Declared]:
    below = field.attribute(table, attribute)
    yield Declared(below.path, attribute.name, _type_name(attribute.type), table.header, attribute.number, depth)
    yield from _inside(attribute.type, below, depth + 1, above)


def _inside(declared: Type, field: Field, depth: int, above: tuple[object, ...]) -> Iterator[Declared]:
    """What a type holds, as fields below `field`."""
    match declared:
        case AttributesType():
            if declared in above:
                return
            for attribute in declared.by_number.values():
                yield from _attribute(declared, attribute, field, depth, (*above, declared))
        case StructType():
            for member in declared.members:
                below = field.member(declared, member)
                yield Declared(below.path, member.name, _type_name(member.type), declared.header, None, depth)
                yield from _inside(member.type, below, depth + 1, above)
        case Headed():
            for part in (declared.header, declared.attributes):
                for each in _variants(part) if isinstance(part, OneOf) else [part]:
                    if isinstance(each, StructType):
                        yield from _struct(each, field.struct(each), depth, above)
                    elif each is not None:
                        yield from _inside(each, field, depth, above)
        case Indexed(type=element, names=names) | Array(type=element, names=names):
            if not names:
                yield from _inside(element, field, depth, above)
            for number, name in (names or {}).items():
                below = field.element(number, name)
                yield Declared(below.path, name, _type_name(element), "", number, depth)
                yield from _inside(element, below, depth + 1, above)
        case Records():
            yield from _inside(declared.struct, field, depth, above)
            yield from _inside(declared.attributes, field, depth, above)
        case Select():
            for value, case in declared.cases.items():
                if not isinstance(case, Leaf | Sizes):
                    name = declared.cases.name_of(value)
                    below = field.case(name)
                    yield Declared(below.path, name, _type_name(case), "", None, depth)
                    yield from _inside(case, below, depth + 1, above)
            yield from _inside(declared.otherwise, field, depth, above)
        case OneOf():
            for each in _variants(declared):
                yield from _inside(each, field, depth, above)


def declared_paths(registry: Registry) -> set[str]:
    """Every path of every declared message; imports all families."""
    paths = set(FRAME_FIELDS)
    for protocol in registry:
        for message in (*protocol.control.values(), *protocol):
            paths.update(field.path for field in message_fields(message))
    return paths


def is_path(name: str, paths: set[str]) -> bool:
    """Whether a message can have a field of this name, given the declared paths.

    Besides these there are attributes that nobody declares, by number ("ifla.300"), bytes that are none
    ("ifinfo.tail"), and what containers of other messages or of themselves hold, without the name of the outermost
    table ("nl.msg.ifname", "ifla.linkinfo.data.veth.peer.mtu").
    """
    if name in paths or name in UNDECLARED:
        return True
    above, _, last = name.rpartition(".")
    if last.isdecimal() or last in UNDECLARED:
        return "." not in above.removeprefix(f"{QUOTED}.") or is_path(above, paths)
    relative = {path.partition(".")[2] for path in paths}
    words = name.split(".")
    for count in range(1, len(words)):
        outer, inner = ".".join(words[:count]), ".".join(words[count:])
        holds = outer == QUOTED or (outer in paths and any(path.startswith(f"{outer}.") for path in paths))
        if holds and (inner in paths or inner in relative):
            return True
    return False
