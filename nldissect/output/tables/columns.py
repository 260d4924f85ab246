"""Columns of a table as Arrow arrays, made of what was gathered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from nldissect.engine.values import errno_name
from nldissect.output.tables.arrays import LABEL, bitmap, flat, labels
from nldissect.output.tables.cells import Cell, Column, Kind, names_of, number_type
from nldissect.output.tables.gathering import Gathered, Run
from nldissect.output.tables.texts import texts
from nldissect.schema.leaf import Leaf

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

BITS = ("boolean", "flag")  # leaves that are true or false
LARGEST_TABLE = 1 << 16  # numbers below it have their names in a table, others are looked up


def type_of(column: Column, cells: Sequence[Cell]) -> pa.DataType:
    """The Arrow type of a column that is made of these cells."""
    match column.kind:
        case Kind.TEXT:
            found = LABEL
        case Kind.BYTES:
            found = pa.binary()
        case _:
            found = _number([cell.leaf for cell in cells])
    return pa.list_(found) if column.repeated else found


def _number(leaves: Sequence[Leaf]) -> pa.DataType:
    if all(leaf.show in BITS for leaf in leaves):
        return pa.bool_()
    if any(leaf.show == "errno" for leaf in leaves):
        return pa.int64()  # the sign of any 32 bits is turned
    return pa.from_numpy_dtype(max((number_type(leaf) for leaf in leaves), key=lambda type_: int(type_[1:])))


class Maker:
    """Makes the columns of what was gathered."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self._masks: dict[bytes, npt.NDArray[np.bool_]] = {}

    def column(self, column: Column, cells: Sequence[Cell], type_: pa.DataType) -> pa.Array:
        """The values of a column."""
        if column.repeated:
            return self._lists(column, type_)
        match column.kind:
            case Kind.TEXT:
                return self._texts(column)
            case Kind.BYTES:
                return self._bytes(column)
            case _:
                return self._numbers(cells, type_)

    def names(self, cells: Sequence[Cell]) -> pa.Array:
        """The names of the numbers of a column, as far as they have one."""
        codes = np.full(self.gathered.total, -1, np.int32)
        found: dict[str, int] = {}
        for cell in cells:
            values, mask = self._row(cell)
            if values is not None and mask is not None:
                _name(codes, mask, values, cell.leaf, found)
        return labels(codes, list(found))

    def _row(self, cell: Cell) -> tuple[Array | None, npt.NDArray[np.bool_] | None]:
        """The numbers of a cell, and where they are; None where nobody has them."""
        row = self.gathered.rows.get(cell.type, {}).get(cell)
        if row is None:
            return None, None
        values = self.gathered.matrices[cell.type][row]
        if cell.leaf.show == "errno":
            values = -values.astype(np.int64)
        elif cell.leaf.show in BITS:
            values = values != 0
        return values, self._mask(self.gathered.present[cell.type][row])

    def _mask(self, pieces: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which messages are of these pieces; many columns ask for the same."""
        key = pieces.tobytes()
        found = self._masks.get(key)
        if found is None:
            found = self._masks[key] = np.repeat(pieces, self.gathered.sizes)
        return found

    def _numbers(self, cells: Sequence[Cell], type_: pa.DataType) -> pa.Array:
        rows = [(values, mask) for values, mask in map(self._row, cells) if values is not None and mask is not None]
        if not rows:
            return pa.nulls(self.gathered.total, type_)
        values, mask = rows[0]
        if len(rows) > 1:  # of several types; a message has it of one
            host = np.dtype(np.bool_ if pa.types.is_boolean(type_) else type_.to_pandas_dtype())
            values = values.astype(host)
            for others, there in rows[1:]:
                values = np.where(there, others.astype(host), values)
                mask = mask | there
        return flat(values, type_, mask)

    def _there(self, runs: Sequence[Run]) -> npt.NDArray[np.bool_]:
        pieces = np.zeros(len(self.gathered.pieces), np.bool_)
        pieces[[run.piece for run in runs]] = True
        return self._mask(pieces)

    def _texts(self, column: Column) -> pa.Array:
        values = self.gathered.values.get(column)
        if values is None:
            return pa.nulls(self.gathered.total, LABEL)
        codes = np.full(self.gathered.total, -1, np.int32)
        spaces = [(self.gathered.starts[run.piece], 1) for run in values.runs]
        return labels(codes, self._encoded(column, codes, spaces))

    def _encoded(self, column: Column, codes: Array, spaces: Sequence[tuple[int, int]]) -> pa.Array:
        """Write the codes of a column's texts where each run begins, so many for each message; what they stand for."""
        values = self.gathered.values[column]
        parts: list[tuple[Leaf, Array, Array]] = []
        for run, (start, step) in zip(values.runs, spaces, strict=True):
            count = len(self.gathered.pieces[run.piece].rows)
            origin = run.origin
            for number, place in enumerate(run.places):
                raw: Array = np.ndarray((count,), f"V{place.size}", values.data, origin, (run.step,))
                parts.append((place.leaf, raw, codes[start + number : start + count * step : step]))
                origin += place.size
        return texts(parts)

    def _bytes(self, column: Column) -> pa.Array:
        values = self.gathered.values.get(column)
        if values is None:
            return pa.nulls(self.gathered.total, pa.binary())
        widths = np.zeros(len(self.gathered.pieces), np.int64)
        for run in values.runs:
            widths[run.piece] = run.step
        return self._binary(np.repeat(widths, self.gathered.sizes), values.data, bitmap(self._there(values.runs)))

    def _binary(self, widths: Array, data: Array, valid: pa.Buffer | None) -> pa.Array:
        offsets = _offsets(widths)
        buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(data)]
        return pa.Array.from_buffers(pa.binary(), len(widths), buffers)

    def _lists(self, column: Column, type_: pa.DataType) -> pa.Array:
        values = self.gathered.values.get(column)
        if values is None:
            return pa.nulls(self.gathered.total, type_)
        counts = np.zeros(len(self.gathered.pieces), np.int64)
        for run in values.runs:
            counts[run.piece] = len(run.places)
        sizes = counts * self.gathered.sizes
        firsts = np.concatenate(([0], np.cumsum(sizes)))
        total = int(firsts[-1])
        spaces = [(int(firsts[run.piece]), len(run.places)) for run in values.runs]
        inner = type_.value_type
        if column.kind is Kind.TEXT:
            codes = np.full(total, -1, np.int32)
            child = labels(codes, self._encoded(column, codes, spaces))
        elif column.kind is Kind.BYTES:
            widths = np.zeros(total, np.int64)
            for run, (start, step) in zip(values.runs, spaces, strict=True):
                end = start + len(self.gathered.pieces[run.piece].rows) * step
                for number, place in enumerate(run.places):
                    widths[start + number : end : step] = place.size
            child = self._binary(widths, values.data, None)
        else:
            child = flat(self._listed_numbers(column, spaces, total, inner), inner, None)
        offsets = _offsets(np.repeat(counts, self.gathered.sizes))
        buffers = [bitmap(self._there(values.runs)), pa.py_buffer(offsets)]
        return pa.Array.from_buffers(type_, self.gathered.total, buffers, children=[child])

    def _listed_numbers(
        self, column: Column, spaces: Sequence[tuple[int, int]], total: int, inner: pa.DataType
    ) -> Array:
        values = self.gathered.values[column]
        found = np.ones(total, np.bool_ if pa.types.is_boolean(inner) else inner.to_pandas_dtype())
        for run, (start, step) in zip(values.runs, spaces, strict=True):
            piece = self.gathered.pieces[run.piece]
            count, origin = len(piece.rows), run.origin
            for number, place in enumerate(run.places):
                if place.size:  # an attribute without a value is true
                    order = ">" if piece.big or place.leaf.network else "<"
                    source = order + number_type(place.leaf)
                    raw: Array = np.ndarray((count,), source, values.data, origin, (run.step,))
                    if place.leaf.show == "errno":
                        raw = -raw.astype(np.int64)
                    found[start + number : start + count * step : step] = raw
                origin += place.size
        return found


