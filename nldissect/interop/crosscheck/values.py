"""Values: whether what Wireshark shows of some bytes is what we show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from nldissect.analysis.filter.wireshark import alias
from nldissect.engine.field import Field
from nldissect.engine.values import presentation
from nldissect.interop.crosscheck.wireshark import Kind, Shown
from nldissect.schema.leaf import Leaf, Symbols
from nldissect.schema.symbols import word

# linux/netlink.h
NLA_F_NESTED = 0x8000
TYPE_MASK = 0x3FFF
NUMBERS = ("FT_UINT", "FT_INT", "FT_BOOLEAN")
TEXTS = ("FT_STRING", "FT_IPv4", "FT_IPv6", "FT_ETHER", "FT_BYTES")
TIMES = ("FT_ABSOLUTE_TIME", "FT_RELATIVE_TIME")

# Most of Wireshark's words for values are its own; those of this form, and those of these fields, are the kernel's.
_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_ERROR = re.compile(r"E[A-Z0-9]+")
_FIELDS = {"netlink.error": _ERROR, "genl.family_id": re.compile(".+")}


def comparable(kind: Kind) -> bool:
    """Whether values of a type can be compared with ours."""
    return kind.type.startswith((*NUMBERS, *TEXTS, *TIMES))


def kernel_name(shown: Shown) -> str:
    """The kernel's name for a value, where Wireshark says that and no word of its own."""
    return shown.label if _FIELDS.get(shown.name, _CONSTANT).fullmatch(shown.label) else ""


def number(show: str) -> int:
    """The number that Wireshark shows."""
    if show in ("True", "False"):  # of later versions
        return int(show == "True")
    return int(show, 16 if show.startswith("0x") else 10)


def same_value(shown: Shown, kind: Kind, leaf: Leaf, raw: Any) -> bool:
    """Whether a leaf has the value that Wireshark shows; of a time, which that writes as a date, any integer is."""
    if kind.type.startswith(TEXTS):
        if leaf.code != "s" or (kind.type.startswith("FT_STRING") and leaf.show != "string"):
            return False
        return bool(shown.show == (raw.hex(":") if kind.type == "FT_BYTES" else presentation(leaf).value(raw)))
    if leaf.code == "s" or kind.type in TIMES:
        return leaf.code != "s"
    ours = _integer(leaf, raw)
    if kind.mask:
        ours = (ours & kind.mask) // (kind.mask & -kind.mask)
    return number(shown.show) == (bool(ours) if kind.type == "FT_BOOLEAN" else ours)


def same_meaning(shown: Shown, kind: Kind, field: Field, leaf: Leaf) -> bool:
    """Whether the bytes are the same field for both, and the bit the same flag; True for what has no common name.

    Our path may have another beginning than the one that Wireshark's name stands for: in a message that is quoted, of
    counters in 32 bits.
    """
    path = alias(shown.name)
    if path is None:
        return True
    above, _, last = path.rpartition(".")
    name = field.path.rpartition(".")[2]
    if not kind.mask or leaf.show != "flags":
        return name == last
    same = _flags(leaf.symbols).get(last) == kind.mask
    return name == above.rpartition(".")[2] and (same or not number(shown.show))


@lru_cache(maxsize=256)
def _flags(symbols: Symbols | None) -> dict[str, int]:
    """The bits of flags by their part of a filter path."""
    return {word(flag): int(flag) for flag in symbols} if isinstance(symbols, type) else {}


def same_flags(shown: Shown, leaf: Leaf, raw: Any) -> bool:
    """Whether we have the flags that Wireshark lists; True where that is in words of its own, in lower case."""
    return not shown.label.isupper() or {*shown.label.split(", ")} <= {*presentation(leaf).word(raw).split(",")}


def text(leaf: Leaf, raw: Any) -> str:
    """A value as our trees show it."""
    return presentation(leaf).text(raw)


def our_name(leaf: Leaf, raw: Any) -> str:
    """The kernel's name for a value; "" where we have none, or one that we made up of the number."""
    if leaf.show not in ("enum", "errno"):
        return ""
    name, named, _ = text(leaf, raw).partition(" (")
    value = _integer(leaf, raw)
    made_up = name == f"type {value:#x}" or name.endswith(f" cmd {value}")
    return "" if made_up or not named or name.isdecimal() else name


def _integer(leaf: Leaf, raw: Any) -> int:
    """The integer that is on the wire: of an error number, the negative one."""
    return raw if isinstance(raw, int) else int.from_bytes(raw, "big", signed=leaf.code.islower())
