"""Rows that share a key, brought together.

What numpy has for sets imports its masked arrays, three megabytes that nobody needs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


CHUNK = 1 << 16  # numpy counts integers of eight bytes: so many of them stay in the processor's cache


def occurring(values: npt.NDArray[Any]) -> list[int]:
    """The numbers that occur among small unsigned integers, ascending."""
    found: set[int] = set()
    for start in range(0, len(values), CHUNK):
        found.update(np.flatnonzero(np.bincount(values[start : start + CHUNK])).tolist())
    return sorted(found)


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values that occur, ascending."""
    ordered = np.sort(values)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def among(values: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which of the values are among those wanted."""
    if not len(wanted):
        return np.zeros(len(values), np.bool_)
    ordered = np.sort(wanted)
    places = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: npt.NDArray[np.bool_] = ordered[places] == values
    return found


def grouped(keys: npt.NDArray[Any]) -> tuple[npt.NDArray[np.intp], list[tuple[int, int]]]:
    """The places that sort the keys, equal ones in their order, and start and stop of each run of equal keys there."""
    order = np.argsort(keys, kind="stable")
    if not len(keys):
        return order, []
    ordered = keys[order]
    changes = (np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist()
    return order, list(pairwise([0, *changes, len(keys)]))
