"""What is to be paired: requests, and what the kernel sent to somebody's port, as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.answers import QUOTED
from nldissect.analysis.calls.conventions import NLM_F_DUMP, REMOVES, WRITES, Conventions
from nldissect.analysis.calls.direction import Direction
from nldissect.index.grouping import among
from nldissect.index.messages import (
    BIG_ENDIAN,
    FRAGMENT,
    NLM_F_MULTI,
    NLM_F_REQUEST,
    NLMSG_DONE,
    NLMSG_ERROR,
    NLMSG_HDRLEN as HEADER,
)
from nldissect.sources.data import gather

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]


@dataclass(slots=True)
class Open:
    """Requests of earlier messages that may still get replies; columns of equal length.

    row      of the request
    port     the asker's, where a reply has told it; else 0
    data     whether a reply or notification came
    parts    whether a part of a dump came
    batched  whether the request is in a batch
    """

    row: npt.NDArray[np.int64]
    port: npt.NDArray[np.uint32]
    data: npt.NDArray[np.bool_]
    parts: npt.NDArray[np.bool_]
    batched: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)

    def where(self, chosen: npt.NDArray[np.bool_]) -> Open:
        """Those that are chosen."""
        return Open(self.row[chosen], self.port[chosen], self.data[chosen], self.parts[chosen], self.batched[chosen])


@dataclass(slots=True)
class Exchange:
    """Requests and the kernel's messages in the order of the capture, open requests in front; columns of equal length.

    row      in the message table
    key      capture interface, protocol and seq, which a reply has of its request
    frame    of the datagram
    flags    nlmsg_flags
    port     nlmsg_pid; of a request whose asker is known, its port
    length   nlmsg_len
    object   what it is about, equal for a request and its replies (see Conventions)
    request  whether it is one, as far as its flags tell
    error    NLMSG_ERROR
    done     NLMSG_DONE
    head     type, flags and nlmsg_pid: a request's own, and of an error those that it quotes, but for flags that the
             kernel changes; 0 of others, and where they are cut off
    removal  whether the type only tells that something was removed
    carried  the open requests
    time     when, in ns, of requests
    writes   of requests: whether the type is one that only changes something
    dump     of requests: whether a dump is asked for
    alone    of requests: whether the datagram holds nothing else
    """

    row: npt.NDArray[np.int64]
    key: npt.NDArray[np.uint64]
    frame: npt.NDArray[np.uint32]
    flags: npt.NDArray[np.uint16]
    port: npt.NDArray[np.uint32]
    length: npt.NDArray[np.uint32]
    object: npt.NDArray[np.uint32]
    request: npt.NDArray[np.bool_]
    error: npt.NDArray[np.bool_]
    done: npt.NDArray[np.bool_]
    head: npt.NDArray[np.uint64]
    removal: npt.NDArray[np.bool_]
    carried: Open
    time: npt.NDArray[np.int64] = field(init=False)
    writes: npt.NDArray[np.bool_] = field(init=False)
    dump: npt.NDArray[np.bool_] = field(init=False)
    alone: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.time = np.zeros(len(self.row), np.int64)
        self.writes, self.dump, self.alone = np.zeros((3, len(self.row)), np.bool_)

    def __len__(self) -> int:
        return len(self.row)


def keys(capture: Capture, rows: Integers) -> npt.NDArray[np.uint64]:
    """Capture interface, protocol and seq of messages in one integer."""
    table = capture.index.messages
    found = table.seq[rows].astype(np.uint64)
    found |= table.protocol[rows].astype(np.uint64) << np.uint64(32)
    if len(capture.source.interfaces) > 1:
        interfaces = capture.source.frames.interface[table.frame[rows]]
        found |= interfaces.astype(np.uint64) << np.uint64(40)
    return found


def exchange(
    capture: Capture, conventions: Conventions, first: int, directions: Integers, batched: Integers, waiting: Open
) -> tuple[Exchange, Open]:
    """The messages from row `first` on that can be paired, and the open requests that none of them is about.

    directions  of the rows
    batched     whether they are in a batch
    """
    table = capture.index.messages
    rows = slice(first, first + len(directions))
    flags = table.flags[rows]
    request = (directions == Direction.TO_KERNEL) & (flags & np.uint16(NLM_F_REQUEST) != 0)
    # A notification with port 0 answers nobody; a part of a dump that has it (nfnl_hook) does.
    to_port = (table.port[rows] != 0) | ((flags & np.uint16(NLM_F_MULTI) != 0) & (table.type[rows] > NLMSG_DONE))
    answer = (directions == Direction.FROM_KERNEL) & to_port & (table.state[rows] & np.uint8(FRAGMENT) == 0)
    places = np.flatnonzero(request | answer)
    key, old_key = keys(capture, places + first), keys(capture, waiting.row)
    asked = among(old_key, key)
    carried = waiting.where(asked)
    row = np.concatenate((carried.row, places + first))
    frame, protocol, type_, flags = table.frame[row], table.protocol[row], table.type[row], table.flags[row]
    request = np.concatenate((np.ones(len(carried), np.bool_), request[places]))
    found = Exchange(
        row=row,
        key=np.concatenate((old_key[asked], key)),
        frame=frame,
        flags=flags,
        port=table.port[row],
        length=table.length[row],
        object=conventions.objects(protocol, type_),
        request=request,
        error=(type_ == NLMSG_ERROR) & ~request,
        done=(type_ == NLMSG_DONE) & ~request,
        head=np.zeros(len(row), np.uint64),
        removal=conventions.purposes(protocol, type_) == REMOVES,
        carried=carried,
    )
    requests = np.flatnonzero(request)
    found.head[requests] = _head(type_[requests], flags[requests], found.port[requests])
    errors = np.flatnonzero(found.error & (table.extent[row] >= QUOTED + HEADER))
    found.head[errors] = _quoted_head(capture, row[errors])
    found.port[: len(carried)] = np.where(carried.port, carried.port, found.port[: len(carried)])
    found.time[requests] = capture.source.frames.time[frame[requests]]
    purpose = conventions.purposes(protocol[requests], type_[requests])
    in_batch = np.concatenate((carried.batched, batched[places]))[requests]
    found.writes[requests] = (purpose == WRITES) | (purpose == REMOVES) | in_batch
    found.dump[requests] = conventions.dumps(protocol[requests], flags[requests], purpose) & ~in_batch
    frames = table.frame[rows]
    alone = np.ones(len(frames), np.bool_)
    alone[1:] = alone[:-1] = frames[1:] != frames[:-1]
    alone[1:-1] = (frames[1:-1] != frames[:-2]) & (frames[1:-1] != frames[2:])
    found.alone[len(carried) :] = alone[places]
    return found, waiting.where(~asked)


def _head(types: Integers, flags: Integers, ports: Integers) -> npt.NDArray[np.uint64]:
    # ip6_route_multipath_add() takes NLM_F_EXCL and NLM_F_REPLACE out of the request before an error quotes it
    kept = flags & np.uint16(~NLM_F_DUMP & 0xFFFF)
    head = types.astype(np.uint64) << np.uint64(48) | kept.astype(np.uint64) << np.uint64(32)
    head |= ports
    return head


def _quoted_head(capture: Capture, rows: Integers) -> npt.NDArray[np.uint64]:
    """Type, flags and nlmsg_pid of the requests that errors quote."""
    table = capture.index.messages
    raw = gather(capture.source.data, table.offset[rows] + np.uint64(QUOTED), HEADER)
    fields = raw.view("<u2").reshape(-1, HEADER // 2)
    ports = np.ascontiguousarray(raw.view("<u4").reshape(-1, HEADER // 4)[:, 3])
    types, flags = fields[:, 2].copy(), fields[:, 3].copy()
    big = table.state[rows] & np.uint8(BIG_ENDIAN) != 0
    for values in (types, flags, ports):
        values[big] = values[big].byteswap()
    return _head(types, flags, ports)
