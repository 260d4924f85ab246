"""The thread that reads and indexes the capture while the screen is up, and notes what the screen asks for most."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nldissect import memory
from nldissect.analysis.answers import answers
from nldissect.sources.columns import Columns

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

FIRST_BUDGET = 1 << 18
"""Bytes of the first step: enough for some screens full, read in a few milliseconds."""

LARGEST_BUDGET = 1 << 22
"""Bytes of a step: small enough that the interpreter is never held long enough to delay a key."""


FOLLOW_PAUSE = 0.12
"""Seconds between two steps of what comes live."""

MUCH = 1 << 18
"""Bytes that come in a step of what comes live, from which on the next one is not put off."""


class Reader(threading.Thread):
    """Advances the capture to its end; whoever looks reads `finished` before `len(capture)`.

    A daemon thread of our own and not a Textual worker: a read from an idle pipe cannot be cancelled, and must not
    keep the program from ending.

    errors    the rows of the messages that carry an errno
    finished  whether the capture has been read to its end
    ended     whether its calls are found too
    failure   what ended it before, None for nothing; it is among the warnings of the capture, too
    """

    def __init__(self, capture: Capture, *, live: bool) -> None:
        super().__init__(name="reading", daemon=True)
        self.capture = capture
        self.live = live
        self.errors = ErrorRows(capture)
        self.finished = False
        self.ended = False
        self.failure: Exception | None = None
        self._stopping = threading.Event()

    def run(self) -> None:
        budget = FIRST_BUDGET
        try:
            self.errors.extend()
            size = self.capture.source.size
            while not self._stopping.is_set() and self.capture.advance(budget):
                if self.live:
                    self._follow(size)
                    size = self.capture.source.size
                else:
                    self.errors.extend()
                budget = min(2 * budget, LARGEST_BUDGET)
            self.errors.extend()
        except Exception as failure:  # handed to the screen, which alone can say it
            self.failure = failure
            self.capture.warnings.append(str(failure))
        self.finished = True
        if not self._stopping.is_set():
            self.capture.names.learn()  # of a file only now: to read on is more urgent
            self.capture.calls.update()
            memory.trim()
        self.ended = True

    def _follow(self, size: int) -> None:
        """Find what the screen asks for in what came since `size` bytes were there, then let more come together.

        What little comes at a time costs as much as more.
        """
        self.errors.extend()
        self.capture.calls.update()
        self.capture.names.learn()
        if self.capture.source.size - size < MUCH:
            self._stopping.wait(FOLLOW_PAUSE)

    def stop(self) -> None:
        """Ask the thread to end after its present step."""
        self._stopping.set()


class ErrorRows(Columns):
    """The rows of the messages that carry an errno: NLMSG_ERROR that is no ack, NLMSG_DONE of a failed dump."""

    types: ClassVar = {"row": np.uint32}
    row: npt.NDArray[np.uint32]

    def __init__(self, capture: Capture) -> None:
        super().__init__()
        self.capture = capture
        self._looked_at = 0

    @property
    def rows(self) -> npt.NDArray[Any]:
        """The rows so far, ascending."""
        return self.row[: len(self)]

    def extend(self) -> None:
        """Look at the messages that came since the last time; called from the reading thread only."""
        first, last = self._looked_at, len(self.capture)
        rows, errnos = answers(self.capture, first, last)
        failed = rows[errnos > 0]
        self.append(len(failed), row=failed)
        self._looked_at = last
