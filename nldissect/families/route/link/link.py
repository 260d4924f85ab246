"""Links: RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.af_spec import af_spec, protinfo
from nldissect.families.route.link.device import (
    LinkMode,
    OperationalState,
    ifinfomsg,
    link_layer_address,
    lower_ifindex,
)
from nldissect.families.route.link.kinds import link_kinds, slave_kinds, xstats_kinds
from nldissect.families.route.link.stats import rtnl_link_ifmap, rtnl_link_stats, rtnl_link_stats64
from nldissect.families.route.link.vf import IFLA_PORT, IFLA_VF_PORTS, IFLA_VFINFO_LIST
from nldissect.families.route.link.xdp import IFLA_XDP
from nldissect.families.route.protocol import NETLINK_ROUTE, or_rtgenmsg
from nldissect.schema import (
    AddressFamily,
    Attributes,
    Teaching,
    binary,
    boolean,
    hex32,
    ifindex,
    multi,
    netns_id,
    select,
    string,
    u8,
    u16,
    u32,
    uint,
)


class ExtendedMask(IntFlag):
    """RTEXT_FILTER_*, from linux/rtnetlink.h."""

    RTEXT_FILTER_VF = 0x01
    RTEXT_FILTER_BRVLAN = 0x02
    RTEXT_FILTER_BRVLAN_COMPRESSED = 0x04
    RTEXT_FILTER_SKIP_STATS = 0x08
    RTEXT_FILTER_MRP = 0x10
    RTEXT_FILTER_CFM_CONFIG = 0x20
    RTEXT_FILTER_CFM_STATUS = 0x40
    RTEXT_FILTER_MST = 0x80
    RTEXT_FILTER_NAME_ONLY = 0x100


class LinkEvent(IntEnum):
    """IFLA_EVENT_*, from linux/if_link.h."""

    IFLA_EVENT_NONE = 0
    IFLA_EVENT_REBOOT = 1
    IFLA_EVENT_FEATURES = 2
    IFLA_EVENT_BONDING_FAILOVER = 3
    IFLA_EVENT_NOTIFY_PEERS = 4
    IFLA_EVENT_IGMP_RESEND = 5
    IFLA_EVENT_BONDING_OPTIONS = 6


class IFLA_INFO(Attributes, header="linux/if_link.h"):
    KIND = 1, string
    DATA = 2, select("KIND", link_kinds)
    XSTATS = 3, select("KIND", xstats_kinds)
    SLAVE_KIND = 4, string
    # `ip link set type bond_slave` says the kind of the port in KIND
    SLAVE_DATA = 5, select("SLAVE_KIND", slave_kinds, otherwise=select("KIND", slave_kinds))


class IFLA_PROP_LIST(Attributes, header="linux/if_link.h", prefix="IFLA"):
    ALT_IFNAME = 53, multi(string)


class IFLA_PROTO_DOWN_REASON(Attributes, header="linux/if_link.h"):
    MASK = 1, hex32
    VALUE = 2, hex32


class DEVLINK_ATTR(Attributes, header="linux/devlink.h"):
    """Those attributes of devlink that name a port."""

    BUS_NAME = 1, string
    DEV_NAME = 2, string
    PORT_INDEX = 3, u32


class DPLL_A_PIN(Attributes, header="linux/dpll.h"):
    """The attribute of dpll that names a pin."""

    ID = 1, u32


class IFLA(Attributes, header="linux/if_link.h"):
    ADDRESS = 1, link_layer_address
    BROADCAST = 2, link_layer_address
    IFNAME = 3, string
    MTU = 4, u32
    LINK = 5, lower_ifindex
    QDISC = 6, string
    STATS = 7, rtnl_link_stats
    COST = 8, binary
    PRIORITY = 9, binary
    MASTER = 10, ifindex
    WIRELESS = 11, binary
    PROTINFO = 12, protinfo
    TXQLEN = 13, u32
    MAP = 14, rtnl_link_ifmap
    WEIGHT = 15, u32
    OPERSTATE = 16, u8(OperationalState)
    LINKMODE = 17, u8(LinkMode)
    LINKINFO = 18, IFLA_INFO
    NET_NS_PID = 19, u32
    IFALIAS = 20, string
    NUM_VF = 21, u32
    VFINFO_LIST = 22, IFLA_VFINFO_LIST
    STATS64 = 23, rtnl_link_stats64
    VF_PORTS = 24, IFLA_VF_PORTS
    PORT_SELF = 25, IFLA_PORT
    AF_SPEC = 26, af_spec
    GROUP = 27, u32.named("group")
    NET_NS_FD = 28, u32
    EXT_MASK = 29, u32(ExtendedMask)
    PROMISCUITY = 30, u32
    NUM_TX_QUEUES = 31, u32
    NUM_RX_QUEUES = 32, u32
    CARRIER = 33, boolean
    PHYS_PORT_ID = 34, binary
    CARRIER_CHANGES = 35, u32
    PHYS_SWITCH_ID = 36, binary
    LINK_NETNSID = 37, netns_id
    PHYS_PORT_NAME = 38, string
    PROTO_DOWN = 39, boolean
    GSO_MAX_SEGS = 40, u32
    GSO_MAX_SIZE = 41, u32
    PAD = 42, binary
    XDP = 43, IFLA_XDP
    EVENT = 44, u32(LinkEvent)
    NEW_NETNSID = 45, netns_id
    TARGET_NETNSID = 46, netns_id
    CARRIER_UP_COUNT = 47, u32
    CARRIER_DOWN_COUNT = 48, u32
    NEW_IFINDEX = 49, ifindex.named("interface", elsewhere="IFLA_NEW_IFINDEX")  # always of another namespace
    MIN_MTU = 50, u32
    MAX_MTU = 51, u32
    PROP_LIST = 52, IFLA_PROP_LIST
    ALT_IFNAME = 53, string
    PERM_ADDRESS = 54, link_layer_address
    PROTO_DOWN_REASON = 55, IFLA_PROTO_DOWN_REASON
    PARENT_DEV_NAME = 56, string
    PARENT_DEV_BUS_NAME = 57, string
    GRO_MAX_SIZE = 58, u32
    TSO_MAX_SIZE = 59, u32
    TSO_MAX_SEGS = 60, u32
    ALLMULTI = 61, u32
    DEVLINK_PORT = 62, DEVLINK_ATTR
    GSO_IPV4_MAX_SIZE = 63, u32
    GRO_IPV4_MAX_SIZE = 64, u32
    DPLL_PIN = 65, DPLL_A_PIN
    MAX_PACING_OFFLOAD_HORIZON = 66, uint
    NETNS_IMMUTABLE = 67, boolean
    HEADROOM = 68, u16
    TAILROOM = 69, u16


# For "up" ip sends IFF_UP in ifi_change and ifi_flags, for "down" in ifi_change alone; no ifi_change means all bits.
_FLAGS = (
    "[ flags {ifinfo.flags}] change {ifinfo.change!!=UP}[ mtu {ifla.mtu}][ type {linkinfo.kind}]",
    " flags {ifinfo.flags!!=UP} change {ifinfo.change!}[ mtu {ifla.mtu}][ type {linkinfo.kind}]",
)
_UP = " up{ifinfo.flags&}{ifinfo.change&}"
_DOWN = " down{ifinfo.change&}"
_ALL_FLAGS = " flags {ifinfo.flags!}[ mtu {ifla.mtu}][ type {linkinfo.kind}]"
_SETTINGS = (
    "[ alias {ifla.ifalias}][ address {ifla.address}][ broadcast {ifla.broadcast}][ mtu {ifla.mtu}]"
    "[ txqueuelen {ifla.txqlen}][ state {ifla.operstate}][ mode {ifla.linkmode}][ group {ifla.group}]"
    "[ link-netnsid {ifla.link_netnsid}][ netns {ifla.net_ns_pid}][ netns fd {ifla.net_ns_fd}]"
    "[ target-nsid {ifla.target_netnsid}][ xdp fd {ifla.xdp.fd}][ protodown {ifla.proto_down}]"
    "[ protodown_reason {proto_down_reason.value}][ addrgenmode {inet6.addr_gen_mode}][ token {inet6.token}]"
    "[ type {linkinfo.kind}][ id {data.vlan.id}][ id {data.vxlan.id}][ peer {data.veth.peer.ifname}]"
    "[ type {linkinfo.slave_kind} slave]"
)
_DEVICE = "link {verb} dev {ifinfo.index!}[ name {ifla.ifname}]"
_NAME = "link {verb}[ link {ifla.link}] {ifla.ifname}"
_BRIDGE_VLAN = " dev {ifinfo.index!} vid {af_spec.bridge.vlan_info.vid}[ {af_spec.bridge.vlan_info.flags}]"

# What the kernel tells has a name and an operational state always, except for wireless events.
_STATEMENTS = (
    "[{ifinfo.family!=unspec} ]link {verb} {ifla.ifname} {ifinfo.index~}[ <{ifinfo.flags}>][ mtu {ifla.mtu}]"
    "[ master {ifla.master}] state {ifla.operstate}[ {protinfo.bridge.state}][ type {linkinfo.kind}]"
    "[ event {ifla.event}][ new-netnsid {ifla.new_netnsid}]",
    "link {verb} {ifla.ifname} {ifinfo.index~}[ <{ifinfo.flags}>] wireless event{ifla.wireless&}",
)
_REQUESTS = (
    "{ifinfo.family!!=inet6} link {verb} dev {ifinfo.index!}[ state {protinfo.bridge.state}]"
    "[ cost {protinfo.bridge.cost}][ priority {protinfo.bridge.priority}][ mode {af_spec.bridge.mode}]"
    "[ {af_spec.bridge.flags}]",
    *(_DEVICE + change for change in _FLAGS),
    _DEVICE + "[ master {ifla.master}]" + _UP + _SETTINGS,
    _DEVICE + "[ master {ifla.master}]" + _DOWN + _SETTINGS,
    _DEVICE + _ALL_FLAGS,
    _DEVICE + " master {ifla.master}" + _SETTINGS,
    _DEVICE + _SETTINGS,
    *(_NAME + change for change in _FLAGS),
    _NAME + "[ master {ifla.master}]" + _UP + _SETTINGS,
    _NAME + "[ master {ifla.master}]" + _SETTINGS,
    "link {verb}[ dev {ifinfo.index}][ altname {ifla.alt_ifname}]" + _SETTINGS,
)
SHOW = (
    "link {verb}[ {ifinfo.family!=unspec}][ {rtgen.family!=unspec}][ dev {ifinfo.index}][ {ifla.ifname}]"
    "[ altname {ifla.alt_ifname}][ master {ifla.master}][ type {linkinfo.kind}][ target-nsid {ifla.target_netnsid}]"
)

NETLINK_ROUTE.message(
    "RTM_NEWLINK", 16, ifinfomsg, IFLA, summary=(*_STATEMENTS, "bridge vlan {verb}" + _BRIDGE_VLAN, *_REQUESTS)
)
NETLINK_ROUTE.message(
    "RTM_DELLINK", 17, ifinfomsg, IFLA, summary=(*_STATEMENTS, "bridge vlan del" + _BRIDGE_VLAN, *_REQUESTS)
)
NETLINK_ROUTE.message("RTM_GETLINK", 18, or_rtgenmsg(ifinfomsg), IFLA, summary=SHOW)
NETLINK_ROUTE.message("RTM_SETLINK", 19, ifinfomsg, IFLA, summary=("bridge vlan add" + _BRIDGE_VLAN, *_REQUESTS))

# Of the bridge family RTM_DELLINK says that a device is no port any more; it is still there.
NETLINK_ROUTE.names["interface"] = Teaching(
    told_by=("RTM_NEWLINK",),
    number="ifinfo.index",
    name="ifla.ifname",
    ended_by=("RTM_DELLINK",),
    ended_if=("ifinfo.family", AddressFamily.AF_UNSPEC),
    elsewhere=("IFLA_TARGET_NETNSID", "IFA_TARGET_NETNSID"),
)
