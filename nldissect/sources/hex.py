"""Bytes written as text: hex digits, escaped strings, and the dumps of hexdump, xxd, od, tcpdump and tshark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Strings as C, Python and strace write them; two hex digits and three octal ones at most.
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|' + r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
ESCAPE = re.compile(r"\\x([0-9a-fA-F]{1,2})|\\([0-7]{1,3})|\\(.)|(.)", re.DOTALL)
CONTROLS = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27}

# A line of a dump. The offset of tshark and nldissect has four digits and two spaces, od's six or seven and one.
DUMP_LINE = re.compile(r"\s*(?:(?:0x)?([0-9a-fA-F]{4,8}):\s+|([0-9a-fA-F]{4,8})\s\s+|([0-9a-fA-F]{6,8})\s)(.*)")
LAST_OFFSET = re.compile(r"\s*([0-9a-fA-F]{6,8})\s*")
GROUP = re.compile(r"( *)((?:[0-9a-fA-F]{2}){1,8})(?![^\s|>])")
WIDTH = 16  # bytes in a line of most dumps
WIDTHS = (16, 32, 64)
HALF_ROW, FULL_ROW = 23, 48  # characters of 8 and of 16 single bytes, with two spaces between the halves
REPEATED = "*"  # hexdump's and od's line for more lines like the last one

SEPARATOR = re.compile(r"[\s,:;()\[\]-]+")


def bytes_of(text: str) -> bytes:
    """The bytes that a text shows; ValueError says why it shows none."""
    dump = _dump([line for line in text.splitlines() if line.strip()])
    if dump is not None:
        return dump
    return _string(text) if "\\" in text else _digits(text)


def _string(text: str) -> bytes:
    quoted = [double or single for double, single in QUOTED.findall(text)]
    if not quoted:  # bare escapes, and what log files put between them
        text = re.sub(r"[\s,;+]", "", text)
        wrong = re.sub(r"\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3}", "", text).removesuffix("...")
        if wrong:
            raise ValueError(f"{wrong[0]!r} among escapes is no byte")
        quoted = [text.removesuffix("...")]
    return unescaped("".join(quoted))


def unescaped(text: str) -> bytes:
    """The bytes of what stands between the quotation marks of a string in C, Python or Rust."""
    if text.count("\\x") * 4 == len(text):
        try:
            return bytes.fromhex(text.replace("\\x", ""))
        except ValueError:
            pass  # "\xq": read as those languages do not, with nothing lost
    found = bytearray()
    for hexadecimal, octal, named, plain in ESCAPE.findall(text):
        if hexadecimal or octal:
            found.append(int(hexadecimal, 16) if hexadecimal else int(octal, 8) & 0xFF)
        elif named:
            found += bytes([CONTROLS[named]]) if named in CONTROLS else named.encode()
        else:
            found += plain.encode("utf-8", "surrogateescape")
    return bytes(found)


def _digits(text: str) -> bytes:
    """Hex digits in groups of whole bytes; the groups of a C array may have one digit."""
    braces = re.search(r"\{([^{}]*)\}", text)
    inside = braces[1] if braces else text
    digits = []
    for word in filter(None, SEPARATOR.split(inside)):
        group = word.removeprefix("0x").removeprefix("0X")
        wrong = re.search("[^0-9a-fA-F]", group)
        if wrong:
            raise ValueError(f"{wrong[0]!r} in {shortened(word)!r} is no hex digit")
        if len(group) == 1 and ("," in inside or group != word):
            group = "0" + group
        if len(group) % 2:
            raise ValueError(f"{shortened(word)!r} is no whole number of bytes: its hex digits are odd in number")
        digits.append(group)
    if not digits:
        raise ValueError("there are no hex digits")
    return bytes.fromhex("".join(digits))


def shortened(word: str) -> str:
    """The word, or its start if it is long."""
    return word if len(word) <= 20 else f"{word[:20]}..."


@dataclass(slots=True)
class DumpLine:
    """A line of a dump: its offset as written, what follows, and whether groups of digits are numbers of the host."""

    offset: str
    rest: str
    swapped: bool

    def data(self, most: int) -> bytes:
        """Up to `most` bytes; the text beside them is told by the wider gap, `most`, or a sign in front."""
        digits = self.rest[:FULL_ROW] if self.rest[HALF_ROW : HALF_ROW + 2] == "  " else self.rest.partition("  ")[0]
        if FULL_ROW - 1 <= len(digits) <= FULL_ROW and most == WIDTH:  # all that most dumps consist of
            try:
                row = bytes.fromhex(digits)
            except ValueError:
                row = b""
            if len(row) == WIDTH:
                return row
        found = bytearray()
        position = 0
        while len(found) < most and (group := GROUP.match(self.rest, position)):
            gap, digits = group.groups()
            if len(gap) > 2 or (len(gap) == 2 and len(found) % 8) or len(found) + len(digits) // 2 > most:
                break
            found += bytes.fromhex(digits)[::-1] if self.swapped else bytes.fromhex(digits)
            position = group.end()
        return bytes(found)


def _dump(lines: list[str]) -> bytes | None:
    """The bytes of a dump; None when this is none. Lines around it (a time stamp, a summary) do not count."""
    packets: list[list[DumpLine | str]] = []
    for line in lines:
        shown = dump_line(line)
        if shown is not None:
            if not int(shown.offset, 16):
                packets.append([])
            elif not packets:
                return None
            packets[-1].append(shown)
        elif packets and line.strip() == REPEATED:
            packets[-1].append(REPEATED)
        elif packets and (last := LAST_OFFSET.fullmatch(line)):
            packets[-1].append(DumpLine(last[1], "", False))
    if not packets:
        return None
    different = {bytes_of_dump(packet) for packet in packets}  # tcpdump shows each packet of an nlmon device twice
    if len(different) > 1:
        raise ValueError(f"these are dumps of {len(different)} packets; give one at a time")
    return different.pop()


def dump_line(line: str) -> DumpLine | None:
    """The line of a dump; None when it is none."""
    if (match := DUMP_LINE.fullmatch(line)) is None:
        return None
    # od and hexdump without -C write numbers, in the order of the host; a little-endian one is assumed
    return DumpLine(match[1] or match[2] or match[3], match[4], match[1] is None)


def bytes_of_dump(lines: Sequence[DumpLine | str]) -> bytes:
    """The bytes of the lines of one dump, `REPEATED` among them; ValueError when the offsets do not fit."""
    for exact in (True, False):
        for base in (16, 8, 10):
            found = _joined(lines, base, exact)
            if found:
                return found
    raise ValueError("the offsets of the dump do not fit its bytes")


def _joined(lines: Sequence[DumpLine | str], base: int, exact: bool) -> bytes | None:
    """The bytes of all lines; None when the offsets, as numbers of this base, say otherwise.

    exact   lines may not show more bytes than the offsets say, as they do when text beside them looks like digits
    """
    found = bytearray()
    row = b""
    repeated = False
    width = _width(lines, base)
    for line in lines:
        if isinstance(line, str):
            repeated = True
            continue
        try:
            missing = int(line.offset, base) - len(found)
        except ValueError:
            return None
        if repeated and row:
            found += row * (missing // len(row))
            missing = int(line.offset, base) - len(found)
        if missing:
            if exact or not -width < missing < 0:
                return None
            del found[missing:]
        repeated = False
        row = line.data(width)
        found += row
    return bytes(found)


def _width(lines: Sequence[DumpLine | str], base: int) -> int:
    """The bytes in a line, by the second offset: those of the kernel's log can have more than other programs'."""
    second = lines[1] if len(lines) > 1 else ""
    try:
        width = int(second.offset, base) if isinstance(second, DumpLine) and second.rest else WIDTH
    except ValueError:
        width = WIDTH
    return width if width in WIDTHS else WIDTH
