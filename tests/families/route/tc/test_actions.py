"""Messages of actions: RTM_NEWACTION, RTM_DELACTION, RTM_GETACTION."""

from __future__ import annotations

from nldissect.families.netlink import GetFlags
from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.actions import HardwareStatistics, RootFlags
from tests.families.decoding import attributes, decode


def test_a_dump_is_asked_for_by_kind() -> None:
    # tc actions list action gact
    message = decode(
        "34000000320001033bd5006b000000000000000014000100100001000900010067616374000000000c0002000100000001000000"
    )
    assert message.summary == "action show gact"
    assert attributes(message, "tca_root") == {
        "tab.kind": "gact",
        "flags.value": RootFlags.TCA_ACT_FLAG_LARGE_DUMP_ON,
        "flags.selector": RootFlags.TCA_ACT_FLAG_LARGE_DUMP_ON,
    }


def test_a_dump_has_many_actions_in_one_message() -> None:
    # tc actions list action gact
    message = decode(
        "90010000320002003bd5006b5101000000000000080003000200000074010100b400000009000100676163740000000044000400"
        "14000100000000000000000000000000000000001400070000000000000000000000000000000000180003000000000000000000"
        "0000000000000000000000000c000900000000000300000008000a00000000004c00020018000200050000000000000002000000"
        "01000000000000000c00030001000a0000000000240001004e010000000000004e01000000000000000000000000000000000000"
        "00000000bc0001000900010067616374000000004400040014000100000000000000000000000000000000001400070000000000"
        "0000000000000000000000001800030000000000000000000000000000000000000000001400060000112233445566778899aabb"
        "ccddeeff0c000900000000000300000008000a000000000040000200180002002100000000000000000000000100000000000000"
        "240001000c000000000000000c0000000000000000000000000000000000000000000000"
    )
    assert message.summary == "action gact count 2"
    found = attributes(message, "tca_root")
    assert found["count"] == 2
    assert found["tab.kind"] == ["gact", "gact"]
    assert found["tab.options.gact.parms.index"] == [5, 33]
    assert found["tab.options.gact.parms.action"] == [Verdict.TC_ACT_SHOT, Verdict.TC_ACT_OK]
    assert found["tab.options.gact.tm.install"] == [334, 12]
    assert found["tab.stats.basic.bytes"] == [0, 0]
    assert found["tab.stats.queue.overlimits"] == [0, 0]
    assert found["tab.cookie"] == bytes.fromhex("00112233445566778899aabbccddeeff")
    assert (
        found["tab.used_hw_stats.selector"]
        == [HardwareStatistics.TCA_ACT_HW_STATS_IMMEDIATE | HardwareStatistics.TCA_ACT_HW_STATS_DELAYED] * 2
    )
    assert found["tab.in_hw_count"] == [0, 0]


def test_one_action_is_asked_for_by_its_index() -> None:
    # tc actions get action gact index 5
    message = decode("30000000320001003fd5006b00000000000000001c000100180001000900010067616374000000000800030005000000")
    assert message.summary == "action get gact index 5"
    assert attributes(message, "tca_root") == {"tab.kind": "gact", "tab.index": 5}


def test_one_action_is_changed() -> None:
    # tc actions change action gact drop index 33
    message = decode(
        "44000000300005053ed5006b0000000000000000300001002c0001000900010067616374000000001c0002801800020021000000"
        "00000000020000000000000000000000"
    )
    assert message.summary == "action replace gact shot index 33"


def test_the_summary_says_what_an_action_does() -> None:
    # tc actions add action vlan push id 123 protocol 802.1ad priority 5 index 12
    message = decode(
        "600000003000050639d5006b00000000000000004c0001004800010009000100766c616e00000000380002801c0002000c000000"
        "0000000003000000000000000000000002000000060003007b0000000600040088a800000500060005000000"
    )
    assert message.summary == "action add vlan push pipe index 12"


def test_one_action_is_deleted() -> None:
    # tc actions del action simple index 28
    message = decode("30000000310005003fd5006b00000000000000001c000100180001000b00010073696d706c650000080003001c000000")
    assert message.summary == "action del simple index 28"
    assert attributes(message, "tca_root") == {"tab.kind": "simple", "tab.index": 28}


def test_all_actions_of_a_kind_are_deleted() -> None:
    # tc actions flush action vlan
    message = decode(
        "34000000310005013ed5006b0000000000000000140001001000010009000100766c616e000000000c0002000100000001000000"
    )
    assert message.summary == "action flush vlan"
    assert message.values("nl.flags") == [
        GetFlags.NLM_F_REQUEST | GetFlags.NLM_F_ACK | GetFlags.NLM_F_ROOT,
    ]


def test_a_flush_tells_how_many_actions_there_were() -> None:
    # tc actions flush action vlan
    message = decode("30000000310000013ed5006b99010000000000001c0001001800000009000100766c616e000000000800060003000000")
    assert message.summary == "action deleted vlan count 3"
    assert attributes(message, "tca_root") == {"tab.kind": "vlan", "tab.fcnt": 3}


def test_the_actions_of_a_filter_have_statistics_of_their_own() -> None:
    # tc filter add dev a0 egress prio 1 protocol ip flower ip_proto icmp action skbedit mark 3
    #     action mirred egress mirror dev ifb9 action gact pass
    # tc -s filter show dev a0 egress, after five packets
    message = decode(
        "440200002c00020042d5006bae010000000000000400000001000000f3ffffff080001000b000100666c6f776572000008000b00"
        "000000000c0202000600080008000000050009000100000008001600080000000800560000000000e8010300a40001000c000100"
        "736b6265646974004400040014000100ea0100000000000005000000000000001400070000000000000000000000000000000000"
        "18000300000000000000000000000000000000000000000008000a00000000004800020018000200010000000000000003000000"
        "0100000001000000080005000300000024000100f4000000000000006e000000000000000000000000000000c000000000000000"
        "a40002000b0001006d697272656400004400040014000100ea010000000000000500000000000000140007000000000000000000"
        "000000000000000018000300000000000000000000000000000000000000000008000a0000000000480002002000020001000000"
        "00000000030000000100000001000000020000000500000024000100f4000000000000006e000000000000000000000000000000"
        "c0000000000000009c0003000900010067616374000000004400040014000100ea01000000000000050000000000000014000700"
        "0000000000000000000000000000000018000300000000000000000000000000000000000000000008000a000000000040000200"
        "18000200010000000000000000000000010000000100000024000100f4000000000000006e000000000000000000000000000000"
        "c000000000000000"
    )
    found = attributes(message, "tca")
    assert found["options.flower.act.kind"] == ["skbedit", "mirred", "gact"]
    assert found["options.flower.act.stats.basic.bytes"] == [490, 490, 490]
    assert found["options.flower.act.stats.basic.packets"] == [5, 5, 5]
    assert found["options.flower.act.options.mirred.parms.action"] == Verdict.TC_ACT_PIPE
    assert found["options.flower.act.options.mirred.tm.firstuse"] == 192
