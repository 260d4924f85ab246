"""The thread that finds the messages which pass a filter: the first ones at once, the others meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.analysis.filter import Filter
    from nldissect.capture import Capture

FIRST_STEP = 1 << 13
"""Messages of the first step: answered in a few milliseconds whatever the filter asks."""

LARGEST_STEP = 1 << 17
GROWTH_PAUSE = 1 / 20
"""Seconds between two looks at a capture that grows."""

CALLS_PAUSE = 1.0
"""Seconds between two looks at all messages again, when what a filter asks may change with later ones."""


class Matching(threading.Thread):
    """Finds the rows that pass a filter until the capture has ended or `stop` is called.

    finished  whether the capture has ended and all its messages were looked at
    looked_at how many messages were looked at so far
    seconds   how long that took
    failure   what ended it, None for nothing

    `found` is called, in the thread, when there is something new to show at once: the first rows, and the end.
    """

    def __init__(
        self,
        capture: Capture,
        chosen: Filter,
        *,
        ended: Callable[[], bool],
        found: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(name="matching", daemon=True)
        self.capture = capture
        self.filter = chosen
        self.finished = False
        self.looked_at = 0
        self.seconds = 0.0
        self.failure: Exception | None = None
        self._ended = ended
        self._tell = found
        self._stopping = threading.Event()
        self._told = False
        self._found: npt.NDArray[np.uint32] = np.empty(1024, np.uint32)
        self._published = (self._found, 0)

    @property
    def rows(self) -> npt.NDArray[Any]:
        """The rows found so far, ascending."""
        found, count = self._published
        return found[:count]

    def stop(self) -> None:
        """Ask the thread to end after its present step."""
        self._stopping.set()

    def run(self) -> None:
        again = False
        try:
            while not self._stopping.is_set():
                ended = self._ended()  # before the count, or the last messages could be missed
                if self.looked_at < len(self.capture):
                    self._look_again() if again else self._look()
                    again = self.filter.unsettled
                elif ended:
                    break
                self._stopping.wait(CALLS_PAUSE if again else 0 if ended else GROWTH_PAUSE)
        except Exception as failure:  # handed to the screen, which alone can say it
            self.failure = failure
        self.finished = not self._stopping.is_set()
        self._tell()

    def _look(self) -> None:
        """Look at all the messages that are there, in steps that grow."""
        step = FIRST_STEP
        while not self._stopping.is_set() and (first := self.looked_at) < (count := len(self.capture)):
            began = perf_counter()
            stop = min(count, first + step)
            self._append(self.filter.rows(self.capture, first, stop))
            self.looked_at = stop
            self.seconds += perf_counter() - began
            if len(self.rows) and not self._told:
                self._told = True
                self._tell()
            step = min(2 * step, LARGEST_STEP)

    def _append(self, rows: npt.NDArray[np.int64]) -> None:
        found, count = self._published
        if count + len(rows) > len(found):
            found = np.empty(max(2 * len(found), count + len(rows)), np.uint32)
            found[:count] = self._published[0][:count]
        found[count : count + len(rows)] = rows
        self._published = (found, count + len(rows))

    def _look_again(self) -> None:
        """Look at all messages once more, and only then show the difference."""
        count = len(self.capture)
        rows = self.filter.rows(self.capture, 0, count)
        self._published = (rows.astype(np.uint32), len(rows))
        self.looked_at = count
