"""Blocks of pcapng files, as bytes.

Format: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from struct import Struct
from typing import Any

from nldissect.notes import MAGIC, NOTE

# an option's length field has 16 bits, and the value is padded to a multiple of 4
LONGEST_OPTION = 0xFFFC

COMMENT, APPLICATION, INTERFACE_NAME, INTERFACE_DESCRIPTION, TIME_RESOLUTION = 1, 4, 2, 3, 9
RECEIVED, DROPPED = 4, 5  # isb_ifrecv, isb_ifdrop
NANOSECONDS = bytes([9])
OPTION = Struct("<HH")
ENDS = Struct("<II")
END = Struct("<I")
SECTION_FIELDS = Struct("<IHHq")
INTERFACE_FIELDS = Struct("<HHI")
PACKET_FIELDS = Struct("<IIIII")
STATISTICS_FIELDS = Struct("<III")
COUNT = Struct("<Q")


def section(comments: Iterable[str] = (), application: str = "") -> bytes:
    """A section header; `application` is the program that writes the file."""
    described = [(COMMENT, text.encode()) for text in comments]
    if application:
        described.append((APPLICATION, application.encode()))
    return block(0x0A0D0D0A, SECTION_FIELDS.pack(0x1A2B3C4D, 1, 0, -1), options(described))


def interface(link_type: int, snap_length: int = 0, name: str = "", description: str = "") -> bytes:
    """An interface, with times in nanoseconds."""
    words = [(INTERFACE_NAME, name), (INTERFACE_DESCRIPTION, description)]
    described = [(code, text.encode()) for code, text in words if text]
    fields = INTERFACE_FIELDS.pack(link_type, 0, snap_length)
    return block(1, fields, options([*described, (TIME_RESOLUTION, NANOSECONDS)]))


def packet(number: int, time: int, data: bytes, length: int, comments: Iterable[str] = ()) -> bytes:
    """A packet of an interface: nanoseconds since the epoch, its bytes, and how many they were on the wire."""
    fields = PACKET_FIELDS.pack(number, time >> 32, time & 0xFFFFFFFF, len(data), length)
    return block(6, fields, data, bytes(-len(data) % 4), options((COMMENT, text.encode()) for text in comments))


def statistics(number: int, time: int, received: int, dropped: int) -> bytes:
    """How many packets came to an interface, and how many of them there was no room for."""
    counts = [(RECEIVED, COUNT.pack(received)), (DROPPED, COUNT.pack(dropped))]
    return block(5, STATISTICS_FIELDS.pack(number, time >> 32, time & 0xFFFFFFFF), options(counts))


def note(facts: Mapping[str, Any]) -> bytes:
    """What is known besides the packets, in a block that other programs skip; see `nldissect.notes`."""
    text = MAGIC + json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return block(NOTE, text + b" " * (-len(text) % 4))


def block(kind: int, *parts: bytes) -> bytes:
    """A block of these parts, which together are of whole words."""
    size = 12 + sum(map(len, parts))
    return b"".join((ENDS.pack(kind, size), *parts, END.pack(size)))


def options(given: Iterable[tuple[int, bytes]]) -> bytes:
    """Options of a block and their end; nothing when there are none."""
    parts = []
    for code, value in given:
        kept = value[:LONGEST_OPTION]
        parts.append(OPTION.pack(code, len(kept)) + kept + bytes(-len(kept) % 4))
    return b"".join([*parts, OPTION.pack(0, 0)]) if parts else b""
