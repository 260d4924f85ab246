"""bridge vlan, bridge mst and bridge vni: RTM_NEWVLAN, RTM_NEWLINK, RTM_NEWTUNNEL."""

from __future__ import annotations

from tests.oracles.members import Field, List, Members, Section
from tests.oracles.oracle import Dump
from tests.oracles.words import device, flags, number, word

VLAN: Members = {
    "vlan": "BRIDGE_VLANDB_ENTRY_INFO.vid",
    "flags": Field(
        "BRIDGE_VLANDB_ENTRY_INFO.flags", flags("BRIDGE_VLAN_INFO_", PVID="PVID", UNTAGGED="Egress Untagged")
    ),
    "state": Field("BRIDGE_VLANDB_ENTRY_STATE", word("BR_STATE_")),
    "mcast_router": "BRIDGE_VLANDB_ENTRY_MCAST_ROUTER",
    "neigh_suppress": "BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS",
    **{
        key: f"BRIDGE_VLANDB_ENTRY_STATS.BRIDGE_VLANDB_STATS_{key.upper()}"
        for key in ("rx_bytes", "rx_packets", "tx_bytes", "tx_packets")
    },
}
OPTIONS = "BRIDGE_VLANDB_GOPTS_"
GLOBAL: Members = {
    "vlan": OPTIONS + "ID",
    "vlanEnd": OPTIONS + "RANGE",
    "mcast_snooping": Field(OPTIONS + "MCAST_SNOOPING", number),
    "mcast_querier": Field(OPTIONS + "MCAST_QUERIER", number),
    "mcast_igmp_version": OPTIONS + "MCAST_IGMP_VERSION",
    "mcast_mld_version": OPTIONS + "MCAST_MLD_VERSION",
    "mcast_last_member_count": OPTIONS + "MCAST_LAST_MEMBER_CNT",
    "mcast_last_member_interval": OPTIONS + "MCAST_LAST_MEMBER_INTVL",
    "mcast_startup_query_count": OPTIONS + "MCAST_STARTUP_QUERY_CNT",
    "mcast_startup_query_interval": OPTIONS + "MCAST_STARTUP_QUERY_INTVL",
    "mcast_membership_interval": OPTIONS + "MCAST_MEMBERSHIP_INTVL",
    "mcast_querier_interval": OPTIONS + "MCAST_QUERIER_INTVL",
    "mcast_query_interval": OPTIONS + "MCAST_QUERY_INTVL",
    "mcast_query_response_interval": OPTIONS + "MCAST_QUERY_RESPONSE_INTVL",
    "msti": OPTIONS + "MSTI",
}
MST: Members = {
    "msti": "IFLA_BRIDGE_MST_ENTRY_MSTI",
    "state": Field("IFLA_BRIDGE_MST_ENTRY_STATE", word("BR_STATE_")),
}
VNI: Members = {
    "vni": "VXLAN_VNIFILTER_ENTRY_START",
    "remote": "VXLAN_VNIFILTER_ENTRY_GROUP",
    "stats": Section(
        "VXLAN_VNIFILTER_ENTRY_STATS",
        {
            f"{direction}_{what}": f"VNIFILTER_ENTRY_STATS_{direction.upper()}_{what.upper()}"
            for direction in ("rx", "tx")
            for what in ("bytes", "pkts", "drops", "errors")
        },
    ),
}

DUMPS = [
    Dump(
        files=("vlan",),
        messages="nl.type == RTM_NEWVLAN",
        members={"ifname": Field("br_vlan_msg.ifindex", device), "vlans": List("BRIDGE_VLANDB_ENTRY", VLAN)},
    ),
    Dump(
        files=("vlan-global",),
        messages="nl.type == RTM_NEWVLAN",
        members={
            "ifname": Field("br_vlan_msg.ifindex", device),
            "vlans": List("BRIDGE_VLANDB_GLOBAL_OPTIONS", GLOBAL),
        },
    ),
    Dump(
        files=("mst",),
        messages="nl.type == RTM_NEWLINK && ifinfo.family == AF_BRIDGE",
        members={
            "ifname": "IFLA_IFNAME",
            "mst": List("IFLA_AF_SPEC.IFLA_BRIDGE_MST.IFLA_BRIDGE_MST_ENTRY", MST),
        },
    ),
    Dump(
        files=("vni",),
        messages="nl.type == RTM_NEWTUNNEL",
        members={"ifname": Field("tunnel_msg.ifindex", device), "vnis": List("VXLAN_VNIFILTER_ENTRY", VNI)},
    ),
]
