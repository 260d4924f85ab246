"""Talkers: the sockets that speak netlink with the kernel, and the kernel itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.calls import Direction, Role
from nldissect.analysis.groupings import GROUPINGS
from nldissect.analysis.timeline import spells_of
from nldissect.index.grouping import grouped

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]

BINS = 12
SPELL = 60_000_000_000  # ns at the end of the capture that bins are of
KERNEL = -1
"""The port of the kernel itself, for port 0 is that of programs that nothing tells the port of."""


class Talker(NamedTuple):
    """Who speaks netlink.

    port           its port id; KERNEL; 0: the programs whose port no reply tells
    families       the families of its requests, by name; of the kernel of all it says
    sent           messages that it sent: requests
    received       replies, parts of dumps, acknowledgements, errors and ends of dumps that it got
    notifications  that its requests brought about; of the kernel, all
    errors         its calls that failed
    p50, p95       latency of its calls in nanoseconds, None where none was answered
    first          row of its first message
    bins           messages in equal spells of the last minute, or of the capture where that is shorter
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
    bins: tuple[int, ...]


def talkers(capture: Capture, rows: Rows | None = None) -> list[Talker]:
    """Who speaks in these rows (ascending; None: all): the kernel first, then by how much they sent."""
    calls = capture.calls
    calls.update()
    chosen = np.arange(len(capture)) if rows is None else rows
    if not len(chosen):
        return []
    number, role, direction = calls.number[chosen], calls.role[chosen], calls.direction[chosen]
    spells, _ = spells_of(capture, chosen, SPELL, BINS)
    families = _Families(capture, chosen)
    found = [_kernel(capture, chosen, role, direction, spells, families)]
    places = np.flatnonzero(number)
    ports, which = np.unique(calls.port[number[places]], return_inverse=True)
    order, runs = grouped(which)
    for port, (start, stop) in zip(ports.tolist(), runs, strict=True):
        mine = places[order[start:stop]]
        roles = role[mine]
        requests = mine[roles == Role.REQUEST]
        numbers = number[requests]
        p50, p95 = _percentiles(calls.latency(numbers))
        notified = int(np.count_nonzero(roles == Role.NOTIFICATION))
        found.append(
            Talker(
                port,
                families.names(requests),
                len(requests),
                len(mine) - len(requests) - notified,
                notified,
                int(np.count_nonzero(calls.errno[numbers])),
                p50,
                p95,
                int(chosen[mine.min()]),
                _bins(spells[mine]),
            )
        )
    return [found[0], *sorted(found[1:], key=lambda each: (-each.sent, -each.received, each.port))]


def _kernel(
    capture: Capture, chosen: Rows, role: Integers, direction: Integers, spells: Integers, families: _Families
) -> Talker:
    says = np.flatnonzero(direction == Direction.FROM_KERNEL)
    hears = int(np.count_nonzero(direction == Direction.TO_KERNEL))
    errors = int(np.count_nonzero(role == Role.ERROR))
    first = int(chosen[says[0]]) if len(says) else int(chosen[0])
    notified = int(np.count_nonzero(role == Role.NOTIFICATION))
    return Talker(
        KERNEL, families.names(says), len(says), hears, notified, errors, None, None, first, _bins(spells[says])
    )


class _Families:
    """The families of messages by name."""

    def __init__(self, capture: Capture, chosen: Rows) -> None:
        groups = GROUPINGS["family"].messages(capture, chosen)
        self._codes = groups.codes
        self._label = groups.label

    def names(self, places: Integers) -> tuple[str, ...]:
        """The families of the messages at some places among those chosen, in alphabetical order."""
        return tuple(sorted({str(self._label(code)[0]) for code in np.unique(self._codes[places]).tolist()}))


def _percentiles(latencies: Integers) -> tuple[int | None, int | None]:
    answered = latencies[latencies >= 0]
    if not len(answered):
        return None, None
    ranks = [(len(answered) * part + 99) // 100 - 1 for part in (50, 95)]
    p50, p95 = np.partition(answered, ranks)[ranks].tolist()
    return p50, p95


def _bins(spells: Integers) -> tuple[int, ...]:
    return tuple(np.bincount(spells[spells >= 0], minlength=BINS).tolist())
