"""Filters for the tests of their kinds: made by hand, and what their options say."""

from __future__ import annotations

from struct import pack
from typing import Any

from nldissect import Message
from tests.engine.building import NESTED, attribute, message
from tests.families.decoding import below, decode

RTM_NEWTFILTER = 44


def made(kind: str, *options: bytes) -> Message:
    """RTM_NEWTFILTER of interface 3 with handle 1, on ingress, for IP with preference 10, as `tc filter add` has it."""
    header = pack("<BxxxiIIHH", 0, 3, 1, 0xFFFFFFF2, 8, 10)
    attributes = attribute(1, kind.encode() + b"\0"), attribute(2 | NESTED, *options)
    return decode(message(header + b"".join(attributes), RTM_NEWTFILTER).hex())


def options(message: Message) -> dict[str, Any]:
    """What the options of a filter say, without its actions."""
    return {path: value for path, value in below(message, "TCA_OPTIONS").items() if not path.startswith("act.")}
