"""Context: what is known of a message besides its bytes, for those who write it."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Protocol

from nldissect.engine.values import printable


class Context(Protocol):
    """Where a message stands."""

    def name(self, space: str, number: int) -> str:
        """The name of a number of a name space; "" when nothing tells it."""

    def cause(self) -> str:
        """What an error is about, as the end of a sentence, "at" and the attribute's name; "" when nothing tells it."""


    def asks(self) -> bool:
        """Whether a message with NLM_F_REQUEST is a request: the kernel tells of some with their flags."""


class _Nowhere:
    def name(self, space: str, number: int) -> str:
        return ""

    def cause(self) -> str:
        return ""

    def asks(self) -> bool:
        return True


NOWHERE: Context = _Nowhere()


def name_of(value: Any, space: str, context: Context) -> str:
    """The name of a value, without control characters; "" when it has a symbol, which says more, or no name."""
    return "" if isinstance(value, IntEnum) else printable(context.name(space, value))
