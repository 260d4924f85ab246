"""Link kind bridge: its own options; those of its ports are in bridge_port.py."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.kinds import link_kinds
from nldissect.schema import (
    Attributes,
    Struct,
    be16,
    binary,
    boolean,
    centiseconds,
    ethertype,
    flag,
    hex16,
    ifindex,
    ipv4,
    ipv6,
    mac,
    u8,
    u16,
    u32,
    u64,
)


class StpState(IntEnum):
    """BR_NO_STP and the like, from net/bridge/br_private.h: who runs the spanning tree."""

    BR_NO_STP = 0
    BR_KERNEL_STP = 1
    BR_USER_STP = 2


class StpMode(IntEnum):
    """BR_STP_MODE_*, from linux/if_link.h: who shall run the spanning tree."""

    BR_STP_MODE_AUTO = 0
    BR_STP_MODE_USER = 1
    BR_STP_MODE_KERNEL = 2


class MulticastRouter(IntEnum):
    """MDB_RTR_TYPE_*, from linux/if_bridge.h."""

    MDB_RTR_TYPE_DISABLED = 0
    MDB_RTR_TYPE_TEMP_QUERY = 1
    MDB_RTR_TYPE_PERM = 2
    MDB_RTR_TYPE_TEMP = 3


class BridgeBooleans(IntFlag):
    """Bits by BR_BOOLOPT_*, from linux/if_bridge.h."""

    BR_BOOLOPT_NO_LL_LEARN = 1 << 0
    BR_BOOLOPT_MCAST_VLAN_SNOOPING = 1 << 1
    BR_BOOLOPT_MST_ENABLE = 1 << 2
    BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION = 1 << 3
    BR_BOOLOPT_FDB_LOCAL_VLAN_0 = 1 << 4


class ifla_bridge_id(Struct, header="linux/if_link.h"):
    prio = be16(hex16)
    addr = mac


class br_boolopt_multi(Struct, header="linux/if_bridge.h"):
    optval = u32(BridgeBooleans)
    optmask = u32(BridgeBooleans)


class BRIDGE_QUERIER(Attributes, header="linux/if_bridge.h"):
    IP_ADDRESS = 1, ipv4
    IP_PORT = 2, ifindex
    IP_OTHER_TIMER = 3, u64(centiseconds)
    PAD = 4, binary
    IPV6_ADDRESS = 5, ipv6
    IPV6_PORT = 6, ifindex
    IPV6_OTHER_TIMER = 7, u64(centiseconds)


class IFLA_BR(Attributes, header="linux/if_link.h"):
    FORWARD_DELAY = 1, centiseconds
    HELLO_TIME = 2, centiseconds
    MAX_AGE = 3, centiseconds
    AGEING_TIME = 4, centiseconds
    STP_STATE = 5, u32(StpState)
    PRIORITY = 6, u16
    VLAN_FILTERING = 7, boolean
    VLAN_PROTOCOL = 8, ethertype
    GROUP_FWD_MASK = 9, hex16
    ROOT_ID = 10, ifla_bridge_id
    BRIDGE_ID = 11, ifla_bridge_id
    ROOT_PORT = 12, u16
    ROOT_PATH_COST = 13, u32
    TOPOLOGY_CHANGE = 14, u8
    TOPOLOGY_CHANGE_DETECTED = 15, u8
    HELLO_TIMER = 16, u64(centiseconds)
    TCN_TIMER = 17, u64(centiseconds)
    TOPOLOGY_CHANGE_TIMER = 18, u64(centiseconds)
    GC_TIMER = 19, u64(centiseconds)
    GROUP_ADDR = 20, mac
    FDB_FLUSH = 21, flag | u8
    MCAST_ROUTER = 22, u8(MulticastRouter)
    MCAST_SNOOPING = 23, boolean
    MCAST_QUERY_USE_IFADDR = 24, boolean
    MCAST_QUERIER = 25, boolean
    MCAST_HASH_ELASTICITY = 26, u32
    MCAST_HASH_MAX = 27, u32
    MCAST_LAST_MEMBER_CNT = 28, u32
    MCAST_STARTUP_QUERY_CNT = 29, u32
    MCAST_LAST_MEMBER_INTVL = 30, u64(centiseconds)
    MCAST_MEMBERSHIP_INTVL = 31, u64(centiseconds)
    MCAST_QUERIER_INTVL = 32, u64(centiseconds)
    MCAST_QUERY_INTVL = 33, u64(centiseconds)
    MCAST_QUERY_RESPONSE_INTVL = 34, u64(centiseconds)
    MCAST_STARTUP_QUERY_INTVL = 35, u64(centiseconds)
    NF_CALL_IPTABLES = 36, boolean
    NF_CALL_IP6TABLES = 37, boolean
    NF_CALL_ARPTABLES = 38, boolean
    VLAN_DEFAULT_PVID = 39, u16
    PAD = 40, binary
    VLAN_STATS_ENABLED = 41, boolean
    MCAST_STATS_ENABLED = 42, boolean
    MCAST_IGMP_VERSION = 43, u8
    MCAST_MLD_VERSION = 44, u8
    VLAN_STATS_PER_PORT = 45, boolean
    MULTI_BOOLOPT = 46, br_boolopt_multi
    MCAST_QUERIER_STATE = 47, BRIDGE_QUERIER
    FDB_N_LEARNED = 48, u32
    FDB_MAX_LEARNED = 49, u32
    STP_MODE = 50, u32(StpMode)


link_kinds["bridge"] = IFLA_BR
