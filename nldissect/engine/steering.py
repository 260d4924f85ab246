"""Steering: the reads that decide how a message is walked, each of them noted.

Two messages of one root and size that agree in the noted bytes have the same layout. A steering read that is not noted
is a wrong-layout bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct as Packed
from typing import Literal, NamedTuple

from nldissect.schema.conditions import AllOf, AnyOf, BigEndian, Bits, Byte, Condition, Equals, NestedFlag, Not, Payload
from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.types import AttributesType, OneOf, StructType, Type

TYPE_MASK = 0x3FFF  # NLA_TYPE_MASK
PLAUSIBLE_TYPE = 512  # an undeclared nest is believed without NLA_F_NESTED only if its types are below

# struct nlattr: length and type, by whether the host is big-endian
_HEADERS = {False: Packed("<HH").unpack_from, True: Packed(">HH").unpack_from}

Entry = tuple[int, int, int]  # start, end and type word of an attribute


def _leaf_at(declared: Type, members: str, start: int, end: int) -> tuple[Leaf, int, int] | None:
    """The leaf of the value [start, end), or of a member of it ("left.kind"), and where it is; None if it is cut."""
    while members and isinstance(declared, StructType):
        name, _, members = members.partition(".")
        member = declared.by_name.get(name)
        if member is None or member.size is None or start + member.offset + member.size > end:
            return None
        declared, start = member.type, start + member.offset
        end = start + member.size
    leaf = declared.of(end - start) if isinstance(declared, Sizes) else declared
    fits = isinstance(leaf, Leaf) and not members and leaf.size in (None, end - start)
    return (leaf, start, end) if fits and isinstance(leaf, Leaf) else None


class Scope(NamedTuple):
    """What selectors can name: the members of a struct at [start, end), or the attributes of a table."""

    table: StructType | AttributesType
    start: int
    end: int
    entries: Sequence[Entry] = ()


class Steering:
    """Reads of one message that steer the walk.

    controls   the bytes [start, end) that were read
    scopes     the structs and tables around the place where the walk is, the innermost last
    """

    __slots__ = ("_data", "_header", "_order", "controls", "scopes")

    def __init__(self, data: bytes, big: bool) -> None:
        self._data = data
        self._header = _HEADERS[big]
        self._order: Literal["big", "little"] = "big" if big else "little"
        self.controls: list[tuple[int, int]] = []
        self.scopes: list[Scope] = []

    def control(self, start: int, end: int) -> bytes:
        """The bytes [start, end), noted."""
        self.controls.append((start, end))
        return self._data[start:end]

    def number(self, start: int, end: int) -> int:
        """The unsigned integer in host order at [start, end), noted."""
        return int.from_bytes(self.control(start, end), self._order)

    def _read(self, leaf: Leaf, start: int, end: int) -> int | str:
        data = self.control(start, end)
        if leaf.code == "s":
            return data.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
        return int.from_bytes(data, "big" if leaf.network else self._order, signed=leaf.code.islower())

    def entries(self, start: int, end: int) -> tuple[list[Entry], int]:
        """The attributes in [start, end) as far as their lengths make sense, and where they stop."""
        entries: list[Entry] = []
        header, data, controls = self._header, self._data, self.controls
        while end - start >= 4:
            length, word = header(data, start)
            controls.append((start, start + 4))
            if length < 4:
                break
            entries.append((start, start + length, word))
            start = (start + length + 3) & ~3
        return entries, start

    def plausible(self, start: int, end: int) -> bool:
        """Whether undeclared bytes without NLA_F_NESTED are attributes all the same, as old nests are."""
        while end - start >= 4:
            length, word = self._header(self.control(start, start + 4))
            if length < 4 or length > end - start or not 0 < word & TYPE_MASK < PLAUSIBLE_TYPE:
                return False
            start = (start + length + 3) & ~3
        return start >= end

    def lookup(self, by: str) -> int | str | None:
        """The value of the field that a selector names, from the innermost scope outwards; None where there is none."""
        struct, _, name = by.rpartition(".")
        for scope in reversed(self.scopes):
            table = scope.table
            if isinstance(table, StructType):
                member = table.by_name.get(name)
                if member is None or (struct and struct != table.name) or not isinstance(member.type, Leaf):
                    continue
                start = scope.start + member.offset
                end = start + (member.size or 0)
                return self._read(member.type, start, end) if end <= scope.end else None
            key, _, members = by.partition(".")
            attribute = table.by_key.get(key)
            if attribute is None:
                continue
            for start, end, word in scope.entries:
                if word & TYPE_MASK == attribute.number:
                    place = _leaf_at(attribute.type, members, start + 4, end)
                    if place is not None:
                        return self._read(*place)
        return None

    def holds(self, condition: Condition, start: int, size: int, nested: bool) -> bool:
        """Whether a condition holds for the value of `size` bytes at `start`; `nested`: it carries NLA_F_NESTED."""
        match condition:
            case Payload(least, most, step):
                return least <= size <= most and (size - least) % step == 0
            case Byte(offset, values):
                place = start + offset
                return offset < size and self.control(place, place + 1)[0] in values
            case Equals(by, values):
                return self.lookup(by) in values
            case Bits(by, mask):
                value = self.lookup(by)
                return isinstance(value, int) and value & mask != 0
            case NestedFlag():
                return nested
            case BigEndian():  # which the root of a message tells
                return self._order == "big"
            case AllOf(conditions):
                return all(self.holds(each, start, size, nested) for each in conditions)
            case AnyOf(conditions):
                return any(self.holds(each, start, size, nested) for each in conditions)
            case Not(inner):
                return not self.holds(inner, start, size, nested)

    def choose(self, declared: Type | None, start: int, size: int, nested: bool = False) -> Type | None:
        """The type that the conditions of a `OneOf` choose; any other type as it is."""
        while isinstance(declared, OneOf):
            declared = next(
                (each for condition, each in declared.variants if self.holds(condition, start, size, nested)),
                declared.otherwise,
            )
        return declared
