"""Actions of kind tunnel_key."""

from __future__ import annotations

from nldissect.families.route.tc.action.generic import Verdict
from nldissect.families.route.tc.action.tunnel_key import TunnelKeyAction
from tests.families.decoding import below, decode


def test_a_tunnel_with_options() -> None:
    # tc actions add action tunnel_key set src_ip 198.51.100.1 dst_ip 198.51.100.2 id 42 dst_port 4789 tos 4
    #     ttl 33 nocsum geneve_opts 0102:80:0011223344556677 index 18
    message = decode(
        "a80000003000050639d5006b000000000000000094000100900001000f00010074756e6e656c5f6b657900007c00028008000300"
        "c633640108000400c6336402080007000000002a0600090012b5000005000c000400000005000d002100000024000b0020000100"
        "060001000102000005000200800000000c000300001122334455667705000a00010000001c000200120000000000000003000000"
        "000000000000000001000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "enc_ipv4_src": "198.51.100.1",
        "enc_ipv4_dst": "198.51.100.2",
        "enc_key_id": 42,
        "enc_dst_port": 4789,
        "enc_tos": 0x4,
        "enc_ttl": 33,
        "enc_opts.geneve.class": 0x102,
        "enc_opts.geneve.type": 0x80,
        "enc_opts.geneve.data": bytes.fromhex("0011223344556677"),
        "no_csum": True,
        "parms.index": 18,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.t_action": TunnelKeyAction.TCA_TUNNEL_KEY_ACT_SET,
    }


def test_options_of_erspan() -> None:
    # Built by hand from linux/tc_act/tc_tunnel_key.h: tc actions add action tunnel_key set src_ip 2001:db8::1
    #     dst_ip 2001:db8::2 nofrag erspan_opts 2:0:1:4 index 41
    message = decode(
        "980000003000050607000000090000000000000084000100800001000f00010074756e6e656c5f6b657900006c0002801c000200"
        "2900000000000000030000000000000000000000010000001400050020010db80000000000000000000000011400060020010db8"
        "00000000000000000000000220000b801c00038005000100020000000500030001000000050004000400000004000e00"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 41,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "parms.t_action": TunnelKeyAction.TCA_TUNNEL_KEY_ACT_SET,
        "enc_ipv6_src": "2001:db8::1",
        "enc_ipv6_dst": "2001:db8::2",
        "enc_opts.erspan.ver": 2,
        "enc_opts.erspan.dir": 1,
        "enc_opts.erspan.hwid": 4,
        "no_frag": True,
    }


def test_options_of_vxlan() -> None:
    # Built by hand from linux/tc_act/tc_tunnel_key.h: tc actions add action tunnel_key set vxlan_opts 1114 index 41
    message = decode(
        "5c0000003000050607000000090000000000000048000100440001000f00010074756e6e656c5f6b65790000300002801c000200"
        "29000000000000000300000000000000000000000100000010000b800c000280080001005a040000"
    )
    assert below(message, "TCA_TUNNEL_KEY_ENC_OPTS") == {"vxlan.gbp": 1114}
