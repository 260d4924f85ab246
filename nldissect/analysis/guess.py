"""Which netlink protocol some datagrams belong to, where nothing tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nldissect.capture import Capture
from nldissect.index.messages import NLMSG_HDRLEN
from nldissect.schema.types import StructType
from nldissect.sources import open_source
from nldissect.sources.importing.found import Datagram, Found

if TYPE_CHECKING:
    from nldissect.engine.node import Node
    from nldissect.message import Message
    from nldissect.schema.registry import Registry

MOST = 64
"""Datagrams that are looked at."""

NLMSG_MIN_TYPE = 0x10
NETLINK_NETFILTER, NETLINK_GENERIC = 12, 16
GENL_HDRLEN = 4
LARGEST_INDEX = 0xFFFF
"""Of an interface: they are counted from 1, and few machines have had more."""


def guess(registry: Registry, datagrams: Sequence[bytes]) -> int:
    """The protocol that fits the first datagrams best; route, the first one, when none fits at all."""
    scores = {}
    for protocol in registry:
        found = Found([Datagram(data, protocol=protocol.number) for data in datagrams[:MOST]])
        capture = Capture(open_source(found.capture()), registry, names=False)
        scores[protocol.number] = sum(map(_likelihood, capture))
    return max(scores, key=scores.__getitem__)


def _likelihood(message: Message) -> float:
    """How well a message fits its protocol: 0 not at all, 1.8 in every respect."""
    declaration = message.declaration
    if declaration is None or message.type < NLMSG_MIN_TYPE:  # of any protocol
        return 0
    nodes = list(message.nodes())
    header = declaration.body.header
    short = isinstance(header, StructType) and len(message.data) < NLMSG_HDRLEN + header.size
    if short or any(node.issue for node in nodes):
        return 0.1 * declaration.declared
    if any(_is_strange(node, message.data) for node in nodes):
        return 0.2 * declaration.declared
    if not declaration.declared:
        return 0.9 * _may_be_unknown(message)
    attributes = [node.declared for node in nodes if node.field.role == "attribute"]
    if any(node.field.role == "tail" for node in nodes):
        return 0.6
    return 0.8 + sum(attributes) / len(attributes) if attributes else 1


def _is_strange(node: Node, data: bytes) -> bool:
    """Whether a member has a value that no program gives it: other messages read as this one are full of them."""
    if node.field.role != "member":
        return False
    if node.name.startswith(("pad", "reserved")):
        return any(data[node.start : node.end])
    return node.name in ("index", "ifindex") and isinstance(node.value, int) and node.value > LARGEST_INDEX


def _may_be_unknown(message: Message) -> bool:
    """Whether a type that nobody declares can be one of the protocol's: new ones come with new kernels and modules."""
    if message.protocol == NETLINK_GENERIC:
        return len(message.data) >= NLMSG_HDRLEN + GENL_HDRLEN
    return message.protocol == NETLINK_NETFILTER and message.type >> 8 > 0  # of a subsystem
