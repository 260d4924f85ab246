"""Links of kind bareudp."""

from __future__ import annotations

from nldissect.schema import EtherType
from tests.families.decoding import below, decode


def test_a_request_sets_port_and_ethertype() -> None:
    # ip link add bu0 type bareudp dstport 6635 ethertype mpls_uc srcportmin 49153 multiproto
    # (no capture has it: bytes by hand from linux/if_link.h)
    message = decode(
        "58000000100005060100000000000000000000000000000000000000000000000800030062753000300012000c00010062617265"
        "75647000200002000600010019eb000006000200884700000600030001c0000004000400"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "port": 6635,
        "ethertype": EtherType.ETH_P_MPLS_UC,
        "srcport_min": 49153,
        "multiproto_mode": True,
    }
