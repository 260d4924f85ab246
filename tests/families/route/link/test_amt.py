"""Links of kind amt."""

from __future__ import annotations

from nldissect.families.route.link.amt import AmtMode
from tests.families.decoding import below, decode


def test_a_request_sets_the_mode_and_the_addresses() -> None:
    # ip link add amtr type amt mode relay local 10.0.0.1 dev if5 relay_port 2268 max_tunnels 4
    # (no capture has it: bytes by hand from linux/amt.h)
    message = decode(
        "7c0000001000050601000000000000000000000000000000000000000000000009000300616d7472000000005000120008000100"
        "616d74004400020008000100010000000600020008dc00000600030008dd00000800040005000000080005000a00000108000600"
        "0a000002080007000a0000030800080004000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "mode": AmtMode.AMT_MODE_RELAY,
        "relay_port": 2268,
        "gateway_port": 2269,
        "link": 5,
        "local_ip": "10.0.0.1",
        "remote_ip": "10.0.0.2",
        "discovery_ip": "10.0.0.3",
        "max_tunnels": 4,
    }
