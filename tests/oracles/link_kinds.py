"""ip -d link: what IFLA_INFO_DATA and IFLA_INFO_SLAVE_DATA say of each kind."""

from __future__ import annotations

from typing import Any

from tests.oracles.link_tunnels import TUNNELS
from tests.oracles.members import Field, List, Member, Members, Section, listed, plain
from tests.oracles.words import (
    device,
    flag,
    flags,
    hash_hexadecimal,
    hexadecimal,
    named,
    number,
    seconds,
    upper,
    word,
)


def bridge_id(value: Any) -> str:
    """The bytes of the address without leading zeros."""
    address = ":".join(f"{int(byte, 16):x}" for byte in value["addr"].split(":"))
    return f"{value['prio']:04x}.{address}"


BOOLEAN_OPTIONS = "IFLA_BR_MULTI_BOOLOPT.optval"


def port_settings(prefix: str) -> Members:
    """What can be set of a bridge's port."""
    return {
        "hairpin": prefix + "MODE",
        "guard": prefix + "GUARD",
        "root_block": prefix + "PROTECT",
        "fastleave": prefix + "FAST_LEAVE",
        "learning": prefix + "LEARNING",
        "flood": prefix + "UNICAST_FLOOD",
        "mcast_flood": prefix + "MCAST_FLOOD",
        "bcast_flood": prefix + "BCAST_FLOOD",
        "mcast_to_unicast": prefix + "MCAST_TO_UCAST",
        "neigh_suppress": prefix + "NEIGH_SUPPRESS",
        "neigh_vlan_suppress": prefix + "NEIGH_VLAN_SUPPRESS",
        "vlan_tunnel": prefix + "VLAN_TUNNEL",
        "isolated": prefix + "ISOLATED",
        "locked": prefix + "LOCKED",
        "mab": prefix + "MAB",
        "state": Field(prefix + "STATE", word("BR_STATE_")),
        "priority": prefix + "PRIORITY",
        "cost": prefix + "COST",
    }


PORT = "IFLA_BRPORT_"
BRIDGE_PORT: Members = {
    **port_settings(PORT),
    "id": Field(PORT + "ID", hexadecimal),
    "no": Field(PORT + "NO", hexadecimal),
    "designated_port": PORT + "DESIGNATED_PORT",
    "designated_cost": PORT + "DESIGNATED_COST",
    "bridge_id": Field(PORT + "BRIDGE_ID", bridge_id),
    "root_id": Field(PORT + "ROOT_ID", bridge_id),
    "hold_timer": Field(PORT + "HOLD_TIMER", seconds),
    "message_age_timer": Field(PORT + "MESSAGE_AGE_TIMER", seconds),
    "forward_delay_timer": Field(PORT + "FORWARD_DELAY_TIMER", seconds),
    "topology_change_ack": PORT + "TOPOLOGY_CHANGE_ACK",
    "config_pending": PORT + "CONFIG_PENDING",
    "proxy_arp": PORT + "PROXYARP",
    "proxy_arp_wifi": PORT + "PROXYARP_WIFI",
    "multicast_router": PORT + "MULTICAST_ROUTER",
    "group_fwd_mask": Field(PORT + "GROUP_FWD_MASK", hash_hexadecimal),
    "group_fwd_mask_str": Field(PORT + "GROUP_FWD_MASK", hexadecimal),
}

