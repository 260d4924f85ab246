"""Roots: how a message is to be read, which is all that decides its layout besides its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nldissect.engine.field import Field
from nldissect.schema.message import Message
from nldissect.schema.registry import Registry


class Root:
    """A declaration with what the capture adds to it.

    protocol   number of the netlink protocol, for messages quoted inside
    message    the declaration; None for bytes that are no message
    big        whether the captured host is big-endian
    families   names of dynamic message types (generic netlink) where this message stands in the capture
    told       declarations of such types by what the capture tells of them, for those that nobody declares
    """

    __slots__ = ("big", "families", "field", "message", "protocol", "registry", "told")

    def __init__(
        self,
        registry: Registry,
        protocol: int,
        message: Message | None,
        big: bool,
        families: Mapping[int, str],
        told: Mapping[int, Message] = MappingProxyType({}),
    ) -> None:
        self.registry = registry
        self.protocol = protocol
        self.message = message
        self.big = big
        self.families = families
        self.told = told
        self.field = Field("", "", "message")

    def find(self, number: int) -> Message:
        """The declaration of another message of the same protocol and place."""
        return self.told.get(number) or self.registry.find(self.protocol, number, self.families)
