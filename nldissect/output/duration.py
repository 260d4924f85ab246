"""Durations as text."""

from __future__ import annotations


def duration(nanoseconds: int) -> str:
    """A duration with three digits, or all of them: "12.3 us"."""
    for size, unit in ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")):
        if nanoseconds >= size:
            number = nanoseconds / size
            return f"{number:,.{0 if number >= 100 else 1 if number >= 10 else 2}f} {unit}"
    return f"{nanoseconds} ns"
