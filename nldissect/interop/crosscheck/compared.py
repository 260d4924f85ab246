"""One message under comparison: what our decoding has at the bytes of Wireshark's fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from nldissect.interop.crosscheck.places import Place, Places
from nldissect.interop.crosscheck.values import (
    NLA_F_NESTED,
    TYPE_MASK,
    kernel_name,
    number,
    our_name,
    same_flags,
    same_meaning,
    same_value,
    text,
)
from nldissect.interop.crosscheck.wireshark import Kind, Shown
from nldissect.message import Message


class Finding(NamedTuple):
    """What came of one of Wireshark's fields.

    what  "agree", "theirs" when we know nothing of it, else how it differs: `Disagreement.what`
    path  our field there
    ours  what we show, where that differs
    """

    what: Literal["agree", "theirs", "value", "name", "meaning", "place"]
    path: str
    ours: str = ""


class Compared:
    """A message with the places of its layout; `start` is the byte of the frame where it starts."""

    def __init__(self, message: Message, places: Places, start: int) -> None:
        self.message = message
        self.start = start
        self._places = places
        layout = places.layout
        self._raw: dict[int, Any] = dict(zip(layout.leaves, layout.unpack.unpack_from(message.data), strict=True))
        self._met: set[int] = set()

    def find(self, shown: Shown, kind: Kind) -> Finding:
        """What our decoding has where Wireshark shows a field."""
        start = shown.start - self.start
        end = start + shown.size
        place = self._places.exact.get((start, end))
        if place is None:
            return self._elsewhere(start, end)
        if place.role == "value":
            return self._value(shown, kind, place)
        return self._header(shown, kind, place)

    def only_ours(self) -> Iterator[str]:
        """The paths of the values of which Wireshark has shown nothing."""
        values = self._places.values
        return (values[node] for node in values.keys() - self._met)

    def _elsewhere(self, start: int, end: int) -> Finding:
        """A field of which we have not the same bytes."""
        shared = self._places.overlapping(start, end)
        known = [place for place in shared if not place.opaque]
        if not known:
            return Finding("theirs", shared[0].field.path if shared else "")
        ours = ", ".join(f"{place.field.path} in {place.end - place.start} bytes" for place in known[:2])
        return Finding("place", known[0].field.path, ours)

    def _header(self, shown: Shown, kind: Kind, place: Place) -> Finding:
        """The length or the type in the header of an attribute."""
        path = place.field.path
        mask = TYPE_MASK if place.role == "type" else -1
        if kind.mask and not kind.mask & mask:  # NLA_F_NESTED, which we show as fields below it, NLA_F_NET_BYTEORDER
            same = not number(shown.show) or (kind.mask == NLA_F_NESTED and place.leaf is None)
            return Finding("agree" if same else "theirs", path)
        theirs = number(shown.show) & mask
        if place.number not in (None, theirs):
            return Finding("value", path, str(place.number))
        if place.role == "length":
            return Finding("agree", path)
        if place.empty:
            self._met.add(place.node)
        if not place.field.declared:
            return Finding("theirs" if shown.label else "agree", path)
        return self._name(shown, path, place.field.name if place.field.role == "attribute" else "")

    def _value(self, shown: Shown, kind: Kind, place: Place) -> Finding:
        path, leaf = place.field.path, place.leaf
        assert leaf is not None  # of a value
        if place.opaque:
            return Finding("theirs", path)
        self._met.add(place.node)
        raw = self._raw[place.node]
        if not same_value(shown, kind, leaf, raw):
            return Finding("value", path, text(leaf, raw))
        if not same_meaning(shown, kind, place.field, leaf):
            return Finding("meaning", path, text(leaf, raw))
        if kind.mask:
            return Finding("agree", path)
        if leaf.show == "flags":
            return Finding("agree", path) if same_flags(shown, leaf, raw) else Finding("name", path, text(leaf, raw))
        return self._name(shown, path, our_name(leaf, raw))

    def _name(self, shown: Shown, path: str, ours: str) -> Finding:
        """Whether both have the kernel's name for a value; what only we have a name for does not count here."""
        theirs = kernel_name(shown)
        if not theirs or theirs == ours:
            return Finding("agree", path)
        return Finding("name", path, ours) if ours else Finding("theirs", path)
