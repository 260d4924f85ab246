"""Links of kinds ipvlan and ipvtap."""

from __future__ import annotations

from nldissect.families.route.link.ipvlan import IpvlanMode
from tests.families.decoding import below, decode


def test_a_request_sets_mode_and_flags() -> None:
    # ip link add link base1 name iv1 type ipvlan mode l2 vepa
    message = decode(
        "540000001000050605d1006b00000000000000000000000000000000000000000800050004000000080003006976310024001200"
        "0a0001006970766c616e00001400020006000100000000000600020002000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "mode": IpvlanMode.IPVLAN_MODE_L2,
        "flags": 0x2,  # IPVLAN_F_VEPA
    }
