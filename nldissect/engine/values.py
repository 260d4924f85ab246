"""Values: what the raw bytes of a leaf are as a Python value, as text, as a word of a sentence, and as JSON."""

from __future__ import annotations

import errno as errno_names
import json
import os
from collections.abc import Callable, Mapping
from enum import IntEnum, IntFlag
from socket import AF_INET6, inet_ntoa, inet_ntop
from types import BuiltinFunctionType
from typing import Any

from nldissect.schema.leaf import Leaf
from nldissect.schema.symbols import common_prefix, word

Raw = Any  # what struct.unpack gives: an integer in host order, or bytes
MOST_MEMORIES = 65_536
PSCHED_TICK = 64  # nanoseconds
MOST_HEX = 64  # bytes of a value that are written out as text
# linux/errno.h, which programs should never see, and the one error whose other name, ENOTSUP, Python prefers.
KERNEL_ERRORS = {95: "EOPNOTSUPP", 512: "ERESTARTSYS", 524: "ENOTSUPP"}


class Memory(dict[Any, Any]):
    """A function of one hashable argument that remembers its results, a bounded number of them."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function

    def __missing__(self, raw: Any) -> Any:
        if len(self) >= MOST_MEMORIES:
            self.clear()
        result = self[raw] = self._function(raw)
        return result


class Presentation:
    """The forms of a leaf's values; each form takes the raw value.

    value   Python value: int, str, bytes, bool, or an IntEnum or IntFlag member
    text    as a tree shows it: "AF_INET (2)"
    word    as a sentence says it: "inet"
    json    as a JSON text
    plain   whether `json` is the decimal number of the raw value itself
    quoted  whether `json` is the value between quotes, with nothing in it to be escaped
    """

    __slots__ = ("json", "plain", "quoted", "text", "value", "word")

    def __init__(
        self,
        value: Callable[[Raw], Any],
        text: Callable[[Any], str],
        word: Callable[[Any], str] | None = None,
        js: Callable[[Any], Any] | None = None,
        *,
        plain: bool = False,
        quoted: bool = False,
    ) -> None:
        builtin = isinstance(value, BuiltinFunctionType)  # as fast as remembering
        self.value: Callable[[Raw], Any] = value if builtin else Memory(value).__getitem__
        self.text: Callable[[Raw], str] = Memory(lambda raw: text(value(raw))).__getitem__
        self.word: Callable[[Raw], str] = Memory(lambda raw: (word or text)(value(raw))).__getitem__
        self.json: Callable[[Raw], str] = Memory(
            lambda raw: json.dumps(js(value(raw)) if js else value(raw), separators=(",", ":"))
        ).__getitem__
        self.plain = plain
        self.quoted = quoted


def printable(text: str) -> str:
    """The text with everything escaped that a terminal could act on or not show."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode() for each in text
    )


def hexadecimal(data: bytes) -> str:
    """Hex digits of the first bytes, and how many there are when these are not all."""
    if len(data) <= MOST_HEX:
        return data.hex()
    return f"{data[:MOST_HEX].hex()}… ({len(data):,} bytes)"


def colons(data: bytes) -> str:
    """A link-layer address."""
    return data.hex(":")


def _ipv6(data: bytes) -> str:
    return inet_ntop(AF_INET6, data)


def _mpls(data: bytes) -> str:
    """The labels of a label stack, outermost first (RFC 3032: 20 bits of each 32); hex of what is no stack."""
    if len(data) % 4:
        return data.hex()
    entries = (int.from_bytes(data[start : start + 4], "big") for start in range(0, len(data), 4))
    return "/".join(str(entry >> 12) for entry in entries)


def _string(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "surrogateescape")


def guess(data: bytes, big: bool) -> int | str | None:
    """What undeclared bytes may be: text that ends in NUL, or an integer of 1, 2, 4 or 8 bytes; None otherwise."""
    body = data.rstrip(b"\0")
    # Two letters in the size of an integer are as likely a number: 12345 is "90".
    shortest = 3 if len(data) in (4, 8) else 2
    if shortest <= len(body) < len(data) and body.isascii() and body.decode("ascii").isprintable():
        return body.decode("ascii")
    if len(data) in (1, 2, 4, 8):
        return int.from_bytes(data, "big" if big else "little")
    return None


def _integer(leaf: Leaf) -> Callable[[Raw], int]:
    if leaf.network:
        signed = leaf.code.islower()
        return lambda raw: int.from_bytes(raw, "big", signed=signed)
    return int


