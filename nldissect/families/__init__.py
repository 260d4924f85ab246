"""The protocol as data: one package per netlink protocol, one module per object or family, named as the kernel names it."""

from __future__ import annotations

from nldissect.families.netlink import protocol
from nldissect.schema.message import Protocol
from nldissect.schema.registry import Registry

# Names from linux/netlink.h of protocols whose messages are not declared.
NAMES = {
    2: "NETLINK_USERSOCK",
    4: "NETLINK_SOCK_DIAG",
    5: "NETLINK_NFLOG",
    6: "NETLINK_XFRM",
    10: "NETLINK_FIB_LOOKUP",
    12: "NETLINK_NETFILTER",
}


def _unknown(number: int) -> Protocol:
    return protocol(NAMES.get(number, f"NETLINK_{number}"), number)


registry = Registry({0: "nldissect.families.route", 16: "nldissect.families.generic"}, _unknown)
