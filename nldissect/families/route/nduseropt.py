"""Options of router advertisements that are for programs: RTM_NEWNDUSEROPT."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    array,
    be16,
    be32,
    binary,
    hex8,
    hex16,
    ifindex,
    ipv6,
    lifetime,
    pad,
    records,
    select,
    string,
    u8,
    u16,
)


class Option(IntEnum):
    """ND_OPT_*, from net/ndisc.h of the kernel, as far as it hands them to programs."""

    ND_OPT_PREFIX_INFO = 3
    ND_OPT_RDNSS = 25
    ND_OPT_DNSSL = 31
    ND_OPT_6CO = 34
    ND_OPT_CAPTIVE_PORTAL = 37
    ND_OPT_PREF64 = 38


# What the options hold behind type and length; in a packet, so in network order.


class prefix_info(Struct):
    """Prefix information, RFC 4861."""

    prefix_len = u8
    flags = hex8
    valid = be32(lifetime)
    prefered = be32(lifetime)
    reserved2 = pad(4)
    prefix = ipv6


class rdnss(Struct):
    """Recursive DNS servers, RFC 8106."""

    reserved = pad(2)
    lifetime = be32(lifetime)
    addresses = array(ipv6)


class dnssl(Struct):
    """Search list of DNS, RFC 8106; the names as DNS writes them."""

    reserved = pad(2)
    lifetime = be32(lifetime)
    domain_names = binary


class context(Struct):
    """Context of 6LoWPAN, RFC 6775; the lifetime in minutes."""

    context_length = u8
    flags = hex8
    reserved = pad(2)
    valid_lifetime = be16
    context_prefix = binary


class pref64(Struct):
    """Prefix of NAT64, RFC 8781: the lifetime in units of 8 seconds in the upper 13 bits, 3 for the prefix length."""

    lifetime_plc = be16(hex16)
    prefix = binary(12)


class nd_opt_hdr(Struct):
    """An option of neighbour discovery, from net/ndisc.h of the kernel."""

    nd_opt_type = u8(Option)
    nd_opt_len = u8
    body = select(
        "nd_opt_type",
        {
            Option.ND_OPT_PREFIX_INFO: prefix_info,
            Option.ND_OPT_RDNSS: rdnss,
            Option.ND_OPT_DNSSL: dnssl,
            Option.ND_OPT_6CO: context,
            Option.ND_OPT_CAPTIVE_PORTAL: string,
            Option.ND_OPT_PREF64: pref64,
        },
        otherwise=binary,
    )


class nduseroptmsg(Struct, header="linux/rtnetlink.h"):
    family = address_family
    pad1 = pad(1)
    opts_len = u16
    ifindex = ifindex
    icmp_type = u8
    icmp_code = u8
    pad2 = pad(2)
    pad3 = pad(4)
    opts = records(nd_opt_hdr, "nd_opt_len", unit=8, within="opts_len")


class NDUSEROPT(Attributes, header="linux/rtnetlink.h"):
    SRCADDR = 1, ipv6


_FROM = " dev {nduseropt.ifindex}[ from {nduseropt.srcaddr}]"
NETLINK_ROUTE.message(
    "RTM_NEWNDUSEROPT",
    68,
    nduseroptmsg,
    NDUSEROPT,
    summary=(
        "nduseropt {opts.nd_opt_type} {rdnss.addresses}[ lifetime {rdnss.lifetime}]" + _FROM,
        "nduseropt {opts.nd_opt_type} {prefix_info.prefix}/{prefix_info.prefix_len}" + _FROM,
        "nduseropt {opts.nd_opt_type}" + _FROM,
        "nduseropt" + _FROM,
    ),
)
