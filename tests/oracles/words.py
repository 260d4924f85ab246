"""How iproute2 writes what the kernel tells: conversions from our JSON values to its."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.oracles.members import MISSING, Conversion, plain


def device(value: Any) -> str | None:
    """The name of an interface; null for number 0."""
    name: str | None = value["name"]
    return name


def word(prefix: str, **exceptions: str) -> Conversion:
    """The name of a constant without its prefix, in lower case; a number that has no name as digits."""

    def convert(value: Any) -> str:
        if value["name"] is None:
            return str(value["value"])
        rest: str = value["name"].removeprefix(prefix)
        return exceptions.get(rest, rest.lower())

    return convert


def upper(prefix: str) -> Conversion:
    """The name of a constant without its prefix."""
    return lambda value: value["name"].removeprefix(prefix)


def named(names: Mapping[int, Any]) -> Conversion:
    """What the tool has for a number; the number where it has nothing."""
    return lambda value: names.get(plain(value), plain(value))


def flag(name: str) -> Conversion:
    """Whether a flag is set."""
    return lambda value: name in value["names"]


def set_flag(name: str) -> Conversion:
    """Null when a flag is set; a tool does not tell it otherwise."""
    return lambda value: None if name in value["names"] else MISSING


def null(value: Any) -> None:
    """Null where something is there at all."""


def flags(prefix: str, **names: str) -> Conversion:
    """The set of names of flags, without their prefix."""

    def convert(value: Any) -> frozenset[str]:
        found = (each.removeprefix(prefix) for each in value["names"])
        return frozenset(names.get(each, each) for each in found)

    return convert


def hexadecimal(value: Any) -> str:
    """0x1f, and 0x0 for 0."""
    return hex(plain(value))


def hash_hexadecimal(value: Any) -> str:
    """As C writes it for %#x: 0x1f, and 0 for 0."""
    return hex(plain(value)) if plain(value) else "0"


def digits(value: Any) -> str:
    return str(plain(value))


def number(value: Any) -> int:
    return int(plain(value))


def seconds(value: Any) -> float:
    """Of hundredths."""
    hundredths: int = plain(value)
    return hundredths / 100


def whole_seconds(value: Any) -> int:
    """Of hundredths, what is left over dropped."""
    return int(plain(value)) // 100


def dotted(value: Any) -> str:
    """A key of 32 bits written like an IPv4 address."""
    return ".".join(str(byte) for byte in plain(value).to_bytes(4, "big"))


def or_any(value: Any) -> str:
    """An address; "any" for one of zeros."""
    return "any" if value in ("0.0.0.0", "::") else value


TABLES = {255: "local", 254: "main", 253: "default"}  # of /etc/iproute2/rt_tables


def table(value: Any) -> str:
    """The name of a routing table, or its number as text."""
    return TABLES.get(plain(value), str(plain(value)))
