"""Options of pcapng blocks: comments, and what describes an interface."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from nldissect.sources.data import Data, gather
from nldissect.sources.frames import Interface

if TYPE_CHECKING:
    import numpy.typing as npt

END = 0
COMMENT = 1
# of an interface description
NAME = 2
DESCRIPTION = 3
TIME_RESOLUTION = 9
TIME_OFFSET = 14

# Rounds in which the options of all packets of a chunk are looked through at once for a comment; what has more
# options is taken as commented, and read one by one.
ROUNDS = 8


def options(body: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """(code, value) of each option, as far as they are whole."""
    header = Struct(order + "HH")
    position = 0
    while position + 4 <= len(body):
        code, length = header.unpack_from(body, position)
        position += 4
        if code == END or position + length > len(body):
            return
        yield code, body[position : position + length]
        position += (length + 3) & ~3


def comments(body: bytes, order: str) -> Iterator[str]:
    """The comments among options."""
    for code, value in options(body, order):
        if code == COMMENT:
            yield value.decode("utf-8", "replace")


def commented(
    data: Data, begin: npt.NDArray[np.uint64], end: npt.NDArray[np.uint64], order: str
) -> npt.NDArray[np.intp]:
    """Which of the option lists from `begin` to `end` may hold a comment, in ascending order."""
    found = np.zeros(len(begin), bool)
    rows = np.arange(len(begin))
    for _ in range(ROUNDS):
        header = gather(data, begin, 4).view(np.dtype(order + "u2")).reshape(-1, 2)
        code, length = header[:, 0], header[:, 1]
        found[rows[code == COMMENT]] = True
        following = begin + np.uint64(4) + ((length.astype(np.uint64) + np.uint64(3)) & ~np.uint64(3))
        go_on = (code != END) & (code != COMMENT) & (following + np.uint64(4) <= end)
        rows, begin, end = rows[go_on], following[go_on], end[go_on]
        if not rows.size:
            break
    found[rows] = True
    return np.flatnonzero(found)


def interface(body: bytes, order: str, section: int) -> Interface:
    """The interface that the body of an interface description block describes."""
    link_type, snap_length = Struct(order + "HxxI").unpack_from(body)
    described = dict(options(body[8:], order))
    resolution = described.get(TIME_RESOLUTION, b"\x06")[:1] or b"\x06"
    exponent = resolution[0] & 0x7F
    offset = described.get(TIME_OFFSET, b"")
    return Interface(
        link_type,
        name=described.get(NAME, b"").rstrip(b"\0").decode("utf-8", "replace"),
        section=section,
        ticks=2**exponent if resolution[0] & 0x80 else 10**exponent,
        offset=Struct(order + "q").unpack(offset)[0] if len(offset) == 8 else 0,
        snap_length=snap_length,
        description=described.get(DESCRIPTION, b"").rstrip(b"\0").decode("utf-8", "replace"),
    )
