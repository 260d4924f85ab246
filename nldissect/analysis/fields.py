"""Fields: every path that the registry declares, for `-e`, help and completion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nldissect.analysis.paths import variants
from nldissect.engine.field import Field
from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.message import Message
from nldissect.schema.registry import Registry
from nldissect.schema.symbols import word
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


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared field: its path, the kernel's name, type and header."""

    path: str
    name: str
    declared: Type
    header: str
    number: int | None
    depth: int

    @property
    def type(self) -> str:
        """The words for the type."""
        named = isinstance(self.declared, StructType) and self.declared.name == self.name
        return "struct" if named else _type_name(self.declared)

    @property
    def flags(self) -> dict[str, str]:
        """The flags of the values, which are fields of their own: path to the kernel's name."""
        leaf = self.declared
        if not isinstance(leaf, Leaf) or leaf.show != "flags" or not isinstance(leaf.symbols, type):
            return {}
        return {f"{self.path}.{word(flag)}": name for name, flag in leaf.symbols.__members__.items()}


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
            cases = [case for _, case in declared.cases.items()]
            if all(isinstance(case, Leaf | Sizes) for case in cases):
                return " or ".join(dict.fromkeys(_type_name(case) for case in cases))
            return f"by {declared.by}"
        case OneOf():
            return " or ".join(_type_name(each) for each in variants(declared))
        case Headed():
            return "header and attributes"
        case Quoted():
            return "message"


def message_fields(message: Message) -> Iterator[Declared]:
    """The fields of a message in the order of their declaration; a table inside itself is entered once."""
    return _Walk().message(message)


class _Walk:
    """Meets the fields of messages; a table that messages share is entered once for each place where it is."""

    def __init__(self) -> None:
        self._met: set[tuple[int, str]] = set()

    def message(self, message: Message) -> Iterator[Declared]:
        """The fields of a message that were not met before."""
        root = Field("", "", "message")
        yield from self._struct(message.nlmsghdr, root.struct(message.nlmsghdr), 0, ())
        yield from self._inside(message.body, root, 0, ())

    def _struct(self, struct: StructType, field: Field, depth: int, above: tuple[object, ...]) -> Iterator[Declared]:
        yield Declared(field.path, struct.name, struct, struct.header, None, depth)
        for member in struct.members:
            below = field.member(struct, member)
            yield Declared(below.path, member.name, member.type, struct.header, None, depth + 1)
            yield from self._inside(member.type, below, depth + 2, above)

    def _attribute(
        self, table: AttributesType, attribute: Attribute, field: Field, depth: int, above: tuple[object, ...]
    ) -> Iterator[Declared]:
        below = field.attribute(table, attribute)
        yield Declared(below.path, attribute.name, attribute.type, table.header, attribute.number, depth)
        yield from self._inside(attribute.type, below, depth + 1, above)

    def _inside(self, declared: Type, field: Field, depth: int, above: tuple[object, ...]) -> Iterator[Declared]:
        """What a type holds, as fields below `field`."""
        match declared:
            case AttributesType():
                key = id(declared), field.path
                if declared in above or key in self._met:
                    return
                self._met.add(key)
                for attribute in declared.by_number.values():
                    yield from self._attribute(declared, attribute, field, depth, (*above, declared))
            case StructType():
                for member in declared.members:
                    below = field.member(declared, member)
                    yield Declared(below.path, member.name, member.type, declared.header, None, depth)
                    yield from self._inside(member.type, below, depth + 1, above)
            case Headed():
                for part in (declared.header, declared.attributes):
                    for each in variants(part):
                        if isinstance(each, StructType):
                            yield from self._struct(each, field.struct(each), depth, above)
                        else:
                            yield from self._inside(each, field, depth, above)
            case Indexed(type=element, names=names) | Array(type=element, names=names):
                if not names:
                    yield from self._inside(element, field, depth, above)
                for number, name in (names or {}).items():
                    below = field.element(number, name)
                    yield Declared(below.path, name, element, "", number, depth)
                    yield from self._inside(element, below, depth + 1, above)
            case Records():
                yield from self._inside(declared.struct, field, depth, above)
                if declared.attributes is not None:
                    yield from self._inside(declared.attributes, field, depth, above)
            case Select():
                for value, case in declared.cases.items():
                    if not isinstance(case, Leaf | Sizes):
                        name = declared.cases.name_of(value)
                        below = field.case(name)
                        yield Declared(below.path, name, case, "", None, depth)
                        yield from self._inside(case, below, depth + 1, above)
                yield from self._inside(declared.otherwise, field, depth, above)
            case OneOf():
                for each in variants(declared):
                    yield from self._inside(each, field, depth, above)


@lru_cache(maxsize=2)
def declared_fields(registry: Registry) -> Mapping[str, list[Declared]]:
    """Every field of every message that is declared by now, by its path; imports all families.

    A path that messages share is one of each meaning.
    """
    fields: dict[str, list[Declared]] = {}
    walk = _Walk()
    for protocol in registry:
        for message in (*protocol.control.values(), *protocol):
            for each in walk.message(message):
                alike = fields.setdefault(each.path, [])
                if not any((other.type, other.name) == (each.type, each.name) for other in alike):
                    alike.append(each)
    return fields


def declared_paths(registry: Registry) -> list[str]:
    """Every path of every declared message."""
    return list(declared_fields(registry))
