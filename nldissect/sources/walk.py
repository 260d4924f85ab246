"""The walk over the records of a pcap file.

A record says where the next one begins, so each costs a step of a Python loop. But the traffic of programs that do the
same thing many times (a batch of routes: request, notification, acknowledgement, and again) has records whose sizes
repeat in a short cycle. When the records just walked do, those that follow are guessed to go on so, and all the
guesses are checked at once; a record is taken only when the sizes of all before it were as guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from nldissect.sources.data import Data, gather

if TYPE_CHECKING:
    import numpy.typing as npt

    Offsets = npt.NDArray[np.uint64]

RECORD_HEADER = 16
PORTION = 1 << 16  # records given out at a time, at the most
FIRST = 256  # records that are walked before a cycle is looked for
LONGEST_CYCLE = 8  # records
CYCLES = 8  # repetitions after which a cycle is believed in


def portions(data: Data, position: int, stop: int, end: int, order: str) -> Iterator[Offsets]:
    """Offsets of the records that begin before `stop` and are complete before `end`, some at a time.

    `position` is where the first begins, `order` the byte order of the headers as `struct` writes it.
    """
    captured = Struct(order + "8xI").unpack_from
    count = FIRST
    stop = min(stop, end - RECORD_HEADER + 1)
    while (walked := np.fromiter(islice(_steps(data, position, stop, end, order), count), np.uint64)).size:
        yield walked
        last = int(walked[-1])
        position = last + RECORD_HEADER + int(captured(data, last)[0])
        count = min(count * 2, PORTION)
        cycle = _cycle(np.diff(walked, append=np.uint64(position)))
        while cycle is not None:
            guessed = _guess(position, cycle, min(stop, end))
            sizes = gather(data, guessed + np.uint64(8), 4).view(order + "u4") + np.uint64(RECORD_HEADER)
            wrong = np.flatnonzero((sizes.reshape(-1, len(cycle)) != cycle).ravel())
            right = int(wrong[0]) if wrong.size else len(guessed)
            if right:
                yield guessed[:right]
                position = int(guessed[right - 1] + sizes[right - 1])
                count = FIRST
            if right < len(guessed) or not right:
                break


def _steps(data: Data, position: int, stop: int, end: int, order: str) -> Iterator[int]:
    # Feeding np.fromiter from a generator is 1.7 times as fast as collecting a list, and keeps no integer objects.
    unpack = Struct(order + "8xI").unpack_from
    with memoryview(data) as view:
        while position < stop:
            (captured,) = unpack(view, position)
            following = position + captured + RECORD_HEADER
            if following > end:
                return
            yield position
            position = following


def _cycle(sizes: Offsets) -> Offsets | None:
    """The sizes that the last records repeat in turn; None when there is no such cycle."""
    for length in range(1, LONGEST_CYCLE + 1):
        recent = sizes[-length * CYCLES :]
        if len(recent) == length * CYCLES and (recent[length:] == recent[:-length]).all():
            return sizes[-length:]
    return None


def _guess(position: int, cycle: Offsets, end: int) -> Offsets:
    """Where records begin from `position` on if their sizes go on in this cycle; whole cycles before `end` only."""
    step = int(cycle.sum())
    rounds = min(max(0, (end - position) // step), PORTION // len(cycle))
    begins = np.cumsum(cycle) - cycle
    starts = np.uint64(position) + np.arange(rounds, dtype=np.uint64) * np.uint64(step)
    return (starts[:, None] + begins).ravel()
