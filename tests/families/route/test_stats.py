"""Statistics: the bytes are from captures of the command above them, where none is said to be made."""

from __future__ import annotations

from nldissect.families.route.stats import Groups
from tests.families.decoding import attributes, decode


def test_groups_are_asked_for_by_bits() -> None:
    # ip stats show dev m0
    message = decode("1c0000005e0001005cd5006b0000000000000000040000001f000000")
    assert message["if_stats.filter_mask"] == sum(Groups)
    assert (
        message.summary == "stats get dev if4 group LINK_64,LINK_XSTATS,LINK_XSTATS_SLAVE,LINK_OFFLOAD_XSTATS,AF_SPEC"
    )


def test_counters_of_a_link_and_what_hardware_counts() -> None:
    # ip stats show dev m0 (the reply)
    message = decode(
        "080100005c0000005cd5006b3703000000000000040000001f000000cc0001000000000000000000010000000000000000000000"
        "000000004600000000000000" + "00" * 168 + "1c00040018000280140003800500010000000000050002000000000004000500"
    )
    assert message["ifla_stats.link_64.tx_packets"] == 1
    assert message["ifla_stats.link_64.tx_bytes"] == 70
    assert attributes(message, "ifla_stats.link_offload_xstats") == {
        "hw_s_info.ifla_offload_xstats_l3_stats.request": False,
        "hw_s_info.ifla_offload_xstats_l3_stats.used": False,
    }


def test_the_kernel_is_told_to_count() -> None:
    # ip stats set dev m0 l3_stats on
    message = decode("240000005f0005005cd5006b000000000000000004000000000000000500020001000000")
    assert message.summary == "stats set dev if4 l3_stats true"


def test_a_port_of_a_bridge_counts_by_vlan_and_its_spanning_tree() -> None:
    # ip link xstats type bridge_slave dev q1
    counters = "00" * 32
    message = decode(
        "a40100005c00020053cf006b940100000000000005000000040000008801030084010100"
        f"2c000100{counters}01000600000000002c000100{counters}0a00000000000000f4000200{'00' * 240}34000400{'00' * 48}"
    )
    assert message.values("ifla_stats.link_xstats_slave.bridge.vlan.vid") == [1, 10]
    assert message["ifla_stats.link_xstats_slave.bridge.mcast.igmp_leaves.br_mcast_dir_tx"] == 0
    assert message["ifla_stats.link_xstats_slave.bridge.stp.tx_tcn"] == 0


def test_a_bond_counts_from_attribute_zero() -> None:
    # Made by hand after linux/if_bonding.h: LACPDU_RX is 0.
    message = decode(
        "400000005c00020001000000010000000000000005000000" + "02000000"
        "2400020020000200" + "1c000100" + "0c0000000700000000000000" + "0c0001000800000000000000"
    )
    assert attributes(message, "ifla_stats.link_xstats.bond.3ad") == {"lacpdu_rx": 7, "lacpdu_tx": 8}


def test_mpls_counts_by_its_address_family() -> None:
    # Made by hand after linux/mpls.h.
    values = "".join(f"{number:02x}00000000000000" for number in range(1, 10))
    message = decode(f"700000005c00020001000000010000000000000005000000100000005400050050001c004c000100{values}")
    assert message["ifla_stats.af_spec.mpls.link.rx_packets"] == 1
    assert message["ifla_stats.af_spec.mpls.link.rx_noroute"] == 9


def test_masks_say_what_of_a_group() -> None:
    # Made by hand after linux/if_link.h; `ip stats show dev m0 group offload subgroup l3_stats` sends it.
    message = decode("280000005e00010001000000000000000000000004000000" + "08000000" + "0c000180" + "0800040004000000")
    assert message.summary == "stats get dev if4 group LINK_OFFLOAD_XSTATS subgroup L3_STATS"
