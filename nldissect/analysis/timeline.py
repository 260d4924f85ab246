"""Timelines: how many messages and errors there are in each of some equal spells of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.answers import answers_among, rows_at
from nldissect.analysis.groupings import GROUPINGS, Label

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]


class Timeline(NamedTuple):
    """Messages by spells of time.

    start     when the first spell begins, in nanoseconds since the epoch
    width     nanoseconds of each spell
    messages  how many there are in each
    errors    how many of them carry an errno
    firsts    the row of the first message in each; -1 where there is none
    """

    start: int
    width: int
    messages: Integers
    errors: Integers
    firsts: Integers

    def spell(self, number: int) -> tuple[int, int]:
        """When a spell begins and ends, in nanoseconds since the epoch."""
        return self.start + number * self.width, self.start + (number + 1) * self.width


def extent(capture: Capture, rows: Rows | None) -> tuple[int, int] | None:
    """The times of the earliest and the latest of the messages, in nanoseconds since the epoch; None without any."""
    times = _times(capture, rows)
    return (int(times.min()), int(times.max())) if len(times) else None


def timeline(capture: Capture, rows: Rows | None, start: int, width: int, count: int) -> Timeline:
    """The messages in these rows (None: all) in `count` spells of `width` nanoseconds from `start` on."""
    times = _times(capture, rows)
    numbers = (times - start) // width
    places = np.flatnonzero((numbers >= 0) & (numbers < count))
    numbers = numbers[places]
    messages = np.bincount(numbers, minlength=count)
    firsts = np.full(count, -1)
    inside = places if rows is None else rows[places]
    firsts[numbers[::-1]] = inside[::-1]  # the last one to be set stays
    given = slice(0, len(capture)) if rows is None else rows
    found, errnos = answers_among(capture, given)
    failed = rows_at(given, found[errnos > 0])
    numbers = (_times(capture, failed.astype(np.int64)) - start) // width
    errors = np.bincount(numbers[(numbers >= 0) & (numbers < count)], minlength=count)
    return Timeline(start, width, messages, errors, firsts)


def most_frequent(capture: Capture, rows: Rows | None, line: Timeline, most: int) -> list[list[tuple[str, int]]]:
    """For each spell of a timeline the types that most of its messages have, and how many these are."""
    count = len(line.messages)
    numbers = (_times(capture, rows) - line.start) // line.width
    groups = GROUPINGS["type"].messages(capture, slice(0, len(capture)) if rows is None else rows)
    inside = (numbers >= 0) & (numbers < count)
    table = np.bincount(numbers[inside] * groups.size + groups.codes[inside], minlength=count * groups.size)
    found = []
    for counts in table.reshape(count, -1):
        order = np.argsort(-counts, kind="stable")[:most]
        found.append([(str(groups.label(int(code))[1]), int(counts[code])) for code in order if counts[code]])
    return found


def spells_of(capture: Capture, rows: Rows | None, longest: int, count: int) -> tuple[Integers, int]:
    """For each message the number of its spell, when what is there, at most `longest` ns at its end, has `count`.

    Earlier messages have -1. Also the width of a spell in nanoseconds.
    """
    times = _times(capture, rows)
    if not len(times):
        return np.zeros(0, np.int64), 1
    end = int(times.max()) + 1
    start = max(int(times.min()), end - longest)
    width = max(1, -(-(end - start) // count))
    return np.maximum((times - start) // width, -1), width


def binned(
    capture: Capture, rows: Rows | None, grouping: str, longest: int, count: int
) -> dict[Label, tuple[int, ...]]:
    """For each group of messages how many there are in `count` spells of at most `longest` ns at the end, by label."""
    spells, _ = spells_of(capture, rows, longest, count)
    groups = GROUPINGS[grouping].messages(capture, slice(0, len(capture)) if rows is None else rows)
    if groups.places is not None:
        spells = spells[groups.places]
    inside = spells >= 0
    table = np.bincount(groups.codes[inside].astype(np.int64) * count + spells[inside], minlength=groups.size * count)
    found: dict[Label, tuple[int, ...]] = {}
    for code, bins in enumerate(table.reshape(-1, count).tolist()):
        label = groups.label(code) if any(bins) else None
        if label is not None:
            before = found.get(label, (0,) * count)
            found[label] = tuple(one + other for one, other in zip(before, bins, strict=True))
    return found


def _times(capture: Capture, rows: Rows | None) -> Integers:
    frames = capture.index.messages.frame[slice(0, len(capture)) if rows is None else rows]
    times: Integers = capture.source.frames.time[frames]
    return times
