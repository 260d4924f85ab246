"""Routes: RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.can_gw import CGW, GATEWAY, rtcanmsg
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.schema import (
    AddressFamily,
    Attributes,
    Cases,
    IpProtocol,
    Struct,
    address_family,
    be16,
    be32,
    binary,
    boolean,
    byte,
    centiseconds,
    dsfield,
    errno,
    hex32,
    ifindex,
    ip,
    ipv4,
    ipv6,
    milliseconds,
    mpls,
    one_of,
    pad,
    realms,
    records,
    s32,
    seconds,
    select,
    string,
    u8,
    u16,
    u32,
    u64,
    uid,
)


class RouteType(IntEnum):
    """RTN_*, from linux/rtnetlink.h."""

    RTN_UNSPEC = 0
    RTN_UNICAST = 1
    RTN_LOCAL = 2
    RTN_BROADCAST = 3
    RTN_ANYCAST = 4
    RTN_MULTICAST = 5
    RTN_BLACKHOLE = 6
    RTN_UNREACHABLE = 7
    RTN_PROHIBIT = 8
    RTN_THROW = 9
    RTN_NAT = 10
    RTN_XRESOLVE = 11


class RouteProtocol(IntEnum):
    """RTPROT_*, from linux/rtnetlink.h."""

    RTPROT_UNSPEC = 0
    RTPROT_REDIRECT = 1
    RTPROT_KERNEL = 2
    RTPROT_BOOT = 3
    RTPROT_STATIC = 4
    RTPROT_GATED = 8
    RTPROT_RA = 9
    RTPROT_MRT = 10
    RTPROT_ZEBRA = 11
    RTPROT_BIRD = 12
    RTPROT_DNROUTED = 13
    RTPROT_XORP = 14
    RTPROT_NTK = 15
    RTPROT_DHCP = 16
    RTPROT_MROUTED = 17
    RTPROT_KEEPALIVED = 18
    RTPROT_BABEL = 42
    RTPROT_OVN = 84
    RTPROT_OPENR = 99
    RTPROT_BGP = 186
    RTPROT_ISIS = 187
    RTPROT_OSPF = 188
    RTPROT_RIP = 189
    RTPROT_EIGRP = 192


class RouteScope(IntEnum):
    """RT_SCOPE_*, from linux/rtnetlink.h."""

    RT_SCOPE_UNIVERSE = 0
    RT_SCOPE_SITE = 200
    RT_SCOPE_LINK = 253
    RT_SCOPE_HOST = 254
    RT_SCOPE_NOWHERE = 255


class RouteTable(IntEnum):
    """RT_TABLE_*, from linux/rtnetlink.h."""

    RT_TABLE_UNSPEC = 0
    RT_TABLE_COMPAT = 252
    RT_TABLE_DEFAULT = 253
    RT_TABLE_MAIN = 254
    RT_TABLE_LOCAL = 255


class RouteFlags(IntFlag):
    """RTM_F_* and the flags of the kernel's next hop in rtm_flags, from linux/rtnetlink.h."""

    RTNH_F_DEAD = 0x1
    RTNH_F_PERVASIVE = 0x2
    RTNH_F_ONLINK = 0x4
    RTNH_F_OFFLOAD = 0x8
    RTNH_F_LINKDOWN = 0x10
    RTNH_F_UNRESOLVED = 0x20
    RTNH_F_TRAP = 0x40
    RTM_F_NOTIFY = 0x100
    RTM_F_CLONED = 0x200
    RTM_F_EQUALIZE = 0x400
    RTM_F_PREFIX = 0x800
    RTM_F_LOOKUP_TABLE = 0x1000
    RTM_F_FIB_MATCH = 0x2000
    RTM_F_OFFLOAD = 0x4000
    RTM_F_TRAP = 0x8000
    RTM_F_OFFLOAD_FAILED = 0x20000000


class NextHopFlags(IntFlag):
    """RTNH_F_*, from linux/rtnetlink.h."""

    RTNH_F_DEAD = 0x1
    RTNH_F_PERVASIVE = 0x2
    RTNH_F_ONLINK = 0x4
    RTNH_F_OFFLOAD = 0x8
    RTNH_F_LINKDOWN = 0x10
    RTNH_F_UNRESOLVED = 0x20
    RTNH_F_TRAP = 0x40


class RouteFeatures(IntFlag):
    """RTAX_FEATURE_*, from linux/rtnetlink.h."""

    RTAX_FEATURE_ECN = 0x1
    RTAX_FEATURE_SACK = 0x2
    RTAX_FEATURE_TIMESTAMP = 0x4
    RTAX_FEATURE_ALLFRAG = 0x8
    RTAX_FEATURE_TCP_USEC_TS = 0x10


