"""Where the user wants to go: a number, a time, or some time from here."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import numpy as np

from nldissect.analysis.filter import literals
from nldissect.tui.times import NANOSECONDS

if TYPE_CHECKING:
    from nldissect.capture import Capture

NUMBER = re.compile(r"#?(\d[\d,]*)")
RELATIVE = re.compile(r"([+-])(\d.*)")
SECONDS = re.compile(r"(\d*\.\d+|\d+s)")
CLOCK = re.compile(r"\d\d?:[\d:.]+")
SHAPES = "4421, +0.5s, -2ms, 1.25 (seconds), 12:30:05 or 2026-11-21T12:30:05Z"


def target(text: str, capture: Capture, here: int) -> int:
    """The row that a text means; ValueError, a sentence for the user, when it means none.

    here  the row to count from
    """
    count = len(capture)
    if match := NUMBER.fullmatch(text):
        number = int(match[1].replace(",", ""))
        if not 1 <= number <= count:
            raise ValueError(f"There is no message {number:,}; the numbers go from 1 to {count:,}.")
        return number - 1
    if (at := _time(text, capture, here)) is None:
        raise ValueError(f"{text!r} is no place in the capture; write {SHAPES}.")
    frames = capture.index.messages.frame[:count]
    times = capture.source.frames.time[frames]
    return min(int(np.searchsorted(np.maximum.accumulate(times), at)), count - 1)


def _time(text: str, capture: Capture, here: int) -> int | None:
    """The time that a text means, in nanoseconds since the epoch; None when it means none."""
    first = capture.message(0).time
    if match := RELATIVE.fullmatch(text):
        distance = _duration(match[2])
        if distance is None:
            return None
        return capture.message(here).time + (distance if match[1] == "+" else -distance)
    if SECONDS.fullmatch(text):
        distance = _duration(text)
        return None if distance is None else first + distance
    if CLOCK.fullmatch(text):
        text = f"{time.strftime('%Y-%m-%d', time.localtime(first // NANOSECONDS))}T{text}"
    return literals.instant(text)


def _duration(text: str) -> int | None:
    """Nanoseconds; seconds where no unit is told."""
    return literals.duration(f"{'0' if text[0] == '.' else ''}{text}{'' if text[-1].isalpha() else 's'}")
