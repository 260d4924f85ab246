"""The other objects of rtnetlink: names, numbers and headers of their messages, no attributes yet."""

from __future__ import annotations

from nldissect.families.route.addr import IFA, ifaddrmsg
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg, rtgenmsg
from nldissect.families.route.route import NextHopFlags, RouteProtocol, RouteScope, RouteTable
from nldissect.schema import Attributes, Struct, address_family, hex32, ifindex, pad, u8, u16, u32


class fib_rule_hdr(Struct, header="linux/fib_rules.h", key="fib_rule"):
    family = address_family
    dst_len = u8
    src_len = u8
    tos = u8
    table = u8(RouteTable).named("table")
    res1 = pad(1)
    res2 = pad(1)
    action = u8
    flags = hex32


class FRA(Attributes, header="linux/fib_rules.h"):
    """Rules."""


class prefixmsg(Struct, header="linux/rtnetlink.h"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    type = u8
    len = u8
    flags = u8
    pad3 = pad(1)


class PREFIX(Attributes, header="linux/rtnetlink.h"):
    """Prefixes of router advertisements."""


class ndtmsg(Struct, header="linux/neighbour.h", key="ndtm"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)


class NDTA(Attributes, header="linux/neighbour.h"):
    """Neighbour tables."""


class nduseroptmsg(Struct, header="linux/rtnetlink.h"):
    family = address_family
    pad1 = pad(1)
    opts_len = u16
    ifindex = ifindex
    icmp_type = u8
    icmp_code = u8
    pad2 = pad(2)
    pad3 = pad(4)


class ifaddrlblmsg(Struct, header="linux/if_addrlabel.h", key="ifal"):
    family = address_family
    reserved = pad(1)
    prefixlen = u8
    flags = u8
    index = ifindex
    seq = u32


class IFAL(Attributes, header="linux/if_addrlabel.h"):
    """Labels of IPv6 address selection."""


class dcbmsg(Struct, header="linux/dcbnl.h"):
    family = address_family
    cmd = u8
    pad = pad(2)


class DCB_ATTR(Attributes, header="linux/dcbnl.h"):
    """Data Center Bridging."""


class netconfmsg(Struct, header="linux/netconf.h", key="ncm"):
    family = address_family


class NETCONFA(Attributes, header="linux/netconf.h"):
    """Settings of a protocol on a device."""


class br_port_msg(Struct, header="linux/if_bridge.h", key="br_port"):
    family = address_family
    pad = pad(3)
    ifindex = ifindex


class MDBA(Attributes, header="linux/if_bridge.h"):
    """The multicast database of a bridge."""


class NETNSA(Attributes, header="linux/net_namespace.h"):
    """Numbers of network namespaces."""


class if_stats_msg(Struct, header="linux/if_link.h", key="if_stats"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    filter_mask = hex32


class IFLA_STATS(Attributes, header="linux/if_link.h"):
    """Statistics of a device."""


class IFLA_STATS_GETSET(Attributes, header="linux/if_link.h", prefix="IFLA_STATS"):
    """Which statistics to give or to keep."""


class IPMRA_CREPORT(Attributes, header="linux/mroute.h"):
    """Multicast packets without a route."""


class nhmsg(Struct, header="linux/nexthop.h", key="nh"):
    family = address_family
    scope = u8(RouteScope).named("scope")
    protocol = u8(RouteProtocol).named("protocol")
    resvd = pad(1)
    flags = u32(NextHopFlags)


class NHA(Attributes, header="linux/nexthop.h"):
    """Next hops and their buckets."""


class br_vlan_msg(Struct, header="linux/if_bridge.h", key="br_vlan"):
    family = address_family
    reserved1 = pad(1)
    reserved2 = pad(2)
    ifindex = ifindex


class BRIDGE_VLANDB(Attributes, header="linux/if_bridge.h"):
    """VLANs of a bridge."""


class BRIDGE_VLANDB_DUMP(Attributes, header="linux/if_bridge.h"):
    """What a dump of VLANs is to hold."""


class tunnel_msg(Struct, header="linux/if_link.h", key="tunnel"):
    family = address_family
    flags = u8
    reserved2 = pad(2)
    ifindex = ifindex


class VXLAN_VNIFILTER(Attributes, header="linux/if_link.h"):
    """Network identifiers of a VXLAN device."""


NETLINK_ROUTE.message("RTM_NEWRULE", 32, fib_rule_hdr, FRA)
NETLINK_ROUTE.message("RTM_DELRULE", 33, fib_rule_hdr, FRA)
NETLINK_ROUTE.message("RTM_GETRULE", 34, or_rtgenmsg(fib_rule_hdr), FRA)
NETLINK_ROUTE.message("RTM_NEWPREFIX", 52, prefixmsg, PREFIX)
NETLINK_ROUTE.message("RTM_NEWMULTICAST", 56, ifaddrmsg, IFA)
NETLINK_ROUTE.message("RTM_DELMULTICAST", 57, ifaddrmsg, IFA)
NETLINK_ROUTE.message("RTM_GETMULTICAST", 58, or_rtgenmsg(ifaddrmsg), IFA)
NETLINK_ROUTE.message("RTM_NEWANYCAST", 60, ifaddrmsg, IFA)
NETLINK_ROUTE.message("RTM_DELANYCAST", 61, ifaddrmsg, IFA)
NETLINK_ROUTE.message("RTM_GETANYCAST", 62, or_rtgenmsg(ifaddrmsg), IFA)
NETLINK_ROUTE.message("RTM_NEWNEIGHTBL", 64, ndtmsg, NDTA)
NETLINK_ROUTE.message("RTM_GETNEIGHTBL", 66, ndtmsg, NDTA)
NETLINK_ROUTE.message("RTM_SETNEIGHTBL", 67, ndtmsg, NDTA)
# The options of neighbour discovery that stand between header and attributes are as long as opts_len says.
NETLINK_ROUTE.message("RTM_NEWNDUSEROPT", 68, nduseroptmsg)
NETLINK_ROUTE.message("RTM_NEWADDRLABEL", 72, ifaddrlblmsg, IFAL)
NETLINK_ROUTE.message("RTM_DELADDRLABEL", 73, ifaddrlblmsg, IFAL)
NETLINK_ROUTE.message("RTM_GETADDRLABEL", 74, or_rtgenmsg(ifaddrlblmsg), IFAL)
NETLINK_ROUTE.message("RTM_GETDCB", 78, dcbmsg, DCB_ATTR)
NETLINK_ROUTE.message("RTM_SETDCB", 79, dcbmsg, DCB_ATTR)
NETLINK_ROUTE.message("RTM_NEWNETCONF", 80, netconfmsg, NETCONFA)
NETLINK_ROUTE.message("RTM_DELNETCONF", 81, netconfmsg, NETCONFA)
NETLINK_ROUTE.message("RTM_GETNETCONF", 82, netconfmsg, NETCONFA)
NETLINK_ROUTE.message("RTM_NEWMDB", 84, br_port_msg, MDBA)
NETLINK_ROUTE.message("RTM_DELMDB", 85, br_port_msg, MDBA)
NETLINK_ROUTE.message("RTM_GETMDB", 86, or_rtgenmsg(br_port_msg), MDBA)
NETLINK_ROUTE.message("RTM_NEWNSID", 88, rtgenmsg, NETNSA)
NETLINK_ROUTE.message("RTM_DELNSID", 89, rtgenmsg, NETNSA)
NETLINK_ROUTE.message("RTM_GETNSID", 90, rtgenmsg, NETNSA)
NETLINK_ROUTE.message("RTM_NEWSTATS", 92, if_stats_msg, IFLA_STATS)
NETLINK_ROUTE.message("RTM_GETSTATS", 94, if_stats_msg, IFLA_STATS_GETSET)
NETLINK_ROUTE.message("RTM_SETSTATS", 95, if_stats_msg, IFLA_STATS_GETSET)
NETLINK_ROUTE.message("RTM_NEWCACHEREPORT", 96, rtgenmsg, IPMRA_CREPORT)
NETLINK_ROUTE.message("RTM_NEWNEXTHOP", 104, nhmsg, NHA)
NETLINK_ROUTE.message("RTM_DELNEXTHOP", 105, nhmsg, NHA)
NETLINK_ROUTE.message("RTM_GETNEXTHOP", 106, or_rtgenmsg(nhmsg), NHA)
NETLINK_ROUTE.message("RTM_NEWVLAN", 112, br_vlan_msg, BRIDGE_VLANDB)
NETLINK_ROUTE.message("RTM_DELVLAN", 113, br_vlan_msg, BRIDGE_VLANDB)
NETLINK_ROUTE.message("RTM_GETVLAN", 114, br_vlan_msg, BRIDGE_VLANDB_DUMP)
NETLINK_ROUTE.message("RTM_NEWNEXTHOPBUCKET", 116, nhmsg, NHA)
NETLINK_ROUTE.message("RTM_DELNEXTHOPBUCKET", 117, nhmsg, NHA)
NETLINK_ROUTE.message("RTM_GETNEXTHOPBUCKET", 118, nhmsg, NHA)
NETLINK_ROUTE.message("RTM_NEWTUNNEL", 120, tunnel_msg, VXLAN_VNIFILTER)
NETLINK_ROUTE.message("RTM_DELTUNNEL", 121, tunnel_msg, VXLAN_VNIFILTER)
NETLINK_ROUTE.message("RTM_GETTUNNEL", 122, tunnel_msg, VXLAN_VNIFILTER)
