"""The controller of generic netlink."""

from __future__ import annotations

from nldissect.families.netlink import PolicyType
from tests.families.decoding import attributes, decode


def test_all_families_are_asked_for() -> None:
    # genl ctrl list
    message = decode("140000001000010320d1006b0000000003000000", "generic")
    assert message.summary == "family show"
    assert message.type_name == "CTRL_CMD_GETFAMILY"


def test_a_family_is_asked_for_by_name() -> None:
    # genl ctrl get name nlctrl
    message = decode("200000001000050020d1006b00000000030000000b0002006e6c6374726c0000", "generic")
    assert attributes(message, "ctrl") == {
        "family_name": "nlctrl",
    }
    assert message.summary == "family get nlctrl"


def test_a_family_has_an_id_commands_and_groups() -> None:
    # genl ctrl get name nlctrl (the reply)
    message = decode(
        "880000001000000020d1006bc8000000010200000b0002006e6c6374726c00000600010010000000080003000200000008000400"
        "0000000008000500000000002c000600140001000800010003000000080002000e00000014000200080001000a00000008000200"
        "0c0000001c0007001800010008000200100000000b0001006e6f746966790000",
        "generic",
    )
    assert attributes(message, "ctrl") == {
        "family_name": "nlctrl",
        "family_id": 0x10,
        "version": 2,
        "hdrsize": 0,
        "maxattr": 0,
        "ops.id": [3, 10],
        "ops.flags": [0xE, 0xC],
        "mcast_groups.id": 16,
        "mcast_groups.name": "notify",
    }
    assert message.summary == "family nlctrl id 0x10 version 2"


def test_a_policy_is_asked_for_by_name() -> None:
    # genl ctrl policy name nlctrl
    message = decode("200000001000010320d1006b000000000a0000000b0002006e6c6374726c0000", "generic")
    assert attributes(message, "ctrl") == {
        "family_name": "nlctrl",
    }
    assert message.summary == "policy show of nlctrl"


def test_a_command_has_a_policy_for_each_kind_of_request() -> None:
    # genl ctrl policy name nlctrl (the first reply)
    message = decode(
        "340000001000020020d1006bd50000000a0200000600010010000000180009801400038008000100000000000800020000000000",
        "generic",
    )
    assert attributes(message, "ctrl") == {
        "family_id": 0x10,
        "op_policy.do": 0,
        "op_policy.dump": 0,
    }
    assert message.summary == "policy of id 0x10 op 3 do policy 0 dump policy 0"


def test_a_policy_is_a_table_by_index_and_attribute() -> None:
    # genl ctrl policy name nlctrl (a later reply)
    message = decode(
        "480000001000020020d1006bd50000000a02000006000100100000002c00088028000080240001800c0004000000000000000000"
        "0c000500ffff0000000000000800010003000000",
        "generic",
    )
    assert attributes(message, "ctrl") == {
        "family_id": 0x10,
        "policy.min_value_u": 0,
        "policy.max_value_u": 65535,
        "policy.type": PolicyType.NL_ATTR_TYPE_U16,
    }
    assert message.summary == "policy of id 0x10 attribute 0 1 type u16 max 65535"


def test_a_family_that_goes_is_told() -> None:
    # rmmod fou
    message = decode(
        "7c0000001000000000000000000000000202000008000200666f7500060001002500000008000300010000000800040000000000"
        "080005000b00000040000600140001000800010001000000080002000b000000140002000800010002000000080002000b000000"
        "140003000800010003000000080002000e000000",
        "generic",
    )
    assert attributes(message, "ctrl") == {
        "family_name": "fou",
        "family_id": 0x25,
        "version": 1,
        "hdrsize": 0,
        "maxattr": 11,
        "ops.id": [1, 2, 3],
        "ops.flags": [0xB, 0xB, 0xE],
    }
    assert message.summary == "family deleted fou id 0x25 version 1 maxattr 11"


def test_a_new_family_is_told() -> None:
    # modprobe fou
    message = decode(
        "7c0000001000000000000000000000000102000008000200666f7500060001002500000008000300010000000800040000000000"
        "080005000b00000040000600140001000800010001000000080002000b000000140002000800010002000000080002000b000000"
        "140003000800010003000000080002000e000000",
        "generic",
    )
    assert attributes(message, "ctrl") == {
        "family_name": "fou",
        "family_id": 0x25,
        "version": 1,
        "hdrsize": 0,
        "maxattr": 11,
        "ops.id": [1, 2, 3],
        "ops.flags": [0xB, 0xB, 0xE],
    }
    assert message.summary == "family fou id 0x25 version 1 maxattr 11"


def test_a_new_group_is_told() -> None:
    # modprobe l2tp_netlink
    message = decode(
        "4400000010000000000000000000000007020000090002006c3274700000000006000100240000001c0007001800010008000200"
        "13000000090001006c32747000000000",
        "generic",
    )
    assert attributes(message, "ctrl") == {
        "family_name": "l2tp",
        "family_id": 0x24,
        "mcast_groups.id": 19,
        "mcast_groups.name": "l2tp",
    }
    assert message.summary == "multicast group l2tp id 19 of family l2tp id 0x24"
