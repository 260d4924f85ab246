"""Families that nobody declares, read by the policies that the capture tells."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import pytest

import nldissect
from nldissect import blocks
from nldissect.capture import Capture
from nldissect.engine.layout import Layout
from nldissect.message import Message
from nldissect.output.text import node_text
from tests.captures import CAPTURES
from tests.sources.build import GENERIC, Packet, cooked, message, pcap

WHEEL = 0x30
NEWFAMILY, GETPOLICY = 1, 10
REQUEST, MULTI = 1, 2
NESTED = 0x8000
FLAG, U8, U32, STRING, NUL_STRING, NEST, ARRAY, BITFIELD, UINT = 1, 2, 4, 11, 12, 13, 14, 15, 17
OURS = 4242

Policy = Mapping[int, Sequence[tuple[int, int]]]
"""Number of an attribute to what a policy says of it: pairs of NL_POLICY_TYPE_ATTR_* and value."""


def attribute(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def nest(number: int, *attributes: bytes) -> bytes:
    return attribute(number | NESTED, b"".join(attributes))


def word(number: int) -> bytes:
    return struct.pack("<I", number)


def controller(command: int, *attributes: bytes, seq: int = 7, port: int = 9) -> bytes:
    head = struct.pack("<BBH", command, 2, 0) + attribute(1, struct.pack("<H", WHEEL))
    return message(head + b"".join(attributes), 16, MULTI, seq, port)


def dump(
    operations: Mapping[int, int], policies: Sequence[Policy], name: str = "wheel", seq: int = 7, port: int = 9
) -> list[bytes]:
    """What the kernel tells of a family: command to the index of its policy, and the policies."""
    told = [controller(NEWFAMILY, attribute(2, name.encode() + b"\0"), port=port)]
    told += [
        controller(GETPOLICY, nest(9, nest(command, attribute(1, word(index)))), seq=seq, port=port)
        for command, index in operations.items()
    ]
    for index, policy in enumerate(policies):
        for number, facts in policy.items():
            rule = [
                attribute(which, word(value) if which in (1, 8, 9) else struct.pack("<Q", value))
                for which, value in facts
            ]
            told.append(controller(GETPOLICY, nest(8, nest(index, nest(number, *rule))), seq=seq, port=port))
    return told


def used(command: int, *attributes: bytes, flags: int = REQUEST) -> bytes:
    return message(struct.pack("<BBH", command, 1, 0) + b"".join(attributes), WHEEL, flags)


def captured(*messages: bytes) -> Capture:
    return nldissect.open(pcap([Packet(cooked(each, GENERIC)) for each in messages]))


def lines(found: Message) -> list[str]:
    """The attributes of a message as text, indented."""
    return [
        "  " * node.depth + node_text(node) for node in found.nodes() if node.field.role in ("attribute", "element")
    ]


PLAIN: Policy = {
    1: [(1, U32), (4, 1), (5, 9)],
    2: [(1, NUL_STRING)],
    3: [(1, NEST), (8, 1), (9, 1)],
    4: [(1, ARRAY), (8, 1), (9, 1)],
    5: [(1, FLAG)],
    6: [(1, BITFIELD)],
    7: [(1, UINT)],
}
INNER: Policy = {1: [(1, U8)], 2: [(1, NEST), (8, 1), (9, 2)]}


def test_attributes_have_the_types_that_the_kernel_accepts_and_are_marked_as_undeclared() -> None:
    request = used(
        2,
        attribute(1, word(12345)),
        attribute(2, b"90\0\0"),
        nest(3, attribute(1, b"\x07"), nest(2, attribute(1, b"\x08"))),
        nest(4, nest(1, attribute(1, b"\x09"))),
        attribute(5, b""),
        attribute(6, word(1) + word(3)),
        attribute(7, struct.pack("<Q", 1 << 40)),
        attribute(8, b"more!\0"),
    )
    asked = captured(*dump({2: 0}, [PLAIN, INNER]), request).load()
    found = asked.message(len(asked) - 1)
    assert lines(found) == [
        "1: 12345  [undeclared; policy: u32 from 1 to 9]",
        '2: "90"  [undeclared; policy: NUL-terminated string]',
        "3  [undeclared; policy: nest]",
        "  1: 7  [undeclared; policy: u8]",
        "  2  [undeclared; policy: nest]",
        "    1: 8  [undeclared; policy: u8]",
        "4  [undeclared; policy: array of nests]",
        "  1",
        "    1: 9  [undeclared; policy: u8]",
        "5: set  [undeclared; policy: flag]",
        "6  [undeclared; policy: bitfield32]",
        "7: 1099511627776  [undeclared; policy: uint]",
        '8: "more!"  [undeclared]',
    ]
    assert found.get("genl.3.2.1") == 8
    assert [each.row for each in asked.filter('genl.2 == "90" and genl.1 > 9')] == [found.row]
    assert found.type_name == "wheel cmd 2"


def test_a_request_that_does_not_fit_is_said_to_and_a_reply_is_guessed_at() -> None:
    capture = captured(
        *dump({2: 0}, [PLAIN, INNER]),
        used(2, attribute(1, b"\x05")),
        used(2, attribute(1, b"\x05"), nest(7, attribute(1, b"x\0")), flags=0),
    ).load()
    request, reply = list(capture)[-2:]
    assert lines(request) == ["1: 5 (0x5)  [undeclared; policy: u32 from 1 to 9]  [1 byte does not fit u32]"]
    assert lines(reply) == [
        "1: 5 (0x5)  [undeclared; policy: u32 from 1 to 9 in requests]",
        "7  [undeclared; policy: uint in requests]",
        "  1: 120 (0x78)  [undeclared]",
    ]


def test_a_command_without_a_policy_has_what_all_others_agree_on() -> None:
    first: Policy = {1: [(1, U32)], 2: [(1, U32)]}
    second: Policy = {1: [(1, U32)], 2: [(1, STRING)], 3: [(1, U8)]}
    sent = attribute(1, word(1)), attribute(2, b"two\0"), attribute(3, b"\x03")
    capture = captured(*dump({2: 0, 3: 1}, [first, second]), used(2, *sent), used(3, *sent), used(4, *sent)).load()
    of_first, of_second, of_none = (lines(each) for each in list(capture)[-3:])
    assert of_first == [
        "1: 1  [undeclared; policy: u32]",
        "2: 7305076  [undeclared; policy: u32]",
        "3: 3 (0x3)  [undeclared]",
    ]
    assert of_second[1] == '2: "two"  [undeclared; policy: string]'
    assert of_none == [
        "1: 1  [undeclared; policy: u32 in requests]",
        '2: "two"  [undeclared]',
        "3: 3  [undeclared; policy: u8 in requests]",
    ]


def test_another_dump_may_number_policies_otherwise() -> None:
    whole = dump({2: 0, 3: 1}, [{1: [(1, U32)]}, {1: [(1, STRING)]}])
    single = dump({3: 0}, [{1: [(1, STRING)]}], seq=8)
    for told in (whole + single, single + whole):
        capture = captured(*told, used(2, attribute(1, word(65))), used(3, attribute(1, b"A\0\0\0"))).load()
        assert [lines(each)[0] for each in list(capture)[-2:]] == [
            "1: 65  [undeclared; policy: u32]",
            '1: "A"  [undeclared; policy: string]',
        ]


def test_a_dump_that_begins_like_another_one_is_read_whole() -> None:
    first = {1: [(1, U32)]}
    told = dump({2: 0}, [first]) + dump({2: 0}, [{**first, 2: [(1, STRING)]}], seq=8)
    sent = used(2, attribute(1, word(65)), attribute(2, b"A\0\0\0"))
    for step in (1, 1 << 20):
        capture = captured(sent, *told, sent)
        while capture.advance(step):
            if len(capture):
                capture.layout(0)  # so that each step's messages are taken in
        expected = ["1: 65  [undeclared; policy: u32]", '2: "A"  [undeclared; policy: string]']
        assert [lines(capture.message(row)) for row in (0, len(capture) - 1)] == [expected] * 2


def test_messages_that_come_before_their_policies_are_read_by_them_afterwards() -> None:
    packets = [used(2, attribute(1, word(0x41)))] * 100 + dump({2: 0}, [{1: [(1, STRING)]}])
    capture = captured(*packets)
    before: set[str] = set()
    while capture.advance(400):
        before.update(lines(each)[0] for each in map(capture.message, range(min(len(capture), 100))))
    assert "1: 65 (0x41)  [undeclared]" in before
    assert {lines(capture.message(row))[0] for row in range(100)} == {'1: "A"  [undeclared; policy: string]'}


def test_nothing_is_waited_for_that_waits_for_layouts_in_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    capture = captured(*dump({2: 0}, [{1: [(1, STRING)]}]), used(2, attribute(1, word(0x41)))).load()

    def refused(message: Message) -> Layout:
        raise AssertionError("a cached property has one lock for all messages")

    monkeypatch.setattr(Message, "layout", property(refused))
    with capture.names._lock:  # the same thread cannot take it again, and would wait for ever
        layout = capture.layout(len(capture) - 1)
    assert [field.policy for field, *_ in layout.spans if field.path == "genl.1"] == ["string"]


def test_what_is_told_again_changes_nothing() -> None:
    told = dump({2: 0}, [{1: [(1, STRING)]}])
    again = [each for seq in range(20, 60) for each in dump({2: 0}, [{1: [(1, STRING)]}], seq=seq)]
    capture = captured(*told, used(2, attribute(1, word(0x41))), *again, *dump({2: 0}, [{1: [(1, U32)]}], seq=99))
    while len(capture) <= len(told):
        capture.advance(100)
    row, layouts = len(told), set()
    while capture.advance(100) and len(capture) <= len(told) + len(again):
        layouts.add(capture.layout(row))
    assert len(layouts) == 1
    assert lines(capture.load().message(row)) == ['1: "A"  [undeclared; policy: string]'], "what was told first holds"


def test_what_the_capturing_program_was_told_holds_for_the_messages_of_others() -> None:
    file = (
        blocks.section() + blocks.interface(253) + blocks.note({"own": {"interface": 0, "protocol": 16, "port": OURS}})
    )
    messages = [*dump({2: 0}, [{1: [(1, STRING)]}], port=OURS), used(2, attribute(1, word(0x41)))]
    for each in messages:
        file += blocks.packet(0, 1, cooked(each, GENERIC), 16 + len(each))
    capture = nldissect.open(file).load()
    assert len(capture) == 1
    assert lines(capture.message(0)) == ['1: "A"  [undeclared; policy: string]']


def test_a_request_that_an_error_quotes_is_read_alike() -> None:
    request = used(2, attribute(1, word(0x41)))
    error = message(struct.pack("<i", -22) + request, 2, 0)
    capture = captured(error, *dump({2: 0}, [{1: [(1, STRING)]}])).load()
    assert '1: "A"  [undeclared; policy: string]' in [line.strip() for line in lines(capture.message(0))]


def test_policies_of_any_depth_and_number_do_no_harm() -> None:
    deep: list[Policy] = [{1: [(1, NEST), (8, index + 1)]} for index in range(3000)]
    capture = captured(*dump({2: 0}, [*deep, {1: [(1, U8)]}]), used(2, nest(1, nest(1, attribute(1, b"x"))))).load()
    assert len(lines(capture.message(len(capture) - 1))) == 3
    broken = [
        controller(GETPOLICY, nest(9, nest(2))),
        controller(GETPOLICY, nest(8, nest(0, nest(1)))),
        controller(GETPOLICY, nest(8, nest(0, nest(2, attribute(1, word(99)))))),
        controller(GETPOLICY, nest(8, nest(0, nest(3, attribute(1, b"\4"))))),
        controller(GETPOLICY, attribute(8, b"\1")),
        message(struct.pack("<BBH", GETPOLICY, 2, 0), 16, MULTI),
    ]
    odd = captured(*broken, used(2, *(attribute(number, word(5)) for number in (1, 2, 3)))).load()
    values = [line.partition("  ")[0] for line in lines(odd.message(len(odd) - 1))]
    assert values == ["1: 5 (0x5)", "2: 5 (0x5)", "3: 5 (0x5)"]


def test_a_declared_family_is_read_by_its_declaration() -> None:
    capture = nldissect.open(CAPTURES / "generic.pcap").load()
    controller_messages = [each for each in capture if each.family_name == "nlctrl"]
    assert any(each.type_name == "CTRL_CMD_GETPOLICY" for each in controller_messages)
    assert not any(node.policy for each in controller_messages for node in each.nodes())
