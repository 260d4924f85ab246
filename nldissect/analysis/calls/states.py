"""States: how each call went."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nldissect.analysis.calls.conventions import EITHER, NLM_F_ACK, READS, Conventions
from nldissect.engine.cache import NOT_KEPT
from nldissect.sources.columns import Columns

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]

RECENT = 1_000_000_000  # ns before the end of the capture in which an answer may still be on its way

# bits of CallTable.seen
ENDED = 1
"""NLMSG_ERROR or NLMSG_DONE came"""
DATA = 2
"""a reply, part, end of a dump or notification came"""
PARTS = 4
"""a part of a dump came"""
INTERRUPTION = 8
"""NLM_F_DUMP_INTR came"""
TOLD = 16
"""the port is what a message of the kernel told, not what the request claims"""


class State(IntEnum):
    """How a call went."""

    OK = 0
    """acknowledged, answered, dumped to the end; or a request that changes something and would hear of failure only"""
    FAILED = 1
    """an errno came, in NLMSG_ERROR or NLMSG_DONE"""
    RUNNING = 2
    """what is due is missing, and the last message was within a second of the end of the capture"""
    NO_REPLY = 3
    """something was due (NLM_F_ACK, a dump, a type that reads) and nothing came"""
    INTERRUPTED = 4
    """a dump came to its end with NLM_F_DUMP_INTR: what it tells may be inconsistent"""
    LOST = 5
    """data came, but not the end or acknowledgement that was due"""
    ROLLED_BACK = 6
    """a request of a batch in which another one failed"""

    @property
    def words(self) -> str:
        """The state as people say it: "no reply"."""
        return self.name.replace("_", " ").lower()


class CallTable(Columns):
    """Calls by number, from 1: entry 0 is nobody's. 33 bytes each."""

    types: ClassVar = {"request": np.uint32, "port": np.uint32, "first": np.uint32, "last": np.uint32,
                       "errno": np.int32, "replies": np.uint32, "notifications": np.uint32,
                       "transaction": np.uint32, "seen": np.uint8}  # fmt: skip
    request: npt.NDArray[np.uint32]
    port: npt.NDArray[np.uint32]
    first: npt.NDArray[np.uint32]
    last: npt.NDArray[np.uint32]
    errno: npt.NDArray[np.int32]
    replies: npt.NDArray[np.uint32]
    notifications: npt.NDArray[np.uint32]
    transaction: npt.NDArray[np.uint32]
    seen: npt.NDArray[np.uint8]


def states(capture: Capture, conventions: Conventions, calls: CallTable) -> npt.NDArray[np.uint8]:
    """The `State` of each call."""
    count = len(calls)
    table, request, seen = capture.index.messages, calls.request[:count], calls.seen[:count]
    errno, replies, transaction = calls.errno[:count], calls.replies[:count], calls.transaction[:count]
    protocols, flags, types = table.protocol[request], table.flags[request], table.type[request]
    purposes = conventions.purposes(protocols, types)
    dump = conventions.dumps(protocols, flags, purposes) & (transaction == 0)
    due = (flags & np.uint16(NLM_F_ACK) != 0) | dump | ((purposes == READS) & (replies == 0))
    unsure = np.flatnonzero((seen & np.uint8(ENDED | DATA) == 0) & ~due & (purposes == EITHER) & (transaction == 0))
    due[unsure] = _read(capture, request[unsure])
    ended = seen & np.uint8(ENDED) != 0
    found = np.where(ended & (seen & np.uint8(INTERRUPTION) != 0), State.INTERRUPTED, State.OK).astype(np.uint8)
    missing = np.flatnonzero(due & ~ended)
    if len(missing):
        end = int(capture.source.frames.time[table.frame[len(capture) - 1]])
        recent = end - capture.source.frames.time[table.frame[calls.last[missing]]] <= RECENT
        lost = np.where(replies[missing] > 0, State.LOST, State.NO_REPLY)
        found[missing] = np.where(recent, State.RUNNING, lost)
    broken = np.zeros(int(transaction.max()) + 1, np.bool_)
    broken[transaction[errno != 0]] = True
    broken[0] = False
    found[broken[transaction]] = State.ROLLED_BACK
    found[errno != 0] = State.FAILED
    found[0] = State.OK
    return found


def _read(capture: Capture, rows: Integers) -> npt.NDArray[np.bool_]:
    """Whether requests are of a kind that reads; asked of those alone whose type does not tell (generic netlink)."""
    if not len(rows):
        return np.zeros(0, np.bool_)
    numbers = capture.assign_layouts(rows.astype(np.int64))
    found, which = np.unique(numbers, return_inverse=True)
    reads = []
    for number in found.tolist():
        message = None if number == NOT_KEPT else capture.decoder.layouts[number].message
        reads.append(message is not None and message.kind.name == "get")
    return np.array(reads)[which]
