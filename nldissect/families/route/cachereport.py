"""Multicast packets that no route was found for, or from the wrong device: RTM_NEWCACHEREPORT."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.protocol import NETLINK_ROUTE, rtgenmsg
from nldissect.families.route.route import RouteTable
from nldissect.schema import AddressFamily, Attributes, binary, equals, ipv4, ipv6, one_of, u8, u32


class Report(IntEnum):
    """IGMPMSG_*, from linux/mroute.h."""

    IGMPMSG_NOCACHE = 1
    IGMPMSG_WRONGVIF = 2
    IGMPMSG_WHOLEPKT = 3
    IGMPMSG_WRVIFWHOLE = 4


class Report6(IntEnum):
    """MRT6MSG_*, from linux/mroute6.h."""

    MRT6MSG_NOCACHE = 1
    MRT6MSG_WRONGMIF = 2
    MRT6MSG_WHOLEPKT = 3
    MRT6MSG_WRMIFWHOLE = 4


class IPMRA_CREPORT(Attributes, header="linux/mroute.h"):
    MSGTYPE = 1, u8(Report)
    VIF_ID = 2, u32
    SRC_ADDR = 3, ipv4
    DST_ADDR = 4, ipv4
    PKT = 5, binary
    TABLE = 6, u32(RouteTable).named("table")


class IP6MRA_CREPORT(Attributes, header="linux/mroute6.h"):
    MSGTYPE = 1, u8(Report6)
    MIF_ID = 2, u32
    SRC_ADDR = 3, ipv6
    DST_ADDR = 4, ipv6
    PKT = 5, binary


attributes = one_of(
    (equals("rtgenmsg.family", AddressFamily.RTNL_FAMILY_IP6MR), IP6MRA_CREPORT), otherwise=IPMRA_CREPORT
)

NETLINK_ROUTE.message(
    "RTM_NEWCACHEREPORT",
    96,
    rtgenmsg,
    attributes,
    summary=(
        "mroute report {ipmra_creport.msgtype} ({ipmra_creport.src_addr}, {ipmra_creport.dst_addr})"
        " vif {ipmra_creport.vif_id}[ table {ipmra_creport.table}]",
        "mroute report {ip6mra_creport.msgtype} ({ip6mra_creport.src_addr}, {ip6mra_creport.dst_addr})"
        " mif {ip6mra_creport.mif_id}",
    ),
)
