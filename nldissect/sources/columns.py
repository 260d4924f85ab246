"""Tables of numpy columns that one thread appends to while others read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

SMALLEST = 1024
# How far a guess of the final length is trusted: address space is cheap, but not without end.
MOST_GROWTH = 16


class Columns:
    """Columns of equal length, each a numpy array under its own name, valid for the first `len(table)` entries.

    One thread writes: `reserve`, fill the slices, `publish`. Any other thread may take `len(table)` and then
    `table.name[:length]` at any time: a column is only ever replaced by a longer copy of itself, and the length
    is published last. Entries past the length are uninitialised.
    """

    types: ClassVar[Mapping[str, npt.DTypeLike]] = {}

    def __init__(self) -> None:
        self._length = 0
        self._capacity = 0
        for name, type_ in self.types.items():
            setattr(self, name, np.empty(0, type_))

    def __len__(self) -> int:
        return self._length

    def reserve(self, count: int, expected: int = 0) -> slice:
        """The slice of the next `count` entries, for which every column has room afterwards.

        `expected` is a guess of the final length, taken when the columns have to grow anyway. Spare room is
        never written to, so that the operating system gives no memory for it.
        """
        start, stop = self._length, self._length + count
        if stop > self._capacity:
            capacity = max(stop, SMALLEST, self._capacity * 2, min(expected, stop * MOST_GROWTH))
            for name, type_ in self.types.items():
                longer = np.empty(capacity, type_)
                longer[:start] = getattr(self, name)[:start]
                setattr(self, name, longer)
            self._capacity = capacity
        return slice(start, stop)

    def publish(self, rows: slice) -> None:
        """Make the entries up to the end of `rows` (from `reserve`) visible to readers."""
        self._length = rows.stop

    def append(self, count: int, expected: int = 0, **values: Any) -> None:
        """Append `count` entries: an array, or one value for all, per column."""
        rows = self.reserve(count, expected)
        for name, value in values.items():
            getattr(self, name)[rows] = value
        self.publish(rows)
