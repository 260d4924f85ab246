"""The messages that programs with libnl print with NLCB=debug, and iw with --debug.

Each is a block of lines; what stands before them, a log's prefix or a quotation mark, does not count:

  [NETLINK HEADER] 16 octets
    .nlmsg_len = 32
    .type = 16 <genl/family::nlctrl>
    ...
  [GENERIC NETLINK HEADER] 4 octets
    .cmd = 3
    ...
  [ATTR 02] 8 octets
    6e 6c 38 30 32 31 31 00                         nl80211.

The byte order of the machine that printed its numbers is not told: they are taken for those of a little-endian one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import Struct

from nldissect.nlmsghdr import NLMSG_HDRLEN
from nldissect.sources.importing.found import Datagram, Found, listed

BEGIN, END = "BEGIN NETLINK MESSAGE", "END NETLINK MESSAGE"
NETLINK_GENERIC = 16
NLMSG_MIN_TYPE = 0x10
NLA_F_NESTED = 0x8000
NLA_HDRLEN = 4
LONGEST = 1 << 20

# Of the parts that are told number by number: the names and sizes of their numbers.
NUMBERS = {
    "NETLINK HEADER": {"nlmsg_len": 4, "type": 2, "flags": 2, "seq": 4, "port": 4},
    "ORIGINAL MESSAGE": {"nlmsg_len": 4, "type": 2, "flags": 2, "seq": 4, "port": 4},
    "GENERIC NETLINK HEADER": {"cmd": 1, "version": 1, "unused": 2},
    "ERRORMSG": {"error": 4},
}
PART = re.compile(r"\[([A-Z ]+(?:\d+)?(?: NESTED)?)\] (\d{1,7}) octets")
ATTRIBUTE = re.compile(r"ATTR (PADDING|\d{1,5})( NESTED)?")
NUMBER = re.compile(r"\.(\w+) = (?:(-?\d{1,10})|0x([0-9a-f]{1,8}))\b")
ROW = re.compile(r"(?:^|\s)\s{3}((?:[0-9a-f]{2} ){0,15}[0-9a-f]{2})(?:\s|$)")
attribute = Struct("<HH")


@dataclass(slots=True)
class _Part:
    """A part of a message: its name, the octets that it says to have, and what follows."""

    name: str
    octets: int
    numbers: dict[str, int] = field(default_factory=dict)
    rows: bytearray = field(default_factory=bytearray)

    def data(self) -> bytes:
        """The bytes; those of a nested attribute are its header only, and the parts that follow."""
        if self.name in NUMBERS:
            shown = ((self.numbers.get(name, 0), size) for name, size in NUMBERS[self.name].items())
            return b"".join((number % (1 << 8 * size)).to_bytes(size, "little") for number, size in shown)
        if (match := ATTRIBUTE.fullmatch(self.name)) is None:
            return bytes(self.rows)
        kind = 0 if match[1] == "PADDING" else int(match[1])
        flags = NLA_F_NESTED if match[2] else 0
        return attribute.pack(NLA_HDRLEN + self.octets & 0xFFFF, (kind | flags) & 0xFFFF) + self.rows

    @property
    def whole(self) -> bool:
        """Whether all its octets are there."""
        return self.name in NUMBERS or self.name.endswith("NESTED") or len(self.rows) == self.octets


def read(data: bytes) -> Found:
    """Each message as a datagram; of errors libnl prints the code and the header of the request only."""
    found = Found()
    parts: list[_Part] | None = None
    begun, short, damaged = 0, [], []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if BEGIN in line:
            parts, begun = [], number
        elif parts is None:
            continue
        elif END not in line:
            _read_line(parts, line)
        elif parts and parts[0].name == "NETLINK HEADER":
            datagram = _datagram(parts, found.datagrams)
            found.datagrams.append(datagram)
            if not all(part.whole for part in parts):
                damaged.append(begun)
            elif len(datagram.data) < datagram.length:
                short.append(begun)
            parts = None
    if damaged or parts:
        found.warnings.append(f"{listed(damaged + [begun] * bool(parts))}: rows of the message are missing")
    if short:
        found.warnings.append(f"{listed(short)}: libnl printed the message in part only")
    return found


def _read_line(parts: list[_Part], line: str) -> None:
    if match := PART.search(line):
        parts.append(_Part(match[1], int(match[2])))
    elif parts and (match := NUMBER.search(line)) and parts[-1].name in NUMBERS:
        parts[-1].numbers.setdefault(match[1], int(match[2]) if match[2] else int(match[3], 16))
    elif parts and (match := ROW.search(line)):
        parts[-1].rows += bytes.fromhex(match[1])


def _datagram(parts: Iterable[_Part], before: list[Datagram]) -> Datagram:
    header, *rest = parts
    data = b"".join(part.data() for part in (header, *rest))
    protocol = None
    if any(part.name == "GENERIC NETLINK HEADER" for part in rest):
        protocol = NETLINK_GENERIC
    elif header.numbers.get("type", 0) < NLMSG_MIN_TYPE and before:  # the answer to what came before
        protocol = before[-1].protocol
    return Datagram(data, protocol=protocol, length=max(NLMSG_HDRLEN, min(header.numbers.get("nlmsg_len", 0), LONGEST)))


def recognises(head: bytes) -> bool:
    return BEGIN.encode() in head
