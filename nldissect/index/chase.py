"""From nlmsg_len to nlmsg_len: where the messages of datagrams begin."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from nldissect.index.messages import NLMSG_HDRLEN
from nldissect.sources.data import Data, gather

if TYPE_CHECKING:
    import numpy.typing as npt

    Offsets = npt.NDArray[np.uint64]

# Fewer datagrams than this are walked one by one: a round of numpy calls costs what about this many messages cost in
# a Python loop, and one long datagram must not make every short one wait for its rounds.
FEW = 128


def chase(
    data: Data, start: Offsets, end: Offsets, big: npt.NDArray[np.bool_], length: npt.NDArray[np.uint32]
) -> tuple[Offsets, npt.NDArray[np.intp]]:
    """Where the rows of each datagram begin, datagram by datagram, and how many each has.

    `length` is the first nlmsg_len of each, 0 where there is no whole header. The k-th rows of all datagrams are found
    at once. A row is a message; what follows the last one and is none (fewer than 16 bytes, or an nlmsg_len below 16:
    iproute2 sends its whole request buffer) belongs to its row. A datagram that starts with no message is one row.
    """
    mixed = bool(big.any()) and not big.all()
    dtype = np.dtype(">u4" if len(big) and big[0] else "<u4")
    counts = (end > start).astype(np.intp)
    position = after(start, length)
    which = np.flatnonzero((length >= NLMSG_HDRLEN) & (position < end))
    position = position[which]
    rounds: list[tuple[npt.NDArray[np.intp], Offsets]] = []
    while len(which) > FEW:
        whole = end[which] - position >= NLMSG_HDRLEN
        if not whole.all():
            which, position = which[whole], position[whole]
        length = gather(data, position, 4).view("<u4" if mixed else dtype)
        if mixed:
            length = np.where(big[which], length.byteswap(), length)
        message = length >= NLMSG_HDRLEN
        if not message.all():
            which, position, length = which[message], position[message], length[message]
        rounds.append((which, position))
        counts[which] += 1
        position = after(position, length)
        alive = position < end[which]
        if not alive.all():
            which, position = which[alive], position[alive]
    tails = [
        walk(data, *arguments)
        for arguments in zip(position.tolist(), end[which].tolist(), big[which].tolist(), strict=True)
    ]
    counts[which] += np.array([len(tail) for tail in tails], np.intp)
    return _in_order(start, rounds, which, tails, counts), counts


def after(position: Offsets, length: npt.NDArray[np.uint32]) -> Offsets:
    """Where the next message begins: NLMSG_ALIGN."""
    aligned = length.astype(np.uint64)
    aligned += np.uint64(3)
    aligned &= ~np.uint64(3)
    aligned += position
    return aligned


def walk(data: Data, position: int, end: int, big: bool) -> list[int]:
    """Where the messages of one datagram begin."""
    unpack = Struct(">I" if big else "<I").unpack_from
    rows: list[int] = []
    append = rows.append
    last = end - NLMSG_HDRLEN
    while position <= last:
        (length,) = unpack(data, position)
        if length < NLMSG_HDRLEN:
            break
        append(position)
        position += length + 3 & ~3
    return rows


def _in_order(
    start: Offsets,
    rounds: list[tuple[npt.NDArray[np.intp], Offsets]],
    which: npt.NDArray[np.intp],
    tails: list[list[int]],
    counts: npt.NDArray[np.intp],
) -> Offsets:
    """Bring the first rows, those found round by round, and the tails of long datagrams into the datagrams' order."""
    rows = np.cumsum(counts)
    total = int(rows[-1])
    rows -= counts
    if not counts.all():  # empty datagrams have no row
        rows, start = rows[counts > 0], start[counts > 0]
        first = np.cumsum(counts) - counts
    else:
        first = rows
    if total == len(start):
        return start
    offsets = np.empty(total, np.uint64)
    offsets[rows] = start
    for number, (datagram, position) in enumerate(rounds, 1):
        offsets[first[datagram] + number] = position
    for datagram, tail in zip(which.tolist(), tails, strict=True):
        begin = int(first[datagram]) + len(rounds) + 1
        offsets[begin : begin + len(tail)] = tail
    return offsets
