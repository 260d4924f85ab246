"""Direction: who sent a message, the kernel or a program.

No field of a capture tells. The packet type is "outgoing" both ways, and a port id of 0 is as usual in requests
(iproute2, nft and ethtool leave it out) as in the kernel's notifications.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from nldissect.index.messages import FRAGMENT, NLM_F_REQUEST, Messages

if TYPE_CHECKING:
    import numpy.typing as npt

NETLINK_USERSOCK = 2  # linux/netlink.h: the kernel has no socket there


class Direction(IntEnum):
    """Who sent a message to whom."""

    UNKNOWN = 0
    """bytes that are no message, in a datagram that begins with them"""
    TO_KERNEL = 1
    FROM_KERNEL = 2
    USER_TO_USER = 3


def directions(table: Messages, first: int, stop: int) -> npt.NDArray[np.uint8]:
    """The `Direction` of the messages in rows from `first` to `stop`, which are whole datagrams.

    The first message of a datagram decides for all of it: NLM_F_REQUEST means to the kernel, everything else (errors,
    ends and parts of dumps, notifications) comes from it. Notifications of the kernel that carry the flags of the
    request they tell of are not found here, but when requests are paired: see `matching`.
    """
    rows = slice(first, stop)
    found = np.where(table.flags[rows] & np.uint16(NLM_F_REQUEST), Direction.TO_KERNEL, Direction.FROM_KERNEL)
    found = found.astype(np.uint8)
    found[table.state[rows] & np.uint8(FRAGMENT) != 0] = Direction.UNKNOWN
    found[table.protocol[rows] == NETLINK_USERSOCK] = Direction.USER_TO_USER
    frame = table.frame[rows]
    begins = np.concatenate(([True], frame[1:] != frame[:-1]))
    if not begins.all():
        found = found[np.flatnonzero(begins)][np.cumsum(begins) - 1]
    return found
