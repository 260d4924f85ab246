"""The protocol as data: one package per netlink protocol, one module per object or family, with the kernel's names."""

from __future__ import annotations

from nldissect.families.netlink import protocol
from nldissect.schema.message import Protocol
from nldissect.schema.registry import Registry

# NETLINK_*, from linux/netlink.h: the protocols that an nlmon device sees.
NAMES = {
    0: "NETLINK_ROUTE",
    2: "NETLINK_USERSOCK",
    4: "NETLINK_SOCK_DIAG",
    5: "NETLINK_NFLOG",
    6: "NETLINK_XFRM",
    10: "NETLINK_FIB_LOOKUP",
    12: "NETLINK_NETFILTER",
    16: "NETLINK_GENERIC",
}


def _unknown(number: int) -> Protocol:
    return protocol(NAMES.get(number, f"NETLINK_{number}"), number)


MODULES = {
    0: "nldissect.families.route",
    4: "nldissect.families.sock_diag",
    6: "nldissect.families.xfrm",
    12: "nldissect.families.netfilter",
    16: "nldissect.families.generic",
}

registry = Registry(MODULES, _unknown)


def protocol_number(name: str | int) -> int:
    """The number of a protocol given as "route", "NETLINK_ROUTE" or a number; ValueError when there is none."""
    text = str(name)
    full = text.upper() if text.upper().startswith("NETLINK_") else f"NETLINK_{text.upper()}"
    for number, known in NAMES.items():
        if known == full:
            return number
    try:
        number = int(text, 0)
    except ValueError:
        number = -1
    if not 0 <= number <= 0xFF:
        raise ValueError(
            f"no netlink protocol {text!r}; known are {', '.join(each[8:].lower() for each in NAMES.values())}"
        )
    return number
