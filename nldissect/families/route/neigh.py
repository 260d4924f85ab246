"""Neighbours and bridge forwarding entries: RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH."""

from __future__ import annotations

from enum import IntFlag

from nldissect.families.netlink import NLM_F_REQUEST
from nldissect.families.route.link.device import ifinfomsg
from nldissect.families.route.link.link import IFLA
from nldissect.families.route.protocol import NETLINK_ROUTE, rtgenmsg
from nldissect.families.route.route import RouteProtocol, RouteType, address, short_addresses
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    all_of,
    be16,
    bits,
    centiseconds,
    flag,
    ifindex,
    lladdr,
    netns_id,
    one_of,
    pad,
    payload,
    u8,
    u16,
    u32,
)

NLM_F_DUMP = 0x300


class NeighbourState(IntFlag):
    """NUD_*, from linux/neighbour.h."""

    NUD_INCOMPLETE = 0x01
    NUD_REACHABLE = 0x02
    NUD_STALE = 0x04
    NUD_DELAY = 0x08
    NUD_PROBE = 0x10
    NUD_FAILED = 0x20
    NUD_NOARP = 0x40
    NUD_PERMANENT = 0x80


class NeighbourFlags(IntFlag):
    """NTF_*, from linux/neighbour.h."""

    NTF_USE = 0x01
    NTF_SELF = 0x02
    NTF_MASTER = 0x04
    NTF_PROXY = 0x08
    NTF_EXT_LEARNED = 0x10
    NTF_OFFLOADED = 0x20
    NTF_STICKY = 0x40
    NTF_ROUTER = 0x80


class NeighbourExtendedFlags(IntFlag):
    """NTF_EXT_*, from linux/neighbour.h."""

    NTF_EXT_MANAGED = 0x1
    NTF_EXT_LOCKED = 0x2
    NTF_EXT_EXT_VALIDATED = 0x4


class FdbNotify(IntFlag):
    """FDB_NOTIFY_*, from linux/neighbour.h."""

    FDB_NOTIFY_BIT = 0x1
    FDB_NOTIFY_INACTIVE_BIT = 0x2


class ndmsg(Struct, header="linux/neighbour.h", key="ndm"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    state = u16(NeighbourState)
    flags = u8(NeighbourFlags)
    type = u8(RouteType)


class nda_cacheinfo(Struct, header="linux/neighbour.h"):
    confirmed = centiseconds
    used = centiseconds
    updated = centiseconds
    refcnt = u32


class NFEA(Attributes, header="linux/neighbour.h"):
    ACTIVITY_NOTIFY = 1, u8(FdbNotify)
    DONT_REFRESH = 2, flag


class NDA(Attributes, header="linux/neighbour.h"):
    DST = 1, address
    LLADDR = 2, lladdr
    CACHEINFO = 3, nda_cacheinfo
    PROBES = 4, u32
    VLAN = 5, u16
    PORT = 6, be16
    VNI = 7, u32
    IFINDEX = 8, ifindex.named("interface", elsewhere="NDA_LINK_NETNSID")
    MASTER = 9, ifindex
    LINK_NETNSID = 10, netns_id
    SRC_VNI = 11, u32
    PROTOCOL = 12, u8(RouteProtocol).named("protocol")
    NH_ID = 13, u32
    FDB_EXT_ATTRS = 14, NFEA
    FLAGS_EXT = 15, u32(NeighbourExtendedFlags)
    NDM_STATE_MASK = 16, u16(NeighbourState)
    NDM_FLAGS_MASK = 17, u8(NeighbourFlags)


class NDA_SHORT(Attributes, header="linux/neighbour.h", prefix="NDA"):
    """The attributes of neighbours of MCTP."""

    DST = 1, u8
    LLADDR = 2, lladdr


# Dumps are asked for with ndmsg (12 bytes, and 8 for each attribute, a u32), or, as ip and bridge did before Linux 5.0
# and rtnl_fdb_dump() still takes, with ifinfomsg (16 bytes, and 8 for each attribute of IFLA). The sizes never meet.
dump_request = bits("nlmsghdr.flags", NLM_F_DUMP)
with_ifinfomsg = all_of(bits("nlmsghdr.flags", NLM_F_REQUEST), dump_request, payload(16, 64, step=8))
request_header = one_of((payload(1, 4), rtgenmsg), (with_ifinfomsg, ifinfomsg), otherwise=ndmsg)
request_attributes = one_of((with_ifinfomsg, IFLA), (short_addresses, NDA_SHORT), otherwise=NDA)
attributes = one_of((short_addresses, NDA_SHORT), otherwise=NDA)

_ENTRY = "[ dev {ndm.ifindex}][ {ndm.state}][ {ndm.flags}][ {nda.flags_ext}]"
NEIGH = (
    "neigh {verb}{ndm.family&!=bridge} {nda.dst}[ lladdr {nda.lladdr}]" + _ENTRY + "[ proto {nda.protocol}]",
    "fdb {verb}{ndm.family&} {nda.lladdr}[ dst {nda.dst}][ nhid {nda.nh_id}][ port {nda.port}][ vni {nda.vni}]"
    "[ src_vni {nda.src_vni}][ via {nda.ifindex}][ vlan {nda.vlan}]" + _ENTRY + "[ master {nda.master}]",
    "neigh {verb} {ndm.family} {nda_short.dst}[ lladdr {nda_short.lladdr}]" + _ENTRY,
    "neigh {verb}{ndm.family&!=bridge}[ {ndm.family}][ nhid {nda.nh_id}][ master {nda.master}]" + _ENTRY,
    "fdb {verb}{ndm.family&}[ vlan {nda.vlan}][ via {nda.ifindex}][ br {nda.master}][ brport {nda.ifindex}]" + _ENTRY,
    "neigh {verb}{ifinfo.family&!=bridge} {ifinfo.family}[ dev {ifinfo.index}][ master {ifla.master}]",
    "fdb {verb}{ifinfo.family&}[ brport {ifinfo.index}][ br {ifla.master}]",
    "neigh {verb}[ {rtgen.family!=unspec}][ master {nda.master}][ master {ifla.master}]" + _ENTRY,
)

NETLINK_ROUTE.message("RTM_NEWNEIGH", 28, ndmsg, attributes, summary=NEIGH)
NETLINK_ROUTE.message("RTM_DELNEIGH", 29, ndmsg, attributes, summary=NEIGH)
NETLINK_ROUTE.message("RTM_GETNEIGH", 30, request_header, request_attributes, summary=NEIGH)
