"""Descriptions: what a field is, from its declaration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nldissect.analysis.computed import COMPUTED
from nldissect.analysis.fields import Declared, message_fields
from nldissect.analysis.filter.kinds import described, spellings
from nldissect.analysis.filter.wireshark import ALIASES
from nldissect.analysis.paths import resolve
from nldissect.schema.leaf import Leaf
from nldissect.schema.registry import Registry

QUOTED = "nl.msg."
"""What the paths of the fields of a quoted request start with."""

UNITS = {
    "nanoseconds": "nanoseconds",
    "microseconds": "microseconds",
    "psched_ticks": "ticks of 64 ns",
    "milliseconds": "milliseconds",
    "centiseconds": "hundredths of a second",
    "seconds": "seconds",
    "lifetime": "seconds; all ones for ever",
    "duration": "seconds, or with a unit: 1ms",
    "instant": "a date and time",
    "epoch": "seconds since 1970",
    "bytes_per_second": "bytes per second",
}


class Symbol(NamedTuple):
    """A name of a value, or of a bit of it; `short` is its other spelling in filters, "" for none."""

    name: str
    number: int
    short: str


class Description(NamedTuple):
    """What a field is.

    names      the kernel's, in the order of their declaration; a flag's own
    types      in the words of declarations: "u32", "be16", "struct"
    headers    that have the names
    meaning    one sentence, for fields that are worked out; "" for others
    compared   what the field is compared with in a filter: "a number (u32)"; "" for what has no value
    unit       of a number; "" for none
    space      whose names a number may have: "interface"; "" for none
    symbols    names of values in the order of their declaration
    flags      whether the symbols are of bits
    sensitive  whether it may hold a secret
    holders    messages that can have it; none for what is worked out
    everywhere whether every message can have it
    wireshark  Wireshark's names for it
    """

    path: str
    names: list[str]
    types: list[str]
    headers: list[str]
    meaning: str
    compared: str
    unit: str
    space: str
    symbols: list[Symbol]
    flags: bool
    sensitive: bool
    holders: list[str]
    everywhere: bool
    wireshark: list[str]


def describe(path: str, registry: Registry) -> Description | None:
    """What the field at a path is, also in the request that an error quotes; None for a path that nobody declares.

    Imports all families.
    """
    path = path.removeprefix(QUOTED)
    if (computed := COMPUTED.get(path)) is not None:
        return _description(path, [], [computed.leaf], everywhere=True)._replace(meaning=computed.meaning)
    place = resolve(registry, path)
    found, holders, count = _declarations(path, registry)
    if found or (place is not None and any(leaf.show != "guess" for leaf in place.leaves)):
        # Tables within themselves are declared once, and resolved at any depth.
        leaves = place.leaves if place is not None else []
        return _description(path, found, leaves, holders=holders, everywhere=len(holders) == count)
    above, _, _ = path.rpartition(".")
    whole = resolve(registry, above) if above else None
    found, holders, count = _declarations(above, registry) if whole is not None else ([], [], 0)
    found = [each for each in found if path in each.flags]
    if whole is None or not found:
        return None
    names = list(dict.fromkeys(each.flags[path] for each in found))
    return _description(path, found, [], holders=holders, everywhere=len(holders) == count)._replace(
        names=names,
        types=["flag"],
        meaning=f"one bit of {above}",
        compared="true or false",
        symbols=[each for each in _symbols(whole.leaves) if each.name in names],
        flags=True,
    )


def _declarations(path: str, registry: Registry) -> tuple[list[Declared], list[str], int]:
    """What is declared at a path, one of each meaning; the messages that have it; and how many messages there are."""
    found: dict[tuple[str, str], Declared] = {}
    holders: dict[str, None] = {}
    messages: dict[str, None] = {}
    for protocol in registry:
        for message in (*protocol.control.values(), *protocol):
            messages[message.name] = None
            for each in message_fields(message):
                if each.path != path:
                    continue
                found.setdefault((each.type, each.name), each)
                holders[message.name] = None
    return list(found.values()), list(holders), len(messages)


def _description(
    path: str,
    found: list[Declared],
    leaves: list[Leaf],
    *,
    holders: Iterable[str] = (),
    everywhere: bool = False,
) -> Description:
    return Description(
        path,
        names=list(dict.fromkeys(each.name for each in found)),
        types=list(dict.fromkeys([each.type for each in found] if found else [leaf.name for leaf in leaves])),
        headers=list(dict.fromkeys(each.header for each in found if each.header)),
        meaning="",
        compared=described(leaf for leaf in leaves if leaf.show != "guess"),
        unit=" or ".join(dict.fromkeys(UNITS[leaf.show] for leaf in leaves if leaf.show in UNITS)),
        space=" or ".join(dict.fromkeys(leaf.names for leaf in leaves if leaf.names)),
        symbols=_symbols(leaves),
        flags=any(leaf.show == "flags" for leaf in leaves),
        sensitive=any(leaf.sensitive for leaf in leaves),
        holders=list(holders),
        everywhere=everywhere,
        wireshark=sorted(name for name, known in ALIASES.items() if known == path),
    )


def _symbols(leaves: Iterable[Leaf]) -> list[Symbol]:
    """The names of values; of two names of one number the second is the short one of the first, if both are its."""
    found: dict[str, Symbol] = {}
    for leaf in leaves:
        named = spellings(leaf)
        full = [name for name in named if not isinstance(leaf.symbols, type) or name in leaf.symbols.__members__]
        shorts: dict[int, list[str]] = {}
        for name, number in named.items():
            if name not in full:
                shorts.setdefault(number, []).append(name)
        for name in full:
            fitting = [each for each in shorts.get(named[name], ()) if name.lower().endswith(each.lower())]
            found.setdefault(name, Symbol(name, named[name], fitting[0] if fitting else ""))
    return list(found.values())
