"""NETLINK_NETFILTER: the header that all its subsystems share, and the ends of a batch.

The type of a message is its subsystem's number times 256 plus the number of the message in it.
"""

from __future__ import annotations

from nldissect.families.netlink import DO, protocol
from nldissect.schema import Attributes, Struct, address_family, be16, be32, headed, u8


class nfgenmsg(Struct, header="linux/netfilter/nfnetlink.h", key="nfgen"):
    nfgen_family = address_family
    version = u8
    res_id = be16


class NFNL_BATCH(Attributes, header="linux/netfilter/nfnetlink.h", key="nfnl.batch"):
    GENID = 1, be32


class Undeclared(Attributes, prefix="", key="nfnl"):
    """The attributes of a subsystem that nobody declares."""


NETLINK_NETFILTER = protocol("NETLINK_NETFILTER", 12, kinds=(DO,), default=headed(nfgenmsg, Undeclared))
NETLINK_NETFILTER.message(
    "NFNL_MSG_BATCH_BEGIN", 16, nfgenmsg, NFNL_BATCH, summary="batch begins for subsystem {res_id}[ genid {genid}]"
)
NETLINK_NETFILTER.message("NFNL_MSG_BATCH_END", 17, nfgenmsg, NFNL_BATCH, summary="batch ends")

NETLINK_NETFILTER.span = 1 << 8
NETLINK_NETFILTER.batch = (16, 17)

PROTOCOL = NETLINK_NETFILTER
