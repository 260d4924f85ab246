"""Roles: what each message is in its call."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.calls.conventions import EITHER, READS, Conventions
from nldissect.analysis.calls.direction import Direction
from nldissect.index.messages import NLM_F_MULTI, NLMSG_DONE, NLMSG_ERROR, NLMSG_MIN_TYPE, Messages

if TYPE_CHECKING:
    import numpy.typing as npt

    Integers = npt.NDArray[Any]


class Role(IntEnum):
    """What a message is in its call, or would be if its request was there."""

    NONE = 0
    """bytes that are no message, what programs tell each other, and data whose request is not there"""
    REQUEST = 1
    REPLY = 2
    """data that was asked for"""
    PART = 3
    """of a dump"""
    ACK = 4
    ERROR = 5
    DONE = 6
    NOTIFICATION = 7
    """what the kernel tells all listeners, once to each of them; also the echo that NLM_F_ECHO asks for"""


def roles(
    table: Messages,
    conventions: Conventions,
    first: int,
    directions: Integers,
    requests: Integers,
    batched: Integers,
    failed: Integers,
) -> npt.NDArray[np.uint8]:
    """The `Role` of the messages from row `first` on.

    directions  of the rows
    requests    for each row, the row of the request that it belongs to, its own for a request; -1: none
    batched     whether that request is in a batch
    failed      rows of NLMSG_ERRORs with an errno
    """
    rows = slice(first, first + len(directions))
    types, flags, ports = table.type[rows], table.flags[rows], table.port[rows]
    found = np.zeros(len(directions), np.uint8)
    from_kernel = directions == Direction.FROM_KERNEL
    data = from_kernel & (types >= NLMSG_MIN_TYPE)
    # some notifications have the port of who caused them and no seq (__neigh_notify, ctnetlink_conntrack_event)
    found[data & ((ports == 0) | (table.seq[rows] == 0))] = Role.NOTIFICATION
    answers = np.flatnonzero(data & (requests >= 0))
    tells = _tells(table, conventions, answers + first, requests[answers]) | batched[answers]
    found[answers] = np.where(tells, Role.NOTIFICATION, Role.REPLY)
    found[data & (flags & np.uint16(NLM_F_MULTI) != 0)] = Role.PART
    found[from_kernel & (types == NLMSG_DONE)] = Role.DONE
    found[from_kernel & (types == NLMSG_ERROR)] = Role.ACK
    found[failed - first] = Role.ERROR
    found[(directions == Direction.TO_KERNEL) & (requests >= 0)] = Role.REQUEST
    return found


def _tells(table: Messages, conventions: Conventions, rows: Integers, requests: Integers) -> npt.NDArray[np.bool_]:
    """Whether data for requests is a notification: those that only change something are not answered with data."""
    protocols, types = table.protocol[rows], table.type[requests]
    purposes = conventions.purposes(protocols, types)
    # where kinds are not declared: a request to make an object has the type of what tells that it was made
    same = (purposes == EITHER) & (conventions.span[protocols] != 1) & (table.type[rows] == types)
    found: npt.NDArray[np.bool_] = (purposes < READS) | same
    return found
