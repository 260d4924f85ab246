"""Transactions: batches of requests that take effect all or none, as nftables sends them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, overload

import numpy as np

from nldissect.analysis.calls.conventions import Conventions
from nldissect.analysis.calls.states import State
from nldissect.index.messages import Messages
from nldissect.sources.columns import Columns

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.analysis.calls import Call, Calls


class Batches(Columns):
    """Batches by number, counted from 0; 8 bytes each."""

    types: ClassVar = {"begin": np.uint32, "end": np.uint32}
    begin: npt.NDArray[np.uint32]
    """row of the message that begins it"""
    end: npt.NDArray[np.uint32]
    """row of its last message, which ends it, unless that was cut off"""


def batches(table: Messages, conventions: Conventions, first: int, stop: int) -> tuple[npt.NDArray[np.int64], ...]:
    """Rows of the first and last messages of the batches in rows from `first` to `stop`, which are whole datagrams.

    A batch is within one datagram: nfnetlink_rcv_skb_batch() drops one that has no end there.
    """
    none = np.zeros(0, np.int64)
    if not (conventions.batch_begin >= 0).any():
        return none, none
    protocol, types, frame = table.protocol[first:stop], table.type[first:stop], table.frame[first:stop]
    begins = np.flatnonzero(conventions.batch_begin[protocol] == types)
    datagram = np.concatenate(([True], frame[begins[1:]] != frame[begins[:-1]]))[: len(begins)]
    begins = begins[datagram]
    ends = np.append(np.flatnonzero(conventions.batch_end[protocol] == types), stop - first)
    end = ends[np.searchsorted(ends, begins)]
    last = np.searchsorted(frame, frame[begins], side="right") - 1
    return begins + first, np.minimum(end, last) + first


class Transaction:
    """A batch of requests.

    number  from 1
    begin   row of the message that begins it
    end     row of its last message
    """

    def __init__(self, calls: Calls, number: int) -> None:
        self._calls = calls
        self.number = number
        self.begin = int(calls.batches.begin[number - 1])
        self.end = int(calls.batches.end[number - 1])

    def __repr__(self) -> str:
        return f"<Transaction {self.number} {self.state.words}>"

    @property
    def rows(self) -> range:
        """The rows of its requests, from its begin to its end."""
        return range(self.begin, self.end + 1)

    @property
    def calls(self) -> list[Call]:
        """The calls of its requests; those that begin and end it are among them."""
        return [self._calls[number] for number in self._numbers.tolist()]

    @property
    def failed(self) -> list[Call]:
        """The calls that failed, for which all others were rolled back."""
        numbers = self._numbers
        return [self._calls[number] for number in numbers[self._calls.errno[numbers] != 0].tolist()]

    @property
    def state(self) -> State:
        """FAILED when a call failed; else what went wrong with a call; else OK."""
        found = self._calls.state[self._numbers]
        wrong = (state for state in (State.FAILED, State.LOST, State.NO_REPLY, State.RUNNING) if (found == state).any())
        return next(wrong, State.OK)

    @property
    def _numbers(self) -> npt.NDArray[np.uint32]:
        numbers = self._calls.number[self.begin : self.end + 1]
        return numbers[numbers > 0]


class Transactions(Sequence[Transaction]):
    """The transactions of a capture in its order; `transactions[0]` has the number 1."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def __len__(self) -> int:
        self._calls.update()
        return len(self._calls.batches)

    def __iter__(self) -> Iterator[Transaction]:
        return (Transaction(self._calls, number + 1) for number in range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Transaction: ...
    @overload
    def __getitem__(self, place: slice) -> list[Transaction]: ...
    def __getitem__(self, place: int | slice) -> Transaction | list[Transaction]:
        numbers = range(1, len(self) + 1)[place]
        if isinstance(numbers, range):
            return [Transaction(self._calls, number) for number in numbers]
        return Transaction(self._calls, numbers)
