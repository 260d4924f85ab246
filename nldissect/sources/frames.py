"""What every capture format is turned into: frames, interfaces, comments and warnings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nldissect.notes import Process
from nldissect.sources.columns import Columns

if TYPE_CHECKING:
    import numpy.typing as npt

LINKTYPE_LINUX_SLL = 113
LINKTYPE_NETLINK = 253
LINKTYPE_LINUX_SLL2 = 276
NETLINK_LINK_TYPES = frozenset({LINKTYPE_LINUX_SLL, LINKTYPE_NETLINK, LINKTYPE_LINUX_SLL2})

# https://www.tcpdump.org/linktypes.html: those that people open by mistake
LINK_TYPE_NAMES = {
    0: "loopback (BSD)",
    1: "Ethernet",
    9: "PPP",
    12: "raw IP",
    101: "raw IP",
    105: "Wi-Fi",
    127: "Wi-Fi (radiotap)",
    147: "user-defined",
    187: "Bluetooth",
    189: "USB",
    195: "IEEE 802.15.4",
    220: "USB",
    227: "CAN",
    228: "IPv4",
    229: "IPv6",
    239: "NFLOG",
    249: "USB",
}

# More than any capture program writes into one packet or block; a length above it is damage, not a length.
LONGEST = 1 << 28


def describe_link_type(link_type: int) -> str:
    """The words for packets of a link type in messages to the user."""
    name = LINK_TYPE_NAMES.get(link_type)
    return f"{name} packets (link type {link_type})" if name else f"packets of link type {link_type}"


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface of a capture: its link type, and for pcapng its section (0-based), name and clock."""

    link_type: int
    name: str = ""
    section: int = 0
    ticks: int = 1_000_000
    """time stamp units per second"""
    offset: int = 0
    """seconds that were added to each time stamp"""
    snap_length: int = 0
    """longest packet that was captured whole, in bytes; 0: no limit"""
    description: str = ""


class Frames(Columns):
    """Frames (captured packets) of all interfaces in file order; 26 bytes each."""

    types: ClassVar = {"offset": np.uint64, "captured": np.uint32, "length": np.uint32, "time": np.int64,
                       "interface": np.uint16}  # fmt: skip
    offset: npt.NDArray[np.uint64]
    """where the link-layer header starts, in `Source.data`"""
    captured: npt.NDArray[np.uint32]
    """bytes that are there"""
    length: npt.NDArray[np.uint32]
    """bytes that were on the wire"""
    time: npt.NDArray[np.int64]
    """nanoseconds since the epoch; 0 where the file has no time"""
    interface: npt.NDArray[np.uint16]
    """row in `Source.interfaces`"""


@dataclass(slots=True)
class Contents:
    """What a parser has found so far; parsers append to it.

    dropped    by interface, how many packets were not captured; of those for which the file tells it
    own        interface, protocol and port of the sockets of the program that captured
    processes  whose the sockets are, as far as the file tells it
    """

    name: str
    frames: Frames = field(default_factory=Frames)
    interfaces: list[Interface] = field(default_factory=list)
    comments: dict[int, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    dropped: dict[int, int] = field(default_factory=dict)
    own: set[tuple[int, int, int]] = field(default_factory=set)
    processes: list[Process] = field(default_factory=list)

    def warn(self, sentence: str) -> None:
        """Note a warning about this capture."""
        self.warnings.append(f"{self.name}: {sentence}")

    def comment(self, frame: int, text: str) -> None:
        """Note a comment on a frame (0-based; -1: on the capture)."""
        self.comments.setdefault(frame, []).append(text)
