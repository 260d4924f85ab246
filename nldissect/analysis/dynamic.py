"""Names of dynamic message types: generic netlink family ids, which each boot gives out anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Epoch:
    """The names from a row of the capture on.

    An id that is seen named only later belongs to this name all the same; a new epoch starts only where an id that has
    a name gets another one (a module that was unloaded, and another that took its number).
    """

    start: int
    names: dict[int, str]


class DynamicTypes:
    """The names of dynamic types of one protocol as a capture goes on."""

    def __init__(self, given: Mapping[int, str]) -> None:
        self._given = dict(given)
        self.epochs = [Epoch(0, dict(given))]

    def at(self, row: int) -> tuple[int, Mapping[int, str]]:
        """Number of the epoch of a row, and its names."""
        number = bisect_right(self.epochs, row, key=lambda epoch: epoch.start) - 1
        return number, self.epochs[number].names

    def numbers(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Numbers of the epochs of rows."""
        starts = np.array([epoch.start for epoch in self.epochs[1:]], np.int64)
        return np.searchsorted(starts, rows, side="right").astype(np.int64)

    def learn(self, row: int, number: int, name: str) -> bool:
        """Take in that a message says a number's name; rows come in rising order. True when this names it anew."""
        names = self.epochs[-1].names
        if number in self._given or names.get(number) == name:
            return False
        if number in names:
            self.epochs.append(Epoch(row, {**names, number: name}))
            return True
        for epoch in self.epochs:
            epoch.names.setdefault(number, name)
        return True
