"""The multicast database of a bridge or VXLAN device: RTM_NEWMDB, RTM_DELMDB, RTM_GETMDB."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.netlink import NLM_F_REQUEST
from nldissect.families.route.link.bridge import MulticastRouter
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.families.route.route import RouteProtocol
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    bits,
    byte,
    centiseconds,
    ethertype,
    headed,
    ifindex,
    ip,
    ipv4,
    ipv6,
    mac,
    multi,
    one_of,
    pad,
    u8,
    u16,
    u32,
)


class EntryState(IntEnum):
    """MDB_*, from linux/if_bridge.h."""

    MDB_TEMPORARY = 0
    MDB_PERMANENT = 1


class EntryStateMask(IntFlag):
    """The states that a flush looks at, from linux/if_bridge.h."""

    MDB_PERMANENT = 0x1


class EntryFlags(IntFlag):
    """MDB_FLAGS_*, from linux/if_bridge.h."""

    MDB_FLAGS_OFFLOAD = 0x01
    MDB_FLAGS_FAST_LEAVE = 0x02
    MDB_FLAGS_STAR_EXCL = 0x04
    MDB_FLAGS_BLOCKED = 0x08
    MDB_FLAGS_OFFLOAD_FAILED = 0x10


class GroupMode(IntEnum):
    """MCAST_*, from linux/in.h."""

    MCAST_EXCLUDE = 0
    MCAST_INCLUDE = 1


class br_port_msg(Struct, header="linux/if_bridge.h", key="br_port"):
    family = address_family
    pad = pad(3)
    ifindex = ifindex


# Of the union in br_mdb_entry `proto` behind it says which address it is: of a packet type, or without one of Ethernet.
class br_mdb_entry_of_ipv4(Struct, header="linux/if_bridge.h", name="br_mdb_entry"):
    ifindex = ifindex
    state = u8(EntryState)
    flags = u8(EntryFlags)
    vid = u16
    addr = ipv4
    addr_rest = pad(12)
    proto = ethertype
    end = pad(2)


class br_mdb_entry_of_ipv6(Struct, header="linux/if_bridge.h", name="br_mdb_entry"):
    ifindex = ifindex
    state = u8(EntryState)
    flags = u8(EntryFlags)
    vid = u16
    addr = ipv6
    proto = ethertype
    end = pad(2)


class br_mdb_entry_of_mac(Struct, header="linux/if_bridge.h", name="br_mdb_entry"):
    ifindex = ifindex
    state = u8(EntryState)
    flags = u8(EntryFlags)
    vid = u16
    addr = mac
    addr_rest = pad(10)
    proto = ethertype
    end = pad(2)


br_mdb_entry = one_of(
    (byte(24, 0x08), br_mdb_entry_of_ipv4),  # of ETH_P_IP, in network order
    (byte(24, 0x86), br_mdb_entry_of_ipv6),  # of ETH_P_IPV6
    otherwise=br_mdb_entry_of_mac,
)


class MDBA_MDB_SRCATTR(Attributes, header="linux/if_bridge.h"):
    ADDRESS = 1, ip
    TIMER = 2, centiseconds


class MDBA_MDB_SRCLIST(Attributes, header="linux/if_bridge.h"):
    ENTRY = 1, multi(MDBA_MDB_SRCATTR)


class MDBA_MDB_EATTR(Attributes, header="linux/if_bridge.h"):
    TIMER = 1, centiseconds
    SRC_LIST = 2, MDBA_MDB_SRCLIST
    GROUP_MODE = 3, u8(GroupMode)
    SOURCE = 4, ip
    RTPROT = 5, u8(RouteProtocol).named("protocol")
    DST = 6, ip
    DST_PORT = 7, u16
    VNI = 8, u32
    IFINDEX = 9, ifindex
    SRC_VNI = 10, u32


class MDBA_MDB_ENTRY(Attributes, header="linux/if_bridge.h"):
    INFO = 1, multi(headed(br_mdb_entry, MDBA_MDB_EATTR))


class MDBA_MDB(Attributes, header="linux/if_bridge.h"):
    ENTRY = 1, multi(MDBA_MDB_ENTRY)


class mdba_router_port(Struct, header="linux/if_bridge.h", key="port"):
    """What stands before the attributes of a router port; the header has no name for it."""

    ifindex = ifindex


class MDBA_ROUTER_PATTR(Attributes, header="linux/if_bridge.h"):
    TIMER = 1, centiseconds
    TYPE = 2, u8(MulticastRouter)
    INET_TIMER = 3, centiseconds
    INET6_TIMER = 4, centiseconds
    VID = 5, u16


class MDBA_ROUTER(Attributes, header="linux/if_bridge.h"):
    PORT = 1, multi(headed(mdba_router_port, MDBA_ROUTER_PATTR))


class MDBA(Attributes, header="linux/if_bridge.h"):
    MDB = 1, MDBA_MDB
    ROUTER = 2, MDBA_ROUTER


class MDBE_SRCATTR(Attributes, header="linux/if_bridge.h"):
    ADDRESS = 1, ip


class MDBE_SRC_LIST(Attributes, header="linux/if_bridge.h"):
    ENTRY = 1, multi(MDBE_SRCATTR)


class MDBE_ATTR(Attributes, header="linux/if_bridge.h"):
    SOURCE = 1, ip
    SRC_LIST = 2, MDBE_SRC_LIST
    GROUP_MODE = 3, u8(GroupMode)
    RTPROT = 4, u8(RouteProtocol).named("protocol")
    DST = 5, ip
    DST_PORT = 6, u16
    VNI = 7, u32
    IFINDEX = 8, ifindex
    SRC_VNI = 9, u32
    STATE_MASK = 10, u8(EntryStateMask)


class MDBA_SET(Attributes, header="linux/if_bridge.h", key="mdba", prefix="MDBA"):
    """The attributes of requests that make or delete entries, which share numbers with those of MDBA."""

    SET_ENTRY = 1, br_mdb_entry
    SET_ENTRY_ATTRS = 2, MDBE_ATTR


class MDBA_GET(Attributes, header="linux/if_bridge.h", key="mdba", prefix="MDBA"):
    """The attributes of requests for an entry."""

    GET_ENTRY = 1, br_mdb_entry
    GET_ENTRY_ATTRS = 2, MDBE_ATTR


set_attributes = one_of((bits("nlmsghdr.flags", NLM_F_REQUEST), MDBA_SET), otherwise=MDBA)
get_attributes = one_of((bits("nlmsghdr.flags", NLM_F_REQUEST), MDBA_GET), otherwise=MDBA)

_STATEMENT = (
    "mdb {verb} dev {br_port.ifindex!}[mdba.mdb.entry.info* port {br_mdb_entry.ifindex}[ grp {br_mdb_entry.addr}]"
    "[ src {source}][ {br_mdb_entry.state!=temporary}][ {br_mdb_entry.flags}][ filter_mode {group_mode}]"
    "[ vid {br_mdb_entry.vid}][ proto {rtprot}][ dst {dst}][ dst_port {dst_port}][ vni {vni}][ src_vni {src_vni}]]"
    "[ router{router.port.port.ifindex&}[mdba.router.port* {port.ifindex}]]"
)
SET = (
    "mdb {verb} dev {br_port.ifindex} port {set_entry.ifindex}[ grp {set_entry.addr}][ src {set_entry_attrs.source}]"
    "[ {set_entry.state!=temporary}][ filter_mode {set_entry_attrs.group_mode}][ vid {set_entry.vid}]"
    "[ proto {set_entry_attrs.rtprot}][ dst {set_entry_attrs.dst}][ dst_port {set_entry_attrs.dst_port}]"
    "[ vni {set_entry_attrs.vni}][ src_vni {set_entry_attrs.src_vni}][ via {set_entry_attrs.ifindex}]",
    _STATEMENT,
)
GET = (
    "mdb {verb} dev {br_port.ifindex} grp {get_entry.addr}[ src {get_entry_attrs.source}][ vid {get_entry.vid}]"
    "[ src_vni {get_entry_attrs.src_vni}]",
    _STATEMENT,
    "mdb {verb}[ dev {br_port.ifindex}]",
)

NETLINK_ROUTE.message("RTM_NEWMDB", 84, br_port_msg, set_attributes, summary=SET)
NETLINK_ROUTE.message("RTM_DELMDB", 85, br_port_msg, set_attributes, summary=SET)
NETLINK_ROUTE.message("RTM_GETMDB", 86, or_rtgenmsg(br_port_msg), get_attributes, summary=GET)
