"""Names of dynamic message types: generic netlink family ids, which each boot gives out anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.layout import Layout
from nldissect.index.messages import FRAGMENT, NLMSG_HDRLEN as HEADER
from nldissect.schema.message import Protocol, Teaching

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[np.int64]


class DynamicTypes:
    """The names of the dynamic types of one protocol as a capture goes on.

    A type has its first name from the start of the capture, wherever it is told; it gets another one from the message
    on that tells it (a module was unloaded, and another took its number).
    """

    def __init__(self, given: Mapping[int, str]) -> None:
        self._given = dict(given)
        self._rows: dict[int, list[int]] = {}
        self._names: dict[int, list[str]] = {}
        self.names = [""]
        """every name, by the numbers that `numbers` gives"""

    def learn(self, row: int, type_: int, name: str) -> bool:
        """Take in that a message names a type; rows come in rising order. True when this is the type's first name."""
        if name not in self.names:
            self.names.append(name)
        names = self._names.setdefault(type_, [])
        if names and names[-1] == name:
            return False
        names.append(name)
        self._rows.setdefault(type_, []).append(row)
        return len(names) == 1

    def name(self, type_: int, row: int) -> str:
        """The name of a type in a row; "" when nothing tells it."""
        if type_ in self._given:
            return self._given[type_]
        names = self._names.get(type_)
        return names[max(0, bisect_right(self._rows[type_], row) - 1)] if names else ""

    def numbers(self, types: npt.NDArray[np.uint16], rows: Rows) -> npt.NDArray[np.int64]:
        """The names of types in rows, as places in `names`; given names count as none here, they never change."""
        found = np.zeros(len(rows), np.int64)
        for type_ in np.unique(types).tolist():
            names = self._names.get(type_)
            if names and type_ not in self._given:
                here = np.flatnonzero(types == type_)
                starts = np.array(self._rows[type_][1:], np.int64)
                places = np.array([self.names.index(name) for name in names], np.int64)
                found[here] = places[np.searchsorted(starts, rows[here], side="right")]
        return found


def lessons(
    capture: Capture, protocol: Protocol, teaches: Teaching, first: int, stop: int
) -> list[tuple[int, int, str]]:
    """Row, type and name of the messages in rows from `first` to `stop` that give a type a new name, in their order."""
    table = capture.index.messages
    teacher = protocol.families[teaches.family]
    assert teacher.dispatch is not None  # families have one
    place = HEADER + teacher.dispatch.offset
    rows = first + np.flatnonzero(
        (table.protocol[first:stop] == protocol.number)
        & (table.type[first:stop] == teacher.number)
        & (table.extent[first:stop] > place)
        & (table.state[first:stop] & FRAGMENT == 0)
    )
    data = np.frombuffer(capture.source.data, np.uint8)
    rows = rows[np.isin(data[table.offset[rows].astype(np.int64) + place], teaches.commands)]
    told: list[tuple[int, str]] = []
    where: list[Rows] = []
    which: list[npt.NDArray[np.int64]] = []
    for part, inverse, values in _by_layout(capture, rows, teaches):
        where.append(part)
        which.append(inverse + len(told))
        told.extend(values)
    if not told:
        return []
    place_of = {lesson: number for number, lesson in enumerate(dict.fromkeys(told))}
    distinct = list(place_of)
    lesson_of = np.array([place_of[lesson] for lesson in told])[np.concatenate(which)]
    all_rows = np.concatenate(where)
    types = np.array([type_ for type_, _ in distinct])[lesson_of]
    order = np.lexsort((all_rows, types))
    lesson_of, types = lesson_of[order], types[order]
    new = np.concatenate(([True], (lesson_of[1:] != lesson_of[:-1]) | (types[1:] != types[:-1])))
    picked = zip(all_rows[order][new].tolist(), lesson_of[new].tolist(), strict=True)
    return sorted((row, *distinct[lesson]) for row, lesson in picked)


def _by_layout(
    capture: Capture, rows: Rows, teaches: Teaching
) -> Iterator[tuple[Rows, npt.NDArray[np.int64], list[tuple[int, str]]]]:
    """Rows that share a layout, for each the place of its lesson, and these lessons."""
    numbers = capture.decoder.assign(rows, learn=False)
    for number in np.unique(numbers).tolist():
        part = rows[numbers == number]
        groups = [part] if number != NOT_KEPT else [part[place : place + 1] for place in range(len(part))]
        for same in groups:
            layout = capture.layout(int(same[0]))
            number_bytes = _bytes_of(capture, layout, teaches.number, same)
            name_bytes = _bytes_of(capture, layout, teaches.name, same)
            if number_bytes is None or name_bytes is None:
                continue
            together = np.concatenate((number_bytes, name_bytes), axis=1)
            _, heads, inverse = np.unique(
                together.view(f"V{together.shape[1]}")[:, 0], return_index=True, return_inverse=True
            )
            values = [capture.message(row) for row in same[heads].tolist()]
            yield same, inverse, [(int(each[teaches.number]), str(each[teaches.name])) for each in values]


def _bytes_of(capture: Capture, layout: Layout, path: str, rows: Rows) -> npt.NDArray[np.uint8] | None:
    """The bytes of the first field with a path, a row for each message; None when the layout has no such field."""
    for index, (field, leaf, _, start, end, *_) in enumerate(layout.spans):
        if leaf is not None and field.path == path and index not in layout.issues:
            places = capture.index.messages.offset[rows].astype(np.int64) + start
            data = np.frombuffer(capture.source.data, np.uint8)
            return np.ascontiguousarray(data[places[:, None] + np.arange(end - start)])
    return None
