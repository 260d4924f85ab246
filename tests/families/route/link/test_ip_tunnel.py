"""Links of kinds ipip, sit and ip6tnl."""

from __future__ import annotations

from nldissect.families.route.link.ip_tunnel import TunnelEncapType
from nldissect.schema import IpProtocol
from tests.families.decoding import below, decode


def test_an_ipip_tunnel_inside_udp() -> None:
    # ip link add ipip1 type ipip local 198.51.100.1 remote 198.51.100.5 ttl 32 mode any encap fou encap-sport 5555
    # encap-dport 5556
    message = decode(
        "9c00000010000506f6d0006b00000000000000000000000000000000000000000a00030069706970310000007000120008000100"
        "6970697064000200050009000000000008000200c633640108000300c633640505000a0001000000050005000000000005000400"
        "200000000800010000000000080014000000000006000f000100000006001000000000000600110015b300000600120015b40000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "proto": IpProtocol.IPPROTO_IP,
        "local": "198.51.100.1",
        "remote": "198.51.100.5",
        "pmtudisc": True,
        "tos": 0,
        "ttl": 32,
        "link": 0,
        "fwmark": 0x0,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_FOU,
        "encap_flags": 0,
        "encap_sport": 5555,
        "encap_dport": 5556,
    }


def test_a_sit_tunnel_has_flags_of_two_bytes() -> None:
    # ip link add sit1 type sit local 198.51.100.1 remote 198.51.100.6 ttl 64
    message = decode(
        "a400000010000506f6d0006b00000000000000000000000000000000000000000900030073697431000000007800120007000100"
        "736974006c000200050009000000000008000200c633640108000300c633640605000a0001000000050005000000000005000400"
        "400000000800010000000000080014000000000006000f0000000000060010000000000006001100000000000600120000000000"
        "0600080000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "proto": IpProtocol.IPPROTO_IP,
        "local": "198.51.100.1",
        "remote": "198.51.100.6",
        "pmtudisc": True,
        "tos": 0,
        "ttl": 64,
        "link": 0,
        "fwmark": 0x0,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_NONE,
        "encap_flags": 0,
        "encap_sport": 0,
        "encap_dport": 0,
        "flags": 0,
    }


def test_an_ip6tnl_tunnel_has_flags_of_four_bytes() -> None:
    # ip link add ip6t1 type ip6tnl local 2001:db8:100::1 remote 2001:db8:100::8 mode ipip6 hoplimit 40 tclass 0x20
    # encaplimit 2 flowlabel 0x12345
    message = decode(
        "c000000010000506f6d0006b00000000000000000000000000000000000000000a0003006970367431000000940012000a000100"
        "697036746e6c00008400020005000900040000001400020020010db80100000000000000000000011400030020010db801000000"
        "00000000000000080500040028000000050006000200000008000700020123450800080000000000080001000000000008001400"
        "0000000006000f0000000000060010000200000006001100000000000600120000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "proto": IpProtocol.IPPROTO_IPIP,
        "local": "2001:db8:100::1",
        "remote": "2001:db8:100::8",
        "ttl": 40,
        "encap_limit": 2,
        "flowinfo": 0x2012345,
        "flags": 0,
        "link": 0,
        "fwmark": 0x0,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_NONE,
        "encap_flags": 0x2,  # TUNNEL_ENCAP_FLAG_CSUM6
        "encap_sport": 0,
        "encap_dport": 0,
    }
