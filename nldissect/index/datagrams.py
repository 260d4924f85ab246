"""Frames -> netlink datagrams: what stands behind the cooked header of NETLINK, LINUX_SLL and LINUX_SLL2.

Header layouts: https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and LINKTYPE_LINUX_SLL2.html; all fields
are big-endian. The address and its length may hold anything and are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nldissect.cooked import ARPHRD_NETLINK
from nldissect.index.messages import NLMSG_HDRLEN
from nldissect.sources.data import Data, gather
from nldissect.sources.frames import LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2, LINKTYPE_NETLINK, Frames, Interface

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class CookedHeader:
    """Size of a cooked header, and where in it (in 16-bit words) ARPHRD and the netlink protocol are."""

    size: int
    hardware_type: int
    protocol: int


LINUX_SLL = CookedHeader(size=16, hardware_type=1, protocol=7)
LINUX_SLL2 = CookedHeader(size=20, hardware_type=4, protocol=0)
COOKED_HEADERS = (LINUX_SLL, LINUX_SLL2)
OF_LINK_TYPE = {LINKTYPE_NETLINK: LINUX_SLL, LINKTYPE_LINUX_SLL: LINUX_SLL, LINKTYPE_LINUX_SLL2: LINUX_SLL2}
NO_HEADER = 255
COLUMNS = ("frame", "start", "end", "length", "protocol", "interface")


@dataclass(slots=True)
class Datagrams:
    """Netlink datagrams, columns of equal length."""

    frame: npt.NDArray[np.uint32]
    start: npt.NDArray[np.uint64]
    end: npt.NDArray[np.uint64]
    length: npt.NDArray[np.uint32]
    """bytes on the wire"""
    protocol: npt.NDArray[np.uint8]
    interface: npt.NDArray[np.uint16]
    headers: npt.NDArray[np.void] | None = None
    """the first 16 bytes of each, when all have that many: the nlmsghdr of the first message"""

    def __len__(self) -> int:
        return len(self.frame)

    def among(self, mask: npt.NDArray[np.bool_]) -> Datagrams:
        """Those of them that a mask picks."""
        found = Datagrams(*(getattr(self, name)[mask] for name in COLUMNS))
        found.headers = None if self.headers is None else self.headers[mask]
        return found


def header_kinds(interfaces: Sequence[Interface]) -> npt.NDArray[np.uint8]:
    """For each interface the number of its cooked header in COOKED_HEADERS, or NO_HEADER."""
    kinds = [OF_LINK_TYPE.get(interface.link_type) for interface in interfaces]
    return np.array([NO_HEADER if kind is None else COOKED_HEADERS.index(kind) for kind in kinds], np.uint8)


def datagrams(data: Data, frames: Frames, first: int, stop: int, kinds: npt.NDArray[np.uint8]) -> Datagrams:
    """The netlink datagrams among the frames from `first` to `stop`."""
    kind = kinds[0] if len(kinds) == 1 else kinds[frames.interface[first:stop]]
    captured = frames.captured[first:stop]
    parts = []
    for number, header in enumerate(COOKED_HEADERS):
        here = (captured >= header.size) & (kind == number)
        if here.all():
            parts.append(_behind(data, frames, np.arange(first, stop), header))
        elif here.any():
            parts.append(_behind(data, frames, np.flatnonzero(here) + first, header))
    return parts[0] if len(parts) == 1 else _merge(parts)


def _behind(data: Data, frames: Frames, rows: npt.NDArray[np.intp], header: CookedHeader) -> Datagrams:
    """The datagrams in those of the frames whose header is the netlink one."""
    # a slice costs nothing, picking rows does
    where = slice(int(rows[0]), int(rows[-1]) + 1) if rows[-1] - rows[0] == len(rows) - 1 else rows
    # The header and the nlmsghdr behind it are read together: what takes the time is to get at them.
    whole = bool((frames.captured[where] >= header.size + NLMSG_HDRLEN).all())
    size = header.size + NLMSG_HDRLEN if whole else header.size
    words = gather(data, frames.offset[where], size).view(">u2").reshape(-1, size // 2)
    netlink = words[:, header.hardware_type] == ARPHRD_NETLINK
    if not netlink.all():
        where = rows = rows[netlink]
        words = words[netlink]
    headers = np.ascontiguousarray(words[:, header.size // 2 :]).view(f"V{NLMSG_HDRLEN}")[:, 0] if whole else None
    start = frames.offset[where] + np.uint64(header.size)
    captured = frames.captured[where] - np.uint32(header.size)
    return Datagrams(
        frame=rows.astype(np.uint32),
        start=start,
        end=start + captured,
        length=np.maximum(frames.captured[where], frames.length[where]) - np.uint32(header.size),
        protocol=np.minimum(words[:, header.protocol], 255).astype(np.uint8),
        interface=frames.interface[where],
        headers=headers,
    )


def _merge(parts: Sequence[Datagrams]) -> Datagrams:
    """Datagrams of several kinds in the order of their frames."""
    if not parts:
        return Datagrams(np.empty(0, np.uint32), np.empty(0, np.uint64), np.empty(0, np.uint64),
                         np.empty(0, np.uint32), np.empty(0, np.uint8), np.empty(0, np.uint16))  # fmt: skip
    order = np.argsort(np.concatenate([part.frame for part in parts]))
    return Datagrams(*(np.concatenate([getattr(part, name) for part in parts])[order] for name in COLUMNS))
