"""NETLINK_ROUTE: the protocol that the modules of this package add their messages to."""

from __future__ import annotations

from nldissect.families.netlink import DEL, GET, NEW, SET, protocol
from nldissect.schema import Declarable, OneOf, Struct, address_family, one_of, payload

# linux/rtnetlink.h: messages come in fours, and the two low bits of the number tell what a message does.
NETLINK_ROUTE = protocol("NETLINK_ROUTE", 0, kinds=(NEW, DEL, GET, SET))


class rtgenmsg(Struct, header="linux/rtnetlink.h", key="rtgen"):
    family = address_family


def or_rtgenmsg(header: Declarable) -> OneOf:
    """The header, or the one byte of rtgenmsg that old programs send with a dump request (padded to four bytes)."""
    return one_of((payload(1, 4), rtgenmsg), otherwise=header)
