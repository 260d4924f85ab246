"""What a device says of itself and of what it is a part of."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_port_of_a_switch_has_names_from_devlink() -> None:
    # a port of netdevsim is made
    # (one notification, its other attributes left out)
    message = decode(
        "84000000100000000000000000000000000001000300000002000000ffffffff0900030065746830000000000700260070310000"
        "2400240035627d9be232d8e79a87603bc11a1c23263635ef82b9299259bdf4fa3fd7338b2c003e800e0001006e65746465767369"
        "6d000000100002006e657464657673696d3130000800030000000000"
    )
    assert message["ifla.phys_port_name"] == "p1"
    assert message["ifla.phys_switch_id"].hex() == "35627d9be232d8e79a87603bc11a1c23263635ef82b9299259bdf4fa3fd7338b"
    assert below(message, "IFLA_DEVLINK_PORT") == {
        "bus_name": "netdevsim",
        "dev_name": "netdevsim10",
        "port_index": 0,
    }


def test_the_pin_of_a_clock_is_an_id() -> None:
    # (no capture has it: bytes by hand from linux/dpll.h)
    message = decode("2c000000100000000100000000000000000000000200000000000000000000000c004180080001000d000000")
    assert below(message, "IFLA_DPLL_PIN") == {"id": 13}


def test_reasons_to_be_down_are_bits_with_a_mask() -> None:
    # ip link set vxp protodown_reason 3 on
    message = decode(
        "34000000100005005dd5006b00000000000000000500000000000000000000001400378008000100080000000800020008000000"
    )
    assert below(message, "IFLA_PROTO_DOWN_REASON") == {"mask": 8, "value": 8}


def test_newer_kernels_tell_more_of_a_link() -> None:
    # (no capture has it: bytes by hand from linux/if_link.h of Linux 7.0)
    message = decode(
        "44000000100000000100000000000000000000000200000000000000000000000c00420000e40b54020000000500430001000000"
        "06004400400000000600450010000000"
    )
    assert message["ifla.max_pacing_offload_horizon"] == 10_000_000_000
    assert message["ifla.netns_immutable"] is True
    assert (message["ifla.headroom"], message["ifla.tailroom"]) == (64, 16)
