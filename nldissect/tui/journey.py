"""Where the user has been: back and forward, as in a browser."""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 200


class Place(NamedTuple):
    """A message that was looked at: its row, and the text of the filter that was in force."""

    row: int
    filter: str


class Journey:
    """The places that jumps began at and led to; steps from row to row are no jumps."""

    def __init__(self) -> None:
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    def leave(self, place: Place) -> None:
        """Note the place that a jump begins at; what was ahead is forgotten."""
        if not self._behind or self._behind[-1] != place:
            self._behind = [*self._behind[1 - LONGEST :], place]
        self._ahead.clear()

    def back(self, here: Place) -> Place | None:
        """The place before; None when there is none."""
        return self._step(self._behind, self._ahead, here)

    def forward(self, here: Place) -> Place | None:
        """The place that `back` came from; None when there is none."""
        return self._step(self._ahead, self._behind, here)

    @staticmethod
    def _step(taken: list[Place], kept: list[Place], here: Place) -> Place | None:
        while taken and taken[-1] == here:
            taken.pop()
        if not taken:
            return None
        kept.append(here)
        return taken.pop()
