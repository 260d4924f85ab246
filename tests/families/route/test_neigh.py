"""Neighbours and forwarding entries: one test for each hard case, the bytes from captures of the command above them."""

from __future__ import annotations

from nldissect.families.route.neigh import FdbNotify, NeighbourExtendedFlags, NeighbourFlags, NeighbourState
from nldissect.families.route.route import RouteProtocol
from tests.families.decoding import attributes, below, decode


def test_a_neighbour_is_added_with_its_address() -> None:
    # ip neigh add 10.9.0.5 lladdr 02:00:00:00:05:05 dev v0 nud permanent
    message = decode("300000001c00050603cf006b00000000020000000400000080000000080001000a0900050a0002000200000005050000")
    assert message.summary == "neigh add 10.9.0.5 lladdr 02:00:00:00:05:05 dev if4 PERMANENT"
    assert message["ndm.state"] == NeighbourState.NUD_PERMANENT


def test_flags_that_did_not_fit_the_header_are_an_attribute() -> None:
    # ip neigh add 10.9.0.8 lladdr 02:00:00:00:08:08 dev v0 managed
    message = decode(
        "380000001c00050604cf006b00000000020000000400000000000000080001000a09000808000f00010000000a00020002000000"
        "08080000"
    )
    assert message["nda.flags_ext"] == NeighbourExtendedFlags.NTF_EXT_MANAGED
    assert message.summary == "neigh add 10.9.0.8 lladdr 02:00:00:00:08:08 dev if4 MANAGED"


def test_a_neighbour_of_ipv6_has_its_origin_and_its_times() -> None:
    # ip neigh add 2001:db8:9::5 lladdr 02:00:00:00:55:55 dev v0 extern_learn proto 17 (the notification)
    message = decode(
        "600000001c000000000000002b0300000a00000004000000800010011400010020010db80009000000000000000000050a000200"
        "02000000555500000800040000000000140003000000000000000000000000000100000005000c0011000000"
    )
    assert attributes(message, "nda") == {
        "dst": "2001:db8:9::5",
        "lladdr": "02:00:00:00:55:55",
        "probes": 0,
        "cacheinfo.confirmed": 0,
        "cacheinfo.used": 0,
        "cacheinfo.updated": 0,
        "cacheinfo.refcnt": 1,
        "protocol": 17,
    }
    assert message["ndm.flags"] == NeighbourFlags.NTF_EXT_LEARNED


def test_proxies_are_asked_for_with_a_flag() -> None:
    # ip neigh show proxy
    message = decode("1c0000001e00010305cf006b00000000000000000000000000000800")
    assert message.summary == "neigh show PROXY"


def test_forwarding_entries_are_asked_for_with_ndmsg_and_a_master() -> None:
    # bridge fdb show br br0 (iproute2 6.12: 12 bytes of ndmsg, then NDA_MASTER)
    message = decode("240000001e0001034bd0006b000000000700000000000000000000000800090003000000")
    assert message.summary == "fdb show br if3"
    assert attributes(message, "nda") == {"master": 3}


def test_forwarding_entries_were_asked_for_with_ifinfomsg() -> None:
    # Made by hand after iproute2 4.x: 16 bytes of ifinfomsg, then IFLA_MASTER; see valid_fdb_dump_legacy().
    message = decode("280000001e00010301000000000000000700000000000000000000000000000008000a0003000000")
    assert message.summary == "fdb show br if3"
    assert attributes(message, "ifla") == {"master": 3}


def test_one_forwarding_entry_is_asked_for_with_ndmsg_of_any_size() -> None:
    # bridge fdb get 02:aa:00:00:00:01 vlan 20 br br0 (40 bytes, but no dump)
    message = decode(
        "380000001e0001004ad0006b000000000700000000000000000000000a00020002aa000000010000060005001400000008000900"
        "03000000"
    )
    assert message.summary == "fdb get 02:aa:00:00:00:01 vlan 20 master if3"


def test_a_forwarding_entry_of_vxlan_has_a_destination() -> None:
    # ip link del vx11 (a notification)
    message = decode(
        "5c0000001d0000000000000000000000070000000d000000c00002010a000200000000000000000008000100c633640a06000600"
        "12c000000800070063000000080008000c000000140003000000000015000000e600000000000000"
    )
    assert message["nda.port"] == 4800
    assert message.summary == (
        "fdb deleted 00:00:00:00:00:00 dst 198.51.100.10 port 4800 vni 99 via if12 dev if13 NOARP,PERMANENT SELF"
    )


def test_forwarding_entries_are_flushed_by_masks() -> None:
    # bridge fdb flush dev br5 brport q1 vlan 10 static
    message = decode(
        "340000001d00050251cf006b000000000700000003000000400002000800080005000000060005000a00000006001000c0000000"
    )
    assert message["nda.ndm_state_mask"] == NeighbourState.NUD_NOARP | NeighbourState.NUD_PERMANENT
    assert message["nl.flags"] & 0x200  # NLM_F_BULK


def test_a_neighbour_of_mctp_is_an_endpoint() -> None:
    # mctp neigh add 8 dev mctpi2c0 lladdr 0x1d
    # (no capture has it: bytes by hand from linux/mctp.h)
    message = decode("2c0000001c00050601000000000000002d00000003000000800000000500010008000000050002001d000000")
    assert (message["nda_short.dst"], message["nda_short.lladdr"]) == (8, "1d")
    assert message.summary == "neigh add mctp 8 lladdr 1d dev if3 PERMANENT"


def test_activity_of_a_forwarding_entry_can_be_asked_for() -> None:
    # bridge fdb replace 02:00:00:00:00:01 dev p0 master static activity_notify inactive norefresh
    # (no capture has it: bytes by hand from linux/neighbour.h)
    message = decode(
        "380000001c00050501000000000000000700000003000000800004000a000200020000000001000010000e800500010003000000"
        "04000200"
    )
    assert below(message, "NDA_FDB_EXT_ATTRS") == {
        "activity_notify": FdbNotify.FDB_NOTIFY_BIT | FdbNotify.FDB_NOTIFY_INACTIVE_BIT,
        "dont_refresh": True,
    }


def test_an_entry_of_a_control_plane_is_validated_by_it() -> None:
    # ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev e0 extern_learn extern_valid
    # (no capture has it: bytes by hand from linux/neighbour.h of Linux 6.17)
    message = decode(
        "400000001c000506010000000000000002000000030000008000100008000100c00002010a000200020000000001000008000f00"
        "0400000005000c0003000000"
    )
    assert message["nda.flags_ext"] == NeighbourExtendedFlags.NTF_EXT_EXT_VALIDATED
    assert message["nda.protocol"] == RouteProtocol.RTPROT_BOOT
