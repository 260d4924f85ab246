"""Links of kind vxcan."""

from __future__ import annotations

from nldissect.families.route.link.device import HardwareType
from nldissect.schema.constants import AddressFamily
from tests.families.decoding import below, decode


def test_the_peer_is_a_link_message_inside() -> None:
    # ip link add can1 type vxcan peer name can2
    message = decode(
        "6000000010000506aace006b00000000000000000000000000000000000000000900030063616e31000000003400120009000100"
        "767863616e0000002400020020000100000000000000000000000000000000000900030063616e3200000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "peer.ifinfo.family": AddressFamily.AF_UNSPEC,
        "peer.ifinfo.pad": b"\x00",
        "peer.ifinfo.type": HardwareType.ARPHRD_NETROM,
        "peer.ifinfo.index": 0,
        "peer.ifinfo.flags": 0,
        "peer.ifinfo.change": 0,
        "peer.ifname": "can2",
    }
