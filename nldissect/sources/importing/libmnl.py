"""The boxes that programs with libmnl print of messages: `nft --debug=mnl`, and others by mnl_nlmsg_fprintf.

----------------	------------------
|  0000000020  |	| message length |
| 02576 | R--- |	|  type | flags  |
|  0000000000  |	| sequence number|
|  0000000000  |	|     port ID    |
----------------	------------------
| 00 00 00 00  |	|  extra header  |
|00006|--|00001|	|len |flags| type|
| 74 00 00 00  |	|      data      |	 t
----------------	------------------

Of nlmsg_flags four are shown, and nothing of attributes without a type. The byte order of the machine that printed the
numbers is not told: they are taken for those of a little-endian one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from struct import Struct

from nldissect.nlmsghdr import NLMSG_HDRLEN
from nldissect.sources.importing.found import Datagram, Found, listed

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"\|\s+(\d{10})\s+\|\s*\|\s*(message length|sequence number|port ID)\s*\|")
TYPE = re.compile(r"\|\s*(\d{5}) \| ([R-])([M-])([A-])([E-]) \|\s*\|\s*type \| flags")
ATTRIBUTE = re.compile(r"\|\s*(\d{5})\|([N-])([B-])\|(\d{5})\|")
ROW = re.compile(r"\| ((?:[0-9a-f]{2} ){4}) \|")
FLAGS = (1, 2, 4, 8)  # NLM_F_REQUEST, MULTI, ACK, ECHO
NLA_F_NESTED, NLA_F_NET_BYTEORDER = 0x8000, 0x4000
LENGTH = "message length"
LONGEST = 1 << 20
header = Struct("<IHHII")
attribute = Struct("<HH")


@dataclass(slots=True)
class _Box:
    """A message as it is read."""

    line: int
    numbers: dict[str, int]
    type: int = 0
    flags: int = 0
    rest: bytearray = field(default_factory=bytearray)

    def data(self) -> bytes:
        numbers = (self.numbers.get(name, 0) & 0xFFFFFFFF for name in (LENGTH, "sequence number", "port ID"))
        length, sequence, port = numbers
        return header.pack(length, self.type & 0xFFFF, self.flags, sequence, port) + self.rest

    @property
    def length(self) -> int:
        return max(NLMSG_HDRLEN, min(self.numbers[LENGTH], LONGEST))


def read(data: bytes) -> Found:
    """Each message as a datagram."""
    boxes: list[_Box] = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        text = COLOUR.sub("", line)
        if match := NUMBER.search(text):
            if match[2] == LENGTH:
                boxes.append(_Box(number, {}))
            if boxes:
                boxes[-1].numbers.setdefault(match[2], int(match[1]))
        elif not boxes:
            continue
        elif match := TYPE.search(text):
            boxes[-1].type = int(match[1])
            boxes[-1].flags = sum(bit for bit, letter in zip(FLAGS, match.groups()[1:], strict=True) if letter != "-")
        elif match := ATTRIBUTE.search(text):
            flags = (match[2] != "-") * NLA_F_NESTED | (match[3] != "-") * NLA_F_NET_BYTEORDER
            boxes[-1].rest += attribute.pack(int(match[1]) & 0xFFFF, int(match[4]) & 0x3FFF | flags)
        elif match := ROW.search(text):
            boxes[-1].rest += bytes.fromhex(match[1])
    found = Found(datagrams=[Datagram(box.data(), length=box.length) for box in boxes])
    if short := [box.line for box in boxes if NLMSG_HDRLEN + len(box.rest) < box.length]:
        found.warnings.append(f"{listed(short)}: rows of the message are missing")
    if boxes:
        found.warnings.append("libmnl shows REQUEST, MULTI, ACK and ECHO of nlmsg_flags; all others are missing here")
    return found


def recognises(head: bytes) -> bool:
    return b"| message length |" in head
