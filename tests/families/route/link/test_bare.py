"""Links of kinds that have nothing to say but their name."""

from __future__ import annotations

import pytest

from tests.engine.building import NESTED, attribute, message
from tests.families.decoding import below, decode


def test_a_request_has_the_kind_alone() -> None:
    # ip link add vs0 type vsockmon
    link = decode(
        "3800000010000506abce006b00000000000000000000000000000000000000000800030076733000100012000c00010076736f63"
        "6b6d6f6e"
    )
    assert below(link, "IFLA_LINKINFO") == {"kind": "vsockmon"}


KINDS = [
    "dummy",
    "ifb",
    "lowpan",
    "netdevsim",
    "nlmon",
    "openvswitch",
    "pfcp",
    "team",
    "vcan",
    "virt_wifi",
    "vsockmon",
    "wireguard",
]


@pytest.mark.parametrize("kind", KINDS)
def test_data_without_anything_in_it_is_a_nest_and_not_unknown(kind: str) -> None:
    # what programs send that always make the nest (no capture has it: bytes by hand from linux/if_link.h)
    linkinfo = attribute(18, attribute(1, kind.encode() + b"\0"), attribute(2 | NESTED))
    link = decode(message(bytes(16) + linkinfo, type_=16).hex())
    assert below(link, "IFLA_LINKINFO") == {"kind": kind}


def test_a_port_has_no_data_either() -> None:
    # ip link set p0 master team0 (the notification; bytes by hand from linux/if_link.h)
    link = decode(
        "480000001000000001000000000000000000000004000000000000000000000008000a0006000000200012000a00010064756d6d"
        "79000000090004007465616d0000000004000580"
    )
    assert below(link, "IFLA_LINKINFO") == {"kind": "dummy", "slave_kind": "team"}
