"""Arrays and strings of programs: C, Rust, Go, Python, JSON, and what debuggers print of them."""

from __future__ import annotations

import re

from nldissect.cooked import uncooked
from nldissect.nlmsghdr import whole_messages
from nldissect.sources.hex import unescaped
from nldissect.sources.importing.found import Datagram, Found
from nldissect.sources.importing.hex.told import Told

FEWEST = 4
"""Numbers of an array that nothing is made equal to; fewer are an index, a range, or arguments."""

# Strings with nothing but space, a sign of concatenation or a prefix between them are one.
_STRING = r'"(?:[^"\\\n]|\\.|\\\n)*+"|' + r"'(?:[^'\\\n]|\\.|\\\n)*+'"
_STRINGS = rf"(?:\b[bBrRuULfF]{{1,2}}|(?<!\w))(?:{_STRING})(?:(?:\s|\\\n|\+)*+(?:\b[bB])?(?:{_STRING}))*+"
# Comments have an end soon: without a limit each "{/*" would be searched for one to the end of the text.
_COMMENTS = r"/\*(?:[^*]|\*(?!/)){0,200}+\*/|(?://|#)[^\n]{0,200}+"
_NUMBERS = rf"(?:[\s,0-9a-fA-FxX]++|u8\b|{_COMMENTS})++"
_ARRAY = rf"(?P<before>[=&(!,:]\s*+|\bbyte|\bvec!|^\s*+)?(?<!\w)[\[{{](?P<numbers>{_NUMBERS})[\]}}]"
_BARE = r"(?:0[xX][0-9a-fA-F]{1,2}(?:,\s*+|\s++|\b)){4,}+"
_ESCAPES = r"(?:\\x[0-9a-fA-F]{2}\s*+){4,}+"
_TOKEN = re.compile(
    rf"(?P<comment>^[ \t]*+(?:#(?!define)|//|/\*)[^\n]*+)|(?P<strings>{_STRINGS})|{_ARRAY}"
    rf"|(?P<bare>{_BARE})|(?P<escapes>{_ESCAPES})",
    re.DOTALL | re.MULTILINE,
)
_EACH_STRING = re.compile(_STRING, re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]|[0-7])")
_NO_NUMBER = re.compile(rf"{_COMMENTS}|u8\b")
_DIGITS = re.compile(r"(?:[0-9a-fA-F]{2}[\s:]*){16,}")


def read(text: str) -> Found:
    """Each array, and each string that has bytes, as a datagram."""
    found = Found()
    told = Told()
    place = 0
    for match in _TOKEN.finditer(text):
        data = _bytes(match)
        if not data:
            continue
        for line in text[place : match.start()].splitlines():
            told.read(line)
        place = match.end()
        datagram, protocol = uncooked(data)
        found.datagrams.append(Datagram(datagram, told.time, told.protocol if protocol is None else protocol))
        told.forget()
    return found


def _bytes(match: re.Match[str]) -> bytes:
    if match["comment"] is not None:
        return b""
    if match["strings"] is not None:
        return _of_strings(match["strings"])
    if match["escapes"] is not None:
        return unescaped(re.sub(r"\s", "", match["escapes"]))
    if match["bare"] is not None:
        return _of_numbers(match["bare"])
    data = _of_numbers(_NO_NUMBER.sub(" ", match["numbers"]))
    defined = (match["before"] or "").startswith("=") and "0x" in match["numbers"]
    return data if defined or len(data) >= FEWEST else b""


def _of_strings(text: str) -> bytes:
    """The bytes of strings with escapes, or of hex digits; nothing of all others."""
    inside = "".join(string[1:-1] for string in _EACH_STRING.findall(text)).replace("\\\n", "")
    if _ESCAPE.search(inside):
        return unescaped(inside)
    if _DIGITS.fullmatch(inside):
        return bytes.fromhex(inside.replace(":", " "))
    return b""


def _of_numbers(text: str) -> bytes:
    """The bytes of numbers: hexadecimal, or decimal when they are so many bytes as nlmsg_len says, or too big else."""
    words = text.replace(",", " ").split()
    short = [word[2:] if word[:2] in ("0x", "0X") else word for word in words]
    try:
        if all(len(word) == 2 for word in short):  # much faster
            data = bytes.fromhex("".join(short))
        else:
            data = bytes(int(word, 16) for word in short)
    except ValueError:
        data = b""
    if data and (whole_messages(data) or any(word[:2] in ("0x", "0X") for word in words)):
        return data
    try:
        decimal = bytes(int(word) for word in words)
    except ValueError:
        return data
    return decimal if not data or whole_messages(decimal) else data
