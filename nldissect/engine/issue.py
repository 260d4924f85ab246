"""Issues: what does not fit at a place of a message."""

from __future__ import annotations

from typing import NamedTuple


class Issue(NamedTuple):
    """What is wrong with a node.

    code   the kind of it, for programs: "width", "attribute-length"
    text   what is wrong there, in words that may hold anything from the capture
    """

    code: str
    text: str


def overlong(code: str, name: str, length: int, here: int) -> Issue:
    """A length field that reaches past what holds it."""
    return Issue(code, f"{name} is {length:,}, {here:,} bytes are here")


def too_short(code: str, name: str, length: int) -> Issue:
    """A length field that does not even cover its own header."""
    return Issue(code, f"{name} is {length}, less than its own header")
