"""NETLINK_GENERIC: the protocol that families share, each with a type of its own that the kernel gives out."""

from __future__ import annotations

from nldissect.families.netlink import ACK, DO, error_summary, extended_ack, nlmsgerr, protocol
from nldissect.schema import Attributes, Struct, headed, u8, u16


class genlmsghdr(Struct, header="linux/genetlink.h", key="genl"):
    cmd = u8
    version = u8
    reserved = u16


class Undeclared(Attributes, prefix="", key="genl"):
    """The attributes of a family that nobody declares."""


NETLINK_GENERIC = protocol("NETLINK_GENERIC", 16, kinds=(DO,), default=headed(genlmsghdr, Undeclared), dispatch="cmd")
NETLINK_GENERIC.span = 1
NETLINK_GENERIC.both_dump_bits = True  # genl_family_rcv_msg()

# What a request is about is its command, where the error quotes that much of it.
NETLINK_GENERIC.message(
    "NLMSG_ERROR",
    2,
    nlmsgerr,
    extended_ack,
    kind=ACK,
    summary=(*error_summary("{nl.msg.genl.cmd}"), *error_summary("{nl.msg.nl.type}")),
)
