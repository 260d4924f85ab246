"""Talkers: the sockets that speak netlink with the kernel, and the kernel itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.answers import answers_among
from nldissect.analysis.calls import Direction, Role
from nldissect.analysis.groupings import GROUPINGS, labelled
from nldissect.analysis.timeline import RECENT_INTERVALS, recent
from nldissect.index.grouping import distinct

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]

KERNEL = -1
"""The port of the kernel here, for 0 is that of all the programs whose port nothing tells."""

CHUNK = 1 << 17  # messages counted at a time: bounds the memory that it takes
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

    def __iter__(self) -> Iterator[Talker]:
        return (self[place] for place in range(len(self)))

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
    count = len(capture) if rows is None else len(rows)
    tally = _Tally(capture)
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        tally.add(np.arange(start, stop) if rows is None else rows[start:stop])
    return tally.talkers()


class _Tally:
    """What was counted of the messages so far, by the place of the talker among `ports`."""

    def __init__(self, capture: Capture) -> None:
        self._capture, self._calls, self._recent = capture, capture.calls, recent(capture)
        asked = self._calls.port
        claimed = capture.index.messages.port[: len(capture)]
        outside = claimed[self._calls.number[: len(claimed)] == 0]
        self.ports = np.concatenate(([KERNEL], distinct(np.concatenate((asked[1:], outside))).astype(np.int64)))
        self._of_call = np.searchsorted(self.ports, asked)
        self._seen = np.zeros(len(asked), np.bool_)  # calls that a message is of
        count = len(self.ports)
        self._kinds, self._recently = np.zeros((count, 3), np.int64), np.zeros((count, RECENT_INTERVALS), np.int64)
        self._errors, self._outside = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._first, self._last = np.full(count, -1), np.full(count, -1)
        self._answered: list[tuple[Integers, Integers]] = []  # talkers and latencies of their calls
        self._families: list[set[str]] = [set() for _ in range(count)]

    def add(self, rows: Rows) -> None:
        """Count messages; each comes after those counted before."""
        calls = self._calls
        number, role, direction = calls.number[rows], calls.role[rows], calls.direction[rows]
        claimed = self._capture.index.messages.port[rows]
        outside = np.flatnonzero((number == 0) & (claimed != 0))
        talker = np.where(number > 0, self._of_call[number], -1)
        talker[outside] = np.searchsorted(self.ports, claimed[outside])
        asks = (role == Role.REQUEST) | (direction == Direction.USER_TO_USER)
        # A message between a program and the kernel is one of both.
        kernel = np.flatnonzero((direction == Direction.FROM_KERNEL) | (direction == Direction.TO_KERNEL))
        program = np.flatnonzero(talker >= 0)
        place = np.concatenate((kernel, program))
        who = np.concatenate((np.zeros(len(kernel), np.intp), talker[program]))
        sent = np.concatenate((direction[kernel] == Direction.FROM_KERNEL, asks[program]))
        kind = np.where(role[place] == Role.NOTIFICATION, NOTIFICATION, np.where(sent, SENT, RECEIVED))
        self._kinds += self._counted(who * 3 + kind, 3)
        self._last[who] = rows[place]  # of several, the last remains
        new = self._first[who] < 0
        self._first[who[new][::-1]] = rows[place[new][::-1]]
        found, errnos = answers_among(self._capture, rows)
        failed = np.zeros(len(rows), np.bool_)
        failed[found[errnos > 0]] = True
        self._errors += self._counted(who[failed[place]])[:, 0]
        self._outside += self._counted(talker[outside])[:, 0]
        interval = self._recent.intervals(self._capture, rows)[place]
        late = np.flatnonzero(interval >= 0)
        self._recently += self._counted(who[late] * RECENT_INTERVALS + interval[late], RECENT_INTERVALS)
        self._seen[number] = True
        requests = number[role == Role.REQUEST]
        latencies = calls.latency(requests)
        answered = latencies >= 0
        self._answered.append((self._of_call[requests[answered]], latencies[answered]))
        self._name(rows[outside], talker[outside])
        alone = kernel[number[kernel] == 0]
        self._name(rows[alone], np.zeros(len(alone), np.intp))

    def _counted(self, values: Integers, columns: int = 1) -> Integers:
        return np.bincount(values, minlength=len(self.ports) * columns).reshape(-1, columns)

    def _name(self, rows: Rows, who: Integers) -> None:
        """Give talkers the families of messages."""
        codes, labels = labelled(GROUPINGS["family"].messages(self._capture, rows))
        for pair in np.flatnonzero(np.bincount(who * len(labels) + codes)).tolist():
            talker, code = divmod(pair, len(labels))
            self._families[talker].add(str(labels[code][0]))

    def talkers(self) -> Talkers:
        """Those that have a message."""
        self._seen[0] = False
        numbers = np.flatnonzero(self._seen)  # of a call, the request tells the family: an acknowledgement does not
        requests = self._calls.request[numbers].astype(np.int64)
        for who in self._of_call[numbers], np.zeros(len(numbers), np.intp):
            self._name(requests, who)
        p50, p95 = self._percentiles()
        there = np.flatnonzero(self._first >= 0)
        sent, received, notifications = self._kinds[there].T
        return Talkers(
            self.ports[there], [tuple(sorted(self._families[place])) for place in there.tolist()],
            sent, received, notifications, self._errors[there], p50[there], p95[there], self._first[there],
            self._last[there], self._recently[there], self._outside[there], self._recent.span,
        )  # fmt: skip

    def _percentiles(self) -> tuple[Integers, Integers]:
        """Percentiles of the nearest rank of the latencies of each talker's calls; -1 where none was answered."""
        nothing = np.zeros(0, np.int64)
        who = np.concatenate([nothing, *(each for each, _ in self._answered)])
        latencies = np.concatenate([nothing, *(each for _, each in self._answered)])
        ordered = latencies[np.lexsort((latencies, who))]
        counts = self._counted(who)[:, 0]
        starts, some = np.cumsum(counts) - counts, np.flatnonzero(counts)
        p50, p95 = np.full(len(counts), -1), np.full(len(counts), -1)
        for found, part in ((p50, 50), (p95, 95)):
            found[some] = ordered[starts[some] + (counts[some] * part + 99) // 100 - 1]
        return p50, p95
