"""Links of kind caif."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_a_request_names_the_connections() -> None:
    # ip link add caif0 type caif ipv4_connid 1 loopback
    # (no capture has it: bytes by hand from linux/caif/if_caif.h)
    message = decode(
        "58000000100005060100000000000000000000000000000000000000000000000a00030063616966300000002c00120009000100"
        "63616966000000001c000200080001000100000008000200020000000500030001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {"ipv4_connid": 1, "ipv6_connid": 2, "loopback": True}
