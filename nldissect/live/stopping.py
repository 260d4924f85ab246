"""Signals that ask the program to end, as something to poll."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def obeyed() -> list[signal.Signals]:
    """Those of SIGNALS that this program was not started to ignore: of nohup it has to outlive its terminal."""
    return [each for each in SIGNALS if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]


@contextmanager
def stopped_by_signals() -> Iterator[int]:
    """A descriptor that is readable when a signal has asked the program to end."""
    reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    before = {number: signal.signal(number, lambda *_: None) for number in obeyed()}
    wakeup = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield reading
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        with suppress(OSError):
            os.close(reading)
            os.close(writing)
