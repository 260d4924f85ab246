"""Actions of kind vlan."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.vlan import VlanAction
from nldissect.schema.constants import EtherType
from tests.families.decoding import below, decode


def test_a_tag_to_push() -> None:
    # tc actions add action vlan push id 123 protocol 802.1ad priority 5 index 12
    message = decode(
        "600000003000050639d5006b00000000000000004c0001004800010009000100766c616e00000000380002801c0002000c000000"
        "0000000003000000000000000000000002000000060003007b0000000600040088a800000500060005000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 12,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.v_action": VlanAction.TCA_VLAN_ACT_PUSH,
        "push_vlan_id": 123,
        "push_vlan_protocol": EtherType.ETH_P_8021AD,
        "push_vlan_priority": 5,
    }


def test_an_ethernet_header_to_push() -> None:
    # Built by hand from linux/tc_act/tc_vlan.h: tc actions add action vlan push_eth dst_mac 02:42:00:00:00:01
    #     src_mac 02:42:00:00:00:02 index 43
    message = decode(
        "60000000300005060700000009000000000000004c0001004800010009000100766c616e00000000380002801c0002002b000000"
        "00000000030000000000000000000000050000000a00070002420000000100000a0008000242000000020000"
    )
    found = below(message, "TCA_ACT_OPTIONS")
    assert found["parms.v_action"] == VlanAction.TCA_VLAN_ACT_PUSH_ETH
    assert found["push_eth_dst"] == "02:42:00:00:00:01"
    assert found["push_eth_src"] == "02:42:00:00:00:02"
