"""Links of kind veth."""

from __future__ import annotations

from nldissect.families.route.link.device import HardwareType
from nldissect.schema.constants import AddressFamily
from tests.families.decoding import below, decode


def test_the_peer_is_a_link_message_inside() -> None:
    # ip link add veth0 numtxqueues 2 numrxqueues 2 type veth peer name veth1 mtu 1600
    message = decode(
        "74000000100005063cd0006b000000000000000000000000000000000000000008001f000200000008002000020000000a000300"
        "76657468300000003800120008000100766574682c00020028000100000000000000000000000000000000000800040040060000"
        "0a0003007665746831000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "peer.ifinfo.family": AddressFamily.AF_UNSPEC,
        "peer.ifinfo.pad": b"\x00",
        "peer.ifinfo.type": HardwareType.ARPHRD_NETROM,
        "peer.ifinfo.index": 0,
        "peer.ifinfo.flags": 0,
        "peer.ifinfo.change": 0,
        "peer.mtu": 1600,
        "peer.ifname": "veth1",
    }
