"""Why Wireshark says something else than we: what it is known to do, where in its source, and when that applies.

A disagreement that none of this applies to is for a person to look at: one of the two is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from nldissect.interop.crosscheck.result import Disagreement

if TYPE_CHECKING:
    from nldissect.message import Message

MODIFIERS = frozenset(
    f"netlink.hdr_flags.{name}" for name in ("root", "match", "atomic", "replace", "excl", "create", "append")
)
SYNONYMS = frozenset({("AF_LOCAL", "AF_UNIX")})  # linux/socket.h: two names of one number


class Reason(NamedTuple):
    """A reason: one sentence, and whether a disagreement about a message has it."""

    sentence: str
    applies: Callable[[Disagreement, Message], bool]


def _modifier(found: Disagreement, message: Message) -> bool:
    return found.what == "meaning" and found.field in MODIFIERS and found.path.endswith("nl.flags")


def _can_gateway(found: Disagreement, message: Message) -> bool:
    return found.field.startswith(("netlink-route.rt", "netlink.attr_")) and message.layout.has("rtcan")


def _guessed(found: Disagreement, message: Message) -> bool:
    return found.field.startswith("nl80211.attr_value") and message.family_name == "nl80211"


def _synonym(found: Disagreement, message: Message) -> bool:
    return found.what == "name" and (found.theirs, found.ours) in SYNONYMS


REASONS = {
    "flags of another kind": Reason(
        "of every request with such flags Wireshark shows them both as of one that reads and as of one that makes "
        "something, without looking which it is (dissect_netlink_header in packet-netlink.c)",
        _modifier,
    ),
    "CAN gateway": Reason(
        "Wireshark reads rules of CAN gateways, which have a struct rtcanmsg and attributes CGW_*, as routes "
        "(dissect_netlink_route in packet-netlink-route.c)",
        _can_gateway,
    ),
    "guessed integer": Reason(
        "what Wireshark does not know of nl80211 it shows as an integer if it has the size of one, attributes or not "
        "(packet-netlink-nl80211.c)",
        _guessed,
    ),
    "synonym": Reason("both are the kernel's names of the same number", _synonym),
}


def reason(found: Disagreement, message: Message) -> str:
    """The key of the reason for a disagreement about a message; "" when there is none."""
    return next((key for key, each in REASONS.items() if each.applies(found, message)), "")
