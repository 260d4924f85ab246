"""Links of kinds macvlan and macvtap."""

from __future__ import annotations

from nldissect.families.route.link.macvlan import MacvlanAddressMode, MacvlanMode
from tests.families.decoding import below, decode


def test_a_request_sets_the_mode() -> None:
    # ip link add link base0 name mv0 type macvlan mode bridge
    message = decode(
        "4c0000001000050604d1006b00000000000000000000000000000000000000000800050003000000080003006d7630001c001200"
        "0b0001006d6163766c616e000c0002000800010004000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "mode": MacvlanMode.MACVLAN_MODE_BRIDGE,
    }


def test_a_request_sets_the_length_of_the_queue() -> None:
    # ip link add link base0 name mv1 type macvlan mode private bcqueuelen 500
    message = decode(
        "540000001000050604d1006b00000000000000000000000000000000000000000800050003000000080003006d76310024001200"
        "0b0001006d6163766c616e001400020008000700f40100000800010001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "bc_queue_len": 500,
        "mode": MacvlanMode.MACVLAN_MODE_PRIVATE,
    }


def test_one_address_is_added() -> None:
    # ip link set link dev mv2 type macvlan macaddr add 02:11:22:33:44:55
    message = decode(
        "480000001000050004d1006b00000000000000000a0000000000000000000000280012000b0001006d6163766c616e0018000200"
        "08000300000000000a0004000211223344550000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "macaddr_mode": MacvlanAddressMode.MACVLAN_MACADDR_ADD,
        "macaddr": "02:11:22:33:44:55",
    }


def test_a_list_of_addresses_replaces_the_old_one() -> None:
    # ip link set link dev mv2 type macvlan macaddr set 02:11:22:33:44:56 02:11:22:33:44:57
    message = decode(
        "580000001000050004d1006b00000000000000000a0000000000000000000000380012000b0001006d6163766c616e0028000200"
        "08000300030000001c0005000a00040002112233445600000a0004000211223344570000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "macaddr_mode": MacvlanAddressMode.MACVLAN_MACADDR_SET,
        "macaddr_data.macaddr": ["02:11:22:33:44:56", "02:11:22:33:44:57"],
    }


def test_a_macvtap_has_the_same_options() -> None:
    # ip link add link base2 name tap0 type macvtap mode passthru
    message = decode(
        "500000001000050604d1006b00000000000000000000000000000000000000000800050005000000090003007461703000000000"
        "1c0012000b0001006d616376746170000c0002000800010008000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "mode": MacvlanMode.MACVLAN_MODE_PASSTHRU,
    }
