"""Time stamps in the clock of an interface -> nanoseconds since the epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nldissect.sources.frames import Interface

if TYPE_CHECKING:
    import numpy.typing as npt

SECOND = 1_000_000_000
LARGEST = (1 << 63) - 1


def nanoseconds(
    ticks: npt.NDArray[np.uint64], number: npt.NDArray[np.uint32], interfaces: Sequence[Interface]
) -> npt.NDArray[np.int64]:
    """Nanoseconds since the epoch of time stamps of the interfaces with these numbers.

    Finer clocks are cut to nanoseconds; times that do not fit 64 bits wrap around.
    """
    first = int(number[0])
    used = [first] if (number == first).all() else np.unique(number).tolist()
    clocks = sorted({interfaces[which].ticks for which in used})
    if len(clocks) == 1:
        time = scale(ticks, clocks[0])
    else:
        time = np.empty(len(ticks), np.int64)
        clock_of = np.zeros(len(interfaces), np.uint8)
        clock_of[used] = [clocks.index(interfaces[which].ticks) for which in used]
        for which, clock in enumerate(clocks):
            rows = np.flatnonzero(clock_of[number] == which)
            time[rows] = scale(ticks[rows], clock)
    if any(interfaces[which].offset for which in used):
        offsets = np.zeros(len(interfaces), np.int64)
        for which in used:
            offsets[which] = max(min(interfaces[which].offset * SECOND, LARGEST), -LARGEST)
        time = time + offsets[number]
    return time


def scale(ticks: npt.NDArray[np.uint64], per_second: int) -> npt.NDArray[np.int64]:
    """Nanoseconds of time stamps that count `per_second` (a power of ten or two) units a second."""
    if SECOND % per_second == 0:
        return (ticks * np.uint64(SECOND // per_second)).view(np.int64)
    if per_second % SECOND == 0:
        divisor = per_second // SECOND
        return (ticks // np.uint64(min(divisor, (1 << 64) - 1))).view(np.int64)
    bits = per_second.bit_length() - 1
    seconds, rest = (ticks >> np.uint64(bits), ticks & np.uint64(per_second - 1)) if bits < 64 else (ticks & 0, ticks)
    if bits > 34:  # 34 bits of a fraction and the 30 of a second's nanoseconds fill the word
        rest, bits = rest >> np.uint64(min(bits - 34, 63)), 34
    return (seconds * np.uint64(SECOND) + ((rest * np.uint64(SECOND)) >> np.uint64(bits))).view(np.int64)