def _offsets(widths: Array) -> npt.NDArray[np.int32]:
    offsets = np.zeros(len(widths) + 1, np.int32)
    np.cumsum(widths, out=offsets[1:])
    return offsets


def named(cells: Sequence[Cell]) -> bool:
    """Whether the numbers of a column have names."""
    return any(cell.leaf.show == "errno" or names_of(cell.leaf) for cell in cells if cell.type)


def _name(codes: Array, mask: npt.NDArray[np.bool_], values: Array, leaf: Leaf, found: dict[str, int]) -> None:
    """Write the codes of the names that values have, where they are."""
    if leaf.show == "errno":
        known = {number: errno_name(number) for number in np.unique(values[mask]).tolist() if number > 0}
    else:
        known = names_of(leaf)
    limits = np.iinfo(values.dtype)
    values = values.view(f"u{values.dtype.itemsize}")
    by_number = sorted(
        (number & ((1 << limits.bits) - 1), found.setdefault(name, len(found)))
        for number, name in known.items()
        if limits.min <= number <= limits.max  # IPPROTO_MPTCP is none of the numbers of one byte
    )
    if not by_number:
        return
    numbers = np.array([number for number, _ in by_number], values.dtype)
    places = np.array([place for _, place in by_number], np.int32)
    if (last := by_number[-1][0] + 1) <= LARGEST_TABLE:
        table = np.full(last + 1, -1, np.int32)
        table[numbers] = places
        its = table[values if last > np.iinfo(values.dtype).max else np.minimum(values, values.dtype.type(last))]
    else:
        at = np.minimum(np.searchsorted(numbers, values), len(numbers) - 1)
        its = np.where(numbers[at] == values, places[at], -1)
    np.copyto(codes, its, where=mask)
