"""Filters of kind basic."""

from __future__ import annotations

from struct import pack

from nldissect.families.route.tc.ematch import EmatchKind, EmatchProgram
from tests.engine.building import attribute
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import made, options


def test_two_ematches() -> None:
    # tc filter add dev f0 ingress protocol ip prio 21 basic match cmp(u16 at 0 layer transport mask 0xff00 gt 20) and
    #     not nbyte("ababa" at 12 layer 1) action drop
    message = decode(
        "a40000002c00050651d5006b00000000000000000300000000000000f2ffffff080015000a000100626173696300000074000200"
        "400002000800010002000000340002001800010000000100010000001400000000ff000000000212180002000000020004000000"
        "0c0005106162616261000000300003002c0001000900010067616374000000001c00028018000200000000000000000002000000"
        "0000000000000000"
    )
    assert message.summary == "filter add dev if3 ingress protocol ip pref 21 basic action gact"
    assert options(message) == {
        "ematches.hdr.nmatches": 2,
        "ematches.hdr.progid": EmatchProgram.TCF_EM_PROG_TC,
        "ematches.list.matchid": [0, 0],
        "ematches.list.kind": [EmatchKind.TCF_EM_CMP, EmatchKind.TCF_EM_NBYTE],
        "ematches.list.flags": [1, 4],
        "ematches.list.pad": [b"\x00\x00", b"\x00\x00"],
        "ematches.list.data.cmp.val": 0x14,
        "ematches.list.data.cmp.mask": 0xFF00,
        "ematches.list.data.cmp.off": 0,
        "ematches.list.data.cmp.align_flags": 2,
        "ematches.list.data.cmp.layer_opnd": 0x12,
        "ematches.list.data.nbyte.off": 12,
        "ematches.list.data.nbyte.len_layer": 0x1005,
        "ematches.list.data.nbyte.pattern": b"ababa\x00\x00\x00",
    }


def test_how_often_it_was_asked_and_matched() -> None:
    # By hand, from linux/pkt_cls.h: struct tc_basic_pcnt
    assert options(made("basic", attribute(5, pack("<QQ", 9, 4)))) == {"pcnt.rcnt": 9, "pcnt.rhit": 4}
