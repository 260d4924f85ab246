"""What part of a capture is shown over time: intervals of a round width, and what came in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nldissect.analysis.timeline import Timeline, extent, timeline
from nldissect.tui.times import NANOSECONDS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.capture import Capture

SHORTEST = 1_000
"""Nanoseconds of the shortest interval: most captures tell microseconds."""

TYPES = 5
"""Types that are named of an interval."""

ZOOMS = (10, 20, 50)
"""Tenths of a power of ten that zooming goes through."""

FITTING = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
"""Those that an interval may have for all intervals to fill the width."""


class Window(NamedTuple):
    """What part of the capture is to be shown.

    width    nanoseconds of an interval; 0: so many that all of the capture is shown
    start    when the first interval is to begin, in nanoseconds after the first datagram; None: the last ones are shown
    columns  how many intervals there is room for
    """

    width: int
    start: int | None
    columns: int


class Shown(NamedTuple):
    """What came in the intervals of a window.

    origin   the time of the first datagram, in nanoseconds since the epoch
    fitting  width of the intervals that show all of the capture
    before, after  whether there are intervals before and after those shown
    """

    line: Timeline
    origin: int
    fitting: int
    before: bool
    after: bool


def shown(capture: Capture, rows: npt.NDArray[np.int64] | None, window: Window) -> Shown | None:
    """The messages in these rows (None: all) in a window, which is moved to where there are any; None without any.

    Intervals begin at multiples of their width after the first datagram, so that what comes moves none of them.
    """
    whole = extent(capture)
    if whole is None:
        return None
    origin = int(capture.source.frames.time[0])
    first, last = whole[0] - origin, whole[1] - origin
    fitting = rounded(-(-(last - first + 1) // window.columns), FITTING)
    while last // fitting - first // fitting >= window.columns:
        fitting = rounded(fitting + 1, FITTING)
    width = window.width or fitting
    earliest, latest = first // width, last // width
    end = max(earliest, latest - window.columns + 1)
    start = end if window.start is None else max(earliest, min(window.start // width, end))
    count = min(window.columns, latest - start + 1)
    line = timeline(capture, rows, origin + start * width, width, count, types=TYPES)
    return Shown(line, origin, fitting, start > earliest, start + count <= latest)


def rounded(width: int, tenths: tuple[int, ...]) -> int:
    """The least width of SHORTEST or more, no less than another, that is such tenths of a power of ten."""
    unit = SHORTEST // 10
    while True:
        for each in tenths:
            if each * unit >= width:
                return each * unit
        unit *= 10


def shorter(width: int) -> int:
    """The greatest of ZOOMS below a width; SHORTEST at least."""
    found = below = SHORTEST
    while below < width:
        found, below = below, rounded(below + 1, ZOOMS)
    return found


def exact_seconds(nanoseconds: int) -> str:
    """Seconds with as many decimals as it takes to be exact."""
    seconds, rest = divmod(abs(nanoseconds), NANOSECONDS)
    return ("-" if nanoseconds < 0 else "") + f"{seconds}.{rest:09d}".rstrip("0").rstrip(".")


def short_count(count: int) -> str:
    """A number in at most 6 characters: "9,812", "12.3k", "1.2M"."""
    for unit, size in (("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if count >= 10 * size or (unit != "k" and count >= size):
            return f"{count / size:.1f}{unit}" if count < 100 * size else f"{count / size:.0f}{unit}"
    return f"{count:,}"
