"""Links of kind dsa."""

from __future__ import annotations

from tests.families.decoding import below, decode


def test_the_conduit_is_a_device() -> None:
    # ip link set swp0 type dsa conduit eth1
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "38000000100005000100000000000000000000000700000000000000000000001800120008000100647361000c00020008000100"
        "03000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {"conduit": 3}
