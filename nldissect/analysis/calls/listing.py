"""Which calls a list shows and in what order: columns of the calls as they stand at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.calls.states import State

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Integers = npt.NDArray[Any]

TEXTS = 1 << 13  # texts that are made or sorted at a time: sorting lets no other thread run


@dataclass(frozen=True, eq=False)
class CallListing:
    """Calls in an order. To ask it takes in no messages: it can be drawn from while another thread finds more calls.

    numbers  of the calls, as they are listed
    number, role  by message row; see `Calls`, as for those that follow
    request, port, first, last, errno, replies, notifications, state  by the number of the call
    end      when the last message came, in nanoseconds since the epoch
    """

    capture: Capture
    numbers: Integers
    number: Integers
    role: Integers
    request: Integers
    port: Integers
    first: Integers
    last: Integers
    errno: Integers
    replies: Integers
    notifications: Integers
    state: Integers
    end: int

    def __len__(self) -> int:
        return len(self.numbers)

    def rows(self, number: int) -> Integers:
        """The rows of the messages of a call, the request first."""
        request = int(self.request[number])
        return request + np.flatnonzero(self.number[request:] == number)

    def position(self, number: int) -> int:
        """Where a call is listed; of one that is not, where the call with the nearest number is. 0 in no calls."""
        if not len(self):
            return 0
        return int(np.argmin(np.abs(self.numbers.astype(np.int64) - number)))

    def time(self, rows: Integers) -> npt.NDArray[np.int64]:
        """When the messages in these rows came, in nanoseconds since the epoch."""
        found: npt.NDArray[np.int64] = self.capture.source.frames.time[self.capture.index.messages.frame[rows]]
        return found

    def latency(self, numbers: Integers) -> npt.NDArray[np.int64]:
        """Nanoseconds from request to last reply; -1 where there is none, or the last may not have come yet."""
        found = self._since_request(numbers, self.last)
        found[self.state[numbers] == State.RUNNING] = -1
        return found

    def first_latency(self, numbers: Integers) -> npt.NDArray[np.int64]:
        """Nanoseconds from request to first reply; -1 where there is none."""
        return self._since_request(numbers, self.first)

    def _since_request(self, numbers: Integers, until: Integers) -> npt.NDArray[np.int64]:
        request, reply = self.request[numbers], until[numbers]
        passed = np.maximum(self.time(reply) - self.time(request), 0)  # clocks may be set back
        found: npt.NDArray[np.int64] = np.where(reply == request, -1, passed)
        return found

    def interface(self, numbers: Integers) -> Integers:
        """The numbers of the interfaces on which calls were captured."""
        found: Integers = self.capture.source.frames.interface[self.capture.index.messages.frame[self.request[numbers]]]
        return found

    def sorted(self, key: str, descending: bool, stopped: Callable[[], bool] = lambda: False) -> CallListing:
        """The same calls sorted by one of KEYS, those that are equal by their numbers.

        Latencies that there are not come last in both orders. By "arguments" it takes seconds for 100,000 calls;
        `stopped` ends that early.
        """
        numbers = np.sort(self.numbers)
        if key == "arguments":
            return replace(self, numbers=self._by_arguments(numbers, descending, stopped))
        values = KEYS[key](self, numbers).astype(np.int64)
        missing = (values < 0) & (key in LATENCIES)
        there = np.flatnonzero(~missing)
        order = there[np.argsort(-values[there] if descending else values[there], kind="stable")]
        return replace(self, numbers=numbers[np.concatenate((order, np.flatnonzero(missing)))])

    def _by_arguments(self, numbers: Integers, descending: bool, stopped: Callable[[], bool]) -> Integers:
        """The numbers by the summaries of the requests, in steps between which other threads can run."""
        requests = self.request[numbers].astype(np.int64)
        parts: list[Iterator[tuple[str, int]]] = []
        for start in range(0, len(requests), TEXTS):
            part = requests[start : start + TEXTS]
            self.capture.assign_layouts(part)
            texts: list[tuple[str, int]] = []
            for place, row in enumerate(part.tolist(), start):
                if stopped():
                    return numbers
                texts.append((self.capture.message(row).summary, place))
            texts.sort(key=lambda each: each[0], reverse=descending)
            parts.append(iter(texts))
        merged = merge(*parts, key=lambda each: each[0], reverse=descending)
        return numbers[np.fromiter((place for _, place in merged), np.int64, len(numbers))]


def call_listing(capture: Capture, rows: Integers | None = None) -> CallListing:
    """The calls of which a message is in these rows (None: all), in the order of their requests."""
    calls = capture.calls
    # More may come between two of these: what names calls is taken before what is told of them.
    number, role, request = calls.number, calls.role, calls.request
    count = len(request)
    if rows is None:
        numbers = np.arange(1, count, dtype=np.uint32)
    else:
        chosen = np.zeros(count, np.bool_)
        chosen[number[rows]] = True
        chosen[0] = False
        numbers = np.flatnonzero(chosen).astype(np.uint32)
    frames = capture.index.messages.frame
    end = int(capture.source.frames.time[frames[len(number) - 1]]) if len(number) else 0
    return CallListing(
        capture, numbers, number, role, request, calls.port, calls.first, calls.last, calls.errno, calls.replies,
        calls.notifications, calls.state, end,
    )  # fmt: skip


def _labels(part: int) -> Callable[[CallListing, Integers], Integers]:
    def values(listing: CallListing, numbers: Integers) -> Integers:
        from nldissect.analysis.groupings import type_ranks

        return type_ranks(listing.capture, listing.request[numbers], part)

    return values


def _results(listing: CallListing, numbers: Integers) -> Integers:
    from nldissect.analysis.groupings import alphabetical

    found, which = np.unique(
        listing.errno[numbers].astype(np.int64) << 8 | listing.state[numbers], return_inverse=True
    )  # fmt: skip
    ranks: Integers = alphabetical([result_text(code & 0xFF, code >> 8) for code in found.tolist()])[which.reshape(-1)]
    return ranks


def result_text(state: int, errno: int) -> str:
    """How a call went: the name of its errno, else its state."""
    from nldissect.engine.values import errno_name

    return errno_name(errno) if errno else State(state).words


def pointed_at(answer: Message) -> str | None:
    """The attribute that the extended ack of an error points at, "" if it has no name; None if it points at nothing."""
    from nldissect.analysis.cause import cause
    from nldissect.families.netlink import NLM_F_ACK_TLVS

    found = cause(answer) if answer.flags & NLM_F_ACK_TLVS else None
    if found is None:
        return None
    return f"attribute {found.attribute}" if found.attribute.isdecimal() else found.attribute


LATENCIES = ("latency", "first")

KEYS: dict[str, Callable[[CallListing, Integers], Integers]] = {
    "number": lambda listing, numbers: listing.request[numbers],
    "start": lambda listing, numbers: listing.time(listing.request[numbers]),
    "latency": CallListing.latency,
    "first": CallListing.first_latency,
    "interface": CallListing.interface,
    "port": lambda listing, numbers: listing.port[numbers],
    "family": _labels(0),
    "request": _labels(1),
    "replies": lambda listing, numbers: listing.replies[numbers],
    "result": _results,
}
"""What calls can be sorted by, besides "arguments"; whole numbers."""
