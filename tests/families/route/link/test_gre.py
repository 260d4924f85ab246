"""Links of the kinds of GRE."""

from __future__ import annotations

from nldissect.families.route.link.gre import ErspanDirection
from nldissect.families.route.link.ip_tunnel import TunnelEncapType
from tests.families.decoding import below, decode


def test_a_gre_tunnel_with_key_checksums_and_sequence_numbers() -> None:
    # ip link add gre1 type gre local 198.51.100.1 remote 198.51.100.2 ttl 64 key 42 csum seq
    message = decode(
        "ac00000010000506f6d0006b00000000000000000000000000000000000000000900030067726531000000008000120007000100"
        "6772650074000200080004000000002a080005000000002a06000200b000000006000300b000000008000600c633640108000700"
        "c633640205000a000100000005000900000000000500080040000000080014000000000006000e000000000006000f0000000000"
        "06001000000000000600110000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "ikey": 42,
        "okey": 42,
        "iflags": 0xB000,  # GRE_CSUM|GRE_KEY|GRE_SEQ
        "oflags": 0xB000,  # GRE_CSUM|GRE_KEY|GRE_SEQ
        "local": "198.51.100.1",
        "remote": "198.51.100.2",
        "pmtudisc": True,
        "tos": 0,
        "ttl": 64,
        "fwmark": 0x0,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_NONE,
        "encap_flags": 0,
        "encap_sport": 0,
        "encap_dport": 0,
    }


def test_an_erspan_session() -> None:
    # ip link add erspan1 type erspan local 198.51.100.1 remote 198.51.100.4 seq key 30 erspan_ver 1 erspan 123
    message = decode(
        "c000000010000506f6d0006b00000000000000000000000000000000000000000c00030065727370616e3100940012000a000100"
        "65727370616e000084000200080004000000001e080005000000001e0600020030000000060003003000000008000600c6336401"
        "08000700c633640405000a0001000000050009000000000005000800000000000800140000000000050016000100000008001500"
        "7b00000006000e000000000006000f000000000006001000000000000600110000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "ikey": 30,
        "okey": 30,
        "iflags": 0x3000,  # GRE_KEY|GRE_SEQ
        "oflags": 0x3000,  # GRE_KEY|GRE_SEQ
        "local": "198.51.100.1",
        "remote": "198.51.100.4",
        "pmtudisc": True,
        "tos": 0,
        "ttl": 0,
        "fwmark": 0x0,
        "erspan_ver": 1,
        "erspan_index": 123,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_NONE,
        "encap_flags": 0,
        "encap_sport": 0,
        "encap_dport": 0,
    }


def test_a_gre_tunnel_over_ipv6() -> None:
    # ip link add ip6g1 type ip6gre local 2001:db8:100::1 remote 2001:db8:100::9 key 77
    message = decode(
        "d800000010000506f6d0006b00000000000000000000000000000000000000000a0003006970366731000000ac0012000a000100"
        "69703667726500009c000200080004000000004d080005000000004d060002002000000006000300200000001400060020010db8"
        "0100000000000000000000011400070020010db8010000000000000000000009050008004000000005000b000400000008000c00"
        "0000000008000d00000000000800140000000000050016000100000006000e000000000006000f00020000000600100000000000"
        "0600110000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "ikey": 77,
        "okey": 77,
        "iflags": 0x2000,  # GRE_KEY
        "oflags": 0x2000,  # GRE_KEY
        "local": "2001:db8:100::1",
        "remote": "2001:db8:100::9",
        "ttl": 64,
        "encap_limit": 4,
        "flowinfo": 0x0,
        "flags": 0,
        "fwmark": 0x0,
        "erspan_ver": 1,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_NONE,
        "encap_flags": 0x2,  # TUNNEL_ENCAP_FLAG_CSUM6
        "encap_sport": 0,
        "encap_dport": 0,
    }


def test_an_erspan_session_of_version_2_over_ipv6() -> None:
    # ip link add ip6er1 type ip6erspan local 2001:db8:100::1 remote 2001:db8:100::b seq key 31 erspan_ver 2
    # erspan_dir egress erspan_hwid 17
    message = decode(
        "ec00000010000506f7d0006b00000000000000000000000000000000000000000b0003006970366572310000c00012000d000100"
        "69703665727370616e000000ac000200080004000000001f080005000000001f0600020030000000060003003000000014000600"
        "20010db80100000000000000000000011400070020010db801000000000000000000000b050008004000000005000b0004000000"
        "08000c000000000008000d0000000000080014000000000005001600020000000500170001000000060018001100000006000e00"
        "0000000006000f000200000006001000000000000600110000000000"
    )
    assert below(message, "IFLA_INFO_DATA") == {
        "ikey": 31,
        "okey": 31,
        "iflags": 0x3000,  # GRE_KEY|GRE_SEQ
        "oflags": 0x3000,  # GRE_KEY|GRE_SEQ
        "local": "2001:db8:100::1",
        "remote": "2001:db8:100::b",
        "ttl": 64,
        "encap_limit": 4,
        "flowinfo": 0x0,
        "flags": 0,
        "fwmark": 0x0,
        "erspan_ver": 2,
        "erspan_dir": ErspanDirection.EGRESS,
        "erspan_hwid": 0x11,
        "encap_type": TunnelEncapType.TUNNEL_ENCAP_NONE,
        "encap_flags": 0x2,  # TUNNEL_ENCAP_FLAG_CSUM6
        "encap_sport": 0,
        "encap_dport": 0,
    }
