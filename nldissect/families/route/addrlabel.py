"""Labels of IPv6 address selection: RTM_NEWADDRLABEL, RTM_DELADDRLABEL, RTM_GETADDRLABEL."""

from __future__ import annotations

from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.schema import Attributes, Struct, address_family, hex8, ifindex, ip, pad, u8, u32


class ifaddrlblmsg(Struct, header="linux/if_addrlabel.h", key="ifal"):
    family = address_family
    reserved = pad(1)
    prefixlen = u8
    flags = hex8
    index = ifindex
    seq = u32


class IFAL(Attributes, header="linux/if_addrlabel.h"):
    ADDRESS = 1, ip
    LABEL = 2, u32


ADDRLABEL = (
    "addrlabel {verb} prefix {ifal.address}/{prefixlen}[ dev {ifal.index}] label {ifal.label}",
    "addrlabel {verb} prefix {ifal.address}/{prefixlen}[ dev {ifal.index}]",
    "addrlabel {verb}",
)

NETLINK_ROUTE.message("RTM_NEWADDRLABEL", 72, ifaddrlblmsg, IFAL, summary=ADDRLABEL)
NETLINK_ROUTE.message("RTM_DELADDRLABEL", 73, ifaddrlblmsg, IFAL, summary=ADDRLABEL)
NETLINK_ROUTE.message("RTM_GETADDRLABEL", 74, or_rtgenmsg(ifaddrlblmsg), IFAL, summary=ADDRLABEL)
