"""Search for bytes in whole messages: one pass over the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


def containing(capture: Capture, path: str, rows: Rows, data: bytes) -> Mask:
    """Which rows (ascending) contain these bytes in their message ("nl") or datagram ("frame")."""
    if not data:
        return np.ones(len(rows), np.bool_)
    if path == "frame":
        frames = capture.source.frames
        of_rows = capture.index.messages.frame[rows]
        first, last = (int(of_rows[0]), int(of_rows[-1])) if len(rows) else (0, -1)
        starts = frames.offset[first : last + 1].astype(np.int64)
        found = _search(capture, starts, starts + frames.captured[first : last + 1], data)
        of_frames: Mask = found[of_rows - np.uint32(first)]
        return of_frames
    table = capture.index.messages
    starts = table.offset[rows].astype(np.int64)
    return _search(capture, starts, starts + table.extent[rows], data)


def _search(capture: Capture, starts: Rows, ends: Rows, data: bytes) -> Mask:
    """Which of the ranges of the file, ascending and apart, contain the bytes."""
    found = np.zeros(len(starts), np.bool_)
    if not len(starts):
        return found
    haystack = capture.source.data
    begin, end = int(starts[0]), int(ends[-1])
    places = [match.start() for match in re.compile(re.escape(data)).finditer(haystack, begin, end)]
    while places:
        where = np.array(places, np.int64)
        ranges = np.searchsorted(starts, where, side="right") - 1
        inside = where + len(data) <= ends[ranges]
        found[ranges[inside]] = True
        # A match that is not inside a range may hide another that starts before its end.
        places = [
            place
            for hidden in where[~inside].tolist()
            if (place := haystack.find(data, hidden + 1, min(end, hidden + 2 * len(data) - 1))) >= 0
        ]
    return found
