"""The multicast database: the bytes are from captures of the command above them, where none is said to be made."""

from __future__ import annotations

from nldissect.families.route.link.bridge import MulticastRouter
from nldissect.families.route.mdb import GroupMode
from nldissect.schema.constants import EtherType
from tests.families.decoding import attributes, below, decode


def test_an_entry_is_added_with_its_source() -> None:
    # bridge mdb add dev br5 port q1 grp 239.10.10.10 src 192.0.2.1 permanent vid 10 proto zebra
    message = decode(
        "4c0000005400050650cf006b000000000700000003000000200001000500000001000a00ef0a0a0a000000000000000000000000"
        "080000001400028008000100c0000201050004000b000000"
    )
    assert below(message, "MDBA_SET_ENTRY") == {
        "ifindex": 5,
        "state": 1,
        "flags": 0,
        "vid": 10,
        "addr": "239.10.10.10",
        "addr_rest": bytes(12),
        "proto": EtherType.ETH_P_IP,
        "end": bytes(2),
    }
    assert message.summary == ("mdb add dev if3 port if5 grp 239.10.10.10 src 192.0.2.1 permanent vid 10 proto zebra")


def test_the_address_is_what_the_protocol_behind_it_says() -> None:
    # bridge mdb add dev br0 port p2 grp ff02::fb temp vid 30
    message = decode(
        "38000000540005064bd0006b000000000700000003000000200001000500000000001e00ff0200000000000000000000000000fb"
        "86dd0000"
    )
    assert message["mdba.set_entry.addr"] == "ff02::fb"
    assert message.summary == "mdb add dev if3 port if5 grp ff02::fb vid 30"


def test_an_entry_has_a_list_of_sources_and_a_mode() -> None:
    # bridge mdb replace dev br5 port q1 grp 239.10.10.11 source_list 192.0.2.1,192.0.2.2 filter_mode exclude permanent
    # vid 10
    message = decode(
        "600000005400050550cf006b000000000700000003000000200001000500000001000a00ef0a0a0b000000000000000000000000"
        "080000002800028005000300000000001c0002800c00018008000100c00002010c00018008000100c0000202"
    )
    assert message["mdba.set_entry_attrs.group_mode"] == GroupMode.MCAST_EXCLUDE
    assert message.values("mdba.set_entry_attrs.src_list.entry.address") == ["192.0.2.1", "192.0.2.2"]


def test_an_entry_is_asked_for() -> None:
    # bridge mdb get dev br5 grp 239.10.10.10 src 192.0.2.1 vid 10
    message = decode(
        "440000005600010050cf006b000000000700000003000000200001000000000000000a00ef0a0a0a000000000000000000000000"
        "080000000c00028008000100c0000201"
    )
    assert message.summary == "mdb get dev if3 grp 239.10.10.10 src 192.0.2.1 vid 10"


def test_an_entry_of_vxlan_has_a_destination() -> None:
    # bridge mdb add dev v5 port v5 grp 239.20.0.1 permanent dst 198.51.100.5 src_vni 100 vni 300 dst_port 5000
    # (the notification)
    message = decode(
        "780000005400000000000000000000000700000004000000600001005c000100580001000400000001000000ef14000100000000"
        "00000000000000000800000008000100000000000500050004000000050003000000000008000600c63364050600070088130000"
        "080008002c01000008000a0064000000"
    )
    assert attributes(message, "mdba.mdb.entry.info") == {
        "br_mdb_entry.ifindex": 4,
        "br_mdb_entry.state": 1,
        "br_mdb_entry.flags": 0,
        "br_mdb_entry.vid": 0,
        "br_mdb_entry.addr": "239.20.0.1",
        "br_mdb_entry.addr_rest": bytes(12),
        "br_mdb_entry.proto": 0x0800,
        "br_mdb_entry.end": bytes(2),
        "timer": 0,
        "rtprot": 4,
        "group_mode": 0,
        "dst": "198.51.100.5",
        "dst_port": 5000,
        "vni": 300,
        "src_vni": 100,
    }
    assert message.summary == (
        "mdb dev if4 port if4 grp 239.20.0.1 permanent proto static dst 198.51.100.5 dst_port 5000 vni 300 src_vni 100"
    )


def test_entries_are_flushed() -> None:
    # bridge mdb flush dev br5 port q1
    message = decode(
        "380000005500050250cf006b00000000070000000300000020000100050000000000000000000000000000000000000000000000"
        "00000000"
    )
    assert message.summary == "mdb flush dev if3 port if5"


def test_a_port_with_a_router_has_its_index_before_its_attributes() -> None:
    # Made by hand after br_rports_fill_info() of Linux 6.12.
    message = decode(
        "3c0000005600020001000000010000000700000003000000" + "24000200" + "20000100" + "05000000"
        "0800010010270000" + "0500020001000000" + "0800030010270000"
    )
    assert below(message, "MDBA_ROUTER_PORT") == {
        "port.ifindex": 5,
        "timer": 10000,
        "type": MulticastRouter.MDB_RTR_TYPE_TEMP_QUERY,
        "inet_timer": 10000,
    }
    assert message.summary == "mdb dev if3 router if5"
