"""Kinds of values: how a leaf's values compare, and what a literal means beside one of them."""

from __future__ import annotations

import errno as errno_names
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from nldissect.analysis.filter import literals
from nldissect.analysis.filter.syntax import Number, Text, Word
from nldissect.engine.values import KERNEL_ERRORS
from nldissect.schema.leaf import Leaf
from nldissect.schema.symbols import common_prefix, word

INTEGER, STRING, BYTES, ADDRESS, GUESS, FLAG = "number", "string", "bytes", "address", "undeclared", "flag"

_BYTES = {"hex": BYTES, "pad": BYTES, "lladdr": BYTES, "guess": GUESS, "flag": FLAG, "string": STRING}
# compared as they are written, and how that is
_FORMS = {"mpls": re.compile(r"\d+(/\d+)*"), "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")}
_ADDRESSES = ("ipv4", "ipv6")

# nanoseconds in one unit of a leaf that holds a time
UNITS = {
    "nanoseconds": 1,
    "microseconds": 1_000,
    "psched_ticks": 64,
    "milliseconds": 1_000_000,
    "centiseconds": 10_000_000,
    "seconds": literals.SECOND,
    "lifetime": literals.SECOND,
    "duration": 1,
    "instant": 1,
    "epoch": 1,
}
INSTANTS = ("instant", "epoch")
IN_SECONDS = ("duration", *INSTANTS)  # a plain number beside these is seconds

Literal = Word | Text | Number


def kind(leaf: Leaf) -> str:
    """How the values of a leaf compare."""
    if leaf.show in _ADDRESSES:
        return ADDRESS
    if leaf.show in _FORMS:
        return STRING
    return _BYTES.get(leaf.show, INTEGER)


def described(leaves: Iterable[Leaf]) -> str:
    """The words for the types of values in a sentence: "an address (ipv4 or ipv6)"."""
    nouns: dict[str, list[str]] = {}
    for leaf in leaves:
        noun, more = _noun(leaf)
        named = nouns.setdefault(noun, [])
        if more and more not in named:
            named.append(more)
    return " or ".join(f"{noun} ({' or '.join(more[:3])})" if more else noun for noun, more in nouns.items())


def _noun(leaf: Leaf) -> tuple[str, str]:
    """What a value is, and which one of those."""
    symbols = leaf.symbols
    named = f"{leaf.name} {symbols.__name__}" if isinstance(symbols, type) else leaf.name
    match kind(leaf):
        case "number" if leaf.show in INSTANTS:
            return "a time", ""
        case "number" if leaf.show == "duration":
            return "a duration", ""
        case "number" if leaf.show == "boolean":
            return "true or false", ""
        case "number":
            return "a number", "" if named == "number" else named
        case "string":
            return "a string", "" if leaf.show == "string" else leaf.name
        case "bytes":
            return "bytes", "" if leaf.name == "binary" else leaf.name
        case "address":
            return "an address", leaf.name
        case "flag":
            return "a flag without a value", ""
        case _:
            return "undeclared bytes", ""


class Name(NamedTuple):
    """A name of a number in a name space of the capture: the interface eth0."""

    space: str
    text: str


class Prefix(NamedTuple):
    """The addresses that start with the bits of this one."""

    address: bytes
    length: int

    @property
    def mask(self) -> bytes:
        bits = 8 * len(self.address)
        return ((1 << bits) - (1 << bits - self.length)).to_bytes(len(self.address), "big")

    def holds(self, address: bytes) -> bool:
        """Whether an address of any length is among them."""
        return len(address) == len(self.address) and all(
            byte & mask == own & mask for byte, own, mask in zip(address, self.address, self.mask, strict=True)
        )


Target = int | float | str | bytes | Prefix | Name


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


@lru_cache(maxsize=4096)
def _names_of_class(symbols: type[Enum]) -> dict[str, int]:
    names: dict[str, int] = {}
    for name, member in symbols.__members__.items():
        names.setdefault(_folded(word(member)), int(member.value))
        names.setdefault(_folded(name.removeprefix(common_prefix(symbols.__members__))), int(member.value))
        names[_folded(name)] = int(member.value)
    return names


def spellings(leaf: Leaf) -> dict[str, int]:
    """The names of a leaf's values as people write them: "RTPROT_STATIC" and "static", full ones first."""
    if leaf.show == "errno":
        return {name: number for number, name in errno_names.errorcode.items()}
    symbols = leaf.symbols
    if isinstance(symbols, type):
        full = {name: int(member.value) for name, member in symbols.__members__.items()}
        return full | {word(member): int(member.value) for member in symbols.__members__.values()}
    return {name: number for number, name in (symbols or {}).items()}


def symbols_of(leaf: Leaf) -> dict[str, int]:
    """The numbers of a leaf's values by their names, folded: "rtprot_static" and "static"."""
    if leaf.show == "errno":
        return _errnos()
    if leaf.show == "boolean":
        return {"true": 1, "false": 0}
    symbols = leaf.symbols
    if symbols is None:
        return {}
    if isinstance(symbols, Mapping):
        prefix = common_prefix(symbols.values())
        short = {_folded(name.removeprefix(prefix)): number for number, name in symbols.items()}
        return short | {_folded(name): number for number, name in symbols.items()}
    return _names_of_class(symbols)


