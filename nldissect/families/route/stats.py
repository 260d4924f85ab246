"""Statistics of a device by groups: RTM_NEWSTATS, RTM_GETSTATS, RTM_SETSTATS."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from nldissect.families.route.link.bridge_spec import BridgeVlanFlags
from nldissect.families.route.link.stats import rtnl_link_stats64
from nldissect.families.route.protocol import NETLINK_ROUTE
from nldissect.schema import (
    Attributes,
    Struct,
    address_family,
    array,
    binary,
    boolean,
    hex32,
    ifindex,
    indexed,
    multi,
    pad,
    u16,
    u32,
    u64,
)


class Groups(IntFlag):
    """IFLA_STATS_FILTER_BIT() of each IFLA_STATS_*: one less than the number of the attribute."""

    LINK_64 = 1 << 0
    LINK_XSTATS = 1 << 1
    LINK_XSTATS_SLAVE = 1 << 2
    LINK_OFFLOAD_XSTATS = 1 << 3
    AF_SPEC = 1 << 4


class OffloadGroups(IntFlag):
    """IFLA_STATS_FILTER_BIT() of each IFLA_OFFLOAD_XSTATS_*: one less than the number of the attribute."""

    CPU_HIT = 1 << 0
    HW_S_INFO = 1 << 1
    L3_STATS = 1 << 2


class Direction(IntEnum):
    """BR_MCAST_DIR_*, from linux/if_bridge.h: the places of the pairs in br_mcast_stats."""

    BR_MCAST_DIR_RX = 0
    BR_MCAST_DIR_TX = 1


class if_stats_msg(Struct, header="linux/if_link.h", key="if_stats"):
    family = address_family
    pad1 = pad(1)
    pad2 = pad(2)
    ifindex = ifindex
    filter_mask = u32(Groups)


class rtnl_hw_stats64(Struct, header="linux/if_link.h"):
    rx_packets = u64
    tx_packets = u64
    rx_bytes = u64
    tx_bytes = u64
    rx_errors = u64
    tx_errors = u64
    rx_dropped = u64
    tx_dropped = u64
    multicast = u64


class mpls_link_stats(Struct, header="linux/mpls.h"):
    rx_packets = u64
    tx_packets = u64
    rx_bytes = u64
    tx_bytes = u64
    rx_errors = u64
    tx_errors = u64
    rx_dropped = u64
    tx_dropped = u64
    rx_noroute = u64


class bridge_vlan_xstats(Struct, header="linux/if_bridge.h"):
    rx_bytes = u64
    rx_packets = u64
    tx_bytes = u64
    tx_packets = u64
    vid = u16
    flags = u16(BridgeVlanFlags)
    pad2 = pad(4)


class bridge_stp_xstats(Struct, header="linux/if_bridge.h"):
    transition_blk = u64
    transition_fwd = u64
    rx_bpdu = u64
    tx_bpdu = u64
    rx_tcn = u64
    tx_tcn = u64


both_directions = array(u64, 2, names=Direction)


class br_mcast_stats(Struct, header="linux/if_bridge.h"):
    igmp_v1queries = both_directions
    igmp_v2queries = both_directions
    igmp_v3queries = both_directions
    igmp_leaves = both_directions
    igmp_v1reports = both_directions
    igmp_v2reports = both_directions
    igmp_v3reports = both_directions
    igmp_parse_errors = u64
    mld_v1queries = both_directions
    mld_v2queries = both_directions
    mld_leaves = both_directions
    mld_v1reports = both_directions
    mld_v2reports = both_directions
    mld_parse_errors = u64
    mcast_bytes = both_directions
    mcast_packets = both_directions


class BRIDGE_XSTATS(Attributes, header="linux/if_bridge.h"):
    VLAN = 1, multi(bridge_vlan_xstats)
    MCAST = 2, br_mcast_stats
    PAD = 3, binary
    STP = 4, bridge_stp_xstats


class BOND_3AD_STAT(Attributes, header="linux/if_bonding.h"):
    LACPDU_RX = 0, u64
    LACPDU_TX = 1, u64
    LACPDU_UNKNOWN_RX = 2, u64
    LACPDU_ILLEGAL_RX = 3, u64
    MARKER_RX = 4, u64
    MARKER_TX = 5, u64
    MARKER_RESP_RX = 6, u64
    MARKER_RESP_TX = 7, u64
    MARKER_UNKNOWN_RX = 8, u64
    PAD = 9, binary


class BOND_XSTATS(Attributes, header="linux/if_bonding.h"):
    _3AD = 1, BOND_3AD_STAT


class LINK_XSTATS_TYPE(Attributes, header="linux/if_link.h"):
    """What a kind of link keeps, of itself or of a port."""

    BRIDGE = 1, BRIDGE_XSTATS
    BOND = 2, BOND_XSTATS


class IFLA_OFFLOAD_XSTATS_HW_S_INFO(Attributes, header="linux/if_link.h"):
    REQUEST = 1, boolean
    USED = 2, boolean


class OffloadStatistics(IntEnum):
    """IFLA_OFFLOAD_XSTATS_*, from linux/if_link.h: the groups that IFLA_OFFLOAD_XSTATS_HW_S_INFO is about."""

    IFLA_OFFLOAD_XSTATS_CPU_HIT = 1
    IFLA_OFFLOAD_XSTATS_HW_S_INFO = 2
    IFLA_OFFLOAD_XSTATS_L3_STATS = 3


class IFLA_OFFLOAD_XSTATS(Attributes, header="linux/if_link.h"):
    UNSPEC = 0, binary  # pads what follows to 64 bits
    CPU_HIT = 1, rtnl_link_stats64
    HW_S_INFO = 2, indexed(IFLA_OFFLOAD_XSTATS_HW_S_INFO, names=OffloadStatistics)
    L3_STATS = 3, rtnl_hw_stats64


class MPLS_STATS(Attributes, header="linux/mpls.h"):
    UNSPEC = 0, binary  # pads what follows to 64 bits
    LINK = 1, mpls_link_stats


class AF_STATS(Attributes, header="linux/socket.h", prefix="AF"):
    """The sets in IFLA_STATS_AF_SPEC, their numbers those of address families."""

    MPLS = 28, MPLS_STATS


class IFLA_STATS(Attributes, header="linux/if_link.h"):
    UNSPEC = 0, binary  # pads what follows to 64 bits
    LINK_64 = 1, rtnl_link_stats64
    LINK_XSTATS = 2, LINK_XSTATS_TYPE
    LINK_XSTATS_SLAVE = 3, LINK_XSTATS_TYPE
    LINK_OFFLOAD_XSTATS = 4, IFLA_OFFLOAD_XSTATS
    AF_SPEC = 5, AF_STATS


class IFLA_STATS_GET_FILTERS(Attributes, header="linux/if_link.h", prefix="IFLA_STATS"):
    """Masks of what is wanted of each group."""

    LINK_64 = 1, hex32
    LINK_XSTATS = 2, hex32
    LINK_XSTATS_SLAVE = 3, hex32
    LINK_OFFLOAD_XSTATS = 4, u32(OffloadGroups)
    AF_SPEC = 5, hex32


class IFLA_STATS_GETSET(Attributes, header="linux/if_link.h", prefix="IFLA_STATS"):
    """Which statistics to give or to keep."""

    GET_FILTERS = 1, IFLA_STATS_GET_FILTERS
    SET_OFFLOAD_XSTATS_L3_STATS = 2, boolean


STATS = (
    "stats {verb}[ dev {if_stats.ifindex}] l3_stats {set_offload_xstats_l3_stats}",
    "stats {verb}[ dev {if_stats.ifindex}][ group {if_stats.filter_mask}][ subgroup {get_filters.link_offload_xstats}]",
)

NETLINK_ROUTE.message("RTM_NEWSTATS", 92, if_stats_msg, IFLA_STATS, summary=STATS)
NETLINK_ROUTE.message("RTM_GETSTATS", 94, if_stats_msg, IFLA_STATS_GETSET, summary=STATS)
NETLINK_ROUTE.message("RTM_SETSTATS", 95, if_stats_msg, IFLA_STATS_GETSET, summary=STATS)
