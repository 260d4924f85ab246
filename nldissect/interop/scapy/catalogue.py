"""The catalogue: which structs and attributes there are, under the names that their layers have in Python.

Names are given in the order in which the registry declares things, so that they are the same in every program. Two
declarations of one name and another form are told apart by a number: "segments", "segments_2".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from nldissect.families import registry
from nldissect.families.netlink import nlmsghdr
from nldissect.interop.scapy.values import alternatives, symbols
from nldissect.output.literals import identifier
from nldissect.schema.constants import AddressFamily
from nldissect.schema.leaf import Leaf, Sizes, binary, undeclared
from nldissect.schema.message import Message
from nldissect.schema.types import (
    Array,
    Attribute,
    AttributesType,
    Headed,
    Indexed,
    Records,
    StructType,
    Type,
)

NLMSGHDR = nlmsghdr.declared
LENGTH = NLMSGHDR.members[0].name

Kind = Literal["nest", "struct", "array", "value"]
"""What a value is in Python: a list of layers, one layer, a list of values, a value."""
KINDS: tuple[Kind, ...] = ("nest", "struct", "array", "value")
PLAIN: dict[str, Kind] = {"nlattr": "value", "nlattr_nest": "nest"}
"""The layers of attributes that are not declared."""


@dataclass(slots=True)
class StructEntry:
    """A struct that is a layer.

    length   member with the length of the struct and what follows it, if there is one
    headed   whether attributes follow it
    """

    name: str
    declared: StructType
    length: str = ""
    headed: bool = False


@dataclass(slots=True)
class AttributeEntry:
    """An attribute that is a layer, with values of one kind; `nested`: it is marked as a nest when it is made.

    table   where it is declared; None for an element of an indexed nest
    """

    name: str
    number: int
    declared: Type
    kind: Kind
    nested: bool
    table: AttributesType | None = None


Entry = StructEntry | AttributeEntry


def kind_of(declared: Type) -> Kind:
    """What the values of a type, which is no choice, are in Python."""
    match declared:
        case Leaf() | Sizes():
            return "value"
        case Array(type=Leaf()):
            return "array"
        case AttributesType() | Indexed() | Records() | Array():
            return "nest"
        case _:
            return "struct"


def kinds_of(declared: Type) -> list[Kind]:
    """What values of a type can be, what the layer of its name has first; bytes without meaning go with any."""
    plain = (undeclared, binary)
    found = {kind_of(each) for each in alternatives(declared) if each not in plain}
    return [kind for kind in KINDS if kind in found] or ["value"]


def _form(declared: Type) -> tuple[object, ...]:
    """What the bytes of a type look like: types of one form are one layer, their names are what differs."""
    match declared:
        case Leaf(size=size, code=code, network=network, show=show):
            return size, code, network, show if code == "s" else ""
        case StructType(name=name, members=members):
            return name, *((member.name, member.size, *_form(member.type)) for member in members)
        case Array(type=element, count=count):
            return "array", count, *_form(element)
        case _:
            return (type(declared).__name__, *kinds_of(declared))


@dataclass(slots=True)
class Catalogue:
    """Entries by name, and by what they stand for."""

    names: dict[str, Entry] = field(default_factory=dict)
    symbols: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    """numbers by their names, for each member of a struct, from all variants of the struct"""
    _entries: dict[object, Entry] = field(default_factory=dict)
    _walked: set[int] = field(default_factory=set)

    def struct(self, declared: StructType, length: str = "", *, headed: bool = False) -> StructEntry:
        """The entry of a struct."""
        key = _form(declared)
        entry = self._entries.get(key)
        if not isinstance(entry, StructEntry):
            entry = StructEntry(self._free(declared.name), declared)
            self._keep(key, entry)
        entry.length = entry.length or length
        entry.headed = entry.headed or headed
        return entry

    def attribute(self, table: AttributesType, attribute: Attribute, kind: Kind | None = None) -> AttributeEntry:
        """The entry of an attribute whose values are of this kind, or of its first one."""
        kinds = kinds_of(attribute.type)
        chosen = kind if kind in kinds else kinds[0]
        key = (attribute.name, attribute.number, chosen, *_form(attribute.type))
        # AF_INET is a number that every program knows, and stays one.
        name = f"{attribute.name}_{kinds[0]}" if attribute.name in AddressFamily.__members__ else attribute.name
        return self._attribute(key, name, attribute.number, attribute.type, chosen, table)

    def element(self, owner: AttributeEntry, kind: Kind | None = None) -> AttributeEntry | None:
        """The entry of the elements of an indexed nest; None when the attribute is none."""
        indexed = next((each for each in alternatives(owner.declared) if isinstance(each, Indexed)), None)
        if indexed is None:
            return None
        kinds = kinds_of(indexed.type)
        chosen = kind if kind in kinds else kinds[0]
        return self._attribute((owner.name, chosen), f"{owner.name}_element", 0, indexed.type, chosen, None)

    def _attribute(
        self, key: object, name: str, number: int, declared: Type, kind: Kind, table: AttributesType | None
    ) -> AttributeEntry:
        entry = self._entries.get(key)
        if not isinstance(entry, AttributeEntry):
            first = kind == kinds_of(declared)[0]
            types = alternatives(declared)
            nested = kind == "nest" and any(isinstance(each, AttributesType | Indexed) for each in types)
            entry = AttributeEntry(
                self._free(name if first else f"{name}_{kind}"), number, declared, kind, nested, table
            )
            self._keep(key, entry)
        return entry

    def _free(self, name: str) -> str:
        name = wanted = identifier(name)
        number = 1
        while name in self.names:
            number += 1
            name = f"{wanted}_{number}"
        return name

    def _keep(self, key: object, entry: Entry) -> None:
        self._entries[key] = self.names[entry.name] = entry

    def _note(self, struct: StructType) -> None:
        for member in struct.members:
            if isinstance(member.type, Leaf) and member.type.symbols is not None:
                known = self.symbols.setdefault((struct.name, member.name), {})
                for name, number in symbols(member.type).items():
                    known.setdefault(name, number)

    def message(self, message: Message) -> None:
        """Take in what a message is made of."""
        self.struct(message.nlmsghdr, LENGTH)
        if message.number or not message.family:  # else the kernel gives the number out
            self._note(message.nlmsghdr)
        self.walk(message.body)

    def walk(self, declared: Type | None, length: str = "", *, headed: bool = False) -> None:
        """Take in what a type is made of."""
        if declared is None or (id(declared) in self._walked and not headed):
            return
        self._walked.add(id(declared))
        match declared:
            case StructType():
                self.struct(declared, length, headed=headed)
                self._note(declared)
                self._walk_all(member.type for member in declared.members)
            case AttributesType():
                for attribute in declared.by_number.values():
                    for kind in kinds_of(attribute.type):
                        self._elements(self.attribute(declared, attribute, kind))
                self._walk_all(attribute.type for attribute in declared.by_number.values())
            case Indexed(type=element) | Array(type=element):
                self.walk(element)
            case Headed(header=header, attributes=attributes):
                for each in alternatives(header):
                    self.walk(each, headed=True)
                self.walk(attributes)
            case Records(struct=struct, length=member, attributes=attributes):
                self.walk(struct, member, headed=True)
                self.walk(attributes)
            case _:
                if not isinstance(declared, Leaf | Sizes):
                    self._walk_all(each for each in alternatives(declared) if each is not declared)

    def _walk_all(self, types: Iterable[Type]) -> None:
        for each in types:
            self.walk(each)

    def _elements(self, owner: AttributeEntry) -> None:
        entry: AttributeEntry | None = owner
        while entry is not None:
            entry = self.element(entry) if entry.kind == "nest" else None


@cache
def catalogue() -> Catalogue:
    """The catalogue of the registry; imports all families."""
    made = Catalogue()
    for name, kind in PLAIN.items():
        made.names[name] = AttributeEntry(name, 0, undeclared, kind, kind == "nest")
    for protocol in registry:
        for message in (*protocol.control.values(), *protocol):
            made.message(message)
    return made
