"""Places: which bytes of a message are what by our decoding, in a form that another decoding can be laid upon."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from nldissect.engine.field import Field
from nldissect.engine.layout import Layout
from nldissect.schema.leaf import Leaf
from nldissect.schema.types import AttributesType

NLA_HDRLEN = 4  # linux/netlink.h: struct nlattr, nla_len and nla_type in two bytes each
OPAQUE = frozenset({"guess", "hex", "pad"})
"""Presentations of leaves whose bytes have no meaning to us."""


class Place(NamedTuple):
    """Some bytes of a message.

    node    its index in the layout
    start, end  bytes from the start of the message
    role    "value" of a leaf, "length" or "type" in the header of an attribute
    number  what the length or type is by our decoding; None where it is what the bytes say
    empty   whether it is of an attribute without a value
    """

    node: int
    start: int
    end: int
    role: str
    field: Field
    leaf: Leaf | None
    number: int | None = None
    empty: bool = False

    @property
    def opaque(self) -> bool:
        """Whether we show the bytes without knowing what they mean."""
        return self.role == "value" and self.leaf is not None and self.leaf.show in OPAQUE


class Places:
    """The places of all messages of a layout.

    exact   by their bytes
    values  paths of the leaves whose bytes mean something to us, by their nodes
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.exact: dict[tuple[int, int], Place] = {}
        self.values: dict[int, str] = {}
        for index, (field, leaf, start, value, end, _, _) in enumerate(layout.spans):
            if value - start == NLA_HDRLEN:
                issue = layout.issues.get(index)
                whole = issue is None or issue.code != "attribute-length"
                self._add(Place(index, start, start + 2, "length", field, leaf, end - start if whole else None))
                self._add(Place(index, start + 2, value, "type", field, leaf, _number(field), value == end))
            if leaf is not None and leaf.show not in OPAQUE:
                self.values[index] = field.path
            if leaf is not None and end > value:
                self._add(Place(index, value, end, "value", field, leaf))
        self._order = sorted(self.exact.values(), key=lambda place: place.start)
        self._starts = [place.start for place in self._order]

    def _add(self, place: Place) -> None:
        self.exact[place.start, place.end] = place

    def overlapping(self, start: int, end: int) -> list[Place]:
        """The places that share bytes with [start, end)."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        found = []
        for place in self._order[first:]:
            if place.start >= end:
                break
            if place.end > start:
                found.append(place)
        return found


def _number(field: Field) -> int | None:
    """The number of an attribute by its declaration, or by its name where it has none; None of an element."""
    if field.role != "attribute":
        return None
    if not field.declared:
        return int(field.name.rpartition("_")[2])
    assert isinstance(field.table, AttributesType)  # of a declared attribute
    return next(each.number for each in field.table.by_number.values() if each.name == field.name)
