"""The table of one kind of object: its messages in files, and these as Arrow tables.

Messages that are alike stand together, and a file has only the columns that its messages have: a column that is null
nearly everywhere costs as much as one that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.layout import Layout
from nldissect.output.tables.arrays import LABEL, TIME, labels, times
from nldissect.output.tables.cells import NUMBERS, Cell, Column, suffix
from nldissect.output.tables.columns import Maker, named, type_of
from nldissect.output.tables.gathering import Gathered, Piece, Room
from nldissect.output.tables.plans import plan

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[Any]

PORTION = 1 << 20  # messages that are sorted into tables together
MOST_SINGLE = 1 << 18  # values of messages whose layouts are not kept, which take memory while they are
MOST_MESSAGES = 1 << 18  # in a file
MOST_BYTES = 1 << 28  # of messages in a file
MOST_PLACES = 1 << 25  # messages times columns in a file
MOST_COLUMNS = 2000  # of a file; what is more is in the bytes of the message
MOST_UNDECLARED = 200  # columns of a table that nobody declares: a hostile capture can name any number
COLUMN = 15_000  # nulls that cost as much as a column by itself
NAME = "_name"
MORE = "more fields than a table has columns"

LEADING = (
    pa.field("capture", LABEL, nullable=False),
    pa.field("number", pa.int64(), nullable=False),
    pa.field("time", TIME, nullable=False),
    pa.field("type", LABEL, nullable=False),
)
TRAILING = (pa.field("issues", LABEL), pa.field("redacted", LABEL), pa.field("raw", pa.binary()))


class Title(NamedTuple):
    """A column of a table, as it is in all its files: its name and type, and the numbers that it is made of.

    named  whether these have names, which are a column beside it
    """

    name: str
    type: pa.DataType
    cells: list[Cell]
    named: bool


class Body:
    """The messages of one table."""

    def __init__(self, name: str, pieces: Sequence[Piece]) -> None:
        self.name = name
        found: dict[Column, dict[Cell, None]] = {}
        undeclared: set[Column] = set()
        for piece in pieces:
            for cell in piece.plan.cells:
                if not cell.declared:
                    if len(undeclared) >= MOST_UNDECLARED and cell.column not in undeclared:
                        continue
                    undeclared.add(cell.column)
                found.setdefault(cell.column, {})[cell] = None
        names = _names(found)
        self._titles = {column: _title(names[column], column, list(cells)) for column, cells in found.items()}
        self._order = {column: number for number, column in enumerate(found)}
        self._pieces = pieces

    def parts(self) -> Iterator[Part]:
        """The messages, so many at a time as go into a file, those together that have the same columns."""
        order = self._order
        columns = [
            sorted({order[cell.column] for cell in piece.plan.cells if cell.column in order}) for piece in self._pieces
        ]
        pieces: list[Piece] = []
        there: set[int] = set()
        messages = size = 0
        for number in sorted(range(len(columns)), key=columns.__getitem__):
            own = set(columns[number])
            for piece in _cut(self._pieces[number], len(own)):
                count = len(piece.rows)
                nulls = len(own - there) * messages + len(there - own) * count
                together = len(own | there)
                if pieces and (
                    nulls > COLUMN * together
                    or together > MOST_COLUMNS
                    or messages + count > MOST_MESSAGES
                    or size + count * piece.extent > MOST_BYTES
                    or (messages + count) * together > MOST_PLACES
                ):
                    yield self._part(pieces, there)
                    pieces, there, messages, size = [], set(), 0, 0
                pieces.append(piece)
                there |= own
                messages += count
                size += count * piece.extent
        if pieces:
            yield self._part(pieces, there)

    def _part(self, pieces: list[Piece], there: set[int]) -> Part:
        titles = list(self._titles.items())
        return Part(pieces, dict(titles[number] for number in sorted(there)[:MOST_COLUMNS]))


def _cut(piece: Piece, columns: int) -> Iterator[Piece]:
    """A piece in pieces that go into a file."""
    most = max(1, min(MOST_MESSAGES, MOST_BYTES // piece.extent, MOST_PLACES // max(1, columns)))
    for first in range(0, len(piece.rows), most):
        yield piece._replace(rows=piece.rows[first : first + most])


def _title(name: str, column: Column, cells: list[Cell]) -> Title:
    is_named = not column.repeated and column.kind in NUMBERS and named(cells)
    return Title(name, type_of(column, cells), cells, is_named)


def _names(columns: Iterable[Column]) -> dict[Column, str]:
    """The names of columns: their paths; where several have one, what they are is added to all but the first kind."""
    taken = {field.name for field in (*LEADING, *TRAILING)}
    names: dict[Column, str] = {}
    for column in sorted(columns, key=lambda each: (each.kind, each.repeated)):
        name = column.path
        if name in taken:
            name += suffix(column.kind) + ("_list" if column.repeated else "")
        while name in taken:
            name += "_"
        names[column] = name
        taken.add(name)
        if column.kind in NUMBERS:
            taken.add(name + NAME)
    return names


class Part:
    """Messages that go into one file, and its columns."""

    def __init__(self, pieces: Sequence[Piece], titles: dict[Column, Title]) -> None:
        self.pieces = pieces
        self.titles = titles

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow has them."""
        fields = []
        for title in self.titles.values():
            fields.append(pa.field(title.name, title.type))
            if title.named:
                fields.append(pa.field(title.name + NAME, LABEL))
        return pa.schema([*LEADING, *fields, *TRAILING])


