"""What the C library does with memory that arrays give back; without a C library that can be told, nothing is done."""

from __future__ import annotations

import contextlib
import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of malloc.h
MISSING = (AttributeError, OSError)


def keep() -> None:
    """Have it kept: a command takes it again at once.

    Else each array of some megabytes is new pages, which the system must clear: a tenth of the time of a short command.
    """
    _set(trim=256 << 20, mmap=64 << 20)


def hand_back() -> None:
    """Have it handed to the system: a screen stays open for long after a capture was read."""
    _set(trim=128 << 10, mmap=256 << 10)


def trim() -> None:
    """Hand to the system what is left in between."""
    with contextlib.suppress(*MISSING):
        ctypes.CDLL(None).malloc_trim(0)


def _set(*, trim: int, mmap: int) -> None:
    with contextlib.suppress(*MISSING):
        library = ctypes.CDLL(None)
        library.mallopt(TRIM_THRESHOLD, trim)
        library.mallopt(MMAP_THRESHOLD, mmap)
