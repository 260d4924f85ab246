"""Prefixes that routers advertise: RTM_NEWPREFIX."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import Attributes, Struct, address_family, ifindex, ipv6, lifetime, pad, u8


class PrefixFlags(IntFlag):
    """IF_PREFIX_*, from net/if_inet6.h of the kernel."""

    IF_PREFIX_ONLINK = 0x01
    IF_PREFIX_AUTOCONF = 0x02


class prefixmsg(Struct, header="linux/rtnetlink.h"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    type = u8
    len = u8
    flags = u8(PrefixFlags)
    pad3 = pad(1)


class prefix_cacheinfo(Struct, header="linux/rtnetlink.h"):
    preferred_time = lifetime
    valid_time = lifetime


class PREFIX(Attributes, header="linux/rtnetlink.h"):
    ADDRESS = 1, ipv6
    CACHEINFO = 2, prefix_cacheinfo


NETLINK_ROUTE.message(
    "RTM_NEWPREFIX",
    52,
    prefixmsg,
    PREFIX,
    summary="prefix {verb} {prefix.address}/{prefix.len} dev {prefix.ifindex}[ {prefix.flags}]"
    "[ valid {cacheinfo.valid_time}][ preferred {cacheinfo.preferred_time}]",
)
