"""Anycast addresses of a device: RTM_NEWANYCAST, RTM_DELANYCAST, RTM_GETANYCAST."""

from __future__ import annotations

from nldissect.families.route.addr import IFA, ifaddrmsg
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg

ANYCAST = (
    "acaddress {verb} {ifa.anycast}/{prefixlen} dev {ifaddr.index}[ scope {ifaddr.scope}]",
    "acaddress {verb}[ {ifaddr.family!=unspec}][ {rtgen.family!=unspec}][ dev {ifaddr.index}]",
)

NETLINK_ROUTE.message("RTM_NEWANYCAST", 60, ifaddrmsg, IFA, summary=ANYCAST)
NETLINK_ROUTE.message("RTM_DELANYCAST", 61, ifaddrmsg, IFA, summary=ANYCAST)
NETLINK_ROUTE.message("RTM_GETANYCAST", 62, or_rtgenmsg(ifaddrmsg), IFA, summary=ANYCAST)
