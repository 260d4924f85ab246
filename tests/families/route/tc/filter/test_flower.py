"""Filters of kind flower."""

from __future__ import annotations

from nldissect.families.route.tc.filter.flower import ArpOperation, PppProtocol
from nldissect.schema import IpProtocol
from nldissect.schema.constants import EtherType
from tests.engine.building import attribute
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import made, options


def test_addresses_ports_and_tcp_flags_of_ip() -> None:
    # tc filter add dev f0 ingress protocol ip prio 10 flower src_mac 02:00:00:00:00:01 dst_mac
    #     02:00:00:00:00:02/ff:ff:ff:00:00:00 ip_proto tcp src_ip 10.0.0.0/24 dst_ip 10.1.0.5 src_port 1000 dst_port
    #     443 tcp_flags 0x12/0x3f ip_tos 0x10/0xfc ip_ttl 64 action drop
    message = decode(
        "0c0100002c00050650d5006b00000000000000000300000000000000f2ffffff08000a000b000100666c6f7765720000dc000200"
        "0a00060002000000000100000a000700ffffffffffff00000a00040002000000000200000a000500ffffff000000000005000900"
        "0600000008000a000a00000008000b00ffffff0008000c000a01000508000d00ffffffff0600120003e800000600130001bb0000"
        "060047000012000006004800003f0000050049001000000005004a00fc00000005004b004000000005004c00ff00000030000300"
        "2c0001000900010067616374000000001c0002801800020000000000000000000200000000000000000000000800160000000000"
        "0600080008000000"
    )
    assert message.summary == "filter add dev if3 ingress protocol ip pref 10 flower action gact"
    assert options(message) == {
        "key_eth_src": "02:00:00:00:00:01",
        "key_eth_src_mask": "ff:ff:ff:ff:ff:ff",
        "key_eth_dst": "02:00:00:00:00:02",
        "key_eth_dst_mask": "ff:ff:ff:00:00:00",
        "key_ip_proto": IpProtocol.IPPROTO_TCP,
        "key_ipv4_src": "10.0.0.0",
        "key_ipv4_src_mask": "255.255.255.0",
        "key_ipv4_dst": "10.1.0.5",
        "key_ipv4_dst_mask": "255.255.255.255",
        "key_tcp_src": 1000,
        "key_tcp_dst": 443,
        "key_tcp_flags": 0x12,
        "key_tcp_flags_mask": 0x3F,
        "key_ip_tos": 0x10,
        "key_ip_tos_mask": 0xFC,
        "key_ip_ttl": 64,
        "key_ip_ttl_mask": 0xFF,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_networks_and_a_range_of_ports_of_ipv6() -> None:
    # tc filter add dev f0 ingress protocol ipv6 prio 11 flower ip_proto udp src_ip 2001:db8::/32 dst_ip
    #     2001:db8:1::5/128 dst_port 1000-2000 action pass
    message = decode(
        "dc0000002c00050650d5006b00000000000000000300000000000000f2ffffff86dd0b000b000100666c6f7765720000ac000200"
        "050009001100000014000e0020010db800000000000000000000000014000f00ffffffff00000000000000000000000014001000"
        "20010db800010000000000000000000514001100ffffffffffffffffffffffffffffffff0600590003e8000006005a0007d00000"
        "300003002c0001000900010067616374000000001c00028018000200000000000000000000000000000000000000000008001600"
        "000000000600080086dd0000"
    )
    assert options(message) == {
        "key_ip_proto": IpProtocol.IPPROTO_UDP,
        "key_ipv6_src": "2001:db8::",
        "key_ipv6_src_mask": "ffff:ffff::",
        "key_ipv6_dst": "2001:db8:1::5",
        "key_ipv6_dst_mask": "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "key_port_dst_min": 1000,
        "key_port_dst_max": 2000,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_IPV6,
    }


def test_a_vlan_and_an_icmp_type() -> None:
    # tc filter add dev f0 ingress protocol 802.1Q prio 12 flower vlan_id 100 vlan_prio 3 vlan_ethtype ip ip_proto
    #     icmp type 8 code 0 action drop
    message = decode(
        "b40000002c00050650d5006b00000000000000000300000000000000f2ffffff81000c000b000100666c6f776572000084000200"
        "0600170064000000050018000300000006001900080000000500090001000000050033000800000005003400ff00000005003100"
        "0000000005003200ff000000300003002c0001000900010067616374000000001c00028018000200000000000000000002000000"
        "000000000000000008001600000000000600080081000000"
    )
    assert options(message) == {
        "key_vlan_id": 100,
        "key_vlan_prio": 3,
        "key_vlan_eth_type": EtherType.ETH_P_IP,
        "key_ip_proto": IpProtocol.IPPROTO_ICMP,
        "key_icmpv4_type": 8,
        "key_icmpv4_type_mask": 255,
        "key_icmpv4_code": 0,
        "key_icmpv4_code_mask": 255,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_8021Q,
    }


def test_two_vlans() -> None:
    # tc filter add dev f0 ingress protocol 802.1ad prio 13 flower vlan_id 5 vlan_ethtype 802.1q cvlan_id 6 cvlan_prio
    #     2 cvlan_ethtype ipv6 action drop
    message = decode(
        "9c0000002c00050650d5006b00000000000000000300000000000000f2ffffff88a80d000b000100666c6f77657200006c000200"
        "0600170005000000060019008100000006004d000600000005004e000200000006004f0086dd0000300003002c00010009000100"
        "67616374000000001c00028018000200000000000000000002000000000000000000000008001600000000000600080088a80000"
    )
    assert options(message) == {
        "key_vlan_id": 5,
        "key_vlan_eth_type": EtherType.ETH_P_8021Q,
        "key_cvlan_id": 6,
        "key_cvlan_prio": 2,
        "key_cvlan_eth_type": EtherType.ETH_P_IPV6,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_8021AD,
    }


def test_arp() -> None:
    # tc filter add dev f0 ingress protocol arp prio 14 flower arp_op request arp_tip 10.0.0.9 arp_sip 10.0.0.0/8
    #     arp_sha 02:00:00:00:00:09 action drop
    message = decode(
        "bc0000002c00050650d5006b00000000000000000300000000000000f2ffffff08060e000b000100666c6f77657200008c000200"
        "05003d000100000005003e00ff00000008003b000a00000908003c00ffffffff080039000a00000008003a00ff0000000a003f00"
        "02000000000900000a004000ffffffffffff0000300003002c0001000900010067616374000000001c0002801800020000000000"
        "0000000002000000000000000000000008001600000000000600080008060000"
    )
    assert options(message) == {
        "key_arp_op": ArpOperation.ARPOP_REQUEST,
        "key_arp_op_mask": 0xFF,
        "key_arp_tip": "10.0.0.9",
        "key_arp_tip_mask": "255.255.255.255",
        "key_arp_sip": "10.0.0.0",
        "key_arp_sip_mask": "255.0.0.0",
        "key_arp_sha": "02:00:00:00:00:09",
        "key_arp_sha_mask": "ff:ff:ff:ff:ff:ff",
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_ARP,
    }


def test_a_label_of_mpls() -> None:
    # tc filter add dev f0 ingress protocol mpls_uc prio 15 flower mpls_label 99 mpls_tc 3 mpls_bos 1 mpls_ttl 60
    #     action drop
    message = decode(
        "940000002c00050650d5006b00000000000000000300000000000000f2ffffff88470f000b000100666c6f776572000064000200"
        "080046006300000005004500030000000500440001000000050043003c000000300003002c000100090001006761637400000000"
        "1c00028018000200000000000000000002000000000000000000000008001600000000000600080088470000"
    )
    assert options(message) == {
        "key_mpls_label": 99,
        "key_mpls_tc": 3,
        "key_mpls_bos": 1,
        "key_mpls_ttl": 60,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_MPLS_UC,
    }


def test_a_tunnel_with_an_option_of_geneve() -> None:
    # tc filter add dev f0 ingress protocol ip prio 16 flower enc_src_ip 198.51.100.1 enc_dst_ip 198.51.100.2
    #     enc_key_id 77 enc_dst_port 6081 geneve_opts 0102:80:00112233/ffff:ff:ffffffff action drop
    message = decode(
        "e40000002c00050650d5006b00000000000000000300000000000000f2ffffff080010000b000100666c6f7765720000b4000200"
        "08001b00c633640108001c00ffffffff08001d00c633640208001e00ffffffff08001a000000004d06002d0017c1000020005400"
        "1c000100060001000102000005000200800000000800030000112233200055001c00010006000100ffff000005000200ff000000"
        "08000300ffffffff300003002c0001000900010067616374000000001c0002801800020000000000000000000200000000000000"
        "0000000008001600000000000600080008000000"
    )
    assert options(message) == {
        "key_enc_ipv4_src": "198.51.100.1",
        "key_enc_ipv4_src_mask": "255.255.255.255",
        "key_enc_ipv4_dst": "198.51.100.2",
        "key_enc_ipv4_dst_mask": "255.255.255.255",
        "key_enc_key_id": 77,
        "key_enc_udp_dst_port": 6081,
        "key_enc_opts.geneve.class": 0x102,
        "key_enc_opts.geneve.type": 128,
        "key_enc_opts.geneve.data": b"\x00\x11\x22\x33",
        "key_enc_opts_mask.geneve.class": 0xFFFF,
        "key_enc_opts_mask.geneve.type": 255,
        "key_enc_opts_mask.geneve.data": b"\xff\xff\xff\xff",
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_the_state_of_a_connection() -> None:
    # tc filter add dev f0 ingress protocol ip prio 17 flower ct_state +trk+est-new ct_zone 5 ct_mark 0x10/0xf0
    #     ct_label 0102 action pass
    message = decode(
        "c00000002c00050651d5006b00000000000000000300000000000000f2ffffff080011000b000100666c6f776572000090000200"
        "06005b000a00000006005c000b00000006005d000500000006005e00ffff000008005f001000000008006000f000000006006100"
        "0102000014006200ffffffffffffffffffffffffffffffff300003002c0001000900010067616374000000001c00028018000200"
        "000000000000000000000000000000000000000008001600000000000600080008000000"
    )
    assert options(message) == {
        "key_ct_state": 0xA,
        "key_ct_state_mask": 0xB,
        "key_ct_zone": 5,
        "key_ct_zone_mask": 0xFFFF,
        "key_ct_mark": 0x10,
        "key_ct_mark_mask": 0xF0,
        "key_ct_labels": b"\x01\x02",
        "key_ct_labels_mask": b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_fragments() -> None:
    # tc filter add dev f0 ingress protocol ip prio 18 flower skip_hw ip_flags frag/nofirstfrag action drop
    message = decode(
        "840000002c00050651d5006b00000000000000000300000000000000f2ffffff080012000b000100666c6f776572000054000200"
        "300003002c0001000900010067616374000000001c00028018000200000000000000000002000000000000000000000008001600"
        "0100000008002f000000000108003000000000030600080008000000"
    )
    assert options(message) == {
        "flags": 1,
        "key_flags": 1,
        "key_flags_mask": 3,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_packets_that_a_bridge_knows_no_port_for() -> None:
    # tc filter add dev dn ingress protocol all prio 1 flower l2_miss 1 action drop
    message = decode(
        "740000002c00050652cf006b00000000000000000a00000000000000f2ffffff000301000b000100666c6f776572000044000200"
        "05006a0001000000300003002c0001000900010067616374000000001c0002801800020000000000000000000200000000000000"
        "000000000800160000000000"
    )
    assert options(message) == {
        "l2_miss": True,
        "flags": 0,
    }


def test_continuity_checks() -> None:
    # tc filter add dev dn ingress protocol 0x8902 prio 2 flower cfm mdl 5 op 43 action drop
    message = decode(
        "880000002c00050652cf006b00000000000000000a00000000000000f2ffffff890202000b000100666c6f776572000058000200"
        "14006b800500010005000000050002002b000000300003002c0001000900010067616374000000001c0002801800020000000000"
        "0000000002000000000000000000000008001600000000000600080089020000"
    )
    assert options(message) == {
        "key_cfm.md_level": 5,
        "key_cfm.opcode": 0x2B,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_CFM,
    }


def test_the_flags_of_a_tunnel() -> None:
    # tc filter add dev dn ingress protocol ip prio 3 flower enc_flags tundf/notuncsum action drop
    message = decode(
        "840000002c00050652cf006b00000000000000000a00000000000000f2ffffff080003000b000100666c6f776572000054000200"
        "300003002c0001000900010067616374000000001c00028018000200000000000000000002000000000000000000000008001600"
        "0000000008006e000000000808006f000000000c0600080008000000"
    )
    assert options(message) == {
        "flags": 0,
        "key_enc_flags": 8,
        "key_enc_flags_mask": 0xC,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_a_session_of_pppoe() -> None:
    # tc filter add dev dn ingress protocol ppp_ses prio 6 flower pppoe_sid 33 ppp_proto ip action drop
    message = decode(
        "840000002c00050653cf006b00000000000000000a00000000000000f2ffffff886406000b000100666c6f776572000054000200"
        "06006700002100000600680000210000300003002c0001000900010067616374000000001c000280180002000000000000000000"
        "02000000000000000000000008001600000000000600080088640000"
    )
    assert options(message) == {
        "key_pppoe_sid": 33,
        "key_ppp_proto": PppProtocol.PPP_IP,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_PPP_SES,
    }


def test_an_index_of_ipsec() -> None:
    # tc filter add dev dn ingress protocol ip prio 7 flower ip_proto esp spi 0x99 action drop
    message = decode(
        "8c0000002c00050653cf006b00000000000000000a00000000000000f2ffffff080007000b000100666c6f77657200005c000200"
        "050009003200000008006c000000009908006d00ffffffff300003002c0001000900010067616374000000001c00028018000200"
        "000000000000000002000000000000000000000008001600000000000600080008000000"
    )
    assert options(message) == {
        "key_ip_proto": IpProtocol.IPPROTO_ESP,
        "key_spi": 0x99,
        "key_spi_mask": 0xFFFFFFFF,
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_a_template_of_a_chain() -> None:
    # tc chain add dev f0 ingress proto ip chain 9 flower dst_mac 00:00:00:00:00:00/ff:ff:ff:ff:ff:ff src_ip 0.0.0.0/8
    message = decode(
        "740000006400050652d5006b00000000000000000300000000000000f2ffffff0800000008000b00090000000b000100666c6f77"
        "657200003c0002000a00040000000000000000000a000500ffffffffffff000008000a000000000008000b00ff00000008001600"
        "000000000600080008000000"
    )
    assert message.summary == "chain add dev if3 ingress chain 9 flower"
    assert options(message) == {
        "key_eth_dst": "00:00:00:00:00:00",
        "key_eth_dst_mask": "ff:ff:ff:ff:ff:ff",
        "key_ipv4_src": "0.0.0.0",
        "key_ipv4_src_mask": "255.0.0.0",
        "flags": 0,
        "key_eth_type": EtherType.ETH_P_IP,
    }


def test_options_of_other_tunnels() -> None:
    # By hand, from linux/pkt_cls.h: vxlan_opts 7, erspan_opts 1:2:0:0 and 2:0:1:3, gtp_opts 1:9, pfcp_opts 1:5
    message = made(
        "flower",
        attribute(
            84,
            attribute(2, attribute(1, b"\7\0\0\0")),
            attribute(3, attribute(1, b"\1"), attribute(2, b"\0\0\0\2"), attribute(3, b"\1"), attribute(4, b"\3")),
            attribute(4, attribute(1, b"\1"), attribute(2, b"\x09")),
            attribute(5, attribute(1, b"\1"), attribute(2, bytes(7) + b"\5")),
        ),
    )
    assert options(message) == {
        "key_enc_opts.vxlan.gbp": 7,
        "key_enc_opts.erspan.ver": 1,
        "key_enc_opts.erspan.index": 2,
        "key_enc_opts.erspan.dir": 1,
        "key_enc_opts.erspan.hwid": 3,
        "key_enc_opts.gtp.pdu_type": 1,
        "key_enc_opts.gtp.qfi": 9,
        "key_enc_opts.pfcp.type": 1,
        "key_enc_opts.pfcp.seid": 5,
    }


def test_entries_of_a_label_stack() -> None:
    # By hand, from linux/pkt_cls.h: mpls lse depth 1 label 99 tc 3 lse depth 2 label 100 bos 1 ttl 60
    message = made(
        "flower",
        attribute(
            99,
            attribute(1, attribute(1, b"\1"), attribute(5, b"\x63\0\0\0"), attribute(4, b"\3")),
            attribute(1, attribute(1, b"\2"), attribute(5, b"\x64\0\0\0"), attribute(3, b"\1"), attribute(2, b"\x3c")),
        ),
    )
    assert options(message) == {
        "key_mpls_opts.lse.depth": [1, 2],
        "key_mpls_opts.lse.label": [99, 100],
        "key_mpls_opts.lse.tc": 3,
        "key_mpls_opts.lse.bos": 1,
        "key_mpls_opts.lse.ttl": 60,
    }


def test_numbers_in_network_order_and_others() -> None:
    # By hand, from linux/pkt_cls.h and net/sched/cls_flower.c: l2tpv3_sid 5, hash 0x10/0xf0, num_of_vlans 2
    message = made(
        "flower",
        attribute(105, b"\0\0\0\5"),
        attribute(100, b"\x10\0\0\0"),
        attribute(101, b"\xf0\0\0\0"),
        attribute(102, b"\2"),
    )
    assert options(message) == {
        "key_l2tpv3_sid": 5,
        "key_hash": 0x10,
        "key_hash_mask": 0xF0,
        "key_num_of_vlans": 2,
    }
