"""Addresses: RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.families.route.route import RouteScope, short_addresses
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    centiseconds,
    ifindex,
    ip,
    lifetime,
    netns_id,
    one_of,
    string,
    u8,
    u32,
)


class AddressFlags(IntFlag):
    """IFA_F_*, from linux/if_addr.h."""

    IFA_F_SECONDARY = 0x01
    IFA_F_NODAD = 0x02
    IFA_F_OPTIMISTIC = 0x04
    IFA_F_DADFAILED = 0x08
    IFA_F_HOMEADDRESS = 0x10
    IFA_F_DEPRECATED = 0x20
    IFA_F_TENTATIVE = 0x40
    IFA_F_PERMANENT = 0x80
    IFA_F_MANAGETEMPADDR = 0x100
    IFA_F_NOPREFIXROUTE = 0x200
    IFA_F_MCAUTOJOIN = 0x400
    IFA_F_STABLE_PRIVACY = 0x800


class AddressProtocol(IntEnum):
    """IFAPROT_*, from linux/if_addr.h."""

    IFAPROT_UNSPEC = 0
    IFAPROT_KERNEL_LO = 1
    IFAPROT_KERNEL_RA = 2
    IFAPROT_KERNEL_LL = 3


class ifaddrmsg(Struct, header="linux/if_addr.h"):
    family = address_family
    prefixlen = u8
    flags = u8(AddressFlags)
    scope = u8(RouteScope).named("scope")
    index = ifindex


class ifa_cacheinfo(Struct, header="linux/if_addr.h"):
    prefered = lifetime
    valid = lifetime
    cstamp = centiseconds
    tstamp = centiseconds


class IFA(Attributes, header="linux/if_addr.h"):
    ADDRESS = 1, ip
    LOCAL = 2, ip
    LABEL = 3, string
    BROADCAST = 4, ip
    ANYCAST = 5, ip
    CACHEINFO = 6, ifa_cacheinfo
    MULTICAST = 7, ip
    FLAGS = 8, u32(AddressFlags)
    RT_PRIORITY = 9, u32
    TARGET_NETNSID = 10, netns_id
    PROTO = 11, u8(AddressProtocol).named("address_protocol")


class IFA_SHORT(Attributes, header="linux/if_addr.h", prefix="IFA"):
    """The attributes of addresses of Phonet and MCTP."""

    LOCAL = 2, u8


ADDRESS = (
    "address {verb} {ifa.local!}[ peer {ifa.address!=ifa.local}]/{prefixlen}[ brd {ifa.broadcast}][ scope {scope}]"
    " dev {ifaddr.index}[ label {ifa.label}]",
    "address {verb} {ifa.address!}/{prefixlen} scope {scope} dev {ifaddr.index}",
    "address {verb} {ifaddr.family} {ifa_short.local} dev {ifaddr.index}",
    "address {verb}[ {ifaddr.family}][ dev {ifaddr.index}]",
)

attributes = one_of((short_addresses, IFA_SHORT), otherwise=IFA)

NETLINK_ROUTE.message("RTM_NEWADDR", 20, ifaddrmsg, attributes, summary=ADDRESS)
NETLINK_ROUTE.message("RTM_DELADDR", 21, ifaddrmsg, attributes, summary=ADDRESS)
NETLINK_ROUTE.message("RTM_GETADDR", 22, or_rtgenmsg(ifaddrmsg), attributes, summary=ADDRESS)
