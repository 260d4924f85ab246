"""VLANs of bridges: the bytes are from captures of the command above them."""

from __future__ import annotations

from nldissect.families.route.br_vlan import DumpFlags
from tests.families.decoding import attributes, below, decode


def test_options_of_a_vlan_are_set() -> None:
    # bridge vlan set dev q1 vid 10 mcast_max_groups 5 mcast_router 1 neigh_suppress on
    message = decode(
        "3c000000700005004fcf006b000000000700000005000000240001800800010040000a0008000800050000000500060001000000"
        "0500090001000000"
    )
    assert below(message, "BRIDGE_VLANDB_ENTRY") == {
        "info.flags": 0x40,
        "info.vid": 10,
        "mcast_max_groups": 5,
        "mcast_router": 1,
        "neigh_suppress": True,
    }
    assert message.summary == "bridge vlan set dev if5 vid 10 ONLY_OPTS mcast_max_groups 5 neigh_suppress true"


def test_each_vlan_of_a_dump_has_its_own_flags_and_counters() -> None:
    # bridge -j -d -s vlan show
    message = decode(
        "c8000000700002004ad0006b020100000700000005000000580001800800010004000a0005000300030000000500090000000000"
        "0500060001000000340005800c000100e8000000000000000c00020003000000000000000c000300b8020000000000000c000400"
        "0900000000000000580001800800010006001e0005000300030000000500090000000000050006000100000034000580"
        "0c00010000000000000000000c00020000000000000000000c00030000000000000000000c0004000000000000000000"
    )
    assert message.values("bridge_vlandb.entry.stats.rx_bytes") == [232, 0]
    assert message.values("bridge_vlandb.entry.stats.tx_packets") == [9, 0]
    assert message.summary == (
        "bridge vlan dev if5 vid 10 UNTAGGED state forwarding vid 30 PVID,UNTAGGED state forwarding"
    )


def test_a_range_of_vlans_has_a_range_of_tunnels() -> None:
    # bridge vlan add dev v5 vid 20-22 tunnel_info id 200-202 (the notification)
    message = decode(
        "60000000700000000000000000000000070000000400000048000180080001000000140006000200160000000500030003000000"
        "0c00048008000100c80000000500090000000000050006000100000008000700000000000800080000000000"
    )
    assert message.summary == "bridge vlan dev if4 vid 20-22 state forwarding tunnel_info id 200"


def test_options_that_all_ports_of_a_bridge_share() -> None:
    # bridge vlan global set dev br5 vid 10 msti 3 (the notification)
    message = decode(
        "a400000070000000000000000000000007000000030000008c000280060001000a00000005000300010000000500040002000000"
        "0800060002000000080007000200000005000f00000000000c00080064000000000000000c000a0090650000000000000c000b00"
        "9c630000000000000c000c00d4300000000000000c000d00e8030000000000000c000e00340c0000000000000500050001000000"
        "0600120003000000"
    )
    assert attributes(message, "bridge_vlandb.global_options") == {
        "id": 10,
        "mcast_snooping": True,
        "mcast_igmp_version": 2,
        "mcast_last_member_cnt": 2,
        "mcast_startup_query_cnt": 2,
        "mcast_querier": False,
        "mcast_last_member_intvl": 100,
        "mcast_membership_intvl": 26000,
        "mcast_querier_intvl": 25500,
        "mcast_query_intvl": 12500,
        "mcast_query_response_intvl": 1000,
        "mcast_startup_query_intvl": 3124,
        "mcast_mld_version": 1,
        "msti": 3,
    }
    assert message.summary == (
        "bridge vlan global dev if3 vid 10 mcast_snooping true mcast_igmp_version 2 mcast_mld_version 1 msti 3"
    )


def test_a_dump_says_what_it_is_to_hold() -> None:
    # bridge -j -d -s vlan show (which pads the request with zeros; the first 32 bytes of it)
    message = decode("20000000720001034ad0006b0000000007000000000000000800010001000000")
    assert message["bridge_vlandb_dump.flags"] == DumpFlags.BRIDGE_VLANDB_DUMPF_STATS
    assert message.summary == "bridge vlan show STATS"
