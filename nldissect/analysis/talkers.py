"""Talkers: the sockets that speak netlink with the kernel, and the kernel itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.answers import answers_among, rows_at
from nldissect.analysis.calls import Direction, Role
from nldissect.analysis.groupings import GROUPINGS
from nldissect.analysis.timeline import RECENT_INTERVALS, recent

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]

KERNEL = -1
"""The port of the kernel here, for 0 is that of all the programs whose port nothing tells."""

SENT, RECEIVED, NOTIFICATION = range(3)


class Talker(NamedTuple):
    """Who speaks netlink. Each message of a talker is either sent, received or a notification.

    port           its port id; KERNEL; 0: the programs whose port no reply tells
    families       of its calls, by name
    sent           requests, and what it tells other programs; of the kernel all but notifications
    received       replies, parts of dumps, acknowledgements, errors and ends of dumps; of the kernel requests
    notifications  that its requests brought about; of the kernel all. Nothing in a capture tells who hears them
    errors         those of its messages that carry an errno
    p50, p95       latency of its calls in nanoseconds; None where none was answered
    first, last    rows of its first and its last message
    recent         messages in each of the `recent` intervals
    outside        messages in no call: only their nlmsg_pid tells whose they are
    """

    port: int
    families: tuple[str, ...]
    sent: int
    received: int
    notifications: int
    errors: int
    p50: int | None
    p95: int | None
    first: int
    last: int
    recent: tuple[int, ...]
    outside: int


@dataclass(frozen=True, eq=False)
class Talkers:
    """Columns of talkers, the kernel first if it is one of them, then by rising port; see `Talker`.

    p50, p95  -1 where no call was answered
    recent    a row for each talker
    span      nanoseconds that the `recent` intervals are together
    """

    port: Integers
    families: list[tuple[str, ...]]
    sent: Integers
    received: Integers
    notifications: Integers
    errors: Integers
    p50: Integers
    p95: Integers
    first: Integers
    last: Integers
    recent: Integers
    outside: Integers
    span: int

    def __len__(self) -> int:
        return len(self.port)

    def __getitem__(self, place: int) -> Talker:
        p50, p95 = int(self.p50[place]), int(self.p95[place])
        return Talker(
            int(self.port[place]), self.families[place], int(self.sent[place]), int(self.received[place]),
            int(self.notifications[place]), int(self.errors[place]), p50 if p50 >= 0 else None,
            p95 if p95 >= 0 else None, int(self.first[place]), int(self.last[place]),
            tuple(self.recent[place].tolist()), int(self.outside[place]),
        )  # fmt: skip


def talkers(capture: Capture, rows: Rows | None = None) -> Talkers:
    """Who speaks in these rows (ascending; None: all)."""
    given: Rows | slice = slice(0, len(capture)) if rows is None else rows
    tally = _Tally(capture)
    for start in range(0, given.stop if isinstance(given, slice) else len(given), CHUNK):
        tally.add(slice(start, min(start + CHUNK, given.stop)) if isinstance(given, slice) else given[start:][:CHUNK])
    return tally.talkers()


class _Tally:
    """What was counted of the messages so far; all columns by the place of the talker among `ports`."""

    def __init__(self, capture: Capture) -> None:
        self._capture, self._calls, self._recent = capture, capture.calls, recent(capture)
        asked, claimed = self._calls.port, capture.index.messages.port[: len(capture)]
        outside = claimed[self._calls.number[: len(claimed)] == 0]
        ports = np.unique(np.concatenate((asked[1:], outside))).astype(np.int64)
        self._ports = np.concatenate(([KERNEL], ports))
        self._of_call = np.searchsorted(self._ports, asked)
        self._of_call[0] = 0
        count = len(self._ports)
        self._kinds, self._errors = np.zeros((count, 3), np.int64), np.zeros(count, np.int64)
        self._first, self._last = np.full(count, -1), np.full(count, -1)
        self._counts, self._outside = np.zeros((count, RECENT_INTERVALS), np.int64), np.zeros(count, np.int64)
        self._latencies: list[tuple[Integers, Integers]] = []
        self._families: list[set[str]] = [set() for _ in range(count)]

    def add(self, rows: Rows | slice) -> None:
        """Count the messages in rows that come after those counted before."""
def talkers(capture: Capture, rows: Rows | None = None) -> Talkers:
    """Who speaks in these rows (ascending; None: all)."""
    intervals, span = recent(capture, rows)
    given: Rows | slice = slice(0, len(intervals)) if rows is None else rows
    calls = capture.calls
    number, role, direction = calls.number[given], calls.role[given], calls.direction[given]
    ports, talker, outside = _programs(capture, given, number)
    count = len(ports)
    # A message between a program and the kernel is one of both.
    kernel = np.flatnonzero((direction == Direction.FROM_KERNEL) | (direction == Direction.TO_KERNEL))
    program = np.flatnonzero(talker >= 0)
    place = np.concatenate((kernel, program))
    who = np.concatenate((np.zeros(len(kernel), np.intp), talker[program]))
    asks = (role == Role.REQUEST) | (direction == Direction.USER_TO_USER)
    kind = np.concatenate((
        np.where(direction[kernel] == Direction.FROM_KERNEL, SENT, RECEIVED),
        np.where(asks[program], SENT, RECEIVED),
    ))  # fmt: skip
    kind[role[place] == Role.NOTIFICATION] = NOTIFICATION
    kinds = np.bincount(who * 3 + kind, minlength=count * 3).reshape(-1, 3)
    found, errnos = answers_among(capture, given)
    failed = np.zeros(len(intervals), np.bool_)
    failed[found[errnos > 0]] = True
    message_rows, first, last = rows_at(given, place), np.zeros(count, np.int64), np.zeros(count, np.int64)
    last[who] = message_rows  # of several, the last remains
    first[who[::-1]] = message_rows[::-1]
    late = np.flatnonzero(intervals[place] >= 0)
    size = count * RECENT_INTERVALS
    table = np.bincount(who[late] * RECENT_INTERVALS + intervals[place[late]], minlength=size)
    p50, p95 = _percentiles(calls.latency(number[asks]), talker[asks], count)
    there = np.flatnonzero(kinds.any(axis=1))
    families = _families(capture, given, number, place, who)
    return Talkers(
        ports[there], [families.get(each, ()) for each in there.tolist()], *kinds[there].T,
        np.bincount(who[failed[place]], minlength=count)[there], p50[there], p95[there], first[there], last[there],
        table.reshape(-1, RECENT_INTERVALS)[there], np.bincount(talker[outside], minlength=count)[there], span,
    )  # fmt: skip


def _programs(capture: Capture, rows: Rows | slice, number: Integers) -> tuple[Integers, Integers, Integers]:
    """The ports that there are; for each message the place of its program's among them, -1 for none; those outside.

    number  of the call of each message
    """
    asked, claimed = capture.calls.port, capture.index.messages.port[rows]
    outside = np.flatnonzero((number == 0) & (claimed != 0))
    ports = np.concatenate(([KERNEL], np.unique(np.concatenate((asked[1:], claimed[outside]))).astype(np.int64)))
    of_call = np.searchsorted(ports, asked)
    of_call[0] = -1
    talker = of_call[number]
    talker[outside] = np.searchsorted(ports, claimed[outside])
    return ports, talker, outside


def _percentiles(latencies: Integers, talker: Integers, count: int) -> tuple[Integers, Integers]:
    """Percentiles of the nearest rank of the latencies of each talker's calls; -1 where none was answered."""
    answered = np.flatnonzero(latencies >= 0)
    latencies, talker = latencies[answered], talker[answered]
    ordered = latencies[np.lexsort((latencies, talker))]
    counts = np.bincount(talker, minlength=count)
    starts = np.cumsum(counts) - counts
    some = np.flatnonzero(counts)
    found = []
    for part in (50, 95):
        values = np.full(count, -1)
        values[some] = ordered[starts[some] + (counts[some] * part + 99) // 100 - 1]
        found.append(values)
    return found[0], found[1]


def _families(
    capture: Capture, rows: Rows | slice, number: Integers, place: Integers, who: Integers
) -> dict[int, tuple[str, ...]]:
    """By talker the names of its families in alphabetical order: of a call that of the request, for acks tell none.

    number  of the call of each message
    place   of messages among the rows
    who     of each of these the talker
    """
    known: dict[str, int] = {}

    def codes(which: Rows) -> Integers:
        groups = GROUPINGS["family"].messages(capture, which)
        occurring = np.flatnonzero(np.bincount(groups.codes, minlength=groups.size))
        table = np.zeros(groups.size, np.intp)
        table[occurring] = [known.setdefault(str(groups.label(code)[0]), len(known)) for code in occurring.tolist()]
        return table[groups.codes]

    asked = np.zeros(len(capture.calls.request), np.bool_)
    asked[number] = True
    asked[0] = False
    numbers, alone = np.flatnonzero(asked), np.flatnonzero(number == 0)
    of_call = np.zeros(len(asked), np.intp)
    of_call[numbers] = codes(capture.calls.request[numbers].astype(np.int64))
    family = of_call[number]
    family[alone] = codes(rows_at(rows, alone))
    names: dict[int, list[str]] = {}
    labels = list(known)
    for pair in np.flatnonzero(np.bincount(who * len(labels) + family[place])).tolist() if labels else []:
        talker, code = divmod(pair, len(labels))
        names.setdefault(talker, []).append(labels[code])
    return {talker: tuple(sorted(each)) for talker, each in names.items()}
