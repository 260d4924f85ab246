"""Next hops: the bytes are from captures of the command above them."""

from __future__ import annotations

from nldissect.families.route.nexthop import GroupType, OperationFlags
from tests.families.decoding import attributes, decode


def test_an_encapsulation_is_chosen_by_its_type_behind_it() -> None:
    # ip nexthop add id 6 encap mpls 111/222 via 10.50.0.6 dev n0
    message = decode(
        "480000006800050618cf006b0000000002000000000000000800010006000000100008800c0001000006f000000de10006000700"
        "01000000080006000a3200060800050003000000"
    )
    assert message.summary == "nexthop add id 6 encap mpls via 10.50.0.6 dev if3"
    assert attributes(message, "nha") == {
        "id": 6,
        "encap.mpls.dst": "111/222",
        "encap_type": 1,
        "gateway": "10.50.0.6",
        "oif": 3,
    }


def test_a_resilient_group_has_members_buckets_and_timers() -> None:
    # ip -j -d nexthop show (of: id 12 group 1,200/2,50 type resilient buckets 16 idle_timer 30 unbalanced_timer 300)
    message = decode(
        "680000006800020019cf006b3e0300000000000000000000080001000c00000006000300010000001400020001000000c7000000"
        "02000000310000002c000c80060001001000000008000200b80b00000800030030750000040000000c0004000000000000000000"
    )
    assert message["nha.group_type"] == GroupType.NEXTHOP_GRP_TYPE_RES
    assert attributes(message, "nha") == {
        "id": 12,
        "group_type": 1,
        "group.id": [1, 2],
        "group.weight": [199, 49],
        "group.weight_high": [0, 0],
        "group.resvd2": [b"\0\0", b"\0\0"],
        "res_group.buckets": 16,
        "res_group.idle_timer": 3000,
        "res_group.unbalanced_timer": 30000,
        "res_group.pad": b"",
        "res_group.unbalanced_time": 0,
    }
    assert message.summary == ("nexthop id 12 group 1 2 type res buckets 16 idle_timer 3000cs unbalanced_timer 30000cs")


def test_a_weight_of_more_than_a_byte_and_counters_of_packets() -> None:
    # ip -s nexthop show id 3 (of: group 1,500/2,1000 type mpath hw_stats on)
    message = decode(
        "780000006800000051cf006b640100000000000000000000080001000300000006000300000000001400020001000000f3010000"
        "02000000e703000008001000010000002c000f801400018008000100010000000800020000000000140001800800010002000000"
        "080002000000000008000e0000000080"
    )
    assert message.values("nha.group.weight_high") == [1, 3]
    assert message.values("nha.group_stats.entry.id") == [1, 2]
    assert message.values("nha.group_stats.entry.packets") == [0, 0]
    assert message["nha.hw_stats_enable"] is True
    assert message["nha.op_flags"] == OperationFlags.NHA_OP_FLAG_RESP_GRP_RESVD_0
    assert message.summary == "nexthop id 3 group 1 2 hw_stats true"


def test_statistics_are_asked_for() -> None:
    # ip -s nexthop show id 3
    message = decode("280000006a00010051cf006b000000000000000000000000080001000300000008000e0001000000")
    assert message["nha.op_flags"] == OperationFlags.NHA_OP_FLAG_DUMP_STATS
    assert message.summary == "nexthop get id 3"


def test_a_bucket_has_an_index_and_a_next_hop() -> None:
    # ip nexthop bucket show id 12
    message = decode(
        "400000007400020019cf006b380300000000000000000000080001000c00000020000d8006000100000000000800030002000000"
        "0c0002003e00000000000000"
    )
    assert message.summary == "nexthop bucket id 12 index 0 nhid 2 idle_time 62cs"