def labelled(leaf: Leaf) -> bool:
    """Whether numbers have names that can be searched; flags have one for each bit instead."""
    return bool(leaf.names) or leaf.show in ("enum", "errno") or isinstance(leaf.symbols, Mapping)


@lru_cache(maxsize=1)
def _errnos() -> dict[str, int]:
    known = {**errno_names.errorcode, **KERNEL_ERRORS}
    return {_folded(name): number for name, number in errno_names.__dict__.items() if isinstance(number, int)} | {
        _folded(name): number for number, name in known.items()
    }


def label(leaf: Leaf, number: int) -> str:
    """The full name of a number: "RTM_NEWROUTE"; its digits when it has none."""
    from nldissect.engine.values import errno_name

    if leaf.show == "errno":
        return errno_name(number) if number else "0"
    symbols = leaf.symbols
    if isinstance(symbols, Mapping):
        return symbols.get(number, str(number))
    if symbols is not None and leaf.show == "enum" and number in symbols._value2member_map_:
        return str(symbols(number).name)
    return str(number)


def target(literal: Literal, leaf: Leaf, size: int | None = None) -> Target | None:
    """What a literal means beside the values of a leaf; None when it means nothing there.

    size   bytes of an undeclared value, which decides how it can be read; None for any
    """
    match kind(leaf):
        case "number":
            return _number(literal, leaf)
        case "string":
            return _string(literal, leaf)
        case "bytes":
            return _bytes(literal)
        case "address":
            return _address(literal, leaf)
        case "undeclared":
            return _undeclared(literal, size)
        case _:
            return None


def written(literal: Word | Text) -> str:
    """A literal as a text."""
    return literal.value if isinstance(literal, Text) else literal.text


def _string(literal: Literal, leaf: Leaf) -> str | None:
    if isinstance(literal, Number):
        return None
    form = _FORMS.get(leaf.show)
    return written(literal) if form is None or form.fullmatch(written(literal)) else None


def encoded(text: str) -> bytes | None:
    """The bytes of a text; None for one that no bytes decode to."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return None


def _number(literal: Literal, leaf: Leaf) -> Target | None:
    unit = UNITS.get(leaf.show)
    if isinstance(literal, Number):
        if leaf.show in IN_SECONDS:
            return round(literal.value * literals.SECOND)
        return literal.value if isinstance(literal.value, int) or unit else None
    text = written(literal)
    number = symbols_of(leaf).get(_folded(text))
    if number is not None:
        return number
    if (value := literals.integer(text)) is not None:
        return value * literals.SECOND if leaf.show in IN_SECONDS else value
    if leaf.show in INSTANTS:
        return literals.instant(text)
    if leaf.show == "tc_handle":
        return literals.tc_handle(text)
    if leaf.show == "u32_handle":
        return literals.u32_handle(text)
    if unit and (nanoseconds := literals.duration(text)) is not None:
        return nanoseconds // unit if nanoseconds % unit == 0 else nanoseconds / unit
    if leaf.size == 1 and (truth := literals.boolean(text)) is not None:
        return int(truth)
    address = isinstance(literal, Word) and (literals.ipv4(text) or literals.ipv6(text))
    return Name(leaf.names, text) if leaf.names and not address else None


def _bytes(literal: Literal) -> bytes | None:
    if isinstance(literal, Number):
        return None
    if isinstance(literal, Text):
        return encoded(literal.value)
    return literals.octets(literal.text, unseparated=True)


def _address(literal: Literal, leaf: Leaf) -> Prefix | None:
    if isinstance(literal, Number):
        return None
    found = (literals.ipv4 if leaf.show == "ipv4" else literals.ipv6)(written(literal))
    if found is not None:
        return Prefix(*found)
    data = literals.octets(written(literal))
    return Prefix(data, 8 * len(data)) if data is not None and len(data) == leaf.size else None


def _undeclared(literal: Literal, size: int | None) -> Target | None:
    if isinstance(literal, Number):
        return literal.value if isinstance(literal.value, int) and size in (None, 1, 2, 4, 8) else None
    if isinstance(literal, Text):
        return literal.value
    return literals.octets(literal.text)


def comparable(left: Leaf, right: Leaf) -> bool:
    """Whether values of two leaves can be compared with each other."""
    first, second = kind(left), kind(right)
    if FLAG in (first, second):
        return False
    raw = (BYTES, ADDRESS, GUESS)
    return first == second or (first in raw and second in raw)


def nanoseconds(leaf: Leaf, value: Any) -> Any:
    """A number in nanoseconds where its leaf holds a time, so that milliseconds compare with seconds."""
    return value * UNITS[leaf.show] if leaf.show in UNITS else value
