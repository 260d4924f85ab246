"""Rungs: the lines that the messages of a call make when they are drawn as a ladder."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.calls.roles import Role

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.analysis.calls.listing import CallListing
    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]

MOST_ALIKE = 6  # messages of one role in a row that are shown one by one; more are one line until somebody wants them
MOST_COMPARED = 64  # notifications in a row that are looked through for copies: it takes their bytes


class Rung(NamedTuple):
    """A line of a ladder: of one message, its copies, or a whole run that can be unfolded.

    row       of the message, or the first of several
    last      row of the last of them
    messages  how many it stands for
    role      what they are
    fold      whether it stands for a run, and not for copies
    """

    row: int
    last: int
    messages: int
    role: Role
    fold: bool


class Rungs:
    """The rungs of a call by their places from 0.

    rows      of all its messages, as `CallListing.rows` gives them
    unfolded  rows of the first messages of the runs whose messages follow as rungs of their own
    """

    def __init__(self, listing: CallListing, rows: Integers, unfolded: Container[int] = ()) -> None:
        self._rows = rows
        self._roles = roles = listing.role[rows]
        bounds = np.flatnonzero(np.diff(roles, prepend=-1, append=-1)) if len(rows) else np.zeros(1, np.int64)
        starts, counts, folds = [], [], []
        for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            places = np.arange(start, stop)
            if roles[start] == Role.NOTIFICATION and len(places) <= MOST_COMPARED:
                places = _distinct(listing.capture, rows, places)
            if many := len(places) > MOST_ALIKE:
                starts.append(np.array([start]))
                counts.append(np.array([stop - start]))
                folds.append(np.ones(1, np.bool_))
            if not many or int(rows[start]) in unfolded:
                starts.append(places)
                counts.append(np.diff(places, append=stop))
                folds.append(np.zeros(len(places), np.bool_))
        none = np.zeros(0, np.int64)
        self._starts, self._counts = np.concatenate([none, *starts]), np.concatenate([none, *counts])
        self._folds = np.concatenate([none, *folds])

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, place: int) -> Rung:
        start, count = int(self._starts[place]), int(self._counts[place])
        first, last = int(self._rows[start]), int(self._rows[start + count - 1])
        return Rung(first, last, count, Role(int(self._roles[start])), bool(self._folds[place]))


def _distinct(capture: Capture, rows: Integers, places: Integers) -> Integers:
    """Those of the places whose message is not a copy of the one before, for another listener."""
    said = [capture.data(row) for row in rows[places].tolist()]
    return places[[place == 0 or said[place] != said[place - 1] for place in range(len(said))]]
