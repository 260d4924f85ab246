"""Netlink messages in a row, as far as nlmsg_len tells where they end."""

from __future__ import annotations

from typing import Literal, TypeAlias

Order: TypeAlias = Literal["little", "big"]
ORDERS: tuple[Order, ...] = ("little", "big")

NLMSG_HDRLEN = 16


def whole_messages(data: bytes) -> bool:
    """Whether the bytes are netlink messages from the first to the last, in either byte order."""
    return bool(data) and any(messages_end(data, order) == len(data) for order in ORDERS)


def messages_end(data: bytes | bytearray, order: Order, start: int = 0) -> int:
    """Where the messages end that follow each other from a place on; one that is cut does not count."""
    while len(data) - start >= NLMSG_HDRLEN:
        length = int.from_bytes(data[start : start + 4], order)
        if not NLMSG_HDRLEN <= length <= len(data) - start:
            break
        start = min(start + (length + 3 & ~3), len(data))
    return start
