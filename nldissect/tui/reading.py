"""The thread that reads and indexes the capture while the screen is up, and notes which messages are errors."""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from nldissect.analysis.answers import answers

if TYPE_CHECKING:
    from nldissect.capture import Capture

FIRST_BUDGET = 1 << 18
"""Bytes of the first step: enough for some screens full, read in a few milliseconds."""

LARGEST_BUDGET = 1 << 22
"""Bytes of a step: small enough that the interpreter is never held long enough to delay a key."""


class Reader(threading.Thread):
    """Advances the capture to its end; whoever looks reads `finished` before `len(capture)`.

    A daemon thread of our own and not a Textual worker: a read from an idle pipe cannot be cancelled, and must not
    keep the program from ending.
    """

    def __init__(self, capture: Capture) -> None:
        super().__init__(name="reading", daemon=True)
        self.capture = capture
        self.errors = ErrorRows(capture)
        self.finished = False
        self.failure: Exception | None = None
        self._stopping = threading.Event()

    def run(self) -> None:
        budget = FIRST_BUDGET
        try:
            self.errors.extend()
            while not self._stopping.is_set() and self.capture.advance(budget):
                self.errors.extend()
                budget = min(2 * budget, LARGEST_BUDGET)
            self.errors.extend()
        except Exception as failure:  # handed to the screen, which alone can say it
            self.failure = failure
        self.finished = True

    def stop(self) -> None:
        """Ask the thread to end after its present step."""
        self._stopping.set()


class ErrorRows:
    """The rows of the messages that carry an errno: NLMSG_ERROR that is no ack, NLMSG_DONE of a failed dump."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self.rows: array[int] = array("Q")
        self._looked_at = 0

    def __len__(self) -> int:
        return len(self.rows)

    def extend(self) -> None:
        """Look at the messages that came since the last time; called from the reading thread only."""
        first, last = self._looked_at, len(self.capture)
        rows, errnos = answers(self.capture, first, last)
        self.rows.extend(rows[errnos > 0].tolist())
        self._looked_at = last

    def after(self, row: int) -> int | None:
        """The first error after a row, from the top again if there is none; None without any error."""
        rows = self.rows
        return rows[bisect_right(rows, row) % len(rows)] if len(rows) else None

    def before(self, row: int) -> int | None:
        """The last error before a row, from the bottom again if there is none; None without any error."""
        rows = self.rows
        return rows[bisect_left(rows, row) - 1] if len(rows) else None