def _number(leaf: Leaf) -> Presentation:
    return Presentation(_integer(leaf), str, plain=not leaf.network)


def _enum(leaf: Leaf) -> Presentation:
    symbols = leaf.symbols
    integer = _integer(leaf)
    low = (1 << leaf.carries) - 1
    if isinstance(symbols, Mapping):
        names: dict[int, str] = dict(symbols)
        words = names
        value: Callable[[Raw], Any] = integer
    else:
        assert symbols is not None  # `show` is "enum" only with symbols
        members: dict[int, IntEnum | IntFlag] = {int(member): member for member in symbols}
        names = {number: str(member.name) for number, member in members.items()}
        words = {number: word(member) for number, member in members.items()}

        def value(raw: Raw) -> Any:
            number = integer(raw)
            return members.get(number, number)

    def name(number: int, names: Mapping[int, str]) -> str | None:
        found = names.get(number)
        if found is None and number > low and (symbol := names.get(number & ~low)):
            return f"{symbol} {number & low}"
        return found

    return Presentation(
        value,
        lambda number: f"{found} ({int(number)})" if (found := name(number, names)) else str(int(number)),
        lambda number: name(number, words) or str(int(number)),
        lambda number: {"value": int(number), "name": name(number, names)},
    )


def _flags(leaf: Leaf) -> Presentation:
    symbols = leaf.symbols
    assert isinstance(symbols, type)
    assert issubclass(symbols, IntFlag)  # `show` is "flags" only with an IntFlag
    bits = {member.value: member.name or "" for member in symbols}
    prefix = common_prefix(bits.values())
    integer = _integer(leaf)

    def names(number: int) -> list[str]:
        known = [name for bit, name in bits.items() if number & bit == bit]
        rest = number & ~sum(bits)
        return [*known, hex(rest)] if rest else known

    return Presentation(
        integer,
        lambda number: f"{'|'.join(names(number))} ({number:#x})" if number else "0",
        lambda number: ",".join(name.removeprefix(prefix) for name in names(number)),
        lambda number: {"value": number, "names": names(number)},
    )


def errno_name(number: int) -> str:
    """The name of a positive error number, ENOTSUPP and its like of the kernel too; its digits when it has none."""
    return KERNEL_ERRORS.get(number) or errno_names.errorcode.get(number, str(number))


def _errno(leaf: Leaf) -> Presentation:
    def text(number: int) -> str:
        if not number:
            return "0 (success)"
        name = errno_name(number)
        said = os.strerror(number) if number in errno_names.errorcode else ""
        return f"{name} ({number}): {said}" if said else f"{name} ({number})"

    integer = _integer(leaf)
    return Presentation(
        lambda raw: -integer(raw),
        text,
        lambda number: errno_name(number) if number else "0",
        lambda number: {"value": number, "name": errno_name(number) if number else None},
    )


def _guess(leaf: Leaf) -> Presentation:
    def text(data: bytes) -> str:
        guessed = guess(data, leaf.network)
        if isinstance(guessed, int):
            return f"{guessed} ({guessed:#x})"
        return hexadecimal(data) if guessed is None else f'"{guessed}"'

    return Presentation(
        lambda raw: raw, text, text, lambda data: {"hex": data.hex(), "guess": guess(data, leaf.network)}
    )


def _unit(unit: str) -> Callable[[Leaf], Presentation]:
    def make(leaf: Leaf) -> Presentation:
        return Presentation(
            _integer(leaf),
            lambda number: f"{number:,} {unit}",
            lambda number: f"{number}{unit}",
            plain=not leaf.network,
        )

    return make


def _boolean(leaf: Leaf) -> Presentation:
    integer = _integer(leaf)
    return Presentation(lambda raw: integer(raw) != 0, lambda value: "true" if value else "false")


def _lifetime(leaf: Leaf) -> Presentation:
    def text(number: int) -> str:
        return "forever" if number == 0xFFFFFFFF else f"{number:,} s"

    return Presentation(_integer(leaf), text, lambda number: text(number).replace(" ", ""), plain=not leaf.network)


def _realms(number: int) -> str:
    """Two routing realms in 16 bits each, as "from/to"; only the second when there is no first."""
    return f"{number >> 16}/{number & 0xFFFF}" if number >> 16 else str(number)


