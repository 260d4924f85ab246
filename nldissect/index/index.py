"""The index of a capture: its message table, extended as frames come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nldissect.index.byteorder import ByteOrder
from nldissect.index.chase import chase
from nldissect.index.datagrams import Datagrams, datagrams, header_kinds
from nldissect.index.messages import BIG_ENDIAN, CUT, FRAGMENT, NLMSG_HDRLEN, Messages
from nldissect.sources.data import Data, gather
from nldissect.sources.source import Source

if TYPE_CHECKING:
    import numpy.typing as npt

# Frames, and bytes of the file, that are indexed in one go: large enough for few rounds of numpy calls, small enough
# for transient arrays of some ten megabytes, whatever the frames hold.
FRAMES = 1 << 16
BYTES = 1 << 26

# linux/netlink.h
BYTE_ORDERS: tuple[Literal["little", "big"], ...] = ("little", "big")
PORT = 12
"""Where an nlmsghdr has nlmsg_pid."""
nlmsghdr = {"length": "u4", "type": "u2", "flags": "u2", "seq": "u4", "port": "u4"}
LITTLE_HEADER = np.dtype([(name, "<" + type_) for name, type_ in nlmsghdr.items()])
BIG_HEADER = np.dtype([(name, ">" + type_) for name, type_ in nlmsghdr.items()])


class Index:
    """The messages of a source; `extend` adds those of the frames that came since.

    One thread extends; others may look at the first `len(index)` rows of `messages` at any time.
    """

    def __init__(self, source: Source, *, with_own: bool = False, filled: bool = False) -> None:
        """
        with_own  whether those of the program that captured are among the messages
        filled    whether another index adds the messages
        """
        self.source = source
        self._with_own = with_own
        self._filled = filled
        self.messages = Messages()
        self.other_frames = 0
        """frames that are not netlink: other link types, ARPHRD other than 824, or no whole cooked header"""
        self.own: Index | None = None
        """messages of the program that captured, which are not among these; None as long as there are none"""
        self._frames = 0
        self._byte_order = ByteOrder()
        self._kinds = header_kinds([])

    def __len__(self) -> int:
        return len(self.messages)

    def extend(self) -> int:
        """Index the frames that have not been yet; returns the number of messages now."""
        if self._filled:
            return len(self.messages)
        frames, data = self.source.frames, self.source.data
        total = len(frames)
        if len(self._kinds) != len(self.source.interfaces):
            self._kinds = header_kinds(self.source.interfaces)
        while self._frames < total:
            first = self._frames
            stop = min(total, first + FRAMES)
            limit = frames.offset[first] + np.uint64(BYTES)
            stop = max(first + 1, first + int(np.searchsorted(frames.offset[first:stop], limit)))
            found = datagrams(data, frames, first, stop, self._kinds)
            self.other_frames += stop - first - len(found)
            if self.source.own and not self._with_own and len(found):
                found = self._without_own(data, found)
            if len(found):
                self._add(data, found)
            self._frames = stop
        return len(self.messages)

    def _add(self, data: Data, found: Datagrams) -> None:
        big, length = self._byte_order.decide(data, found)
        offset, counts = chase(data, found.start, found.end, big, length)
        if not len(offset):
            return
        rows = self.messages.reserve(len(offset), self._expected(len(offset), int(found.end[-1])))
        table = self.messages
        single = len(offset) == len(found) == np.count_nonzero(counts)  # the usual: a message a datagram
        spread = _as_they_are if single else np.repeat
        table.offset[rows] = offset
        table.frame[rows] = spread(found.frame, counts)
        table.protocol[rows] = spread(found.protocol, counts)
        table.state[rows] = spread(big.view(np.uint8), counts)  # BIG_ENDIAN is 1
        left = (spread(found.end, counts) - offset).astype(np.uint32)
        self._headers(data, rows, big, found.headers if single else None)
        self._extents(rows, left, None if single else np.cumsum(counts[counts > 0]) - 1)
        self._fragments(rows, left)
        table.publish(rows)

    def _without_own(self, data: Data, found: Datagrams) -> Datagrams:
        """The datagrams that are not the capturing program's, told by the port id of their first message."""
        there = np.flatnonzero(found.end >= found.start + np.uint64(NLMSG_HDRLEN))
        ports = gather(data, found.start[there] + np.uint64(PORT), 4)
        ours = np.zeros(len(found), np.bool_)
        for interface, protocol, port in self.source.own:
            words = [np.void(port.to_bytes(4, order)) for order in BYTE_ORDERS]
            same = (ports == words[0]) | (ports == words[1])
            ours[there] |= same & (found.interface[there] == interface) & (found.protocol[there] == protocol)
        if not ours.any():
            return found
        if self.own is None:
            self.own = Index(self.source, filled=True)
        self.own._add(data, found.among(ours))
        return found.among(~ours)

    def _expected(self, count: int, position: int) -> int:
        """How many messages the source will have if it goes on as up to `position`."""
        return int((len(self.messages) + count) * (self.source.size / position) * 1.05)

    def _headers(
        self, data: Data, rows: slice, big: npt.NDArray[np.bool_], headers: npt.NDArray[np.void] | None
    ) -> None:
        """Fill in the fields of the nlmsghdr; where there is none, whatever is there."""
        table = self.messages
        if headers is None:
            last = len(data) - NLMSG_HDRLEN
            headers = gather(data, np.minimum(table.offset[rows], np.uint64(last)), NLMSG_HDRLEN)
        of_first = headers.view(BIG_HEADER if big[0] else LITTLE_HEADER)
        for name in nlmsghdr:
            getattr(table, name)[rows] = of_first[name]
        if big.any() and not big.all():
            differ = np.flatnonzero((table.state[rows] & BIG_ENDIAN) != big[0])
            of_others = headers[differ].view(LITTLE_HEADER if big[0] else BIG_HEADER)
            for name in nlmsghdr:
                getattr(table, name)[rows][differ] = of_others[name]

    def _extents(self, rows: slice, left: npt.NDArray[np.uint32], last: npt.NDArray[np.intp] | None) -> None:
        """Fill in the extent of messages, with `left` bytes from each to the end of its datagram, and mark CUT ones.

        The last message of a datagram has all the rest; `last` are their places, None for all of them.
        """
        table = self.messages
        length = table.length[rows]
        table.state[rows] |= (length > left).view(np.uint8) * np.uint8(CUT)
        if last is None:
            table.extent[rows] = left
            return
        extent = np.minimum(length, left)
        extent += np.uint32(3)
        extent &= np.uint32(0xFFFFFFFC)
        np.minimum(extent, left, out=table.extent[rows])
        table.extent[rows][last] = left[last]

    def _fragments(self, rows: slice, left: npt.NDArray[np.uint32]) -> None:
        """Turn the rows that are no messages into FRAGMENT ones."""
        table = self.messages
        fragments = np.flatnonzero((left < NLMSG_HDRLEN) | (table.length[rows] < NLMSG_HDRLEN))
        if not fragments.size:
            return
        for name in nlmsghdr:
            getattr(table, name)[rows][fragments] = 0
        table.length[rows][fragments] = table.extent[rows][fragments] = left[fragments]
        frame = table.frame[rows][fragments]
        frames = self.source.frames
        cut = (left[fragments] < NLMSG_HDRLEN) & (frames.captured[frame] < frames.length[frame])
        state = table.state[rows]
        state[fragments] = (state[fragments] & BIG_ENDIAN) | FRAGMENT | np.where(cut, CUT, 0).astype(np.uint8)


def _as_they_are(values: npt.NDArray[Any], counts: npt.NDArray[np.intp]) -> npt.NDArray[Any]:
    """`np.repeat` for counts that are all 1."""
    return values
