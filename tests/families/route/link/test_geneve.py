"""Links of kind geneve."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_over_ipv4() -> None:
    # ip link add gnv0 type geneve id 77 remote 198.51.100.20 dstport 6081 ttl 64 udpcsum
    message = decode(
        "7800000010000506f6d0006b000000000000000000000000000000000000000009000300676e7630000000004c0012000a000100"
        "67656e65766500003c000200080001004d00000008000200c633641408000b000000000005000300400000000500040000000000"
        "0600050017c100000500080001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "id": 77,
        "remote": "198.51.100.20",
        "label": 0x0,
        "ttl": 64,
        "tos": 0,
        "port": 6081,
        "udp_csum": True,
    }


def test_a_request_with_metadata_from_outside() -> None:
    # ip link add gnv1 type geneve external dstport 6082
    message = decode(
        "6c00000010000506f6d0006b000000000000000000000000000000000000000009000300676e763100000000400012000a000100"
        "67656e657665000030000200080001000000000008000b0000000000050003000000000005000400000000000600050017c20000"
        "04000600"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "id": 0,
        "label": 0x0,
        "ttl": 0,
        "tos": 0,
        "port": 6082,
        "collect_metadata": True,
    }


def test_newer_kernels_bind_a_tunnel_to_an_address() -> None:
    # (no capture has it: bytes by hand from linux/if_link.h of Linux 7.1)
    message = decode(
        "700000001000050601000000000000000000000000000000000000000000000009000300676e763900000000440012000b000100"
        "67656e657665000034000200080001000900000008000f009c40c3500400100008001100c00002011400120020010db800000000"
        "0000000000000001"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "id": 9,
        "port_range.low": 40000,
        "port_range.high": 50000,
        "gro_hint": True,
        "local": "192.0.2.1",
        "local6": "2001:db8::1",
    }