class LockedMetrics(IntFlag):
    """Bits by RTAX_*, from linux/rtnetlink.h: metrics that are to stay as they are."""

    RTAX_MTU = 1 << 2
    RTAX_WINDOW = 1 << 3
    RTAX_RTT = 1 << 4
    RTAX_RTTVAR = 1 << 5
    RTAX_SSTHRESH = 1 << 6
    RTAX_CWND = 1 << 7
    RTAX_ADVMSS = 1 << 8
    RTAX_REORDERING = 1 << 9
    RTAX_HOPLIMIT = 1 << 10
    RTAX_INITCWND = 1 << 11
    RTAX_FEATURES = 1 << 12
    RTAX_RTO_MIN = 1 << 13
    RTAX_INITRWND = 1 << 14
    RTAX_QUICKACK = 1 << 15
    RTAX_CC_ALGO = 1 << 16
    RTAX_FASTOPEN_NO_COOKIE = 1 << 17


class RouterPreference(IntEnum):
    """ICMPV6_ROUTER_PREF_*, from linux/icmpv6.h; two bits, signed as RFC 4191 has it."""

    ICMPV6_ROUTER_PREF_MEDIUM = 0
    ICMPV6_ROUTER_PREF_HIGH = 1
    ICMPV6_ROUTER_PREF_INVALID = 2
    ICMPV6_ROUTER_PREF_LOW = 3


class EncapType(IntEnum):
    """LWTUNNEL_ENCAP_*, from linux/lwtunnel.h."""

    LWTUNNEL_ENCAP_NONE = 0
    LWTUNNEL_ENCAP_MPLS = 1
    LWTUNNEL_ENCAP_IP = 2
    LWTUNNEL_ENCAP_ILA = 3
    LWTUNNEL_ENCAP_IP6 = 4
    LWTUNNEL_ENCAP_SEG6 = 5
    LWTUNNEL_ENCAP_BPF = 6
    LWTUNNEL_ENCAP_SEG6_LOCAL = 7
    LWTUNNEL_ENCAP_RPL = 8
    LWTUNNEL_ENCAP_IOAM6 = 9
    LWTUNNEL_ENCAP_XFRM = 10


# An address whose family is a member of the struct around it.
address = select(
    "family", {AddressFamily.AF_INET: ipv4, AddressFamily.AF_INET6: ipv6, AddressFamily.AF_MPLS: mpls}, otherwise=ip
)

# Families whose addresses are one byte have tables of their own: `rta.dst` is no number.
short_addresses = byte(0, AddressFamily.AF_PHONET, AddressFamily.AF_MCTP)

# What RTA_ENCAP and NHA_ENCAP hold, by EncapType; the module of each encapsulation adds its own.
encapsulations = Cases("encapsulations", load="nldissect.families.route.encap")


class rtmsg(Struct, header="linux/rtnetlink.h", key="rtm"):
    family = address_family
    dst_len = u8
    src_len = u8
    tos = dsfield
    table = u8(RouteTable).named("table")
    protocol = u8(RouteProtocol).named("protocol")
    scope = u8(RouteScope).named("scope")
    type = u8(RouteType)
    flags = u32(RouteFlags)


class rtnexthop(Struct, header="linux/rtnetlink.h", key="rtnh"):
    len = u16
    flags = u8(NextHopFlags)
    hops = u8
    ifindex = ifindex


class rta_cacheinfo(Struct, header="linux/rtnetlink.h"):
    clntref = u32
    lastuse = centiseconds
    expires = s32(centiseconds)
    error = errno
    used = u32
    id = u32
    ts = u32
    tsage = u32


class rta_mfc_stats(Struct, header="linux/rtnetlink.h"):
    packets = u64
    bytes = u64
    wrong_if = u64


class rtvia(Struct, header="linux/rtnetlink.h"):
    family = u16(AddressFamily)
    addr = address


class RTAX(Attributes, header="linux/rtnetlink.h"):
    LOCK = 1, u32(LockedMetrics)
    MTU = 2, u32
    WINDOW = 3, u32
    RTT = 4, u32  # of an eighth of a millisecond
    RTTVAR = 5, u32  # of a quarter of a millisecond
    SSTHRESH = 6, u32
    CWND = 7, u32
    ADVMSS = 8, u32
    REORDERING = 9, u32
    HOPLIMIT = 10, u32
    INITCWND = 11, u32
    FEATURES = 12, u32(RouteFeatures)
    RTO_MIN = 13, milliseconds
    INITRWND = 14, u32
    QUICKACK = 15, u32
    CC_ALGO = 16, string
    FASTOPEN_NO_COOKIE = 17, u32


