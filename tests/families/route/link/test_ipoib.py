"""Links of kind ipoib."""

from __future__ import annotations

from nldissect.families.route.link.ipoib import IpoibMode
from tests.families.decoding import below, decode


def test_a_request_sets_key_mode_and_multicast() -> None:
    # ip link add link ib0 ib0.8001 type ipoib pkey 0x8001 mode connected umcast 1
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "64000000100005060100000000000000000000000000000000000000000000000d0003006962302e383030310000000008000500"
        "040000002c0012000a00010069706f69620000001c000200060001000180000006000200010000000600030001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {"pkey": 0x8001, "mode": IpoibMode.IPOIB_MODE_CONNECTED, "umcast": 1}
