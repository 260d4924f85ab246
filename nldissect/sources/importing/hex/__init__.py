"""Hex in the shapes in which people paste it; which of them a text has is told from the text."""

from __future__ import annotations

import re

from nldissect.sources.importing.found import Found
from nldissect.sources.importing.hex import digits, dumps, literals

_DUMP = re.compile(r"(?:^|[\s\]>:|])(?:0x)?0{4,16}(?::\s+|\s\s?)[0-9a-fA-F]{2}(?:[0-9a-fA-F]{2})*\s", re.MULTILINE)
_LITERAL = re.compile(r"(?:\\x[0-9a-fA-F]{2}){2}|(?:\b0x[0-9a-fA-F]{1,2},\s*){3}")
_DIGITS = re.compile(r"(?:\b(?:[0-9a-fA-F]{2}[ :]){8}|\b(?:[0-9a-fA-F]{8}){4})")


def read(data: bytes) -> Found:
    """Dumps with offsets; where there are none, arrays and strings; and where there are none, lines of digits."""
    text = data.decode("utf-8", "replace")
    found = Found()
    for shape in (dumps, literals, digits):
        found = shape.read(text)
        if found.datagrams:
            break
    return found


def recognises(head: bytes) -> bool:
    text = head.decode("utf-8", "replace")
    return any(shape.search(text) for shape in (_DUMP, _LITERAL, _DIGITS))
