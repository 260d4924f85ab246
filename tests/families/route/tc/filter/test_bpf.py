"""Filters of kind bpf."""

from __future__ import annotations

from nldissect.families.route.tc.filter.bpf import BpfFlags
from nldissect.families.route.tc.filter.generic import ClassifierFlags
from tests.engine.building import attribute
from tests.families.decoding import decode
from tests.families.route.tc.filter.building import made, options


def test_a_classic_program() -> None:
    # tc filter add dev f0 ingress protocol all prio 25 bpf bytecode 4,40 0 0 12,21 0 1 2048,6 0 0 262144,6 0 0 0
    #     flowid 1:5 action ok
    message = decode(
        "940000002c00050652d5006b00000000000000000300000000000000f2ffffff0003190008000100627066006800020008000300"
        "05000100300001002c0001000900010067616374000000001c000280180002000000000000000000000000000000000000000000"
        "060004000400000024000500280000000c000000150000010008000006000000000004000600000000000000"
    )
    assert message.summary == "filter add dev if3 ingress protocol all pref 25 bpf flowid 1:5 action gact"
    assert options(message) == {
        "classid": 0x10005,
        "ops_len": 4,
        "ops.code": [0x28, 0x15, 6, 6],
        "ops.jt": [0, 0, 0, 0],
        "ops.jf": [0, 1, 0, 0],
        "ops.k": [0xC, 0x800, 0x40000, 0],
    }


def test_an_extended_program_that_acts_directly() -> None:
    # By hand, from linux/pkt_cls.h: what the kernel says of `bpf da object-file ... skip_hw`
    message = made(
        "bpf",
        attribute(7, b"program.o:[tc]\0"),
        attribute(11, b"\x2a\0\0\0"),
        attribute(10, bytes.fromhex("0123456789abcdef")),
        attribute(8, b"\1\0\0\0"),
        attribute(9, b"\x09\0\0\0"),
    )
    assert options(message) == {
        "name": "program.o:[tc]",
        "id": 42,
        "tag": bytes.fromhex("0123456789abcdef"),
        "flags": BpfFlags.TCA_BPF_FLAG_ACT_DIRECT,
        "flags_gen": ClassifierFlags.TCA_CLS_FLAGS_SKIP_HW | ClassifierFlags.TCA_CLS_FLAGS_NOT_IN_HW,
    }
