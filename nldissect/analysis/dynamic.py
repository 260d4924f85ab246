"""Names that a capture tells: of generic netlink families, whose ids each boot gives out anew, of interfaces, ..."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.engine.layout import Layout
from nldissect.engine.values import presentation
from nldissect.index.grouping import distinct, occurring
from nldissect.index.messages import FRAGMENT, NLM_F_REQUEST, NLMSG_HDRLEN as HEADER
from nldissect.schema.message import Protocol, Teaching

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[np.int64]


class Lesson(NamedTuple):
    """What a message tells: the name of a number ("" when it does not say), and whether this is the last of it."""

    number: int
    name: str
    last: bool


class History:
    """The names of the numbers of one space as a capture goes on.

    A number has its first name from the start of the capture, wherever it is told; another one from the message on
    that tells it (an interface was renamed, another family took the id); none after the message that ends it.

    given   names that hold all the time, whatever the capture tells
    """

    def __init__(self, given: Mapping[int, str] | None = None) -> None:
        self._given = dict(given or {})
        self._rows: dict[int, list[int]] = {}
        self._names: dict[int, list[str]] = {}
        self._places = {"": 0}

    def learn(self, row: int, lesson: Lesson) -> bool:
        """Take in what a message tells; rows come in rising order. True when this is the number's first name."""
        first = bool(lesson.name) and lesson.number not in self._names
        if lesson.name:
            self._turn(row, lesson.number, lesson.name)
        if lesson.last:
            self._turn(row + 1, lesson.number, "")
        return first

    def _turn(self, row: int, number: int, name: str) -> None:
        self._places.setdefault(name, len(self._places))
        names = self._names.get(number)
        if names is None:  # rows come before names: another thread may look on
            self._rows[number] = [row]
            self._names[number] = [name]
        elif names[-1] != name:
            self._rows[number].append(row)
            names.append(name)

    def name(self, number: int, row: int) -> str:
        """The name of a number in a row; "" when it has none there."""
        if number in self._given:
            return self._given[number]
        names = self._names.get(number)
        return names[max(0, bisect_right(self._rows[number], row) - 1)] if names else ""

    def stretch(self, number: int, first: int, last: int) -> tuple[list[str], list[int]]:
        """The names of a number in rows from `first` to `last`, and the rows where all but the first of them begin."""
        names = self._names.get(number)
        if names is None or number in self._given:
            return [self._given.get(number, "")], []
        rows = self._rows[number]
        start = max(1, bisect_right(rows, first))
        stop = max(start, bisect_right(rows, last))
        return names[start - 1 : stop], rows[start:stop]

    def spans(self, name: str) -> list[tuple[int, int, int | None]]:
        """The numbers that have a name, from which row on, and up to which (exclusive; None: to the end)."""
        found: list[tuple[int, int, int | None]] = [
            (number, 0, None) for number, given in self._given.items() if given == name
        ]
        for number, names in list(self._names.items()):
            if name in names and number not in self._given:
                starts = [0, *self._rows[number][1:]]
                turns = zip(names, starts, [*starts[1:], None], strict=True)
                found.extend((number, start, stop) for each, start, stop in turns if each == name)
        return found

    def numbers(self, numbers: npt.NDArray[Any], rows: Rows) -> npt.NDArray[np.int64]:
        """The names of numbers in rows, each as a number of its own, 0 for none.

        Given names count as none here, they never change.
        """
        found = np.zeros(len(rows), np.int64)
        for number in distinct(numbers).tolist():
            names = self._names.get(number)
            if names and number not in self._given:
                here = np.flatnonzero(numbers == number)
                starts = np.array(self._rows[number][1:], np.int64)
                places = np.array([self._places[name] for name in names], np.int64)
                found[here] = places[np.searchsorted(starts, rows[here], side="right")]
        return found


class Extent(NamedTuple):
    """How many messages a capture has, and how many of the program that captured beside them."""

    messages: int = 0
    own: int = 0

    @classmethod
    def of(cls, capture: Capture) -> Extent:
        """Of a capture as far as it has been read."""
        return cls(len(capture), 0 if capture.own is None else len(capture.own))


def protocols(capture: Capture, first: Extent, stop: Extent) -> list[int]:
    """The protocols that occur between two extents."""
    found = set(occurring(capture.index.messages.protocol[first.messages : stop.messages]))
    if capture.own is not None:
        found.update(occurring(capture.own.index.messages.protocol[first.own : stop.own]))
    return sorted(found)


def lessons(
    capture: Capture, protocol: Protocol, teaching: Teaching, first: Extent, stop: Extent
) -> list[tuple[int, Lesson]]:
    """Rows between two extents whose messages tell something new, in their order, and what they tell.

    What the program that captured was told counts from the row on that comes next.
    """
    if capture.own is None or stop.own == first.own:
        return list(_lessons(capture, protocol, teaching, first.messages, stop.messages))
    frames = capture.index.messages.frame[: stop.messages]
    found = []
    for row, lesson in _lessons(capture.own, protocol, teaching, first.own, stop.own, every=True):
        place = int(np.searchsorted(frames, capture.own.index.messages.frame[row]))
        found.append((max(place, first.messages), lesson))
    # in stretches: what is told again after we were told something else is new
    turns = sorted({first.messages, stop.messages, *(row for row, _ in found)})
    for start, end in pairwise(turns):
        found += _lessons(capture, protocol, teaching, start, end)
    return sorted(found, key=lambda each: each[0])


