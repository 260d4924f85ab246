"""Statistics of a capture: messages, bytes, rates and errors by type, family, port, errno or second.

All of it is counted on the columns of the message table; only errors are decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from nldissect.engine.values import errno_name
from nldissect.index.messages import BIG_ENDIAN, FRAGMENT

if TYPE_CHECKING:
    from nldissect.capture import Capture

Integers = npt.NDArray[Any]

HEADER = 16  # struct nlmsghdr
QUOTED = HEADER + 4  # where an error quotes its request
NLMSG_ERROR = 2
CONTROL = 16  # types below are NLMSG_NOOP, NLMSG_ERROR, ...
NO_COMMAND = 0xFFFF


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted for one key.

    key       what the row stands for: type, family, port id, errno or second, as text
    messages  their number
    bytes     sum of nlmsg_len
    share     part of all messages, 0 to 1
    rate      messages per second over the capture
    errors    NLMSG_ERROR with an errno: of requests of this key (by type, family, port), or among the messages counted
    """

    key: str
    messages: int
    bytes: int
    share: float
    rate: float
    errors: int


@dataclass(frozen=True, slots=True)
class TypeRow:
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


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole capture: messages, their bytes, errors, and seconds from the first to the last datagram."""

    messages: int
    bytes: int
    errors: int
    duration: float


class _Table:
    """The columns of the messages so far."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.count = len(capture)
        table = capture.index.messages
        self.protocol = table.protocol[: self.count]
        self.type = table.type[: self.count]
        self.state = table.state[: self.count]
        self.length = table.length[: self.count]
        self.port = table.port[: self.count]
        times = capture.source.frames.time[: len(capture.source.frames)]
        self.duration = float(times.max() - times.min()) / 1e9 if len(times) else 0.0
        self._errors: tuple[Integers, Integers] | None = None

    def errors(self) -> tuple[Integers, Integers]:
        """Rows of the NLMSG_ERRORs with an errno, and these errnos (positive)."""
        if self._errors is None:
            table = self.capture.index.messages
            rows = np.flatnonzero((self.type == NLMSG_ERROR) & (self.state & FRAGMENT == 0))
            rows = rows[table.extent[rows] >= QUOTED]
            errnos = -_gather(self.capture, rows, HEADER, "i4")
            self._errors = rows[errnos != 0], errnos[errnos != 0]
        return self._errors

    def rate(self, messages: int) -> float:
        return messages / self.duration if self.duration > 0 else 0.0


def _gather(capture: Capture, rows: Integers, offset: int, type_: str) -> Integers:
    """An integer at a fixed offset of each message, in its host's byte order."""
    width = int(type_[1])
    places = capture.index.messages.offset[rows].astype(np.int64) + offset
    data = np.frombuffer(capture.source.data, np.uint8)
    taken = data[places[:, None] + np.arange(width)]
    little: Integers = taken.copy().view("<" + type_)[:, 0].astype(np.int64)
    big = capture.index.messages.state[rows] & BIG_ENDIAN != 0
    if big.any():
        little[big] = taken[big].copy().view(">" + type_)[:, 0]
    return little


def totals(capture: Capture) -> Totals:
    """Messages, bytes, errors and duration of the whole capture."""
    table = _Table(capture)
    return Totals(table.count, int(table.length.sum(dtype=np.int64)), len(table.errors()[0]), table.duration)


def _group(keys: Integers, weights: Integers) -> tuple[Integers, Integers, Integers]:
    """Distinct keys, and for each its number and sum of weights."""
    found, inverse = np.unique(keys, return_inverse=True)
    return found, np.bincount(inverse), np.bincount(inverse, weights=weights)


def _types(table: _Table, rows: Integers | None = None) -> dict[tuple[str, str], list[int]]:
    """Messages by family and type name: their number, bytes and first row.

    rows   errors, to be counted by the request that they quote; None: all messages by themselves
    """
    counted: dict[tuple[str, str], list[int]] = {}
    protocols = table.protocol if rows is None else table.protocol[rows]
    present = np.flatnonzero(np.bincount(protocols, minlength=256)).tolist()
    for number in present:
        protocol = table.capture.registry.protocol(number)
        which = slice(None) if len(present) == 1 else np.flatnonzero(protocols == number)
        places = np.arange(table.count)[which] if rows is None else rows[which]
        types = table.type[places].astype(np.int64) if rows is not None or len(present) > 1 else table.type
        if rows is not None:
            types = _gather(table.capture, places, QUOTED + 4, "u2")
        if protocol.teaches is not None:
            dynamic = types >= CONTROL
            for name, part in _commands(table, number, places[dynamic], types[dynamic], 0 if rows is None else QUOTED):
                _add(counted, name, len(part), int(table.length[part].sum(dtype=np.int64)), int(part[0]))
            places, types = places[~dynamic], types[~dynamic]
        fragments = (table.state[places] & FRAGMENT != 0) if rows is None else np.zeros(len(places), bool)
        keys = types.astype(np.int64) + (fragments << 16)
        counts = np.bincount(keys, minlength=1)
        sums = np.bincount(keys, weights=table.length[places], minlength=1)
        first = np.zeros(len(counts), np.int64)
        first[keys[::-1]] = places[::-1]
        for key in np.flatnonzero(counts).tolist():
            name = "data" if key >> 16 else protocol.find(key).name
            _add(counted, (protocol.short, name), int(counts[key]), int(sums[key]), int(first[key]))
    return counted