BRIDGE: Members = {
    "forward_delay": "IFLA_BR_FORWARD_DELAY",
    "hello_time": "IFLA_BR_HELLO_TIME",
    "max_age": "IFLA_BR_MAX_AGE",
    "ageing_time": "IFLA_BR_AGEING_TIME",
    "stp_state": "IFLA_BR_STP_STATE",
    "priority": "IFLA_BR_PRIORITY",
    "vlan_filtering": Field("IFLA_BR_VLAN_FILTERING", number),
    "vlan_protocol": Field("IFLA_BR_VLAN_PROTOCOL", word("ETH_P_", **{"8021Q": "802.1Q", "8021AD": "802.1ad"})),
    "bridge_id": Field("IFLA_BR_BRIDGE_ID", bridge_id),
    "root_id": Field("IFLA_BR_ROOT_ID", bridge_id),
    "root_port": "IFLA_BR_ROOT_PORT",
    "root_path_cost": "IFLA_BR_ROOT_PATH_COST",
    "topology_change": "IFLA_BR_TOPOLOGY_CHANGE",
    "topology_change_detected": "IFLA_BR_TOPOLOGY_CHANGE_DETECTED",
    "hello_timer": Field("IFLA_BR_HELLO_TIMER", seconds),
    "tcn_timer": Field("IFLA_BR_TCN_TIMER", seconds),
    "topology_change_timer": Field("IFLA_BR_TOPOLOGY_CHANGE_TIMER", seconds),
    "gc_timer": Field("IFLA_BR_GC_TIMER", seconds),
    "vlan_default_pvid": "IFLA_BR_VLAN_DEFAULT_PVID",
    "vlan_stats_enabled": Field("IFLA_BR_VLAN_STATS_ENABLED", number),
    "vlan_stats_per_port": Field("IFLA_BR_VLAN_STATS_PER_PORT", number),
    "group_fwd_mask": Field("IFLA_BR_GROUP_FWD_MASK", hash_hexadecimal),
    "group_addr": "IFLA_BR_GROUP_ADDR",
    "mcast_snooping": Field("IFLA_BR_MCAST_SNOOPING", number),
    "no_linklocal_learn": Field(BOOLEAN_OPTIONS, lambda value: int(flag("BR_BOOLOPT_NO_LL_LEARN")(value))),
    "mcast_vlan_snooping": Field(BOOLEAN_OPTIONS, lambda value: int(flag("BR_BOOLOPT_MCAST_VLAN_SNOOPING")(value))),
    "mcast_router": "IFLA_BR_MCAST_ROUTER",
    "mcast_query_use_ifaddr": Field("IFLA_BR_MCAST_QUERY_USE_IFADDR", number),
    "mcast_querier": Field("IFLA_BR_MCAST_QUERIER", number),
    "mcast_hash_elasticity": "IFLA_BR_MCAST_HASH_ELASTICITY",
    "mcast_hash_max": "IFLA_BR_MCAST_HASH_MAX",
    "mcast_last_member_cnt": "IFLA_BR_MCAST_LAST_MEMBER_CNT",
    "mcast_startup_query_cnt": "IFLA_BR_MCAST_STARTUP_QUERY_CNT",
    "mcast_last_member_intvl": "IFLA_BR_MCAST_LAST_MEMBER_INTVL",
    "mcast_membership_intvl": "IFLA_BR_MCAST_MEMBERSHIP_INTVL",
    "mcast_querier_intvl": "IFLA_BR_MCAST_QUERIER_INTVL",
    "mcast_query_intvl": "IFLA_BR_MCAST_QUERY_INTVL",
    "mcast_query_response_intvl": "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL",
    "mcast_startup_query_intvl": "IFLA_BR_MCAST_STARTUP_QUERY_INTVL",
    "mcast_stats_enabled": Field("IFLA_BR_MCAST_STATS_ENABLED", number),
    "mcast_igmp_version": "IFLA_BR_MCAST_IGMP_VERSION",
    "mcast_mld_version": "IFLA_BR_MCAST_MLD_VERSION",
    "nf_call_iptables": Field("IFLA_BR_NF_CALL_IPTABLES", number),
    "nf_call_ip6tables": Field("IFLA_BR_NF_CALL_IP6TABLES", number),
    "nf_call_arptables": Field("IFLA_BR_NF_CALL_ARPTABLES", number),
}

BOND: Members = {
    "mode": Field(
        "IFLA_BOND_MODE",
        word("BOND_MODE_", ACTIVEBACKUP="active-backup", **{"8023AD": "802.3ad"}, ROUNDROBIN="balance-rr"),
    ),
    "active_slave": Field("IFLA_BOND_ACTIVE_SLAVE", device),
    "miimon": "IFLA_BOND_MIIMON",
    "updelay": "IFLA_BOND_UPDELAY",
    "downdelay": "IFLA_BOND_DOWNDELAY",
    "peer_notify_delay": "IFLA_BOND_PEER_NOTIF_DELAY",
    "use_carrier": Field("IFLA_BOND_USE_CARRIER", number),
    "arp_interval": "IFLA_BOND_ARP_INTERVAL",
    "arp_missed_max": "IFLA_BOND_MISSED_MAX",
    "arp_ip_target": Field("IFLA_BOND_ARP_IP_TARGET", listed),
    "arp_validate": Field("IFLA_BOND_ARP_VALIDATE", lambda value: plain(value) or None),
    "arp_all_targets": Field("IFLA_BOND_ARP_ALL_TARGETS", word("BOND_ARP_TARGETS_")),
    "primary": Field("IFLA_BOND_PRIMARY", device),
    "primary_reselect": Field("IFLA_BOND_PRIMARY_RESELECT", word("BOND_PRI_RESELECT_")),
    "fail_over_mac": Field("IFLA_BOND_FAIL_OVER_MAC", word("BOND_FOM_")),
    "xmit_hash_policy": Field("IFLA_BOND_XMIT_HASH_POLICY", word("BOND_XMIT_POLICY_", LAYER34="layer3+4")),
    "resend_igmp": "IFLA_BOND_RESEND_IGMP",
    "num_peer_notif": "IFLA_BOND_NUM_PEER_NOTIF",
    "all_slaves_active": Field("IFLA_BOND_ALL_SLAVES_ACTIVE", number),
    "min_links": "IFLA_BOND_MIN_LINKS",
    "lp_interval": "IFLA_BOND_LP_INTERVAL",
    "packets_per_slave": "IFLA_BOND_PACKETS_PER_SLAVE",
    "ad_lacp_active": Field("IFLA_BOND_AD_LACP_ACTIVE", named({True: "on", False: "off"})),
    "ad_lacp_rate": Field("IFLA_BOND_AD_LACP_RATE", word("AD_LACP_")),
    "ad_select": Field("IFLA_BOND_AD_SELECT", word("BOND_AD_")),
    "ad_actor_sys_prio": "IFLA_BOND_AD_ACTOR_SYS_PRIO",
    "ad_user_port_key": "IFLA_BOND_AD_USER_PORT_KEY",
    "ad_actor_system": "IFLA_BOND_AD_ACTOR_SYSTEM",
    "tlb_dynamic_lb": Field("IFLA_BOND_TLB_DYNAMIC_LB", number),
}
BOND_PORT: Members = {
    "state": Field("IFLA_BOND_SLAVE_STATE", upper("BOND_STATE_")),
    "mii_status": Field("IFLA_BOND_SLAVE_MII_STATUS", upper("BOND_LINK_")),
    "link_failure_count": "IFLA_BOND_SLAVE_LINK_FAILURE_COUNT",
    "perm_hwaddr": "IFLA_BOND_SLAVE_PERM_HWADDR",
    "queue_id": "IFLA_BOND_SLAVE_QUEUE_ID",
    "prio": "IFLA_BOND_SLAVE_PRIO",
}

