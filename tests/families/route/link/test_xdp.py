"""The XDP program of a link."""

from __future__ import annotations

from nldissect.families.route.link.xdp import XdpAttached, XdpFlags
from tests.families.decoding import below, decode


def test_a_program_is_attached_by_its_descriptor() -> None:
    # ip link set eth0 xdpgeneric obj prog.o
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "3c000000100005000100000000000000000000000200000000000000000000001c002b8008000100070000000800030003000000"
        "08000800ffffffff"
    )
    assert below(message, "IFLA_XDP") == {
        "fd": 7,
        "flags": XdpFlags.XDP_FLAGS_UPDATE_IF_NOEXIST | XdpFlags.XDP_FLAGS_SKB_MODE,
        "expected_fd": -1,
    }


def test_programs_have_numbers() -> None:
    # ip link show eth0, with a program of the driver and a generic one
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "4c000000100000000100000000000000000000000200000000000000000000002c002b8005000200040000000800040011000000"
        "080005001100000008000600120000000800070013000000"
    )
    assert below(message, "IFLA_XDP") == {
        "attached": XdpAttached.XDP_ATTACHED_MULTI,
        "prog_id": 17,
        "drv_prog_id": 17,
        "skb_prog_id": 18,
        "hw_prog_id": 19,
    }
