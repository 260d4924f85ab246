"""What the words before some bytes tell of them: the time, and the protocol."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

SECOND = 1_000_000_000
DAY = 86_400 * SECOND

# Comments that `nldissect read -T c` and its like write, and the lines of `read` itself.
_OWN = re.compile(r"^(?:(?:#|//|/\*) \d+ (\S+) [^:]+:|\s*\d+ +(-?\d+\.\d{6}) \S (\S+) +\S)")
# dmesg; tcpdump -tt; tshark; tshark -V
_SECONDS = re.compile(
    r"(?:^|\s)\[ *(\d{1,10}\.\d{3,9})\]|^(\d{9,10}\.\d{3,9})\s|^\s*\d+\s+(-?\d{1,10}\.\d{6,9})\s"
    r"|^ {4}Epoch Time: (\d{1,10}\.\d{1,9}) seconds"
)
# tcpdump, tcpdump -tttt, and what programs write before their lines
_CLOCK = re.compile(r"^(?:(\d{4}-\d\d-\d\d)[ T])?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?(?=\s|$)")


def is_own(line: str) -> bool:
    """Whether a line is the one that `nldissect read` prints of each message."""
    return _OWN.match(line) is not None


class Told:
    """Reads lines of text, and keeps what they tell of the next datagram.

    time      nanoseconds since the epoch, or since midnight or what else the lines count from; None: not told
    protocol  netlink protocol number; None: not told
    """

    def __init__(self) -> None:
        self.time: int | None = None
        self.protocol: int | None = None
        self._days = 0
        self._last = 0

    def read(self, line: str) -> None:
        """Take a line in."""
        if (match := _OWN.match(line)) is not None:
            self.protocol = _protocol_of(match[1] or match[3])
        if (match := _SECONDS.search(line)) is not None:
            self.time = _nanoseconds(next(filter(None, match.groups())))
        elif (match := _CLOCK.match(line)) is not None:
            self.time = self._time_of_day(match) if match[1] is None else _date(match)

    def forget(self) -> None:
        """What was told was of the datagram that has come; the next one's time is not before it."""
        self.protocol = None

    def _time_of_day(self, match: re.Match[str]) -> int:
        hours, minutes, seconds = int(match[2]), int(match[3]), int(match[4])
        time = _nanoseconds(f"{hours * 3600 + minutes * 60 + seconds}.{match[5] or 0}")
        if time + self._days < self._last - DAY // 2:  # it was midnight
            self._days += DAY
        self._last = time + self._days
        return self._last


def _date(match: re.Match[str]) -> int | None:
    zone = "+00:00" if match[6] in (None, "Z") else match[6]
    try:
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}:{match[3]}:{match[4]}{zone}")
    except ValueError:
        return None
    seconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
    return seconds * SECOND + _nanoseconds(f"0.{match[5] or 0}")


def _nanoseconds(text: str) -> int:
    seconds, _, fraction = text.removeprefix("-").partition(".")
    time = int(seconds) * SECOND + int(fraction.ljust(9, "0")[:9])
    return -time if text.startswith("-") else time


def _protocol_of(family: str) -> int:
    """The protocol of a name that `Message.family_name` gives: the protocol's own, or a generic netlink family's."""
    from nldissect.families import protocol_number

    try:
        return protocol_number(family)
    except ValueError:
        return protocol_number("generic")
