"""Statistics of a capture: messages, bytes, rates and errors by type, family, port, errno or second.

All of it is counted on the columns of the message table; only errors are decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.index.grouping import grouped
from nldissect.index.messages import BIG_ENDIAN, FRAGMENT, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN as HEADER
from nldissect.schema.message import Protocol
from nldissect.sources.data import gather

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]


QUOTED = HEADER + 4  # where an error quotes its request
CONTROL = 16  # types below are NLMSG_NOOP, NLMSG_ERROR, ...
NO_COMMAND = 0xFFFF
CHUNK = 1 << 17  # messages counted at a time: what that takes stays in the processor's cache


class Count(NamedTuple):
    """What was counted for one key.

    key       what the row stands for: type, family, port id, errno or second, as text
    messages  their number
    bytes     sum of nlmsg_len
    share     part of all messages, 0 to 1
    rate      messages per second over the capture
    errors    NLMSG_ERROR and NLMSG_DONE with an errno; by type and family, the errors about requests of that type
    """

    key: str
    messages: int
    bytes: int
    share: float
    rate: float
    errors: int


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


class Totals(NamedTuple):
    """The whole capture: messages, their bytes, errors, and seconds from the first to the last datagram."""

    messages: int
    bytes: int
    errors: int
    duration: float


Row = TypeRow | Count


class Statistics:
    """The counts of the messages that a capture has when this is made."""

    def __init__(self, capture: Capture) -> None:
        self._capture = capture
        self._table = capture.index.messages
        self.count = len(capture)
        self._protocol = self._table.protocol[: self.count]
        self._type = self._table.type[: self.count]
        self._state = self._table.state[: self.count]
        self._length = self._table.length[: self.count]
        times = capture.source.frames.time[: len(capture.source.frames)]
        self.duration = float(times.max() - times.min()) / 1e9 if len(times) else 0.0

    @cached_property
    def errors(self) -> tuple[Integers, Integers]:
        """Rows of the NLMSG_ERRORs and NLMSG_DONEs with an errno, and these errnos (positive)."""
        rows, errnos = answers(self._capture, 0, self.count)
        return rows[errnos > 0], errnos[errnos > 0]

    def totals(self) -> Totals:
        """Messages, bytes, errors and duration of the whole capture."""
        return Totals(self.count, int(self._length.sum(dtype=np.int64)), len(self.errors[0]), self.duration)

    def by(self, grouping: str) -> Sequence[Row]:
        """The counts by one of GROUPINGS."""
        rows: Sequence[Row] = getattr(self, f"by_{grouping}")()
        return rows

    def by_type(self) -> list[TypeRow]:
        """One row per message type, the most frequent first; generic netlink per command."""
        rows, _ = self.errors
        quoting = (self._type[rows] == NLMSG_ERROR) & (self._table.extent[rows] >= QUOTED + HEADER)
        failed = self._types(rows[quoting])
        listed = [
            TypeRow(family, name, count, size, *self._part(count), failed.get((family, name), [0])[0], first)
            for (family, name), (count, size, first) in self._types(None).items()
        ]
        return sorted(listed, key=lambda row: (-row.messages, row.family, row.type_name))

    def by_family(self) -> list[Count]:
        """One row per protocol or generic netlink family."""
        families: dict[str, list[int]] = {}
        for row in self.by_type():
            sums = families.setdefault(row.family, [0, 0, 0])
            sums[0] += row.messages
            sums[1] += row.bytes
            sums[2] += row.errors
        return self._counts((name, sums[0], sums[1], sums[2]) for name, sums in families.items())

    def by_port(self) -> list[Count]:
        """One row per nlmsg_pid; 0 is the kernel, or a request that leaves it out."""
        ports = self._table.port[: self.count]
        found, inverse = np.unique(ports, return_inverse=True)
        failed = np.bincount(inverse[self.errors[0]], minlength=len(found))
        return self._counts(
            zip(map(str, found.tolist()), *self._sums(inverse, len(found)), failed.tolist(), strict=True)
        )

    def by_errno(self) -> list[Count]:
        """One row per errno of NLMSG_ERROR and NLMSG_DONE; acknowledgements are "0"."""
        from nldissect.engine.values import errno_name

        rows, errnos = self.errors
        control, numbers = answers(self._capture, 0, self.count)
        acks = control[(numbers <= 0) & (self._type[control] == NLMSG_ERROR)]
        counted = [("0", len(acks), self._bytes(acks), 0)] if len(acks) else []
        for number in np.unique(errnos).tolist():
            part = rows[errnos == number]
            counted.append((errno_name(number), len(part), self._bytes(part), len(part)))
        return self._counts(counted)

    def by_second(self) -> list[Count]:
        """One row per second since the first datagram, in their order; without the seconds that are empty."""
        if not self.count:
            return []
        times = self._capture.source.frames.time[self._table.frame[: self.count]]
        found, inverse = np.unique((times - times.min()) // 1_000_000_000, return_inverse=True)
        failed = np.bincount(inverse[self.errors[0]], minlength=len(found)).tolist()
        columns = zip(found.tolist(), *self._sums(inverse, len(found)), failed, strict=True)
        return [
            Count(str(second), count, size, count / self.count, float(count), errors)
            for second, count, size, errors in columns
        ]

    def _bytes(self, rows: Integers) -> int:
        return int(self._length[rows].sum(dtype=np.int64))

    def _sums(self, inverse: Integers, size: int) -> tuple[list[int], list[int]]:
        """Messages and bytes of each group, `inverse` being the group of each message."""
        counts = np.bincount(inverse, minlength=size)
        sums = np.bincount(inverse, weights=self._length, minlength=size)
        return counts.tolist(), sums.astype(np.int64).tolist()

    def _part(self, messages: int) -> tuple[float, float]:
        """Share and rate of a number of messages."""
        return messages / self.count, messages / self.duration if self.duration > 0 else 0.0

    def _counts(self, counted: Iterable[tuple[str, int, int, int]]) -> list[Count]:
        rows = [Count(key, messages, size, *self._part(messages), errors) for key, messages, size, errors in counted]
        return sorted(rows, key=lambda row: (-row.messages, row.key))

    def _types(self, errors: Integers | None) -> dict[tuple[str, str], list[int]]:
        """Messages by family and type name: their number, bytes and first row.

        errors   rows of errors, to be counted by the request that they quote; None: all messages by themselves
        """
        counted: dict[tuple[str, str], list[int]] = {}
        protocols = self._protocol if errors is None else self._protocol[errors]
        alone = len(protocols) and bool((protocols == protocols[0]).all())
        present = [int(protocols[0])] if alone else np.unique(protocols).tolist()
        for number in present:
            protocol = self._capture.registry.protocol(number)
            rows: Integers = np.arange(self.count) if errors is None else errors
            if len(present) > 1:
                rows = rows[protocols == number]
            if errors is not None:
                types = _gather(self._capture, rows, QUOTED + 4, "u2")
            else:
                types = self._type if len(present) == 1 else self._type[rows]
            if protocol.teaches is not None:
                dynamic = types >= CONTROL
                for key, part in self._commands(
                    protocol, rows[dynamic], types[dynamic], 0 if errors is None else QUOTED
                ):
                    _add(counted, key, len(part), self._bytes(part), int(part[0]))
                rows, types = rows[~dynamic], types[~dynamic]
            for start in range(0, len(rows), CHUNK):
                self._count(counted, protocol, rows[start : start + CHUNK], types[start : start + CHUNK])
        return counted

    def _count(
        self, counted: dict[tuple[str, str], list[int]], protocol: Protocol, rows: Integers, types: Integers
    ) -> None:
        """Count messages of a protocol by type."""
        types = types.astype(np.intp)
        counts = np.bincount(types)
        sums = np.bincount(types, weights=self._length[rows])
        for type_ in np.flatnonzero(counts).tolist():
            name = protocol.short, protocol.find(type_).name
            first = -1
            if not type_ or name not in counted:
                first = int(rows[np.argmax(types == type_)])
                if not type_ and self._state[first] & FRAGMENT:  # no message has type 0 but those that are none
                    name = protocol.short, "data"
            _add(counted, name, int(counts[type_]), int(sums[type_]), first)

    def _commands(
        self, protocol: Protocol, rows: Integers, types: Integers, offset: int
    ) -> Iterator[tuple[tuple[str, str], Integers]]:
        """Messages of dynamic types (their nlmsghdr at `offset`) by the names of family and command."""
        names = self._capture.decoder.dynamic(protocol.number)
        head = offset + HEADER + (protocol.dispatch.offset if protocol.dispatch else 0)
        commands = np.full(len(rows), NO_COMMAND)
        whole = self._table.extent[rows] > head
        commands[whole] = _gather(self._capture, rows[whole], head, "u1")
        keys = (names.numbers(types, rows) << 32) | (types.astype(np.int64) << 16) | commands
        order, groups = grouped(keys)
        for start, stop in groups:
            part = rows[order[start:stop]]
            key = int(keys[order[start]])
            type_ = key >> 16 & 0xFFFF
            message = protocol.find(type_, names.name(type_, int(part[0])))
            if key & 0xFFFF != NO_COMMAND:
                message = message.command(key & 0xFFFF)
            yield (message.family or protocol.short, message.name), part


def _add(counted: dict[tuple[str, str], list[int]], name: tuple[str, str], count: int, size: int, first: int) -> None:
    row = counted.setdefault(name, [0, 0, first])
    row[0] += count
    row[1] += size
    if 0 <= first < row[2]:
        row[2] = first


def answers(capture: Capture, first: int, stop: int) -> tuple[Integers, Integers]:
    """Rows from `first` to `stop` of NLMSG_ERRORs and NLMSG_DONEs that are long enough for an errno, and their errnos.

    An errno is positive; 0 for an acknowledgement and for the end of a dump.
    """
    table = capture.index.messages
    types = table.type[first:stop]
    rows = first + np.flatnonzero((types == NLMSG_ERROR) | (types == NLMSG_DONE))
    long_enough = (table.length[rows] >= QUOTED) & (table.extent[rows] >= QUOTED)
    rows = rows[long_enough & (table.state[rows] & FRAGMENT == 0)]
    return rows, -_gather(capture, rows, HEADER, "i4")


def _gather(capture: Capture, rows: Integers, offset: int, type_: str) -> Integers:
    """An integer at a fixed offset of each message, in its host's byte order."""
    places = capture.index.messages.offset[rows] + np.uint64(offset)
    raw = gather(capture.source.data, places, int(type_[1]))
    values: Integers = raw.view("<" + type_).astype(np.int64)
    big = capture.index.messages.state[rows] & BIG_ENDIAN != 0
    if big.any():
        values[big] = raw[big].view(">" + type_)
    return values


GROUPINGS = ("type", "family", "port", "errno", "second")
