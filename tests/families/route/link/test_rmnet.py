"""Links of kind rmnet."""

from __future__ import annotations

from nldissect.families.route.link.rmnet import RmnetFlags
from tests.families.decoding import below, decode


def test_a_request_sets_the_channel_and_flags_with_their_mask() -> None:
    # ip link add link rmnet_ipa0 rmnet0 type rmnet mux_id 5 ingress-deaggregation on ingress-chksumv5 off
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "5c000000100005060100000000000000000000000000000000000000000000000b000300726d6e65743000000800050002000000"
        "280012000a000100726d6e65740000001800020006000100050000000c0002000100000011000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "mux_id": 5,
        "flags.flags": RmnetFlags.RMNET_FLAGS_INGRESS_DEAGGREGATION,
        "flags.mask": RmnetFlags.RMNET_FLAGS_INGRESS_DEAGGREGATION | RmnetFlags.RMNET_FLAGS_INGRESS_MAP_CKSUMV5,
    }
