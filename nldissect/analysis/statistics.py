"""Statistics of a capture: messages, bytes, rates, errors and latencies, by one or several groupings.

All of it is counted on the columns of the message table, by the codes that the groupings give.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nldissect.analysis.answers import answers_among, rows_at
from nldissect.analysis.groupings import GROUPINGS, Function, Label, combined, labelled
from nldissect.index.grouping import grouped

if TYPE_CHECKING:
    from nldissect.analysis.answers import Integers, Rows
    from nldissect.capture import Capture

CHUNK = 1 << 17  # messages counted at a time: what that takes stays in the processor's cache


class Latency(NamedTuple):
    """How long calls took from the request to the last reply: how many were answered, and percentiles in ns."""

    calls: int
    p50: int
    p95: int
    p99: int
    max: int


class Count(NamedTuple):
    """What was counted for one group.

    keys      what the group is called, a part for each column of the groupings
    messages  their number; 0 where only errors tell of requests that the capture does not hold
    bytes     sum of nlmsg_len
    share     part of all messages, 0 to 1
    rate      messages per second over the capture; by second, in that second
    errors    NLMSG_ERROR and NLMSG_DONE with an errno; by type, family and command, those about requests of that kind
    first     row of the first message, or of the first error where there is none
    latency   of the calls whose request is in the group; None where no call was answered, or nobody asked for it
    """

    keys: Label
    messages: int
    bytes: int
    share: float
    rate: float
    errors: int
    first: int
    latency: Latency | None = None


class TypeRow(NamedTuple):
    """A `Count` for one message type of one protocol or generic netlink family."""

    family: str
    type_name: str
    messages: int
    bytes: int
    share: float
    rate: float
    errors: int
    first: int
    """row of the first message of the type"""
    requests: int = 0
    """how many of the messages are requests"""
    latency: Latency | None = None
    recent: tuple[int, ...] = ()
    """messages in each of the `recent` intervals"""


class Totals(NamedTuple):
    """All messages counted, their bytes, the errors among them, and seconds from first to last datagram of the capture.

    latency   of all calls; None where none was answered, or nobody asked for it
    """

    messages: int
    bytes: int
    errors: int
    duration: float
    latency: Latency | None = None


class Diagnosed(NamedTuple):
    """How many messages have a diagnostic: its code, severity in lower case, and what it means."""

    code: str
    severity: str
    messages: int
    meaning: str


class Statistics:
    """The counts of messages that a capture has when this is made: those in `rows` (rising; None: all)."""

    def __init__(self, capture: Capture, rows: Integers | None = None) -> None:
        self._capture = capture
        self._rows: Rows = slice(0, len(capture)) if rows is None else rows
        self._length = capture.index.messages.length[self._rows]
        self.count = len(self._length)
        times = capture.source.frames.time[: len(capture.source.frames)]
        self.duration = (int(times.max()) - int(times.min())) / 1e9 if len(times) else 0.0

    @cached_property
    def errors(self) -> Integers:
        """Rows of the NLMSG_ERRORs and NLMSG_DONEs with an errno."""
        places, errnos = answers_among(self._capture, self._rows)
        return rows_at(self._rows, places[errnos > 0])

    def totals(self, *, latency: bool = False) -> Totals:
        """Messages, bytes, errors and duration, and on request the latency of all calls."""
        size = int(self._length.sum(dtype=np.int64))
        total = Totals(self.count, size, len(self.errors), self.duration)
        if not latency or not len(self._calls[1]):
            return total
        return total._replace(latency=_measured(self._calls[1]))

    def by(self, *names: str, latency: bool = False) -> list[Count]:
        """The counts by one or several of GROUPINGS: the most frequent first, seconds as they pass.

        latency  whether to measure that of the calls of each group too, which has the capture's calls found
        """
        groupings = [GROUPINGS[name] for name in names]
        if not self.count:
            return []
        counted: dict[Label, list[int]] = {}
        for label, messages, size, first in self._messages([each.messages for each in groupings]):
            row = counted.setdefault(label, [0, 0, 0, first])
            row[0] += messages
            row[1] += size
            row[3] = min(row[3], first)
        for label, errors, first in self._failed([each.errors or each.messages for each in groupings]):
            row = counted.setdefault(label, [0, 0, 0, first])
            row[2] += errors
            if not row[0]:
                row[3] = min(row[3], first)
        answered = self._answered([each.requests or each.messages for each in groupings]) if latency else {}
        seconds = names.index("second") if "second" in names else None
        spell = self.duration if seconds is None else 1.0
        rows = []
        for label, (messages, size, errors, first) in counted.items():
            share, rate = messages / self.count, messages / spell if spell else 0.0
            rows.append(Count(label, messages, size, share, rate, errors, first, answered.get(label)))
        rows.sort(key=lambda row: (-row.messages, -row.errors, row.keys))
        if seconds is not None:
            place = sum(len(GROUPINGS[name].columns) for name in names[:seconds])
            rows.sort(key=lambda row: row.keys[place])
        return rows

    def by_type(self, *, full: bool = False) -> list[TypeRow]:
        """One row per message type, the most frequent first; generic netlink per command.

        full  whether to tell of requests, latency and recent messages too, which has the capture's calls found
        """
        counts = self.by("type", latency=full)
        if not full:
            return [TypeRow(str(row.keys[0]), str(row.keys[1]), *row[1:7]) for row in counts]
        from nldissect.analysis.calls import Role
        from nldissect.analysis.timeline import RECENT_INTERVALS, recent_by

        asked = rows_at(self._rows, np.flatnonzero(self._capture.calls.role[self._rows] == Role.REQUEST))
        codes, labels = labelled(GROUPINGS["type"].messages(self._capture, asked))
        requests = dict(zip(labels, np.bincount(codes).tolist(), strict=True))
        recently, nothing = recent_by(self._capture, self._rows, "type"), (0,) * RECENT_INTERVALS
        return [
            TypeRow(
                str(row.keys[0]), str(row.keys[1]), *row[1:7], requests.get(row.keys, 0), row.latency,
                recently.get(row.keys, nothing),
            )
            for row in counts
        ]  # fmt: skip

    def diagnostics(self) -> list[Diagnosed]:
        """One row per diagnostic that messages have, the most severe first, then the most frequent."""
        from nldissect.analysis.diagnostics import CODES

        found = []
        for (code,), messages, _, _ in self._messages([GROUPINGS["diagnostic"].messages]):
            severity, meaning = CODES[str(code)]
            found.append((-severity, -messages, Diagnosed(str(code), severity.name.lower(), messages, meaning)))
        return [row for _, _, row in sorted(found)]

    def _messages(self, functions: Sequence[Function]) -> Iterator[tuple[Label, int, int, int]]:
        """Label, messages, bytes and first row of groups of the messages."""
        groups = combined(self._capture, functions, self._rows)
        lengths = self._length if groups.places is None else self._length[groups.places]
        size = groups.size
        messages, sums, firsts = np.zeros(size, np.int64), np.zeros(size), np.full(size, -1)
        for start in range(0, len(groups.codes), CHUNK):
            codes = groups.codes[start : start + CHUNK].astype(np.intp)
            counts = np.bincount(codes, minlength=size)
            sums += np.bincount(codes, weights=lengths[start : start + CHUNK], minlength=size)
            messages += counts
            if (new := (counts > 0) & (firsts < 0)).any():
                places = np.empty(size, np.int64)
                places[codes[::-1]] = np.arange(start, start + len(codes))[::-1]  # the last one to be set stays
                firsts[new] = places[new]
        present = np.flatnonzero(messages)
        firsts = rows_at(groups.rows(self._rows), firsts[present])
        columns = (present, messages[present], sums[present].astype(np.int64), firsts)
        for code, count, total, first in zip(*(column.tolist() for column in columns), strict=True):
            yield groups.label(code), count, total, first

    def _failed(self, functions: Sequence[Function]) -> Iterator[tuple[Label, int, int]]:
        """Label, number and first row of groups of the errors."""
        groups = combined(self._capture, functions, self.errors)
        codes, firsts, counts = np.unique(groups.codes, return_index=True, return_counts=True)
        firsts = rows_at(groups.rows(self.errors), firsts)
        for code, count, first in zip(codes.tolist(), counts.tolist(), firsts.tolist(), strict=True):
            yield groups.label(code), count, first

    @cached_property
    def _calls(self) -> tuple[Integers, Integers]:
        """Rows of the requests whose calls were answered, and the latencies of these."""
        calls = self._capture.calls
        numbers = np.arange(1, len(calls) + 1)
        if not isinstance(self._rows, slice):
            chosen = np.zeros(len(self._capture), np.bool_)
            chosen[self._rows] = True
            numbers = numbers[chosen[calls.request[numbers]]]
        latencies = calls.latency(numbers)
        answered = latencies >= 0
        return calls.request[numbers[answered]].astype(np.int64), latencies[answered]

    def _answered(self, functions: Sequence[Function]) -> dict[Label, Latency]:
        """The latencies of groups of the requests, by label."""
        rows, latencies = self._calls
        groups = combined(self._capture, functions, rows)
        if groups.places is not None:
            latencies = latencies[groups.places]
        codes, labels = labelled(groups)
        order, runs = grouped(codes)
        return {
            label: _measured(latencies[order[start:stop]]) for label, (start, stop) in zip(labels, runs, strict=True)
        }


def _measured(latencies: Integers) -> Latency:
    """Percentiles of the nearest rank, of one latency or more."""
    count = len(latencies)
    ranks = [(count * part + 99) // 100 - 1 for part in (50, 95, 99, 100)]
    return Latency(count, *np.partition(latencies, ranks)[ranks].tolist())
