"""Gathering: the values of many messages in columns, layout by layout, with no Python object for any message.

The messages of a table stand in the order of their layouts ("pieces"), so that a column is whole stretches of values
and of nothing. Numbers are gathered into one matrix for each type, many columns at once; where a message has no such
field, anything may stand there.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.output.tables.cells import Cell, Column
from nldissect.output.tables.plans import Place, Plan

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Array = npt.NDArray[Any]

ALIGNED = 64  # bytes, as Arrow likes it
CACHED = 1 << 19  # bytes of messages looked at together: they stay in the processor's cache


class Room:
    """Memory that is used again: that of every new array is pages that the system must clear first."""

    def __init__(self) -> None:
        self._free: deque[Array] = deque()

    def take(self, size: int) -> Array:
        """So many bytes or more, with anything in them."""
        with contextlib.suppress(IndexError):
            if len(found := self._free.pop()) >= size:
                return found
        return np.empty(size, np.uint8)

    def give(self, room: Array) -> None:
        """Give back what was taken; any thread may."""
        self._free.append(room)


class Piece(NamedTuple):
    """Messages of one layout: their rows, and its extent and byte order."""

    plan: Plan
    extent: int
    big: bool
    rows: Array


class Run(NamedTuple):
    """The values of one column in the messages of a piece, message by message in the bytes from `origin` on."""

    piece: int
    places: list[Place]
    origin: int

    @property
    def step(self) -> int:
        """Bytes of each message."""
        return sum(place.size for place in self.places)


class Values:
    """The values of a column of texts, bytes or lists: its runs, and their bytes behind each other."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.size = 0
        self.data: Array = np.zeros(0, np.uint8)


class Group(NamedTuple):
    """Numbers of a piece, gathered into these rows of the matrix of their type; a `source` of "" are ones."""

    source: str
    starts: Array
    type: str
    rows: Array


class Gathered:
    """The values that the messages of some pieces have in these columns.

    starts    the place of the first message of each piece, and how many messages there are
    rows      by numpy type, the rows of cells in the matrix of their numbers
    matrices  these
    present   by type and row, which pieces have them
    values    all else
    room      the memory of the matrices
    """

    def __init__(self, capture: Capture, pieces: Sequence[Piece], columns: Container[Column], room: Room) -> None:
        self.pieces = pieces
        self.sizes: Array = np.array([len(piece.rows) for piece in pieces], np.int64)
        self.starts: list[int] = [0, *np.cumsum(self.sizes).tolist()]
        self.total = self.starts[-1]
        self.rows: dict[str, dict[Cell, int]] = {}
        self.matrices: dict[str, Array] = {}
        self.present: dict[str, npt.NDArray[np.bool_]] = {}
        self.values: dict[Column, Values] = {}
        groups = [list(self._groups(piece.plan, columns)) for piece in pieces]
        self.room = self._matrices(room)
        runs = [list(self._runs(number, columns)) for number in range(len(pieces))]
        for values in self.values.values():
            values.data = np.empty(values.size, np.uint8)
        for number, piece in enumerate(pieces):
            for group in groups[number]:
                self.present[group.type][group.rows, number] = True
            self._gather(capture, piece, self.starts[number], groups[number], runs[number])

    def _matrices(self, room: Room) -> Array:
        sizes = {type_: len(rows) * self.total * np.dtype(type_).itemsize for type_, rows in self.rows.items()}
        taken, at = room.take(sum(size + ALIGNED for size in sizes.values())), 0
        for type_, rows in self.rows.items():
            self.matrices[type_] = taken[at : at + sizes[type_]].view(type_).reshape(len(rows), self.total)
            self.present[type_] = np.zeros((len(rows), len(self.pieces)), np.bool_)
            at += sizes[type_] + -sizes[type_] % ALIGNED
        return taken

    def _groups(self, plan: Plan, columns: Container[Column]) -> Iterator[Group]:
        """The numbers of a layout, with a row for each of its cells."""
        for numbers in plan.numbers:
            yield self._group(numbers.type, numbers.starts, numbers.cells, columns)
        if plan.flags:
            yield self._group("", np.zeros(len(plan.flags), np.intp), plan.flags, columns)

    def _group(self, source: str, starts: Array, cells: list[Cell], columns: Container[Column]) -> Group:
        wanted = [cell.column in columns for cell in cells]
        if not all(wanted):
            cells = [cell for cell, is_wanted in zip(cells, wanted, strict=True) if is_wanted]
            starts = starts[wanted]
        type_ = source[1:] or "u1"
        rows = self.rows.setdefault(type_, {})
        return Group(source, starts, type_, np.array([rows.setdefault(cell, len(rows)) for cell in cells], np.intp))

    def _runs(self, number: int, columns: Container[Column]) -> Iterator[tuple[Values, Run]]:
        piece = self.pieces[number]
        for column, places in piece.plan.others.items():
            if column in columns:
                values = self.values.setdefault(column, Values())
                run = Run(number, places, values.size)
                values.runs.append(run)
                values.size += len(piece.rows) * run.step
                yield values, run

    def _gather(
        self, capture: Capture, piece: Piece, start: int, groups: list[Group], runs: list[tuple[Values, Run]]
    ) -> None:
        data, extent = capture.source.data, piece.extent
        wholes: Array = np.ndarray((len(data) - extent + 1,), f"V{extent}", data, strides=(1,))
        offsets = capture.index.messages.offset[piece.rows].astype(np.int64)
        portion = max(1, CACHED // extent)
        for first in range(0, len(offsets), portion):
            block = wholes[offsets[first : first + portion]]
            count = len(block)
            here = slice(start + first, start + first + count)
            for source, starts, type_, rows in groups:
                if not source:
                    self.matrices[type_][rows, here] = 1
                    continue
                # by place in the message, then by message: numbers stand anywhere
                every: Array = np.ndarray((extent - int(source[2:]) + 1, count), source, block, strides=(1, extent))
                self.matrices[type_][rows, here] = every[starts]
            for values, run in runs:
                step, origin = run.step, run.origin
                for place in run.places:
                    if place.size:
                        void = f"V{place.size}"
                        found: Array = np.ndarray((count,), void, block, offset=place.start, strides=(extent,))
                        at = origin + first * step
                        np.ndarray((count,), void, values.data, offset=at, strides=(step,))[:] = found
                    origin += place.size
