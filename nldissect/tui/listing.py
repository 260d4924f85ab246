"""Which messages the list shows, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Rows = npt.NDArray[Any]


class Listing:
    """Messages by their position in the list, from 0.

    count  how many there are
    rows   their rows in the capture, ascending; None for the first `count` of the capture
    order  the same rows as they are listed; None for the order of the capture
    """

    def __init__(self, count: int = 0, rows: Rows | None = None, order: Rows | None = None) -> None:
        self.count = count
        self.rows = rows
        self.order = order
        self._positions: Rows | None = None

    def row(self, position: int) -> int:
        """The row of the message at a position."""
        listed = self.rows if self.order is None else self.order
        return position if listed is None else int(listed[position])

    def members(self) -> Rows:
        """The rows of all of them, ascending."""
        return np.arange(self.count) if self.rows is None else self.rows[: self.count].astype(np.int64)

    def position(self, row: int) -> int | None:
        """The position of the message in a row; None when it is not in the list."""
        nearest = self.nearest(row)
        return nearest if nearest < self.count and self.row(nearest) == row else None

    def nearest(self, row: int) -> int:
        """The position of a row, or of the first listed after it, in the order of the capture; may be `count`."""
        place = min(row, self.count) if self.rows is None else int(np.searchsorted(self.rows[: self.count], row))
        if self.order is None or place >= self.count:
            return place
        return int(self._ranks()[place])

    def next(self, rows: Rows, position: int, *, backwards: bool = False) -> int | None:
        """The position of the first of these rows (ascending) that is listed after a position, then from the top."""
        if self.order is None and self.rows is None:
            places = rows[: int(np.searchsorted(rows, self.count))]
        else:
            places = self._listed(rows)
        if not len(places):
            return None
        if backwards:
            return int(places[int(np.searchsorted(places, position)) - 1])
        return int(places[int(np.searchsorted(places, position, side="right")) % len(places)])

    def _listed(self, rows: Rows) -> Rows:
        """The positions of those rows that are listed, ascending."""
        if self.rows is None:
            places = rows[: int(np.searchsorted(rows, self.count))].astype(np.int64)
        else:
            shown = self.rows[: self.count]
            places = np.searchsorted(shown, rows)
            inside = places < self.count
            inside[inside] = shown[places[inside]] == rows[inside]
            places = places[inside]
        return places if self.order is None else np.sort(self._ranks()[places])

    def _ranks(self) -> Rows:
        """For each message, in the order of the capture, its position in the list."""
        assert self.order is not None  # asked only when there is an order
        if self._positions is None:
            self._positions = np.argsort(self.order, kind="stable")
        return self._positions
