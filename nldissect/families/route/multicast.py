"""Multicast addresses that a device has joined: RTM_NEWMULTICAST, RTM_DELMULTICAST, RTM_GETMULTICAST."""

from __future__ import annotations

from nldissect.families.route.addr import IFA, ifaddrmsg
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg

MULTICAST = (
    "maddress {verb} {ifa.multicast}/{prefixlen} dev {ifaddr.index}[ scope {ifaddr.scope}]",
    "maddress {verb}[ {ifaddr.family!=unspec}][ {rtgen.family!=unspec}][ dev {ifaddr.index}]",
)

NETLINK_ROUTE.message("RTM_NEWMULTICAST", 56, ifaddrmsg, IFA, summary=MULTICAST)
NETLINK_ROUTE.message("RTM_DELMULTICAST", 57, ifaddrmsg, IFA, summary=MULTICAST)
NETLINK_ROUTE.message("RTM_GETMULTICAST", 58, or_rtgenmsg(ifaddrmsg), IFA, summary=MULTICAST)