class RTA_NEXTHOP(Attributes, header="linux/rtnetlink.h", prefix="RTA"):
    """The attributes of one next hop: those of RTA that fib_nh and fib6_nh write into RTA_MULTIPATH."""

    DST = 1, address
    GATEWAY = 5, address
    PREFSRC = 7, address
    FLOW = 11, realms
    VIA = 18, rtvia
    NEWDST = 19, mpls
    ENCAP_TYPE = 21, u16(EncapType)
    ENCAP = 22, select("ENCAP_TYPE", encapsulations)


class RTA(Attributes, header="linux/rtnetlink.h"):
    DST = 1, address
    SRC = 2, address
    IIF = 3, ifindex
    OIF = 4, ifindex
    GATEWAY = 5, address
    PRIORITY = 6, u32
    PREFSRC = 7, address
    METRICS = 8, RTAX
    MULTIPATH = 9, records(rtnexthop, "len", RTA_NEXTHOP)
    PROTOINFO = 10, binary
    FLOW = 11, realms
    CACHEINFO = 12, rta_cacheinfo
    SESSION = 13, binary
    MP_ALGO = 14, binary
    TABLE = 15, u32(RouteTable).named("table")
    MARK = 16, hex32
    MFC_STATS = 17, rta_mfc_stats
    VIA = 18, rtvia
    NEWDST = 19, mpls
    PREF = 20, u8(RouterPreference)
    ENCAP_TYPE = 21, u16(EncapType)
    ENCAP = 22, select("ENCAP_TYPE", encapsulations)
    EXPIRES = 23, seconds | u64(centiseconds)  # of multicast routes, the time since it was used last
    PAD = 24, binary
    UID = 25, uid
    TTL_PROPAGATE = 26, boolean
    IP_PROTO = 27, u8(IpProtocol)
    SPORT = 28, be16
    DPORT = 29, be16
    NH_ID = 30, u32
    FLOWLABEL = 31, be32(hex32)


class mctp_fq_addr(Struct, header="linux/mctp.h"):
    net = u32
    eid = u8
    pad = pad(3)


class RTA_SHORT(Attributes, header="linux/rtnetlink.h", prefix="RTA"):
    """The attributes of routes of Phonet and MCTP."""

    DST = 1, u8
    OIF = 4, ifindex
    GATEWAY = 5, mctp_fq_addr
    METRICS = 8, RTAX


_ROUTE = (
    "[ from {rta.src}/{src_len}][ tos {tos}][ nhid {nh_id}][ encap {rta.encap_type}][ via {rta.gateway}]"
    "[ via {rta.via.family} {rta.via.addr}][ dev {rta.oif}][ iif {rta.iif}]"
    "[rta.multipath* nexthop[ via {gateway}][ via {via.family} {via.addr}] dev {ifindex}]"
    "[ table {rta.table!=main}][ proto {rtm.protocol}][ scope {rtm.scope!=universe}][ src {rta.prefsrc}]"
    "[ realms {rta.flow}][ metric {rta.priority}][ mtu {metrics.mtu}][ pref {rta.pref!=medium}][ uid {rta.uid}]"
)
ROUTE = (
    "route {verb} {rtm.family} {rta_short.dst}[ via {rta_short.gateway.eid} net {rta_short.gateway.net}]"
    "[ dev {rta_short.oif}]",
    "route {verb}[ {rtm.type!=unicast}] {rta.dst}/{dst_len}" + _ROUTE,
    "route {verb}[ {rtm.type!=unicast}] default{rtm.table&}" + _ROUTE,
    "route {verb}{rtm.family?}[ {rtm.family!=unspec}][ {rtm.type!=unspec}]" + _ROUTE,
    "route {verb}{rtgen.family?}[ {rtgen.family!=unspec}]",
)

# CAN gateway rules share these messages; their headers have nothing in common but the address family in front.
can_gateway = byte(0, AddressFamily.AF_CAN)
header = one_of((can_gateway, rtcanmsg), otherwise=rtmsg)
attributes = one_of((can_gateway, CGW), (short_addresses, RTA_SHORT), otherwise=RTA)

NETLINK_ROUTE.message("RTM_NEWROUTE", 24, header, attributes, summary=(*ROUTE, *GATEWAY))
NETLINK_ROUTE.message("RTM_DELROUTE", 25, header, attributes, summary=(*ROUTE, *GATEWAY))
NETLINK_ROUTE.message("RTM_GETROUTE", 26, or_rtgenmsg(header), attributes, summary=(*ROUTE, *GATEWAY))
