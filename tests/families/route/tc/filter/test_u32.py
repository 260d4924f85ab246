"""Filters of kind u32."""

from __future__ import annotations

from struct import pack

from tests.engine.building import attribute
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import made, options


def test_a_hash_table() -> None:
    # tc filter add dev f0 parent 1: protocol ip prio 1 handle 2: u32 divisor 16
    message = decode(
        "400000002c00050652d5006b2f0100000000000003000000000020000000010008000100080001007533320008000b0000000000"
        "0c0002000800040010000000"
    )
    assert message.summary == "filter add dev if3 parent 1: protocol ip pref 1 u32 handle 0x200000"
    assert options(message) == {
        "divisor": 16,
    }


def test_a_link_to_another_table() -> None:
    # tc filter add dev f0 parent 1: protocol ip prio 1 u32 ht 800:: match ip src 10.8.0.0/16 hashkey mask 0x000f0000
    #     at 12 link 2:
    message = decode(
        "900000002c00050652d5006b320100000000000003000000000800800000010008000100080001007533320008000b0000000000"
        "5c00020024000500000001000000000000000c00000f0000ffff00000a0800000c00000000000000080002000000008008000300"
        "0000200008000b00080000001c000900000000000000000000000000000000000000000000000000"
    )
    assert options(message) == {
        "sel.flags": 0,
        "sel.offshift": 0,
        "sel.nkeys": 1,
        "sel.pad": b"\x00",
        "sel.offmask": 0,
        "sel.off": 0,
        "sel.offoff": 0,
        "sel.hoff": 12,
        "sel.hmask": 0xF0000,
        "sel.keys.mask": 0xFFFF0000,
        "sel.keys.val": 0xA080000,
        "sel.keys.off": 12,
        "sel.keys.offmask": 0,
        "hash": 0x80000000,
        "link": 0x200000,
        "flags": 8,
        "pcnt.rcnt": 0,
        "pcnt.rhit": 0,
        "pcnt.kcnts": 0,
    }


def test_keys_in_a_bucket() -> None:
    # tc filter add dev f0 parent 1: protocol ip prio 1 u32 ht 2:5: match ip dst 10.8.5.0/24 match ip protocol 6 0xff
    #     match u8 0x10 0xff at 1 flowid 1:1
    message = decode(
        "c00000002c00050653d5006b350100000000000003000000005820000000010008000100080001007533320008000b0000000000"
        "8c0002004400050001000300000000000000000000000000ffffff000a080500100000000000000000ff00000006000008000000"
        "0000000000ff00000010000000000000000000000800020000502000080001000100010008000b00080000002c00090000000000"
        "000000000000000000000000000000000000000000000000000000000000000000000000"
    )
    assert options(message) == {
        "sel.flags": 1,
        "sel.offshift": 0,
        "sel.nkeys": 3,
        "sel.pad": b"\x00",
        "sel.offmask": 0,
        "sel.off": 0,
        "sel.offoff": 0,
        "sel.hoff": 0,
        "sel.hmask": 0,
        "sel.keys.mask": [0xFFFFFF00, 0xFF0000, 0xFF0000],
        "sel.keys.val": [0xA080500, 0x60000, 0x100000],
        "sel.keys.off": [16, 8, 0],
        "sel.keys.offmask": [0, 0, 0],
        "hash": 0x205000,
        "classid": 0x10001,
        "flags": 8,
        "pcnt.rcnt": 0,
        "pcnt.rhit": 0,
        "pcnt.kcnts": [0, 0, 0],
    }


def test_a_mark_and_a_variable_offset() -> None:
    # tc filter add dev f0 parent 1: protocol ip prio 2 u32 match tcp dst 80 0xffff at nexthdr+2 match mark 0x3 0xff
    #     offset at 0 mask 0x0f00 shift 6 flowid 1:2
    message = decode(
        "a00000002c00050653d5006b380100000000000003000000000810800000010008000200080001007533320008000b0000000000"
        "6c00020024000500050601000f00000000000000000000000000ffff0000005000000000ffffffff080002000000108008000100"
        "0200010008000b000800000010000a0003000000ff000000000000001c0009000000000000000000000000000000000000000000"
        "00000000"
    )
    assert options(message) == {
        "sel.flags": 5,
        "sel.offshift": 6,
        "sel.nkeys": 1,
        "sel.pad": b"\x00",
        "sel.offmask": 0xF00,
        "sel.off": 0,
        "sel.offoff": 0,
        "sel.hoff": 0,
        "sel.hmask": 0,
        "sel.keys.mask": 0xFFFF,
        "sel.keys.val": 0x50,
        "sel.keys.off": 0,
        "sel.keys.offmask": -1,
        "hash": 0x80100000,
        "classid": 0x10002,
        "flags": 8,
        "mark.val": 3,
        "mark.mask": 0xFF,
        "mark.success": 0,
        "pcnt.rcnt": 0,
        "pcnt.rhit": 0,
        "pcnt.kcnts": 0,
    }


def test_handles_are_written_as_tc_writes_them() -> None:
    # By hand: a table, a bucket of it, and a key in another table's first bucket
    message = made("u32", attribute(2, pack("<I", 0x00205000)), attribute(3, pack("<I", 0x80000800)))
    texts = {node.name: node.text for node in message.nodes() if node.name.startswith("TCA_U32")}
    assert texts == {"TCA_U32_HASH": "2:5", "TCA_U32_LINK": "800::800"}
