"""How the Time column writes a point in time, and the columns beside it a duration."""

from __future__ import annotations

import time

TIME_FORMATS = ("relative", "delta", "clock", "epoch")
"""The formats in the order in which the key `t` goes through them."""

TIME_WIDTHS = {"relative": 10, "delta": 10, "clock": 15, "epoch": 17}
"""Cells each format needs; a capture of more than 28 hours makes `relative` one wider per digit."""

NANOSECONDS = 1_000_000_000


def time_text(time_format: str, at: int, first: int, previous: int) -> str:
    """A time (ns since the epoch) in one of TIME_FORMATS, to the microsecond."""
    if time_format == "relative":
        return seconds_text(at - first)
    if time_format == "delta":
        return seconds_text(at - previous)
    seconds, fraction = divmod(at, NANOSECONDS)
    if time_format == "clock":
        try:
            return f"{time.strftime('%H:%M:%S', time.localtime(seconds))}.{fraction // 1000:06d}"
        except (OverflowError, OSError, ValueError):  # a damaged record may say any year
            pass
    return f"{seconds}.{fraction // 1000:06d}"


def seconds_text(duration: int) -> str:
    """A duration (ns) in seconds with six decimals; exact, unlike a float."""
    sign = "-" if duration < 0 else ""
    seconds, fraction = divmod(abs(duration), NANOSECONDS)
    return f"{sign}{seconds}.{fraction // 1000:06d}"


def duration_text(duration: int, micro: str = "µ") -> str:
    """A duration (ns) in at most 7 characters, for the eye: "0", "76µs", "1.23ms", "297ms", "2.05s", "3m12s"."""
    if duration < 0:
        return "-" + duration_text(-duration, micro)
    if duration == 0:
        return "0"
    if duration < 60 * NANOSECONDS:
        scales = (("ns", 1), (f"{micro}s", 1_000), ("ms", 1_000_000), ("s", NANOSECONDS))
        unit, scale = next(one for one in scales if duration / one[1] < 999.5)
        value = duration / scale
        decimals = 0 if scale <= 1_000 or value >= 99.95 else 1 if value >= 9.995 else 2
        return f"{value:.{decimals}f}{unit}"
    minutes, seconds = divmod(round(duration / NANOSECONDS), 60)
    hours, minutes = divmod(minutes, 60)
    if hours < 100:
        return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m{seconds:02d}s"
    return f"{hours // 24}d"
