"""Encapsulations of routes."""

from __future__ import annotations

from nldissect.families.route.encap import IlaChecksum, IlaHook, IlaIdentifierType, Ioam6Mode, Seg6Action, Seg6Mode
from tests.families.decoding import below, decode


def test_mpls_pushes_a_stack_of_labels() -> None:
    # ip route add 192.0.2.128/28 encap mpls 100/200/300 via 10.1.0.9 dev e0
    message = decode(
        "500000001800050624d5006b00000000021c0000fe0300010000000008000100c0000280140016801000010000064000000c8000"
        "0012c1000600150001000000080005000a0100090800040006000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "dst": "100/200/300",
    }


def test_ip_sets_the_metadata_of_a_tunnel() -> None:
    # ip route add 192.0.2.144/28 encap ip id 55 dst 10.1.0.10 ttl 44 tos 8 key csum dev e0
    message = decode(
        "640000001800050625d5006b00000000021c0000fe03fd010000000008000100c0000290300016800c0001000000000000000037"
        "080002000a01000a050004002c0000000500050008000000060006000005000006001500020000000800040006000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "id": 55,
        "dst": "10.1.0.10",
        "ttl": 44,
        "tos": 8,
        "flags": 0x5,  # TUNNEL_CSUM|TUNNEL_KEY
    }


def test_ip6_sets_the_metadata_of_a_tunnel() -> None:
    # ip route add 192.0.2.160/28 encap ip6 id 56 dst 2001:db8:a::10 hoplimit 33 dev e0 (the notification)
    message = decode(
        "8c0000001800000625d5006b0b010000021c0000fe03fd010000000008000f00fe00000008000100c00002a00800040006000000"
        "500016000c00010000000000000000381400020020010db8000a0000000000000000001014000300000000000000000000000000"
        "000000000500050000000000050004002100000006000600000000000600150004000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "id": 56,
        "dst": "2001:db8:a::10",
        "src": "::",
        "tc": 0,
        "hoplimit": 33,
        "flags": 0,
    }


def test_geneve_options_are_class_type_and_data() -> None:
    # ip -6 route add 2001:db8:64::/64 encap ip6 id 8 src 2001:db8:5::1 dst 2001:db8:5::99 tc 5 geneve_opts
    # 0:1:11223344 dev sg0
    message = decode(
        "a00000001800050632cf006b000000000a400000fe030001000000001400010020010db800640000000000000000000060001680"
        "0c00010000000000000000081400030020010db80005000000000000000000011400020020010db8000500000000000000000099"
        "0500050005000000200008801c000180060001000000000005000200010000000800030011223344060015000400000008000400"
        "03000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "id": 8,
        "src": "2001:db8:5::1",
        "dst": "2001:db8:5::99",
        "tc": 5,
        "opts.geneve.class": 0,
        "opts.geneve.type": 1,
        "opts.geneve.data": b'\x11"3D',
    }


def test_vxlan_options_are_a_group_policy() -> None:
    # ip route add 203.0.114.0/24 encap ip id 9 dst 10.5.0.9 vxlan_opts 5 dev sg0
    message = decode(
        "5c0000001800050632cf006b0000000002180000fe03fd010000000008000100cb007200280016800c0001000000000000000009"
        "080002000a050009100008800c000280080001000500000006001500020000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "id": 9,
        "dst": "10.5.0.9",
        "opts.vxlan.gbp": 5,
    }


def test_erspan_options_have_an_index_in_network_order() -> None:
    # ip route add 203.0.115.0/24 encap ip id 10 dst 10.5.0.10 erspan_opts 1:9:0:0 dev sg0
    message = decode(
        "740000001800050632cf006b0000000002180000fe03fd010000000008000100cb007300400016800c000100000000000000000a"
        "080002000a05000a2800088024000380050001000100000008000200000000090500030000000000050004000000000006001500"
        "020000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "id": 10,
        "dst": "10.5.0.10",
        "opts.erspan.ver": 1,
        "opts.erspan.index": 9,
        "opts.erspan.dir": 0,
        "opts.erspan.hwid": 0,
    }


def test_seg6_holds_a_routing_header_with_its_segments_last_first() -> None:
    # ip -6 route add 2001:db8:51::/64 encap seg6 mode encap segs 2001:db8:5::a,2001:db8:5::b dev sg0
    message = decode(
        "740000001800050630cf006b000000000a400000fe030001000000001400010020010db800510000000000000000000034001680"
        "3000010001000000000404010100000020010db800050000000000000000000b20010db800050000000000000000000a06001500"
        "050000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "srh.mode": Seg6Mode.SEG6_IPTUN_MODE_ENCAP,
        "srh.srh.nexthdr": 0,
        "srh.srh.hdrlen": 4,
        "srh.srh.type": 4,
        "srh.srh.segments_left": 1,
        "srh.srh.first_segment": 1,
        "srh.srh.flags": 0,
        "srh.srh.tag": 0,
        "srh.srh.segments": ["2001:db8:5::b", "2001:db8:5::a"],
    }


def test_seg6local_counts_where_it_is_asked_to() -> None:
    # ip -6 route add 2001:db8:60::5/128 encap seg6local action End.DT46 vrftable 77 count dev vr
    message = decode(
        "7c0000001800050631cf006b000000000a800000fe030001000000001400010020010db80060000000000000000000053c001680"
        "0800010010000000080009004d00000028000a800c00020000000000000000000c00030000000000000000000c00040000000000"
        "0000000006001500070000000800040004000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "action": Seg6Action.SEG6_LOCAL_ACTION_END_DT46,
        "vrftable": 77,
        "counters.packets": 0,
        "counters.bytes": 0,
        "counters.errors": 0,
    }


