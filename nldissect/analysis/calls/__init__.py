"""Calls: requests with the replies, errors and notifications that they brought about.

The port id of who asks is not in a request, but is in the replies to it, and nlmsg_seq is unique per socket only:
`matching` tells by what rule they are brought together.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nldissect.analysis.answers import answers
from nldissect.analysis.calls.conventions import NLM_F_DUMP_INTR, Conventions
from nldissect.analysis.calls.direction import Direction as Direction, directions
from nldissect.analysis.calls.exchange import Open, exchange
from nldissect.analysis.calls.pairing import pair
from nldissect.analysis.calls.roles import Role as Role, roles
from nldissect.analysis.calls.states import DATA, ENDED, INTERRUPTION, PARTS, TOLD, CallTable, State as State, states
from nldissect.analysis.calls.transactions import Batches, Transactions, batches
from nldissect.index.messages import NLMSG_ERROR
from nldissect.sources.columns import Columns

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Integers = npt.NDArray[Any]

CHUNK = 1 << 18  # messages taken in at a time: bounds the memory that it takes
MOST_OPEN = 1 << 16  # requests that may still get replies, the newest of them: bounds what is looked through


class RowTable(Columns):
    """What is known of each message; 6 bytes each."""

    types: ClassVar = {"number": np.uint32, "role": np.uint8, "direction": np.uint8}
    number: npt.NDArray[np.uint32]
    role: npt.NDArray[np.uint8]
    direction: npt.NDArray[np.uint8]


class Call:
    """One request and what it brought about.

    number  from 1, in the order of the requests
    """

    def __init__(self, calls: Calls, number: int) -> None:
        self._calls = calls
        self.number = number

    def __repr__(self) -> str:
        return f"<Call {self.number} {self.request.type_name} {self.state.words}>"

    @property
    def request(self) -> Message:
        return self._calls.capture.message(int(self._calls.request[self.number]))

    @property
    def port(self) -> int:
        """The asker's port id; 0 when nothing tells it."""
        return int(self._calls.port[self.number])

    @property
    def replies(self) -> int:
        """How many replies and parts of a dump came."""
        return int(self._calls.replies[self.number])

    @property
    def notifications(self) -> int:
        return int(self._calls.notifications[self.number])

    @property
    def errno(self) -> int:
        """Positive; 0 when there was no error."""
        return int(self._calls.errno[self.number])

    @property
    def state(self) -> State:
        return State(int(self._calls.state[self.number]))

    @property
    def unanswered(self) -> bool:
        """Whether an answer, or its end, was due and did not come."""
        return self.state in (State.NO_REPLY, State.LOST)

    @property
    def transaction(self) -> int:
        """The number of the transaction that the request is in; 0 when it is in none."""
        return int(self._calls.transaction[self.number])

    @property
    def latency(self) -> int | None:
        """Nanoseconds from the request to the last reply, acknowledgement or error; None when there was none."""
        found = int(self._calls.latency(np.array([self.number]))[0])
        return found if found >= 0 else None

    @property
    def first_latency(self) -> int | None:
        """Nanoseconds to the first of them."""
        found = int(self._calls.first_latency(np.array([self.number]))[0])
        return found if found >= 0 else None

    @property
    def answer(self) -> Message | None:
        """The last reply, part, acknowledgement, error or done; None when there was none."""
        last = int(self._calls.last[self.number])
        return None if last == int(self._calls.request[self.number]) else self._calls.capture.message(last)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The rows of all its messages, the request first."""
        first = int(self._calls.request[self.number])
        return first + np.flatnonzero(self._calls.number[first:] == self.number)

    @property
    def messages(self) -> list[Message]:
        return [self._calls.capture.message(row) for row in self.rows.tolist()]


class Calls:
    """The calls of a capture, and what they tell of its messages.

    Every question takes in the messages that came since the last one. Columns are numpy arrays, by message row or by
    the number of the call, which counts from 1 (entry 0 is nobody's).
    """

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.batches = Batches()
        self.transactions = Transactions(self)
        self._rows = RowTable()
        self._calls = CallTable()
        self._calls.append(1, **dict.fromkeys(CallTable.types, 0))
        self._conventions = Conventions(capture.registry)
        self._open = np.zeros(0, np.int64)  # rows of the requests that may still get replies
        self._states = np.zeros(1, np.uint8)
        self._stated = 0  # messages that these states take into account
        self._lock = RLock()

    def __len__(self) -> int:
        self.update()
        return len(self._calls) - 1

    @property
    def known(self) -> int:
        """How many messages have been taken in; asking takes in no more."""
        return len(self._rows)

    def __getitem__(self, number: int) -> Call:
        """The call of a number, counted from 1."""
        if not 1 <= number <= len(self):
            raise IndexError(f"no call {number}; there are {len(self)}")
        return Call(self, number)

    def __iter__(self) -> Iterator[Call]:
        return (Call(self, number) for number in range(1, len(self) + 1))

    def of(self, row: int) -> Call | None:
        """The call that the message in a row belongs to."""
        number = int(self.number[row])
        return Call(self, number) if number else None

    def is_from_kernel(self, row: int) -> bool:
        """Whether the message in a row is from the kernel."""
        if row >= self.known:  # asked very often
            self.update()
        return int(self._rows.direction[row]) == Direction.FROM_KERNEL

    @property
    def number(self) -> npt.NDArray[np.uint32]:
        """By message row: the number of its call; 0 for none."""
        return self._of_rows("number")

    @property
    def role(self) -> npt.NDArray[np.uint8]:
        """By message row: its `Role`."""
        return self._of_rows("role")

    @property
    def direction(self) -> npt.NDArray[np.uint8]:
        """By message row: its `Direction`."""
        return self._of_rows("direction")

    @property
    def request(self) -> npt.NDArray[np.uint32]:
        """By number: the row of the request."""
        return self._of_calls("request")

    @property
    def port(self) -> npt.NDArray[np.uint32]:
        """By number: the port id of who asked, as a reply tells it, else as the request claims; 0 when nothing does."""
        return self._of_calls("port")

    @property
    def first(self) -> npt.NDArray[np.uint32]:
        """By number: the row of the first reply, part, ack, error or done; the request's when there is none."""
        return self._of_calls("first")

    @property
    def last(self) -> npt.NDArray[np.uint32]:
        """By number: the row of the last of them."""
        return self._of_calls("last")

    @property
    def errno(self) -> npt.NDArray[np.int32]:
        """By number: the errno, positive; 0 for none."""
        return self._of_calls("errno")

    @property
    def replies(self) -> npt.NDArray[np.uint32]:
        """By number: how many replies and parts of a dump came."""
        return self._of_calls("replies")

    @property
    def notifications(self) -> npt.NDArray[np.uint32]:
        """By number: how many notifications tell of it, a copy for each listener."""
        return self._of_calls("notifications")

    @property
    def transaction(self) -> npt.NDArray[np.uint32]:
        """By number: the number of its transaction; 0 for none."""
        return self._of_calls("transaction")

    @property
    def state(self) -> npt.NDArray[np.uint8]:
        """By number: its `State`, as things stand at the last message so far."""
        with self._lock:
            self.update()
            if self._stated != len(self._rows):
                self._states = states(self.capture, self._conventions, self._calls)
                self._stated = len(self._rows)
            return self._states

    def latency(self, numbers: Integers) -> npt.NDArray[np.int64]:
        """Nanoseconds from request to last reply, ack, error or done; -1 where there is none."""
        return self._latency(numbers, self.last)

    def first_latency(self, numbers: Integers) -> npt.NDArray[np.int64]:
        """Nanoseconds from request to the first of them; -1 where there is none."""
        return self._latency(numbers, self.first)

    def _latency(self, numbers: Integers, until: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        request, reply = self.request[numbers], until[numbers]
        frame, time = self.capture.index.messages.frame, self.capture.source.frames.time
        passed = np.maximum(time[frame[reply]] - time[frame[request]], 0)  # clocks may be set back
        return np.where(reply == request, -1, passed)

    def _of_rows(self, name: str) -> Integers:
        self.update()
        column: Integers = getattr(self._rows, name)
        return column[: len(self._rows)]

    def _of_calls(self, name: str) -> Integers:
        self.update()
        column: Integers = getattr(self._calls, name)
        return column[: len(self._calls)]

    def update(self) -> None:
        """Take in the messages that came since the last time."""
        count = len(self.capture)
        if len(self._rows) >= count:
            return
        with self._lock:
            frame = self.capture.index.messages.frame
            while (first := len(self._rows)) < count:
                stop = min(count, first + CHUNK)
                if stop < count:  # whole datagrams at a time
                    stop = first + int(np.searchsorted(frame[first:count], frame[stop - 1], side="right"))
                self._take(first, stop)

    def _take(self, first: int, stop: int) -> None:
        """Take in the messages in rows from `first` to `stop`."""
        table = self.capture.index.messages
        self._conventions.know(table.protocol[first:stop])
        direction = directions(table, first, stop)
        begin, end = batches(table, self._conventions, first, stop)
        batched = np.zeros(stop - first, np.bool_)
        for start, last in zip((begin - first).tolist(), (end - first).tolist(), strict=True):
            batched[start : last + 1] = True
        found, untouched = exchange(self.capture, self._conventions, first, direction, batched, self._waiting())
        pairing = pair(found)
        carried = len(found.carried)
        own = found.request & (pairing.owner == np.arange(len(found)))
        direction[found.row[found.request & ~own] - first] = Direction.FROM_KERNEL
        rows = self._rows.reserve(stop - first, len(self.capture) if self.capture.complete else 0)
        self._rows.number[rows] = 0
        self._rows.direction[rows] = direction
        asked = found.row[own][carried:]
        place = len(self.batches) + np.searchsorted(begin, asked, side="right")
        self._add(asked, np.where(batched[asked - first], place, 0))
        self.batches.append(len(begin), begin=begin, end=end)
        belongs = carried + np.flatnonzero(pairing.owner[carried:] >= 0)
        owner = found.row[pairing.owner[belongs]]
        self._rows.number[found.row[belongs]] = self._rows.number[owner]
        request = np.full(stop - first, -1)
        request[found.row[belongs] - first] = owner
        self._settle(first, direction, request)
        self._rows.publish(rows)
        self._open = np.sort(np.concatenate((untouched.row, found.row[pairing.open])))[-MOST_OPEN:]

    def _settle(self, first: int, direction: Integers, request: Integers) -> None:
        """Give the messages from row `first` on their roles, and the calls what these tell.

        request  for each row, that of the request it belongs to; -1: none
        """
        rows = slice(first, first + len(direction))
        from_kernel = direction == Direction.FROM_KERNEL
        answered, errnos = answers(self.capture, rows.start, rows.stop)
        told = (errnos > 0) & from_kernel[answered - first]
        answered, errnos = answered[told], errnos[told]
        table = self.capture.index.messages
        failed = answered[table.type[answered] == NLMSG_ERROR]
        in_batch = self._calls.transaction[self._rows.number[rows]] > 0
        self._rows.role[rows] = roles(table, self._conventions, first, direction, request, in_batch, failed)
        self._count(first + np.flatnonzero((request >= 0) & from_kernel))
        numbers = self._rows.number[answered]
        self._calls.errno[numbers[numbers > 0]] = errnos[numbers > 0]

    def _waiting(self) -> Open:
        """The calls that may still get replies."""
        numbers = self._rows.number[self._open]
        seen = self._calls.seen[numbers]
        return Open(
            self._open,
            np.where(seen & np.uint8(TOLD), self._calls.port[numbers], np.uint32(0)),
            seen & np.uint8(DATA) != 0,
            seen & np.uint8(PARTS) != 0,
            self._calls.transaction[numbers] > 0,
        )

    def _add(self, requests: npt.NDArray[np.int64], transactions: npt.NDArray[np.int64]) -> None:
        """Add the calls of requests, which are in these transactions."""
        start = len(self._calls)
        self._rows.number[requests] = np.arange(start, start + len(requests))
        self._calls.append(
            len(requests),
            request=requests,
            port=self.capture.index.messages.port[requests],
            first=requests,
            last=requests,
            errno=0,
            replies=0,
            notifications=0,
            transaction=transactions,
            seen=0,
        )

    def _count(self, rows: npt.NDArray[np.int64]) -> None:
        """Add messages of the kernel to the calls that they belong to."""
        table, calls = self.capture.index.messages, self._calls
        number, role, port, flags = self._rows.number[rows], self._rows.role[rows], table.port[rows], table.flags[rows]
        told = port != 0
        calls.port[number[told]] = port[told]
        ends = (role == Role.ACK) | (role == Role.ERROR) | (role == Role.DONE)
        notifies = role == Role.NOTIFICATION
        replies = ~ends & ~notifies
        np.add.at(calls.notifications, number[notifies], np.uint32(1))
        np.add.at(calls.replies, number[replies], np.uint32(1))
        for bit, which in (
            (ENDED, ends),
            (DATA, ~ends | (role == Role.DONE)),
            (PARTS, role == Role.PART),
            (INTERRUPTION, flags & np.uint16(NLM_F_DUMP_INTR) != 0),
            (TOLD, told),
        ):
            calls.seen[number[which]] |= np.uint8(bit)
        answers_, numbers = rows[~notifies], number[~notifies]
        calls.last[numbers] = answers_  # of several, the last remains
        new = calls.first[numbers] == calls.request[numbers]
        calls.first[numbers[new][::-1]] = answers_[new][::-1]
