"""Links of kind vlan."""

from __future__ import annotations

from nldissect.schema.constants import EtherType
from tests.families.decoding import below, decode


def test_a_request_sets_id_flags_and_priority_mappings() -> None:
    # ip link add link veth0 name veth0.100 type vlan id 100 protocol 802.1Q ingress-qos-map 1:2 3:4 egress-qos-map
    # 0:5 reorder_hdr off
    message = decode(
        "90000000100005063cd0006b000000000000000000000000000000000000000008000500050000000e00030076657468302e3130"
        "300000005800120008000100766c616e4c000200060001006400000006000500810000001c0004000c0001000100000002000000"
        "0c0001000300000004000000100003000c00010000000000050000000c0002000000000001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "id": 100,
        "protocol": EtherType.ETH_P_8021Q,
        "ingress_qos.mapping.from": [1, 3],
        "ingress_qos.mapping.to": [2, 4],
        "egress_qos.mapping.from": 0,
        "egress_qos.mapping.to": 5,
        "flags.flags": 0,
        "flags.mask": 0x1,  # VLAN_FLAG_REORDER_HDR
    }


def test_a_service_vlan_has_another_ethertype() -> None:
    # ip link add link veth0 name veth0.200 type vlan id 200 protocol 802.1ad loose_binding on
    message = decode(
        "64000000100005063cd0006b000000000000000000000000000000000000000008000500050000000e00030076657468302e3230"
        "300000002c00120008000100766c616e2000020006000100c80000000600050088a800000c0002000400000004000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "id": 200,
        "protocol": EtherType.ETH_P_8021AD,
        "flags.flags": 0x4,  # VLAN_FLAG_LOOSE_BINDING
        "flags.mask": 0x4,  # VLAN_FLAG_LOOSE_BINDING
    }
