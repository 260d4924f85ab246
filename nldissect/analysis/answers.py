"""The control messages that end a request, and the integers at fixed places of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.index.messages import BIG_ENDIAN, FRAGMENT, NLMSG_DONE, NLMSG_ERROR, NLMSG_HDRLEN as HEADER
from nldissect.sources.data import gather

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Integers = npt.NDArray[Any]
    Rows = Integers | slice  # message rows, as an array or from one to another

QUOTED = HEADER + 4  # where an error quotes its request


def answers(capture: Capture, first: int, stop: int) -> tuple[Integers, Integers]:
    """Rows from `first` to `stop` of NLMSG_ERRORs and NLMSG_DONEs that are long enough for an errno, and their errnos.

    An errno is positive; 0 for an acknowledgement and for the end of a dump.
    """
    places, errnos = answers_among(capture, slice(first, stop))
    return first + places, errnos


def answers_among(capture: Capture, rows: Rows) -> tuple[Integers, Integers]:
    """Places of such messages among the given rows, and their errnos."""
    table = capture.index.messages
    types = table.type[rows]
    places = np.flatnonzero((types == NLMSG_ERROR) | (types == NLMSG_DONE))
    found = rows_at(rows, places)
    long_enough = (table.length[found] >= QUOTED) & (table.extent[found] >= QUOTED)
    whole = long_enough & (table.state[found] & FRAGMENT == 0)
    return places[whole], -integers(capture, found[whole], HEADER, "i")


def rows_at(rows: Rows, places: Integers) -> Integers:
    """The rows at some places among rows."""
    return places + rows.start if isinstance(rows, slice) else rows[places]


def integers(capture: Capture, rows: Integers, offset: int, code: str, *, network: bool = False) -> Integers:
    """An integer (a code of `struct`) at a fixed offset of each message, in its host's byte order or the network's."""
    table = capture.index.messages
    raw = gather(capture.source.data, table.offset[rows] + np.uint64(offset), np.dtype(f"<{code}").itemsize)
    if network:
        return raw.view(f">{code}").astype(np.int64)
    values: Integers = raw.view(f"<{code}").astype(np.int64)
    big = table.state[rows] & BIG_ENDIAN != 0
    if big.any():
        values[big] = raw[big].view(f">{code}")
    return values