def _lessons(
    capture: Capture, protocol: Protocol, teaching: Teaching, first: int, stop: int, *, every: bool = False
) -> Iterator[tuple[int, Lesson]]:
    """`every`: also what is told again, for others may tell something else in between."""
    names = (*teaching.told_by, *teaching.ended_by)
    told: dict[Lesson, int] = {}
    where: list[Rows] = []
    which: list[npt.NDArray[np.int64]] = []
    for rows, inverse, values in _by_layout(capture, teaching, tellers(capture, protocol, names, first, stop)):
        where.append(rows)
        which.append(np.array([told.setdefault(lesson, len(told)) for lesson in values])[inverse])
    if not told:
        return
    distinct = list(told)
    all_rows, lesson_of = np.concatenate(where), np.concatenate(which)
    numbers = np.array([lesson.number for lesson in distinct], np.int64)[lesson_of]
    last = np.array([lesson.last for lesson in distinct])[lesson_of]
    order = np.lexsort((all_rows, numbers))
    lesson_of, numbers = lesson_of[order], numbers[order]
    new = np.concatenate(([True], (lesson_of[1:] != lesson_of[:-1]) | (numbers[1:] != numbers[:-1]))) | last[order]
    new |= every
    rows, lesson_of = all_rows[order][new], lesson_of[new]
    order = np.argsort(rows, kind="stable")
    for row, lesson in zip(rows[order].tolist(), lesson_of[order].tolist(), strict=True):
        yield row, distinct[lesson]


def tellers(capture: Capture, protocol: Protocol, names: Collection[str], first: int, stop: int) -> Rows:
    """Rows from `first` to `stop` of the messages with one of these names that tell something: of no request."""
    table = capture.index.messages
    types = table.type[first:stop]
    found = np.isin(types, [number for number, message in protocol.messages.items() if message.name in names])
    for family in protocol.families.values():
        commands = [number for number, command in family.commands.items() if command.name in names]
        if commands and family.dispatch is not None:
            place = HEADER + family.dispatch.offset
            rows = first + np.flatnonzero((types == family.number) & (table.extent[first:stop] > place))
            data = np.frombuffer(capture.source.data, np.uint8)
            rows = rows[np.isin(data[table.offset[rows].astype(np.int64) + place], commands)]
            found[rows - first] = True
    found &= table.protocol[first:stop] == protocol.number
    found &= (table.flags[first:stop] & NLM_F_REQUEST == 0) & (table.state[first:stop] & FRAGMENT == 0)
    return first + np.flatnonzero(found)


def _by_layout(
    capture: Capture, teaching: Teaching, rows: Rows
) -> Iterator[tuple[Rows, npt.NDArray[np.int64], list[Lesson]]]:
    """Rows that share a layout, for each the place of its lesson, and these lessons."""
    octets = np.frombuffer(capture.source.data, np.uint8)
    for layout, same in capture.decoder.by_layout(rows):
        reader = _Reader(layout, teaching)
        if not reader.tells:
            continue
        places = capture.index.messages.offset[same].astype(np.int64)
        taken = np.ascontiguousarray(octets[places[:, None] + reader.octets])
        whole = taken.view(f"V{taken.shape[1]}")[:, 0]
        _, heads, inverse = np.unique(whole, return_index=True, return_inverse=True)
        yield same, inverse, [reader.lesson(capture.data(row)) for row in same[heads].tolist()]


class _Reader:
    """Reads the lessons of the messages of one layout.

    tells    whether they tell anything
    octets   places of the bytes that decide what they tell
    """

    def __init__(self, layout: Layout, teaching: Teaching) -> None:
        self._teaching = teaching
        self._ends = layout.message is not None and layout.message.name in teaching.ended_by
        paths = {teaching.number, teaching.name, *(teaching.ended_if or ())[:1]}
        indexes: dict[str, int] = {}
        for index in layout.leaves:
            path = layout.spans[index][0].path
            if path in paths and index not in layout.issues:
                indexes.setdefault(path, index)
        attributes = {field.name for field, *_ in layout.spans}
        self.tells = teaching.number in indexes and attributes.isdisjoint(teaching.elsewhere)
        ordered = sorted(indexes.items(), key=lambda item: item[1])
        extents = [range(layout.spans[index][3], layout.spans[index][4]) for _, index in ordered]
        self.octets = np.array([place for extent in extents for place in extent], np.int64)
        self._unpack = layout.unpacker(tuple(index for _, index in ordered)).unpack_from
        self._values = [
            (path, presentation(leaf).value) for path, index in ordered if (leaf := layout.spans[index][1]) is not None
        ]

    def lesson(self, data: bytes) -> Lesson:
        """What a message tells."""
        raws = self._unpack(data)
        values = {path: value(raw) for (path, value), raw in zip(self._values, raws, strict=True)}
        condition = self._teaching.ended_if
        last = self._ends and (condition is None or values.get(condition[0]) == condition[1])
        return Lesson(int(values[self._teaching.number]), str(values.get(self._teaching.name, "")), last)
