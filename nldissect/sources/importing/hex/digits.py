"""Lines of hex digits without offsets, alone or behind the prefix of a log."""

from __future__ import annotations

import re

from nldissect.cooked import cooked_header, uncooked
from nldissect.nlmsghdr import NLMSG_HDRLEN, ORDERS, Order, messages_end, whole_messages
from nldissect.sources.importing.found import Datagram, Found, listed
from nldissect.sources.importing.hex.told import Told

FEWEST = 4
"""Bytes that a line begins with to be taken for more than a word."""

LONGEST_ROW = 64
"""Bytes in a row of a dump; a line with more is a datagram of its own."""

LONGEST_LINE = 4096
"""Characters of a line in which text is looked for behind the digits."""

LARGEST = 1 << 20
"""Of what nlmsg_len may say."""

_PAIRS = r"[0-9a-fA-F]{2}(?:[ :-]?(?:[0-9a-fA-F]{2})++)*+"
# The prefix ends with a space; behind the digits the text that they stand for, after a wider gap.
_LINE = re.compile(rf"(?P<prefix>(?:.*?\s)??)(?P<digits>{_PAIRS})(?:\s\s.*)?")
_END = re.compile(rf"(?P<prefix>)(?P<digits>{_PAIRS})")


def read(text: str) -> Found:
    """Lines that follow each other are one datagram, until its messages are whole or an empty line comes."""
    found = Found()
    told = Told()
    rows = _Rows()
    doubtful: list[int] = []

    def end() -> None:
        data, protocol = uncooked(bytes(rows.data))
        if protocol is not None or _plausible(data):
            found.datagrams.append(Datagram(data, told.time, told.protocol if protocol is None else protocol))
            told.forget()
            if not whole_messages(data):
                doubtful.append(rows.line)
        rows.clear()

    for number, line in enumerate(text.splitlines(), 1):
        match = _digits(line.strip())
        digits = b"" if match is None else _bytes(match["digits"])
        if not rows.data and len(digits) < FEWEST:
            told.read(line)
        elif match is None:
            if not line.strip():
                end()
            told.read(line)
        else:
            if not rows.data:
                told.read(line)
                rows.line = number
            rows.data += digits
            if len(digits) > LONGEST_ROW or len(rows.data) > LARGEST or rows.whole():
                end()
    end()
    if doubtful:
        found.warnings.append(f"{listed(doubtful)}: the bytes are not as many as nlmsg_len says")
    return found


class _Rows:
    """The rows of one datagram, and how far they are messages in either byte order."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.line = 0
        self._ends: dict[Order, int] = {}

    def clear(self) -> None:
        self.data.clear()
        self._ends.clear()

    def whole(self) -> bool:
        if not self._ends:
            cooked = uncooked(bytes(self.data))[1] is not None
            self._ends = dict.fromkeys(ORDERS, cooked_header.size if cooked else 0)
        for order, end in self._ends.items():
            self._ends[order] = messages_end(self.data, order, end)
        return len(self.data) in self._ends.values()


def _digits(line: str) -> re.Match[str] | None:
    if len(line) <= LONGEST_LINE:
        return _LINE.fullmatch(line)
    before = line.rstrip("0123456789abcdefABCDEF :-")
    return _END.fullmatch(line[len(before) :].lstrip(" :-"))


def _bytes(digits: str) -> bytes:
    return bytes.fromhex(digits.replace(":", " ").replace("-", " "))


def _plausible(data: bytes) -> bool:
    """Whether some bytes can be the first of a netlink message: hashes, addresses and keys are digits as well."""
    lengths = (int.from_bytes(data[:4], "little"), int.from_bytes(data[:4], "big"))
    return len(data) >= NLMSG_HDRLEN and any(NLMSG_HDRLEN <= length <= LARGEST for length in lengths)
