"""Messages that keys lead to: those that deserve attention, those of a call, the other end of an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[Any]


def warnings(capture: Capture, slow: int) -> Rows:
    """The rows with a diagnostic that is a warning, and the requests of calls that took longer than `slow` ns."""
    from nldissect.analysis.diagnostics import CODES, Severity, masks

    count = len(capture)
    codes = [code for code, (severity, _) in CODES.items() if severity == Severity.WARNING]
    found = np.zeros(count, np.bool_)
    for mask in masks(capture, np.arange(count), codes).values():
        found |= mask
    numbers = np.arange(1, len(capture.calls) + 1)
    requests = capture.calls.request[numbers[capture.calls.latency(numbers) > slow]]
    found[requests[requests < count]] = True
    return np.flatnonzero(found)


def in_call(capture: Capture, row: int, *, backwards: bool = False) -> int | None:
    """The row of the next message of the same call, or of the one before; None when it is the last, or in no call."""
    numbers = capture.calls.number
    number = numbers[row]
    if not number:
        return None
    first = int(capture.calls.request[number])
    if backwards:
        places = np.flatnonzero(numbers[first:row] == number)
        return first + int(places[-1]) if len(places) else None
    places = np.flatnonzero(numbers[row + 1 :] == number)
    return row + 1 + int(places[0]) if len(places) else None


def peer(capture: Capture, row: int) -> int | None:
    """From a request the row of its last answer, from everything else that of the request; None without a call."""
    call = capture.calls.of(row)
    if call is None:
        return None
    request = call.request.row
    if row != request:
        return request
    answer = call.answer
    return None if answer is None else answer.row