def tc_handle_text(number: int, symbols: Mapping[int, str]) -> str:
    """A handle of traffic control as tc has it: "1:10", "1:" without a minor number, "root"."""
    if number in symbols:
        return symbols[number]
    major, minor = number >> 16, number & 0xFFFF
    return f"{major:x}:{minor:x}" if minor else f"{major:x}:" if major else "none"


def _tc_handle(leaf: Leaf) -> Presentation:
    symbols = leaf.symbols
    assert isinstance(symbols, Mapping)  # the handles that are words
    return Presentation(
        _integer(leaf),
        lambda number: tc_handle_text(number, symbols) if number else "0",
        lambda number: tc_handle_text(number, symbols) if number else "0",
        lambda number: {"value": number, "name": tc_handle_text(number, symbols)},
    )


def u32_handle_text(number: int) -> str:
    """A handle of filter u32 as tc has it: "2:5:800", "800::800" in bucket 0, "2:" for a whole table."""
    table, bucket, node = number >> 20, number >> 12 & 0xFF, number & 0xFFF
    return f"{f'{table:x}' if table else ''}:{f'{bucket:x}' if bucket else ''}{f':{node:x}' if node else ''}"


def _u32_handle(leaf: Leaf) -> Presentation:
    def text(number: int) -> str:
        return u32_handle_text(number) if number else "0"

    return Presentation(
        _integer(leaf),
        text,
        text,
        lambda number: {"value": number, "name": u32_handle_text(number) if number else None},
    )


def _psched_ticks(leaf: Leaf) -> Presentation:
    def text(number: int) -> str:
        return f"{number * PSCHED_TICK / 1000:,.3f}".rstrip("0").rstrip(".") + " us"

    return Presentation(
        _integer(leaf),
        lambda number: f"{text(number)} ({number:,} ticks)",
        lambda number: text(number).replace(" ", ""),
        plain=not leaf.network,
    )


def _bytes(text: Callable[[bytes], str]) -> Callable[[Leaf], Presentation]:
    """Values that are written as one text everywhere, which needs nothing but quotes to be JSON."""
    return lambda leaf: Presentation(text, str, quoted=True)


PRESENTATIONS: dict[str, Callable[[Leaf], Presentation]] = {
    "number": _number,
    "hexadecimal": lambda leaf: Presentation(_integer(leaf), hex, plain=not leaf.network),
    "ifindex": lambda leaf: Presentation(
        _integer(leaf), str, lambda number: f"if{number}" if number else "0", plain=not leaf.network
    ),
    "realms": lambda leaf: Presentation(_integer(leaf), _realms),
    "boolean": _boolean,
    "enum": _enum,
    "flags": _flags,
    "errno": _errno,
    "string": lambda leaf: Presentation(_string, lambda text: f'"{printable(text)}"', printable),
    "hex": lambda leaf: Presentation(lambda raw: raw, hexadecimal, hexadecimal, lambda data: data.hex()),
    "pad": lambda leaf: Presentation(lambda raw: raw, hexadecimal, hexadecimal, lambda data: data.hex()),
    "guess": _guess,
    "flag": lambda leaf: Presentation(lambda raw: True, lambda _: "set", lambda _: "on"),
    "ipv4": _bytes(inet_ntoa),
    "ipv6": _bytes(_ipv6),
    "lladdr": _bytes(colons),
    "mpls": _bytes(_mpls),
    "uuid": _bytes(
        lambda data: f"{data[:4].hex()}-{data[4:6].hex()}-{data[6:8].hex()}-{data[8:10].hex()}-{data[10:].hex()}"
    ),
    "nanoseconds": _unit("ns"),
    "microseconds": _unit("us"),
    "psched_ticks": _psched_ticks,
    "tc_handle": _tc_handle,
    "u32_handle": _u32_handle,
    "milliseconds": _unit("ms"),
    "centiseconds": _unit("cs"),
    "seconds": _unit("s"),
    "lifetime": _lifetime,
    "bytes_per_second": _unit("B/s"),
}

_made: dict[Leaf, Presentation] = {}


def presentation(leaf: Leaf) -> Presentation:
    """How the values of a leaf are shown."""
    made = _made.get(leaf)
    if made is None:
        made = _made[leaf] = PRESENTATIONS[leaf.show](leaf)
        if leaf.names and leaf.symbols is None:
            made.plain, made.json = False, Memory(lambda raw: named(made.value(raw), None)).__getitem__
    return made


def named(value: int, name: str | None) -> str:
    """The JSON of a number that may have a name."""
    return f'{{"value":{int(value)},"name":{json.dumps(name)}}}'