def test_seg6local_can_hold_a_routing_header() -> None:
    # ip -6 route add 2001:db8:60::6/128 encap seg6local action End.B6.Encaps srh segs 2001:db8:5::1,2001:db8:5::2 dev
    # sg0
    message = decode(
        "780000001800050631cf006b000000000a800000fe030001000000001400010020010db800600000000000000000000638001680"
        "080001000a0000002c000200000404010100000020010db800050000000000000000000220010db8000500000000000000000001"
        "06001500070000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "action": Seg6Action.SEG6_LOCAL_ACTION_END_B6_ENCAP,
        "srh.nexthdr": 0,
        "srh.hdrlen": 4,
        "srh.type": 4,
        "srh.segments_left": 1,
        "srh.first_segment": 1,
        "srh.flags": 0,
        "srh.tag": 0,
        "srh.segments": ["2001:db8:5::2", "2001:db8:5::1"],
    }


def test_seg6local_has_flavors() -> None:
    # ip -6 route add 2001:db8:60::8/128 encap seg6local action End flavors next-csid lblen 48 nflen 16 dev sg0
    message = decode(
        "680000001800050631cf006b000000000a800000fe030001000000001400010020010db800600000000000000000000828001680"
        "08000100010000001c000b8008000100100000000500020030000000050003001000000006001500070000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "action": Seg6Action.SEG6_LOCAL_ACTION_END,
        "flavors.operation": 0x10,  # SEG6_LOCAL_FLV_OP_NEXT_CSID
        "flavors.lcblock_bits": 48,
        "flavors.lcnode_fn_bits": 16,
    }


def test_rpl_holds_a_routing_header() -> None:
    # ip -6 route add 2001:db8:61::/64 encap rpl segs 2001:db8:5::21 dev sg0
    message = decode(
        "600000001800050631cf006b000000000a400000fe030001000000001400010020010db800610000000000000000000020001680"
        "1c000100000203010000000020010db800050000000000000000002106001500080000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "srh.nexthdr": 0,
        "srh.hdrlen": 2,
        "srh.type": 3,
        "srh.segments_left": 1,
        "srh.cmpr": 0x0,
        "srh.pad": 0x0,
        "srh.reserved": 0,
        "srh.segments": "2001:db8:5::21",
    }


def test_ioam6_holds_a_trace_header() -> None:
    # ip -6 route add 2001:db8:62::/64 encap ioam6 trace prealloc type 0x800000 ns 1 size 12 dev sg0
    message = decode(
        "680000001800050632cf006b000000000a400000fe030001000000001400010020010db800620000000000000000000028001680"
        "0800040001000000080005000100000005000100010000000c000300000100038000000006001500090000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "freq_k": 1,
        "freq_n": 1,
        "mode": Ioam6Mode.IOAM6_IPTUNNEL_MODE_INLINE,
        "trace.namespace_id": 1,
        "trace.nodelen": 0x0,
        "trace.remlen": 3,
        "trace.type_be32": 0x80000000,
    }


def test_ila_holds_a_locator_in_network_order() -> None:
    # ip -6 route add 2001:db8:63::/64 encap ila 1111:2222:3333:4444 csum-mode adj-transport ident-type luid hook-type
    # input dev sg0
    message = decode(
        "680000001800050632cf006b000000000a400000fe030001000000001400010020010db800630000000000000000000028001680"
        "0c000100111122223333444405000700000000000500080001000000050009000100000006001500030000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "locator": 0x1111222233334444,
        "csum_mode": IlaChecksum.ILA_CSUM_ADJUST_TRANSPORT,
        "ident_type": IlaIdentifierType.ILA_ATYPE_LUID,
        "hook_type": IlaHook.ILA_HOOK_ROUTE_INPUT,
    }


def test_xfrm_holds_an_interface_id() -> None:
    # ip route add 203.0.116.0/24 encap xfrm if_id 9 dev sg0
    message = decode(
        "380000001800050632cf006b0000000002180000fe03fd010000000008000100cb0074000c001680080001000900000006001500"
        "0a000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "if_id": 0x9,
    }


def test_bpf_has_a_program_for_each_direction() -> None:
    # ip route add 192.0.2.0/24 encap bpf in obj prog.o section in headroom 64 dev e0
    # (no capture has it: bytes by hand from linux/lwtunnel.h)
    message = decode(
        "7c00000018000506010000000000000002180000fe04fd010000000008000100c00002000600150006000000480016801c000180"
        "08000100050000001000020070726f672e6f3a5b696e5d002000038008000100060000001200020070726f672e6f3a5b786d6974"
        "5d00000008000400400000000800040003000000"
    )
    assert below(message, "RTA_ENCAP") == {
        "in.fd": 5,
        "in.name": "prog.o:[in]",
        "xmit.fd": 6,
        "xmit.name": "prog.o:[xmit]",
        "xmit_headroom": 64,
    }


def test_seg6_can_have_a_source_of_its_own() -> None:
    # ip -6 route add 2001:db8:92::/64 encap seg6 mode encap tunsrc 2001:db8::8 segs 2001:db8::2 lookup 100 dev e0
    # (no capture has it: bytes by hand from linux/seg6_iptunnel.h as iproute2 has it in 2026)
    message = decode(
        "800000001800050601000000000000000a400000fe040001000000001400010020010db800920000000000000000000006001500"
        "05000000400016802000010001000000000204000000000020010db80000000000000000000000021400020020010db800000000"
        "000000000000000808000300640000000800040003000000"
    )
    assert message["rta.encap.seg6.src"] == "2001:db8::8"
    assert message["rta.encap.seg6.table"] == 100
