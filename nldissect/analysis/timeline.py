"""Timelines: how many messages and errors there are in each of some equal intervals of time, and of what types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.answers import answers_among, rows_at
from nldissect.analysis.groupings import GROUPINGS, Label, labelled

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]

RECENT = 60_000_000_000
"""Nanoseconds at the end of a capture that count as recent."""

RECENT_INTERVALS = 12
"""How many intervals these are counted in."""


class Timeline(NamedTuple):
    """Messages by intervals of time.

    start     when the first interval begins, in nanoseconds since the epoch
    width     nanoseconds of each
    messages  how many there are in each
    errors    how many of these carry an errno
    firsts    the row of the first message in each; -1 where there is none
    times     when that message came, in nanoseconds since the epoch; where there is none, when the interval begins
    types     the types that most messages of each have, and how many these are
    """

    start: int
    width: int
    messages: Integers
    errors: Integers
    firsts: Integers
    times: Integers
    types: list[list[tuple[str, int]]]

    def __len__(self) -> int:
        """The number of intervals."""
        return len(self.messages)

    def begin(self, interval: int) -> int:
        """When an interval begins, in nanoseconds since the epoch; there need not be such an interval."""
        return self.start + interval * self.width

    def interval(self, time: int) -> int:
        """The number of the interval that a time is in."""
        return (time - self.start) // self.width


def extent(capture: Capture) -> tuple[int, int] | None:
    """The times of the earliest and the latest message, in nanoseconds since the epoch; None without any."""
    times = _times(capture, slice(0, len(capture)))
    return (int(times.min()), int(times.max())) if len(times) else None


def timeline(capture: Capture, rows: Rows | None, start: int, width: int, count: int, *, types: int = 0) -> Timeline:
    """The messages in these rows (ascending; None: all) in `count` intervals of `width` nanoseconds from `start` on.

    types  how many types to name of each interval
    """
    given: Rows | slice = slice(0, len(capture)) if rows is None else rows
    times = _times(capture, given)
    order = None if (times[1:] >= times[:-1]).all() else np.argsort(times, kind="stable")  # clocks are set back
    if order is not None:
        times, given = times[order], rows_at(given, order)
    limits = np.iinfo(np.int64)
    edges = np.array([max(limits.min, min(start + each * width, limits.max)) for each in range(count + 1)])
    places = np.searchsorted(times, edges)
    messages = np.diff(places)
    inside = _slice(given, int(places[0]), int(places[-1]))
    places -= places[0]
    found, errnos = answers_among(capture, inside)
    failed = np.searchsorted(places, found[errnos > 0], side="right") - 1
    errors = np.bincount(failed, minlength=count)[:count]
    some = messages > 0
    firsts, earliest = np.full(count, -1), edges[:-1].copy()
    firsts[some] = rows_at(inside, places[:-1][some])
    earliest[some] = _times(capture, firsts[some])
    named = _most_frequent(capture, inside, places, types) if types else [[] for _ in range(count)]
    return Timeline(start, width, messages, errors, firsts, earliest, named)


def _most_frequent(capture: Capture, rows: Rows | slice, places: Integers, most: int) -> list[list[tuple[str, int]]]:
    """The most frequent types of the messages between each two of these places among rows."""
    codes, labels = labelled(GROUPINGS["command"].messages(capture, rows))
    found = []
    for start, stop in zip(places[:-1].tolist(), places[1:].tolist(), strict=True):
        counts = np.bincount(codes[start:stop])
        present = np.flatnonzero(counts)
        highest = present[np.argsort(-counts[present], kind="stable")[:most]]
        found.append([(str(labels[code][0]), int(counts[code])) for code in highest.tolist()])
    return found


class Recent(NamedTuple):
    """The RECENT_INTERVALS at the end of a capture: of the last minute, or of all where it is shorter.

    start, end  in nanoseconds since the epoch
    """

    start: int
    end: int

    @property
    def span(self) -> int:
        """Nanoseconds that all of them are together."""
        return self.end - self.start

    def intervals(self, capture: Capture, rows: Rows | slice) -> Integers:
        """For each message the number of its interval; -1 where it came before them, or since this was made."""
        times = _times(capture, rows)
        found = np.full(len(times), -1)
        late = (times >= self.start) & (times < self.end)
        found[late] = (times[late] - self.start) // max(1, -(-self.span // RECENT_INTERVALS))
        return found


def recent(capture: Capture) -> Recent:
    """The intervals at the end of a capture as it is now."""
    first, last = extent(capture) or (0, -1)
    return Recent(max(first, last + 1 - RECENT), last + 1)


def recent_by(capture: Capture, rows: Rows | slice, grouping: str) -> dict[Label, tuple[int, ...]]:
    """How many messages each group has in the `recent` intervals, by label."""
    groups = GROUPINGS[grouping].messages(capture, rows)
    intervals = recent(capture).intervals(capture, groups.rows(rows))
    codes, labels = labelled(groups)
    late = intervals >= 0
    places = codes[late] * RECENT_INTERVALS + intervals[late]
    counts = np.bincount(places, minlength=len(labels) * RECENT_INTERVALS).reshape(-1, RECENT_INTERVALS)
    return dict(zip(labels, map(tuple, counts.tolist()), strict=True))


def _slice(rows: Rows | slice, start: int, stop: int) -> Rows | slice:
    """The rows from one place to another."""
    return slice(rows.start + start, rows.start + stop) if isinstance(rows, slice) else rows[start:stop]


def _times(capture: Capture, rows: Rows | slice) -> Integers:
    times: Integers = capture.source.frames.time[capture.index.messages.frame[rows]]
    return times