VLAN_MAPPING: Members = {"from": "from", "to": "to"}
VLAN: Members = {
    "protocol": Field("IFLA_VLAN_PROTOCOL", word("ETH_P_", **{"8021Q": "802.1Q", "8021AD": "802.1ad"})),
    "id": "IFLA_VLAN_ID",
    "flags": Field("IFLA_VLAN_FLAGS.flags", flags("VLAN_FLAG_")),
    "ingress_qos": List("IFLA_VLAN_INGRESS_QOS.IFLA_VLAN_QOS_MAPPING", VLAN_MAPPING),
    "egress_qos": List("IFLA_VLAN_EGRESS_QOS.IFLA_VLAN_QOS_MAPPING", VLAN_MAPPING),
}

MACVLAN: Members = {
    "mode": Field("IFLA_MACVLAN_MODE", word("MACVLAN_MODE_")),
    "bcqueuelen": "IFLA_MACVLAN_BC_QUEUE_LEN",
    "usedbcqueuelen": "IFLA_MACVLAN_BC_QUEUE_LEN_USED",
    "macaddr_count": "IFLA_MACVLAN_MACADDR_COUNT",
    "macaddr_data": "IFLA_MACVLAN_MACADDR_DATA.IFLA_MACVLAN_MACADDR",
}
IPVLAN: Members = {
    "mode": Field("IFLA_IPVLAN_MODE", word("IPVLAN_MODE_")),
    "bridge": Field("IFLA_IPVLAN_FLAGS", lambda value: not value["names"]),  # neither private nor VEPA
}
HSR: Members = {
    "slave1": Field("IFLA_HSR_SLAVE1", device),
    "slave2": Field("IFLA_HSR_SLAVE2", device),
    "seq_nr": "IFLA_HSR_SEQ_NR",
    "supervision_addr": "IFLA_HSR_SUPERVISION_ADDR",
    "proto": "IFLA_HSR_PROTOCOL",
}
GUEST_USERS = {1000: "cloudsdk"}  # of the guest's /etc/passwd and /etc/group
TUN: Members = {
    "type": Field("IFLA_TUN_TYPE", word("IFF_")),
    "pi": "IFLA_TUN_PI",
    "vnet_hdr": "IFLA_TUN_VNET_HDR",
    "multi_queue": "IFLA_TUN_MULTI_QUEUE",
    "persist": "IFLA_TUN_PERSIST",
    "user": Field("IFLA_TUN_OWNER", named(GUEST_USERS)),
    "group": Field("IFLA_TUN_GROUP", named(GUEST_USERS)),
}

DATA, PORT_DATA = "IFLA_INFO_DATA", "IFLA_INFO_SLAVE_DATA"
KINDS: dict[str, Member] = {
    kind: Section(DATA, members)
    for kind, members in {
        **TUNNELS,
        "bridge": BRIDGE,
        "bond": BOND,
        "vlan": VLAN,
        "macvlan": MACVLAN,
        "macvtap": MACVLAN,
        "ipvlan": IPVLAN,
        "ipvtap": IPVLAN,
        "vrf": {"table": "IFLA_VRF_TABLE"},
        "hsr": HSR,
        "tun": TUN,
    }.items()
}
SLAVE_KINDS: dict[str, Member] = {
    kind: Section(PORT_DATA, members)
    for kind, members in {
        "bridge": BRIDGE_PORT,
        "bond": BOND_PORT,
        "vrf": {"table": "IFLA_VRF_PORT_TABLE"},
    }.items()
}