def _add(counted: dict[tuple[str, str], list[int]], name: tuple[str, str], count: int, size: int, first: int) -> None:
    row = counted.setdefault(name, [0, 0, first])
    row[0] += count
    row[1] += size
    row[2] = min(row[2], first)


def _commands(
    table: _Table, number: int, rows: Integers, types: Integers, offset: int
) -> Iterator[tuple[tuple[str, str], Integers]]:
    """Messages of dynamic types (their nlmsghdr at `offset`) by the names of family and command."""
    capture = table.capture
    protocol = capture.registry.protocol(number)
    names = capture.dynamic(number)
    head = offset + HEADER + (protocol.dispatch.offset if protocol.dispatch else 0)
    commands = np.full(len(rows), NO_COMMAND)
    whole = capture.index.messages.extent[rows] > head
    commands[whole] = _gather(capture, rows[whole], head, "u1")
    keys = (names.numbers(rows) << 32) | (types << 16) | commands
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    for part in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(keys)) + 1):
        if len(part):
            key = int(keys[part[0]])
            message = capture.registry.find(number, key >> 16 & 0xFFFF, names.epochs[key >> 32].names)
            if key & 0xFFFF != NO_COMMAND:
                message = message.command(key & 0xFFFF)
            yield (message.family or protocol.short, message.name), rows[part]


def by_type(capture: Capture) -> list[TypeRow]:
    """One row per message type, the most frequent first; generic netlink per command."""
    table = _Table(capture)
    rows, _ = table.errors()
    failed = _types(table, rows[capture.index.messages.extent[rows] >= QUOTED + HEADER])
    listed = [
        TypeRow(
            family, name, count, size, count / table.count, table.rate(count), failed.get((family, name), [0])[0], first
        )
        for (family, name), (count, size, first) in _types(table).items()
    ]
    return sorted(listed, key=lambda row: (-row.messages, row.family, row.type_name))


def by_family(capture: Capture) -> list[Count]:
    """One row per protocol or generic netlink family."""
    families: dict[str, list[int]] = {}
    for row in by_type(capture):
        sums = families.setdefault(row.family, [0, 0, 0])
        sums[0] += row.messages
        sums[1] += row.bytes
        sums[2] += row.errors
    return _counts(_Table(capture), ((name, *sums) for name, sums in families.items()))


def by_port(capture: Capture) -> list[Count]:
    """One row per nlmsg_pid; 0 is the kernel, or a request that leaves it out."""
    table = _Table(capture)
    found, counts, sums = _group(table.port, table.length)
    rows, _ = table.errors()
    ports = dict(zip(*np.unique(table.port[rows], return_counts=True), strict=True))
    return _counts(
        table,
        (
            (str(port), count, int(size), int(ports.get(port, 0)))
            for port, count, size in zip(found.tolist(), counts.tolist(), sums.tolist(), strict=True)
        ),
    )


def by_errno(capture: Capture) -> list[Count]:
    """One row per errno of NLMSG_ERROR; acknowledgements are "0"."""
    table = _Table(capture)
    acks = np.flatnonzero((table.type == NLMSG_ERROR) & (table.state & FRAGMENT == 0))
    rows, errnos = table.errors()
    acks = acks[~np.isin(acks, rows)]
    counted = [("0", len(acks), int(table.length[acks].sum(dtype=np.int64)), 0)] if len(acks) else []
    for number in np.unique(errnos).tolist():
        part = rows[errnos == number]
        counted.append((errno_name(number), len(part), int(table.length[part].sum(dtype=np.int64)), len(part)))
    return _counts(table, counted)


def by_second(capture: Capture) -> list[Count]:
    """One row per second since the first datagram, in their order; seconds without messages too, within reason."""
    table = _Table(capture)
    if not table.count:
        return []
    times = capture.source.frames.time[capture.index.messages.frame[: table.count]]
    seconds = (times - times.min()) // 1_000_000_000
    rows, _ = table.errors()
    if int(seconds.max()) < 1 << 20:
        size = int(seconds.max()) + 1
        found, counts = np.arange(size), np.bincount(seconds, minlength=size)
        sums = np.bincount(seconds, weights=table.length, minlength=size)
    else:
        found, counts, sums = _group(seconds, table.length)
    failed = dict(zip(*np.unique(seconds[rows], return_counts=True), strict=True))
    return [
        Count(str(second), count, int(size), count / table.count, float(count), int(failed.get(second, 0)))
        for second, count, size in zip(found.tolist(), counts.tolist(), sums.tolist(), strict=True)
    ]


def _counts(table: _Table, counted: Iterable[tuple[Any, ...]]) -> list[Count]:
    rows = [
        Count(key, messages, size, messages / table.count, table.rate(messages), errors)
        for key, messages, size, errors in counted
    ]
    return sorted(rows, key=lambda row: (-row.messages, row.key))


GROUPINGS: dict[str, Callable[[Capture], list[TypeRow] | list[Count]]] = {
    "type": by_type,
    "family": by_family,
    "port": by_port,
    "errno": by_errno,
    "second": by_second,
}
