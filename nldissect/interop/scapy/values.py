"""Values of leaves as scapy has them: numbers, texts and bytes, and back into the very same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntFlag
from functools import cache
from ipaddress import ip_address
from typing import Any, Literal

from nldissect.engine.values import presentation
from nldissect.schema.leaf import Leaf, Sizes
from nldissect.schema.symbols import common_prefix
from nldissect.schema.types import OneOf, Select, Type

Order = Literal["little", "big"]

TEXTS = frozenset({"string", "ipv4", "ipv6", "lladdr", "uuid"})
"""How leaves are shown whose values are texts here."""


def alternatives(declared: Type | None) -> Iterator[Type]:
    """The types that a choice can come to, the usual one first; any other type itself."""
    match declared:
        case Select(cases=cases, otherwise=otherwise):
            for _, each in cases.items():
                yield from alternatives(each)
            yield from alternatives(otherwise)
        case OneOf(variants=variants, otherwise=other):
            yield from alternatives(other)
            for _, variant in variants:
                yield from alternatives(variant)
        case Sizes(leaves=leaves):
            yield from leaves
        case None:
            return
        case _:
            yield declared


def encode(leaf: Leaf, value: Any, big: bool) -> bytes:
    """The bytes of a value; ValueError when it is none of this leaf."""
    match value:
        case bytes():
            data = value
        case True if leaf.size == 0:
            data = b""
        case int() if leaf.code != "s" and leaf.size:
            order: Order = "big" if leaf.network or big else "little"
            data = int(value).to_bytes(leaf.size, order, signed=leaf.code.islower())
        case str() if leaf.show == "string":
            data = value.encode("utf-8", "surrogateescape")
            data = data.ljust(leaf.size, b"\0") if leaf.size else data + b"\0"
        case str() if leaf.show in ("ipv4", "ipv6"):
            data = ip_address(value).packed
        case str() if leaf.show in ("lladdr", "uuid"):
            data = bytes.fromhex(value.replace(":", "").replace("-", ""))
        case _:
            raise ValueError(f"{value!r} is no {leaf.name}")
    if leaf.size not in (None, len(data)) and not isinstance(value, bytes):
        raise ValueError(f"{value!r} is no {leaf.name}")
    return data


def decode(leaf: Leaf, data: bytes, big: bool) -> Any:
    """The value of these bytes; the bytes themselves where `encode` would make others of it."""
    value: Any = data
    if leaf.size == len(data) == 0:
        return True
    if leaf.code != "s" and leaf.size == len(data):
        value = int.from_bytes(data, "big" if leaf.network or big else "little", signed=leaf.code.islower())
    elif leaf.show in TEXTS and leaf.size in (None, len(data)):
        value = presentation(leaf).value(data)
    try:
        return value if encode(leaf, value, big) == data else data
    except ValueError:
        return data


def encode_any(leaves: Iterable[Leaf], value: Any, big: bool, length: int | None) -> bytes:
    """The bytes of a value by the first leaf that it goes with, of those that have this length where there are any."""
    if isinstance(value, bytes):
        return value
    fitting = sorted(leaves, key=lambda leaf: length is not None and leaf.size not in (None, length))
    for leaf in fitting:
        try:
            return encode(leaf, value, big)
        except (ValueError, OverflowError):
            continue
    raise ValueError(f"{value!r} is no {' or '.join(dict.fromkeys(leaf.name for leaf in fitting)) or 'value'}")


@cache
def symbols(leaf: Leaf) -> dict[str, int]:
    """The numbers of a leaf by their names: the kernel's, the same without what all have in common, in small letters.

    Those that mark more than one bit are among them.
    """
    if leaf.symbols is None:
        return {}
    if isinstance(leaf.symbols, Mapping):
        named = {name: number for number, name in leaf.symbols.items()}
    else:
        named = {name: int(member) for name, member in leaf.symbols.__members__.items()}
    prefix = common_prefix(named) if not isinstance(leaf.symbols, Mapping) else ""
    short = {name.removeprefix(prefix): number for name, number in named.items()}
    small = {name.lower(): number for name, number in short.items()}
    return {**small, **short, **named}


@cache
def flag_names(leaf: Leaf) -> list[str]:
    """The names of the bits of a leaf with flags, bit 0 first, without what they have in common."""
    assert isinstance(leaf.symbols, type)
    assert issubclass(leaf.symbols, IntFlag)  # `show` is "flags" only with an IntFlag
    bits = {int(member): str(member.name) for member in leaf.symbols}
    prefix = common_prefix(leaf.symbols.__members__)
    every = (1 << place for place in range(8 * (leaf.size or 0)))
    return [bits[bit].removeprefix(prefix) if bit in bits else hex(bit) for bit in every]


def number_named(name: str, known: Mapping[str, int]) -> int:
    """The number that a name or several with "+" between them stand for; ValueError when there is none."""
    total = 0
    for part in name.replace("|", "+").split("+"):
        if part.strip() in known:
            total |= known[part.strip()]
        else:
            try:
                total |= int(part, 0)
            except ValueError:
                raise ValueError(f"nothing is called {part.strip()!r} here") from None
    return total


def name_of(leaf: Leaf, number: int) -> str:
    """The name of a number, "+" between those of several bits; "" when it has none."""
    if leaf.symbols is None or number < 0:
        return ""
    if leaf.show == "flags":
        return "+".join(name for place, name in enumerate(flag_names(leaf)) if number >> place & 1)
    if isinstance(leaf.symbols, Mapping):
        return leaf.symbols.get(number, "")
    return next((str(member.name) for member in leaf.symbols if int(member) == number), "")


def text(leaf: Leaf, value: Any, big: bool) -> str:
    """A value for people."""
    if isinstance(value, str):
        return repr(value) if leaf.show == "string" else value
    if not isinstance(value, int) or leaf.code == "s":
        return repr(value)
    if leaf.show == "flags":
        return name_of(leaf, value)
    if leaf.show == "enum":
        return name_of(leaf, value) or str(int(value))
    try:
        return presentation(leaf).text(encode(leaf, value, big) if leaf.network else value)
    except (ValueError, OverflowError):  # what a user puts in is shown, fits it or not
        return repr(value)
