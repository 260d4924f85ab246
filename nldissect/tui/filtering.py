"""The filter in force and the one that is being written, each with the thread that finds what passes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter
    from nldissect.tui.matching import Matching


class Filtering:
    """Starts the threads of filters, and ends those whose findings nobody wants any more.

    start    begins to find what passes a filter
    applied  of the filter in force, None for none
    written  of what is being written; the same one while that is the filter in force
    """

    def __init__(self, start: Callable[[Filter], Matching]) -> None:
        self._start = start
        self.applied: Matching | None = None
        self.written: Matching | None = None

    @property
    def latest(self) -> Matching | None:
        """The one whose progress is of interest."""
        return self.written or self.applied

    @property
    def finished(self) -> bool:
        """Whether all has been found."""
        return all(each.finished for each in (self.applied, self.written) if each is not None)

    def write(self, chosen: Filter | None) -> None:
        """Find what passes this filter in the place of what was written before; None: of nothing."""
        before, self.written = self.written, None
        if before is not None and before is not self.applied:
            before.stop()
        if chosen is not None:
            same = self.applied is not None and self.applied.filter.text == chosen.text
            self.written = self.applied if same else self._start(chosen)

    def apply(self, chosen: Filter | None) -> None:
        """Bring a filter into force, with what was found of it while it was written; None: no filter."""
        if self.applied is not None and self.applied is not self.written:
            self.applied.stop()
        written, self.written = self.written, None
        if chosen is None:
            self.applied = None
        elif written is not None and written.filter.text == chosen.text:
            self.applied = written
        else:
            self.applied = self._start(chosen)
        if written is not None and written is not self.applied:
            written.stop()

    def stop(self) -> None:
        """End all threads."""
        for each in (self.applied, self.written):
            if each is not None:
                each.stop()
