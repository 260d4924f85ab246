"""Ports of a bridge: what IFLA_INFO_SLAVE_DATA and, for AF_BRIDGE links, IFLA_PROTINFO hold."""

from __future__ import annotations

from enum import IntEnum

from nldissect.families.route.link.bridge import MulticastRouter, ifla_bridge_id
from nldissect.families.route.link.kinds import slave_kinds
from nldissect.schema import Attributes, binary, boolean, centiseconds, flag, hex16, ifindex, u8, u16, u32, u64


class BridgePortState(IntEnum):
    """BR_STATE_*, from linux/if_bridge.h."""

    BR_STATE_DISABLED = 0
    BR_STATE_LISTENING = 1
    BR_STATE_LEARNING = 2
    BR_STATE_FORWARDING = 3
    BR_STATE_BLOCKING = 4


class IFLA_BRPORT(Attributes, header="linux/if_link.h"):
    STATE = 1, u8(BridgePortState)
    PRIORITY = 2, u16
    COST = 3, u32
    MODE = 4, boolean  # hairpin
    GUARD = 5, boolean
    PROTECT = 6, boolean
    FAST_LEAVE = 7, boolean
    LEARNING = 8, boolean
    UNICAST_FLOOD = 9, boolean
    PROXYARP = 10, boolean
    LEARNING_SYNC = 11, boolean
    PROXYARP_WIFI = 12, boolean
    ROOT_ID = 13, ifla_bridge_id
    BRIDGE_ID = 14, ifla_bridge_id
    DESIGNATED_PORT = 15, u16
    DESIGNATED_COST = 16, u16
    ID = 17, hex16
    NO = 18, hex16
    TOPOLOGY_CHANGE_ACK = 19, u8
    CONFIG_PENDING = 20, u8
    MESSAGE_AGE_TIMER = 21, u64(centiseconds)
    FORWARD_DELAY_TIMER = 22, u64(centiseconds)
    HOLD_TIMER = 23, u64(centiseconds)
    FLUSH = 24, flag | u8
    MULTICAST_ROUTER = 25, u8(MulticastRouter)
    PAD = 26, binary
    MCAST_FLOOD = 27, boolean
    MCAST_TO_UCAST = 28, boolean
    VLAN_TUNNEL = 29, boolean
    BCAST_FLOOD = 30, boolean
    GROUP_FWD_MASK = 31, hex16
    NEIGH_SUPPRESS = 32, boolean
    ISOLATED = 33, boolean
    BACKUP_PORT = 34, ifindex
    MRP_RING_OPEN = 35, boolean
    MRP_IN_OPEN = 36, boolean
    MCAST_EHT_HOSTS_LIMIT = 37, u32
    MCAST_EHT_HOSTS_CNT = 38, u32
    LOCKED = 39, boolean
    MAB = 40, boolean
    MCAST_N_GROUPS = 41, u32
    MCAST_MAX_GROUPS = 42, u32
    NEIGH_VLAN_SUPPRESS = 43, boolean
    BACKUP_NHID = 44, u32
    NEIGH_FORWARD_GRAT = 45, boolean


slave_kinds["bridge"] = IFLA_BRPORT
slave_kinds["bridge_slave"] = IFLA_BRPORT  # as ip names it in IFLA_INFO_KIND, without IFLA_INFO_SLAVE_KIND
