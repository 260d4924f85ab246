"""Links of kind ovpn."""

from __future__ import annotations

from nldissect.families.route.link.ovpn import OvpnMode
from tests.families.decoding import below, decode


def test_a_request_sets_the_mode() -> None:
    # ip link add ovpn0 type ovpn mode multipeer
    # (no capture has it: bytes by hand from linux/if_link.h of Linux 6.16)
    message = decode(
        "48000000100005060100000000000000000000000000000000000000000000000a0003006f76706e300000001c00120009000100"
        "6f76706e000000000c0002000500010001000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {"mode": OvpnMode.OVPN_MODE_MP}
