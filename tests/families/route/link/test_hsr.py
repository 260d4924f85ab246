"""Links of kind hsr."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_names_both_ports() -> None:
    # ip link add hsr0 type hsr slave1 base3 slave2 base4 supervision 45 version 1
    message = decode(
        "5c0000001000050606d1006b00000000000000000000000000000000000000000900030068737230000000003000120007000100"
        "687372002400020008000100060000000800020007000000050003002d0000000500060001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "slave1": 6,
        "slave2": 7,
        "multicast_spec": 45,
        "version": 1,
    }


def test_a_port_says_nothing_but_its_kind() -> None:
    # ip -details link show eth0 (a kernel that tells of ports; bytes by hand from linux/if_link.h)
    message = decode(
        "380000001000000001000000000000000000000004000000000000000000000008000a0006000000100012000800040068737200"
        "04000580"
    )
    assert below(message, "IFLA_LINKINFO") == {"slave_kind": "hsr"}
