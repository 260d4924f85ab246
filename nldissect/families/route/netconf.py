"""Settings of a protocol, of a device or of all: RTM_NEWNETCONF, RTM_DELNETCONF, RTM_GETNETCONF."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import Attributes, Struct, address_family, boolean, s32


class ReversePathFilter(IntEnum):
    """What the sysctl rp_filter says, by net/ipv4/fib_frontend.c of the kernel and the words of iproute2."""

    OFF = 0
    STRICT = 1
    LOOSE = 2


class Devices(IntEnum):
    """NETCONFA_IFINDEX_*, from linux/netconf.h: numbers that no device has."""

    NETCONFA_IFINDEX_ALL = -1
    NETCONFA_IFINDEX_DEFAULT = -2


class netconfmsg(Struct, header="linux/netconf.h", key="ncm"):
    family = address_family


class NETCONFA(Attributes, header="linux/netconf.h"):
    IFINDEX = 1, s32(Devices).named("interface")
    FORWARDING = 2, s32(boolean)
    RP_FILTER = 3, s32(ReversePathFilter)
    MC_FORWARDING = 4, s32(boolean)
    PROXY_NEIGH = 5, s32(boolean)
    IGNORE_ROUTES_WITH_LINKDOWN = 6, s32(boolean)
    INPUT = 7, s32(boolean)
    BC_FORWARDING = 8, s32(boolean)
    FORCE_FORWARDING = 9, s32(boolean)


_DEVICE = "netconf {verb} {ncm.family} dev {netconfa.ifindex}"
# What is off is said, too: a notification has often one setting alone.
_SETTINGS = (
    " forwarding {forwarding} rp_filter {rp_filter}[ mc_forwarding {mc_forwarding}] proxy_neigh {proxy_neigh}"
    " ignore_routes_with_linkdown {ignore_routes_with_linkdown}",
    " forwarding {forwarding}[ mc_forwarding {mc_forwarding}] proxy_neigh {proxy_neigh}"
    " ignore_routes_with_linkdown {ignore_routes_with_linkdown}",
    " forwarding {forwarding}",
    " rp_filter {rp_filter}",
    " mc_forwarding {mc_forwarding}",
    " proxy_neigh {proxy_neigh}",
    " ignore_routes_with_linkdown {ignore_routes_with_linkdown}",
    " input {input}",
    " bc_forwarding {bc_forwarding}",
    " force_forwarding {force_forwarding}",
    "",
)
NETCONF = (*(_DEVICE + setting for setting in _SETTINGS), "netconf {verb}[ {ncm.family!=unspec}]")

NETLINK_ROUTE.message("RTM_NEWNETCONF", 80, netconfmsg, NETCONFA, summary=NETCONF)
NETLINK_ROUTE.message("RTM_DELNETCONF", 81, netconfmsg, NETCONFA, summary=NETCONF)
NETLINK_ROUTE.message("RTM_GETNETCONF", 82, netconfmsg, NETCONFA, summary=NETCONF)
