"""The message table: one row per netlink message."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nldissect.sources.columns import Columns

if TYPE_CHECKING:
    import numpy.typing as npt

# linux/netlink.h: what is looked at in every nlmsghdr
NLMSG_HDRLEN = 16
NLMSG_ERROR = 2
NLMSG_DONE = 3
NLMSG_MIN_TYPE = 16
NLM_F_REQUEST = 0x01
NLM_F_MULTI = 0x02

# bits of Messages.state
BIG_ENDIAN = 1
"""the captured kernel is big-endian"""
FRAGMENT = 2
"""a datagram that is no message: fewer than 16 bytes, or nlmsg_len is below 16"""
CUT = 4
"""the message reaches past what was captured"""


class Messages(Columns):
    """Netlink messages in the order of the capture; 34 bytes each.

    The rows of a datagram cover its captured bytes exactly, one after the other.
    """

    types: ClassVar = {"offset": np.uint64, "extent": np.uint32, "frame": np.uint32, "length": np.uint32,
                       "type": np.uint16, "flags": np.uint16, "seq": np.uint32, "port": np.uint32,
                       "protocol": np.uint8, "state": np.uint8}  # fmt: skip
    offset: npt.NDArray[np.uint64]
    """of the nlmsghdr, in `Source.data`"""
    extent: npt.NDArray[np.uint32]
    """bytes of the row: the message with its padding, as far as captured; of the last of a datagram, all the rest"""
    frame: npt.NDArray[np.uint32]
    """row in `Source.frames`"""
    length: npt.NDArray[np.uint32]
    """nlmsg_len; of a FRAGMENT, the extent"""
    type: npt.NDArray[np.uint16]
    flags: npt.NDArray[np.uint16]
    seq: npt.NDArray[np.uint32]
    port: npt.NDArray[np.uint32]
    """nlmsg_pid"""
    protocol: npt.NDArray[np.uint8]
    """netlink protocol number (NETLINK_ROUTE is 0); 255 where it does not fit"""
    state: npt.NDArray[np.uint8]
    """BIG_ENDIAN, FRAGMENT, CUT"""
