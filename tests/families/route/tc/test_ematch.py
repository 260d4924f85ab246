"""Extended matches: each kind of what stands behind struct tcf_ematch_hdr."""

from __future__ import annotations

from struct import pack
from typing import Any

from nldissect.families.route.tc.ematch import EmatchFlags, EmatchKind, Operand
from tests.engine.building import attribute
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import made, options

START = "ematches.list."


def matches(*entries: bytes) -> dict[str, Any]:
    """What the ematches of a filter say, made by hand from linux/pkt_cls.h; each entry with its header."""
    numbered = (attribute(index, entry) for index, entry in enumerate(entries, 1))
    tree = attribute(1, pack("<HH", len(entries), 0)) + attribute(2, *numbered)
    found = options(made("basic", attribute(2, tree)))
    return {path.removeprefix(START): value for path, value in found.items() if path.startswith(START)}


def entry(kind: EmatchKind, data: bytes, flags: int = 0) -> bytes:
    """An ematch: struct tcf_ematch_hdr and its data."""
    return pack("<HHHH", 0, kind, flags, 0) + data


def data(kind: EmatchKind, payload: bytes) -> dict[str, Any]:
    """What the data of one ematch say."""
    found = matches(entry(kind, payload))
    return {path.removeprefix("data."): value for path, value in found.items() if path.startswith("data")}


def test_metadata_and_a_word_of_the_packet() -> None:
    # tc filter add dev f0 ingress protocol ip prio 22 basic match meta(priority eq 6) or u32(u8 0x40 0xf0 at 8)
    #     action drop
    message = decode(
        "b80000002c00050651d5006b00000000000000000300000000000000f2ffffff080016000a000100626173696300000088000200"
        "540002000800010002000000480002002800010000000400020000000c0001000610000000100000080002000000000008000300"
        "060000001c0002000000030000000000f0000000400000000800000000000000300003002c000100090001006761637400000000"
        "1c000280180002000000000000000000020000000000000000000000"
    )
    found = options(message)
    assert found[START + "kind"] == [EmatchKind.TCF_EM_META, EmatchKind.TCF_EM_U32]
    assert found[START + "flags"] == [EmatchFlags.TCF_EM_REL_OR, 0]
    kinds = [node.text for node in message.nodes() if node.path.endswith((".left.kind", ".right.kind"))]
    assert kinds == ["TCF_META_ID_PRIORITY (4102)", "TCF_META_ID_VALUE (4096)"]
    assert found[START + "data.meta.hdr.left.op"] == Operand.TCF_EM_OPND_EQ
    assert found[START + "data.meta.rvalue"] == 6
    assert found[START + "data.u32.val"] == 0x40000000
    assert found[START + "data.u32.mask"] == 0xF0000000
    assert found[START + "data.u32.off"] == 8


def test_metadata_that_are_text_even_in_the_size_of_a_number() -> None:
    # By hand, from linux/tc_ematch/tc_em_meta.h: meta(dev eq "eth0")
    header = attribute(1, pack("<HBBHBB", 0x0005, 0, 0, 0x0000, 0, 0))
    found = data(EmatchKind.TCF_EM_META, header + attribute(3, b"eth0"))
    assert found["meta.rvalue"] == "eth0"


def test_each_side_of_metadata_has_its_type() -> None:
    # By hand, from linux/tc_ematch/tc_em_meta.h; a 64-bit kernel sends unsigned long
    header = attribute(1, pack("<HBBHBB", 0x100B, 2, 1, 0x0000, 0, 0))
    found = data(EmatchKind.TCF_EM_META, header + attribute(2, pack("<Q", 9)) + attribute(3, b"text"))
    assert found["meta.lvalue"] == 9
    assert found["meta.rvalue"] == "text"
    assert found["meta.hdr.left.op"] == Operand.TCF_EM_OPND_GT


def test_a_container_leads_to_the_first_match_in_the_parentheses() -> None:
    found = matches(
        entry(EmatchKind.TCF_EM_CONTAINER, pack("<I", 1), EmatchFlags.TCF_EM_INVERT),
        entry(EmatchKind.TCF_EM_CANID, pack("<II", 0x123, 0x7FF)),
    )
    assert found == {
        "matchid": [0, 0],
        "kind": [EmatchKind.TCF_EM_CONTAINER, EmatchKind.TCF_EM_CANID],
        "flags": [EmatchFlags.TCF_EM_INVERT, 0],
        "pad": [b"\0\0", b"\0\0"],
        "data": 1,
        "data.canid.can_id": 0x123,
        "data.canid.can_mask": 0x7FF,
    }


def test_simple_data_are_a_number_whatever_the_kind() -> None:
    found = matches(entry(EmatchKind.TCF_EM_CMP, pack("<I", 7), EmatchFlags.TCF_EM_SIMPLE))
    assert found["data"] == 7


def test_a_comparison() -> None:
    # By hand, from linux/tc_ematch/tc_em_cmp.h: cmp(u32 at 12 layer network gt 5)
    assert data(EmatchKind.TCF_EM_CMP, pack("<IIHBB", 5, 0, 12, 0x04, 0x11)) == {
        "cmp.val": 5,
        "cmp.mask": 0,
        "cmp.off": 12,
        "cmp.align_flags": 0x04,
        "cmp.layer_opnd": 0x11,
    }


def test_text() -> None:
    # By hand, from linux/tc_ematch/tc_em_text.h: text("abc" bm from network 0 to transport 10)
    payload = pack("<16sHHHBB", b"bm", 0, 10, 3, 0x21, 0) + b"abc"
    assert data(EmatchKind.TCF_EM_TEXT, payload) == {
        "text.algo": "bm",
        "text.from_offset": 0,
        "text.to_offset": 10,
        "text.pattern_len": 3,
        "text.from_layer_to_layer": 0x21,
        "text.pad": b"\0",
        "text.pattern": b"abc",
    }


def test_a_set_of_addresses() -> None:
    # By hand, from linux/netfilter/xt_set.h: ipset(name src), the set has index 3
    assert data(EmatchKind.TCF_EM_IPSET, pack("<HBB", 3, 1, 2)) == {"ipset.index": 3, "ipset.dim": 1, "ipset.flags": 2}


def test_a_match_of_netfilter() -> None:
    # By hand, from linux/tc_ematch/tc_em_ipt.h: ipt(-m mark --mark 5)
    payload = (
        attribute(1, pack("<I", 0))
        + attribute(2, b"mark\0")
        + attribute(3, b"\1")
        + attribute(4, b"\2")
        + attribute(5, pack("<II", 5, 0xFFFFFFFF))
    )
    assert data(EmatchKind.TCF_EM_IPT, payload) == {
        "ipt.hook": 0,
        "ipt.match_name": "mark",
        "ipt.match_revision": 1,
        "ipt.nfproto": 2,
        "ipt.match_data": pack("<II", 5, 0xFFFFFFFF),
    }