class Gathering:
    """The messages of a part, with their values gathered, to be made a table of Arrow by any thread.

    key  tells the capture from others
    """

    def __init__(self, part: Part, capture: Capture, key: str, room: Room) -> None:
        pieces, titles = part.pieces, part.titles
        self._part = part
        self._key = key
        self._gathered = Gathered(capture, pieces, titles, room)
        self._rows: Rows = np.concatenate([piece.rows for piece in pieces])
        self._times = capture.source.frames.time[capture.index.messages.frame[self._rows]]
        self._missing = [any(cell.column not in titles for cell in piece.plan.cells) for piece in pieces]
        self._raws = [
            capture.data(row)
            for piece, missing in zip(pieces, self._missing, strict=True)
            if (missing or piece.plan.partial) and not piece.plan.redacted
            for row in piece.rows.tolist()
        ]

    def done(self, room: Room) -> None:
        """Give back the memory, which the table used."""
        room.give(self._gathered.room)

    def table(self) -> pa.Table:
        """The table of Arrow."""
        pieces, sizes = self._gathered.pieces, self._gathered.sizes
        maker = Maker(self._gathered)
        arrays = [
            labels(np.zeros(len(self._rows), np.int32), [self._key]),
            pa.array(self._rows.astype(np.int64) + 1),
            times(self._times),
            _by_piece([piece.plan.type for piece in pieces], sizes),
        ]
        for column, title in self._part.titles.items():
            arrays.append(maker.column(column, title.cells, title.type))
            if title.named:
                arrays.append(maker.names(title.cells))
        arrays.append(_by_piece([self._issues(number) for number in range(len(pieces))], sizes))
        arrays.append(_by_piece([piece.plan.redacted for piece in pieces], sizes))
        arrays.append(self._raw())
        return pa.Table.from_arrays(arrays, schema=self._part.schema)

    def _issues(self, number: int) -> str:
        told = self._gathered.pieces[number].plan.issues
        return "; ".join(filter(None, (told, MORE))) if self._missing[number] else told

    def _raw(self) -> pa.Array:
        """The bytes of messages of which something has no place in the table; null for others."""
        if not self._raws:
            return pa.nulls(len(self._rows), pa.binary())
        raws: list[bytes | None] = []
        given = iter(self._raws)
        for piece, missing in zip(self._gathered.pieces, self._missing, strict=True):
            has = (missing or piece.plan.partial) and not piece.plan.redacted
            raws += [next(given) if has else None for _ in piece.rows]
        return pa.array(raws, pa.binary())


def _by_piece(texts: Sequence[str], sizes: npt.NDArray[Any]) -> pa.Array:
    """A text for all messages of each piece; null for an empty one."""
    distinct = {text: number for number, text in enumerate(dict.fromkeys(filter(None, texts)))}
    codes = np.array([distinct.get(text, -1) for text in texts], np.int32)
    return labels(np.repeat(codes, sizes), list(distinct))


def bodies(capture: Capture, rows: Rows, secrets: bool) -> Iterator[Body]:
    """The tables that messages are in; one perhaps several times."""
    for first in range(0, len(rows), PORTION):
        parts: dict[Layout, list[Rows]] = {}
        single = 0
        for layout, part in capture.decoder.by_layout(rows[first : first + PORTION]):
            parts.setdefault(layout, []).append(part)
            if layout.number in (0, NOT_KEPT):
                single += len(layout.spans)
                if single >= MOST_SINGLE:
                    yield from _bodies(parts, secrets)
                    parts, single = {}, 0
        yield from _bodies(parts, secrets)


def _bodies(parts: dict[Layout, list[Rows]], secrets: bool) -> Iterator[Body]:
    tables: dict[str, list[Piece]] = {}
    for layout, found in parts.items():
        planned = plan(layout, secrets)
        together = found[0] if len(found) == 1 else np.concatenate(found)
        tables.setdefault(planned.table, []).append(Piece(planned, layout.extent, layout.root.big, together))
    for name, pieces in tables.items():
        yield Body(name, pieces)
