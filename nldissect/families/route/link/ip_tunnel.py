"""Link kinds ipip, sit and ip6tnl, and what they share with other tunnels."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.device import lower_ifindex
from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import (
    Attributes,
    IpProtocol,
    be16,
    be32,
    boolean,
    dsfield,
    flag,
    hex32,
    ip,
    ipv4,
    ipv6,
    u8,
    u16,
    u32,
)


class TunnelEncapType(IntEnum):
    """TUNNEL_ENCAP_*, from linux/if_tunnel.h: what is between the tunnel's outer and inner headers."""

    TUNNEL_ENCAP_NONE = 0
    TUNNEL_ENCAP_FOU = 1
    TUNNEL_ENCAP_GUE = 2
    TUNNEL_ENCAP_MPLS = 3


class TunnelEncapFlags(IntFlag):
    """TUNNEL_ENCAP_FLAG_*, from linux/if_tunnel.h."""

    TUNNEL_ENCAP_FLAG_CSUM = 1 << 0
    TUNNEL_ENCAP_FLAG_CSUM6 = 1 << 1
    TUNNEL_ENCAP_FLAG_REMCSUM = 1 << 2


class SitFlags(IntFlag):
    """SIT_*, from linux/if_tunnel.h."""

    SIT_ISATAP = 0x1


class Ip6TunnelFlags(IntFlag):
    """IP6_TNL_F_*, from linux/ip6_tunnel.h; those of CAP are the kernel's own, from net/ip6_tunnel.h."""

    IP6_TNL_F_IGN_ENCAP_LIMIT = 0x01
    IP6_TNL_F_USE_ORIG_TCLASS = 0x02
    IP6_TNL_F_USE_ORIG_FLOWLABEL = 0x04
    IP6_TNL_F_MIP6_DEV = 0x08
    IP6_TNL_F_RCV_DSCP_COPY = 0x10
    IP6_TNL_F_USE_ORIG_FWMARK = 0x20
    IP6_TNL_F_ALLOW_LOCAL_REMOTE = 0x40
    IP6_TNL_F_CAP_XMIT = 0x10000
    IP6_TNL_F_CAP_RCV = 0x20000
    IP6_TNL_F_CAP_PER_PACKET = 0x40000


class IFLA_IPTUN(Attributes, header="linux/if_tunnel.h"):
    LINK = 1, lower_ifindex
    LOCAL = 2, ip
    REMOTE = 3, ip
    TTL = 4, u8
    TOS = 5, dsfield
    ENCAP_LIMIT = 6, u8
    FLOWINFO = 7, be32(hex32)
    FLAGS = 8, be16(SitFlags) | u32(Ip6TunnelFlags)  # two bytes of sit, four of ip6tnl
    PROTO = 9, u8(IpProtocol)
    PMTUDISC = 10, boolean
    _6RD_PREFIX = 11, ipv6
    _6RD_RELAY_PREFIX = 12, ipv4
    _6RD_PREFIXLEN = 13, u16
    _6RD_RELAY_PREFIXLEN = 14, u16
    ENCAP_TYPE = 15, u16(TunnelEncapType)
    ENCAP_FLAGS = 16, u16(TunnelEncapFlags)
    ENCAP_SPORT = 17, be16
    ENCAP_DPORT = 18, be16
    COLLECT_METADATA = 19, flag
    FWMARK = 20, hex32


link_kinds["ipip"] = IFLA_IPTUN
link_kinds["sit"] = IFLA_IPTUN
link_kinds["ip6tnl"] = IFLA_IPTUN
