"""The lines of strace: whose they are, when they were written, and which call they tell of."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECOND = 1_000_000_000
DAY = 86_400 * SECOND

_LINE = re.compile(
    rb"(?:\[pid +(?P<attached>\d{1,10})\] +|(?P<process>\d{1,10}) +)?"
    rb"(?:(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<part>\d{1,9}))? +"
    rb"|(?P<padding> *)(?P<seconds>\d{1,10})\.(?P<fraction>\d{1,9}) +)?"
    rb"(?:\(\+ +\d{1,10}\.\d{1,9}\) +)?"
    rb"(?P<text>[^ ].*)",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb" <unfinished \.\.\.>(?:\) += \?)?\Z")
_RESUMED = re.compile(rb"<\.\.\. \w+ resumed>(.*)", re.DOTALL)
# Strings come before the result and may contain anything, so that the last thing that looks like a result is it.
_CALL = re.compile(
    rb"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>\d{1,10})"
    rb"(?P<descriptor><(?:[^<>]|->)*>)?"
    rb"(?: /\* (?P<translated>\d{1,10}) in strace's PID NS \*/)?"
    rb"(?: \([^()]*\))?"
    rb"(?: <(?P<took>\d{1,9}\.\d{1,9})>)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line: the thread (0: not told), nanoseconds since the epoch or midnight (None: not told), and the rest."""

    thread: int
    time: int | None
    text: bytes


@dataclass(frozen=True, slots=True)
class Call:
    """A call that has returned a number.

    start, end  when it began and returned, as far as it is told
    result      what it returned, and `descriptor`, the words in angle brackets behind it
    translated  the result again, a process id, as strace sees it
    """

    thread: int
    start: int | None
    end: int | None
    name: bytes
    arguments: bytes
    result: int
    descriptor: bytes
    translated: int | None


class Lines:
    """Puts the lines of calls together that others came between, and counts the time where lines tell differences."""

    def __init__(self) -> None:
        self._unfinished: dict[int, tuple[int | None, bytes]] = {}
        self._relative: bool | None = None
        self._now = 0
        self._days = 0

    def line(self, line: bytes) -> Line | None:
        """What a line tells; None when it is none of strace's."""
        if (match := _LINE.fullmatch(line)) is None:
            return None
        thread = int(match["process"] or match["attached"] or 0)
        return Line(thread, self._time(match), match["text"])

    def call(self, line: Line) -> Call | None:
        """The call that a line completes."""
        if unfinished := _UNFINISHED.search(line.text):
            self._unfinished[line.thread] = line.time, line.text[: unfinished.start()]
            return None
        if (resumed := _RESUMED.fullmatch(line.text)) is None:
            match = _CALL.fullmatch(line.text)
            took = None if line.time is None or match is None else line.time + _nanoseconds(match["took"] or b"0.0")
            return _call(line.thread, line.time, took, match)
        start, head = self._unfinished.pop(line.thread, (None, None))
        return None if head is None else _call(line.thread, start, line.time, _CALL.fullmatch(head + resumed[1]))

    def forget(self, thread: int) -> None:
        """A thread has ended."""
        self._unfinished.pop(thread, None)

    def _time(self, match: re.Match[bytes]) -> int | None:
        if match["hour"] is not None:
            seconds = int(match["hour"]) * 3600 + int(match["minute"]) * 60 + int(match["second"])
            time = self._days + _nanoseconds(b"%d.%s" % (seconds, match["part"] or b"0"))
            if time < self._now - DAY // 2:  # it was midnight
                self._days += DAY
                time += DAY
            self._now = time
            return time
        if match["seconds"] is None:
            return None
        time = _nanoseconds(match["seconds"] + b"." + match["fraction"])
        if self._relative is None:  # -r pads the seconds, and begins with 0
            self._relative = time == 0 or (match.start("process") < 0 and bool(match["padding"]))
        if self._relative:
            self._now += time
            return self._now
        return time


def _call(thread: int, start: int | None, end: int | None, match: re.Match[bytes] | None) -> Call | None:
    if match is None:
        return None
    translated = int(match["translated"]) if match["translated"] else None
    name, arguments, result = match["name"], match["arguments"], int(match["result"])
    return Call(thread, start, end, name, arguments, result, match["descriptor"] or b"", translated)


def _nanoseconds(text: bytes) -> int:
    seconds, _, fraction = text.partition(b".")
    return int(seconds) * SECOND + int(fraction.ljust(9, b"0"))
