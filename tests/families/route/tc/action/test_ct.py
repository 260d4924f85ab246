"""Actions of kind ct."""

from __future__ import annotations

from nldissect.families.route.tc.action.ct import CtAction
from nldissect.families.route.tc.action.generic import Verdict
from nldissect.schema import IpProtocol
from nldissect.schema.constants import AddressFamily
from tests.families.decoding import below, decode


def test_addresses_and_ports_to_translate_to() -> None:
    # tc actions add action ct commit zone 9 mark 5/0xff nat src addr 10.80.0.50-10.80.0.60
    #     port 1000-2000 index 16
    message = decode(
        "800000003000050639d5006b00000000000000006c0001006800010007000100637400005c000280060004000900000008000500"
        "0500000008000600ff000000080009000a50003208000a000a50003c06000d0003e8000006000e0007d000000600030019000000"
        "180001001000000000000000030000000000000000000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "zone": 9,
        "mark": 5,
        "mark_mask": 0xFF,
        "nat_ipv4_min": "10.80.0.50",
        "nat_ipv4_max": "10.80.0.60",
        "nat_port_min": 1000,
        "nat_port_max": 2000,
        "action": CtAction.TCA_CT_ACT_COMMIT | CtAction.TCA_CT_ACT_NAT | CtAction.TCA_CT_ACT_NAT_SRC,
        "parms.index": 16,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
    }


def test_labels_a_helper_and_addresses_of_ipv6() -> None:
    # Built by hand from linux/tc_act/tc_ct.h: tc actions add action ct commit label 0a/ff
    #     nat dst addr 2001:db8::50-2001:db8::60 helper ipv6-tcp-ftp index 40
    message = decode(
        "b0000000300005060700000009000000000000009c0001009800010007000100637400008c000280180001002800000000000000"
        "0300000000000000000000000600030029000000140007000a00000000000000000000000000000014000800ff00000000000000"
        "000000000000000014000b0020010db800000000000000000000005014000c0020010db800000000000000000000006008001000"
        "66747000050011000a0000000500120006000000"
    )
    assert below(message, "TCA_ACT_OPTIONS") == {
        "parms.index": 40,
        "parms.capab": 0,
        "parms.action": Verdict.TC_ACT_PIPE,
        "parms.refcnt": 0,
        "parms.bindcnt": 0,
        "action": CtAction.TCA_CT_ACT_COMMIT | CtAction.TCA_CT_ACT_NAT | CtAction.TCA_CT_ACT_NAT_DST,
        "labels": bytes.fromhex("0a000000000000000000000000000000"),
        "labels_mask": bytes.fromhex("ff000000000000000000000000000000"),
        "nat_ipv6_min": "2001:db8::50",
        "nat_ipv6_max": "2001:db8::60",
        "helper_name": "ftp",
        "helper_family": AddressFamily.AF_INET6,
        "helper_proto": IpProtocol.IPPROTO_TCP,
    }
