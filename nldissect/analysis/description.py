"""Descriptions: what a field is, from its declaration."""

from __future__ import annotations

from typing import NamedTuple

from nldissect.analysis.computed import COMPUTED
from nldissect.analysis.fields import declared_fields, message_fields
from nldissect.analysis.filter.kinds import described, spellings
from nldissect.analysis.filter.wireshark import ALIASES
from nldissect.schema.leaf import Leaf
from nldissect.schema.registry import Registry

QUOTED = "nl.msg."
"""What the paths of the fields of a quoted request start with."""


class Description(NamedTuple):
    """What a field is.

    names      the kernel's, in the order of their declaration; a flag's own
    types      in the words of declarations: "u32", "be16", "struct"
    headers    that have the names
    meaning    one sentence, for fields that are worked out; "" for others
    compared   what the field is compared with in a filter: "a number (u32)"
    symbols    names of values with their numbers
    holders    messages that can have it
    wireshark  Wireshark's names for it
    """

    path: str
    names: list[str]
    types: list[str]
    headers: list[str]
    meaning: str
    compared: str
    symbols: dict[str, int]
    holders: list[str]
    wireshark: list[str]


def describe(path: str, registry: Registry) -> Description | None:
    """What the field at a path is, also in the request that an error quotes; None for a path that nobody declares.

    Imports all families.
    """
    path = path.removeprefix(QUOTED)
    aliases = sorted(name for name, known in ALIASES.items() if known == path)
    if (computed := COMPUTED.get(path)) is not None:
        leaf = computed.leaf
        kind = described([leaf])
        return Description(path, [], [], [], computed.meaning, kind, spellings(leaf), [], aliases)
    fields = declared_fields(registry)
    found, flag = fields.get(path, []), ""
    if not found:
        above, _, _ = path.rpartition(".")
        found = [each for each in fields.get(above, []) if path in each.flags]
        flag = next((each.flags[path] for each in found), "")
    if not found:
        return None
    leaves = [each.declared for each in found if isinstance(each.declared, Leaf)]
    symbols: dict[str, int] = {}
    for leaf in leaves:
        symbols |= {name: number for name, number in spellings(leaf).items() if name not in symbols}
    base = found[0].path
    return Description(
        path,
        [flag] if flag else list(dict.fromkeys(each.name for each in found)),
        ["flag"] if flag else list(dict.fromkeys(each.type for each in found)),
        list(dict.fromkeys(each.header for each in found if each.header)),
        "",
        "" if flag or not leaves else described(leaves),
        {} if flag else symbols,
        _holders(base, registry),
        aliases,
    )


def _holders(path: str, registry: Registry) -> list[str]:
    """The messages that can have a field; none when all can."""
    found = {}
    count = 0
    for protocol in registry:
        for message in protocol:
            count += 1
            if any(each.path == path for each in message_fields(message)):
                found[message.name] = True
    return [] if len(found) == count else list(found)
