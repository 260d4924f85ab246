"""Policies: what the kernel accepts as the value of an attribute, in words."""

from __future__ import annotations

from collections.abc import Mapping

from nldissect.families.netlink import PolicyType

PREFIX = "NL_ATTR_TYPE_"
WORDS = {"nul_string": "NUL-terminated string", "nested": "nest", "nested_array": "array of nests"}
SIZES = {"8": 8, "16": 16, "32": 32}  # bits of an integer, by the end of its type's name; all others have 64


def policy_words(policy: Mapping[str, int]) -> str:
    """A policy as one phrase: "u32 from 68 to 65535", "string of at most 15 bytes", "u32, only bits 0x7".

    policy   the values of NL_POLICY_TYPE_ATTR_*, by the end of their names in lower case ("type", "max_length")
    """
    if "type" not in policy:
        return ""
    number = policy["type"]
    known = {int(each): each.name.removeprefix(PREFIX).lower() for each in PolicyType}
    kind = known.get(number, f"type {number}")
    mask = policy.get("mask", policy.get("bitfield32_mask"))
    if mask is not None:
        return f"{kind}, only bits {mask:#x}"
    lengths = _lengths(policy.get("min_length", 0), policy.get("max_length"))
    if lengths:
        return lengths if kind == "binary" else f"{WORDS.get(kind, kind)} of {lengths}"
    return WORDS.get(kind, kind) + _range(policy, kind)


def _lengths(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {_bytes(least)}" if least else ""
    if least == most:
        return _bytes(most)
    return f"{least} to {_bytes(most)}" if least else f"at most {_bytes(most)}"


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


def _range(policy: Mapping[str, int], kind: str) -> str:
    """The range of an integer, as far as it is narrower than its type, whose own the kernel tells as well."""
    bits = SIZES.get(kind.lstrip("us"), 64)
    if kind.startswith("s"):
        sign, lowest, highest = "s", -(1 << bits - 1), (1 << bits - 1) - 1
    else:
        sign, lowest, highest = "u", 0, (1 << bits) - 1
    least, most = policy.get(f"min_value_{sign}", lowest), policy.get(f"max_value_{sign}", highest)
    if least > lowest and most < highest:
        return f" from {least} to {most}"
    if least > lowest:
        return f" of at least {least}"
    return f" of at most {most}" if most < highest else ""
