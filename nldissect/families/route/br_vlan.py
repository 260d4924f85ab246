"""VLANs of a bridge and its ports, one by one: RTM_NEWVLAN, RTM_DELVLAN, RTM_GETVLAN."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.bridge import BRIDGE_QUERIER, MulticastRouter
from nldissect.families.route.link.bridge_port import BridgePortState
from nldissect.families.route.link.bridge_spec import bridge_vlan_info
from nldissect.families.route.mdb import MDBA_ROUTER
from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    binary,
    boolean,
    centiseconds,
    ifindex,
    multi,
    pad,
    u8,
    u16,
    u32,
    u64,
)


class DumpFlags(IntFlag):
    """BRIDGE_VLANDB_DUMPF_*, from linux/if_bridge.h."""

    BRIDGE_VLANDB_DUMPF_STATS = 0x1
    BRIDGE_VLANDB_DUMPF_GLOBAL = 0x2


class TunnelCommand(IntEnum):
    """The messages whose numbers tell what is to be done with a tunnel, from linux/rtnetlink.h."""

    RTM_DELLINK = 17
    RTM_SETLINK = 19


class br_vlan_msg(Struct, header="linux/if_bridge.h", key="br_vlan"):
    family = address_family
    reserved1 = pad(1)
    reserved2 = pad(2)
    ifindex = ifindex


class BRIDGE_VLANDB_TINFO(Attributes, header="linux/if_bridge.h"):
    ID = 1, u32
    CMD = 2, u32(TunnelCommand)


class BRIDGE_VLANDB_STATS(Attributes, header="linux/if_bridge.h"):
    RX_BYTES = 1, u64
    RX_PACKETS = 2, u64
    TX_BYTES = 3, u64
    TX_PACKETS = 4, u64
    PAD = 5, binary


class BRIDGE_VLANDB_ENTRY(Attributes, header="linux/if_bridge.h"):
    INFO = 1, bridge_vlan_info
    RANGE = 2, u16
    STATE = 3, u8(BridgePortState)
    TUNNEL_INFO = 4, BRIDGE_VLANDB_TINFO
    STATS = 5, BRIDGE_VLANDB_STATS
    MCAST_ROUTER = 6, u8(MulticastRouter)
    MCAST_N_GROUPS = 7, u32
    MCAST_MAX_GROUPS = 8, u32
    NEIGH_SUPPRESS = 9, boolean


class ROUTER_PORTS(Attributes, header="linux/if_bridge.h", prefix="MDBA"):
    """The one attribute of the multicast database in BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS."""

    ROUTER = 2, MDBA_ROUTER


class BRIDGE_VLANDB_GOPTS(Attributes, header="linux/if_bridge.h"):
    ID = 1, u16
    RANGE = 2, u16
    MCAST_SNOOPING = 3, boolean
    MCAST_IGMP_VERSION = 4, u8
    MCAST_MLD_VERSION = 5, u8
    MCAST_LAST_MEMBER_CNT = 6, u32
    MCAST_STARTUP_QUERY_CNT = 7, u32
    MCAST_LAST_MEMBER_INTVL = 8, u64(centiseconds)
    PAD = 9, binary
    MCAST_MEMBERSHIP_INTVL = 10, u64(centiseconds)
    MCAST_QUERIER_INTVL = 11, u64(centiseconds)
    MCAST_QUERY_INTVL = 12, u64(centiseconds)
    MCAST_QUERY_RESPONSE_INTVL = 13, u64(centiseconds)
    MCAST_STARTUP_QUERY_INTVL = 14, u64(centiseconds)
    MCAST_QUERIER = 15, boolean
    MCAST_ROUTER_PORTS = 16, ROUTER_PORTS
    MCAST_QUERIER_STATE = 17, BRIDGE_QUERIER
    MSTI = 18, u16


class BRIDGE_VLANDB(Attributes, header="linux/if_bridge.h"):
    ENTRY = 1, multi(BRIDGE_VLANDB_ENTRY)
    GLOBAL_OPTIONS = 2, multi(BRIDGE_VLANDB_GOPTS)


class BRIDGE_VLANDB_DUMP(Attributes, header="linux/if_bridge.h"):
    FLAGS = 1, u32(DumpFlags)


VLAN = (
    "bridge vlan {verb} dev {br_vlan.ifindex}{entry.info.vid?}[bridge_vlandb.entry* vid {info.vid}[-{range}]"
    "[ {info.flags}][ state {state}][ tunnel_info id {tunnel_info.id}][ mcast_router {mcast_router!=temp_query}]"
    "[ mcast_max_groups {mcast_max_groups}][ neigh_suppress {neigh_suppress}]]",
    "bridge vlan global {verb} dev {br_vlan.ifindex}{global_options.id?}"
    "[bridge_vlandb.global_options* vid {id}[-{range}][ mcast_snooping {mcast_snooping}]"
    "[ mcast_querier {mcast_querier}][ mcast_igmp_version {mcast_igmp_version}][ mcast_mld_version {mcast_mld_version}]"
    "[ msti {msti}]]",
    "bridge vlan {verb}[ dev {br_vlan.ifindex}][ {bridge_vlandb_dump.flags}]",
)

# Replies to RTM_GETVLAN are RTM_NEWVLAN: only requests have this type, and a table of their own.
NETLINK_ROUTE.message("RTM_NEWVLAN", 112, br_vlan_msg, BRIDGE_VLANDB, summary=VLAN)
NETLINK_ROUTE.message("RTM_DELVLAN", 113, br_vlan_msg, BRIDGE_VLANDB, summary=VLAN)
NETLINK_ROUTE.message("RTM_GETVLAN", 114, br_vlan_msg, BRIDGE_VLANDB_DUMP, summary=VLAN)
