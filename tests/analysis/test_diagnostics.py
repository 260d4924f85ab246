"""Diagnostics: each code on a message made for it, and the same one by one as for all messages at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from struct import pack

import numpy as np
import pytest

import nldissect
from nldissect import Capture
from nldissect.analysis.diagnostics import CODES, Diagnostic, Severity, diagnose, masks
from nldissect.index.messages import NLMSG_DONE, NLMSG_ERROR
from tests.captures import CAPTURES, FILES, names
from tests.engine.building import attribute
from tests.sources.build import GENERIC, Packet, cooked, message, pcap

REQUEST, ACK, MULTI, INTERRUPTED, DUMP, TLVS = 1, 4, 2, 0x10, 0x300, 0x200
NESTED = 0x8000
NEWLINK, GETLINK = 16, 18
IFINFOMSG = bytes(16)
MTU = attribute(4, pack("<I", 1500))
LATER = 1_700_000_100_000_000_000  # a call without an answer is running for a second


def capture_of(*datagrams: bytes, protocol: int = 0) -> Capture:
    """A capture of these datagrams, and of another one long after them."""
    packets = [Packet(cooked(each, protocol)) for each in datagrams]
    return nldissect.open(pcap([*packets, Packet(cooked(message()), time=LATER)])).load()


def found(*datagrams: bytes, protocol: int = 0, row: int = 0) -> list[Diagnostic]:
    """The diagnostics of one message of these."""
    return diagnose(capture_of(*datagrams, protocol=protocol).message(row))


def codes(diagnostics: Sequence[Diagnostic]) -> list[str]:
    return [each.code for each in diagnostics]


def link(*attributes: bytes, flags: int = 0, length: int | None = None) -> bytes:
    return message(IFINFOMSG + b"".join(attributes), NEWLINK, flags, length=length)


def answer(errno: int, request: bytes, *extended: bytes) -> bytes:
    return message(pack("<i", -errno) + request + b"".join(extended), NLMSG_ERROR, TLVS if extended else 0)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_all_at_once_is_as_one_by_one(path: Path) -> None:
    with nldissect.open(path) as capture:
        one_by_one = [set(codes(diagnose(each))) for each in capture.load()]
        rows = np.arange(len(capture))
        at_once = masks(capture, rows)
        assert list(at_once) == list(CODES)
        assert [{code for code in at_once if at_once[code][row]} for row in rows.tolist()] == one_by_one
        some = rows[::-3]
        for code, mask in at_once.items():
            (alone,) = masks(capture, some, [code]).values()
            assert (alone == mask[some]).all(), code


def test_a_plain_message_has_no_diagnostics() -> None:
    assert found(link(MTU)) == []


def test_severities_and_meanings_are_those_of_the_code() -> None:
    for each in found(link(attribute(4), attribute(999))):
        assert each.severity == CODES[each.code].severity
    assert {code.severity for code in CODES.values()} == set(Severity)
    assert all(code.meaning.endswith(".") for code in CODES.values())


def test_a_value_of_another_size_is_told_with_its_place() -> None:
    assert found(link(attribute(4, b"\1\2"))) == [
        Diagnostic(Severity.WARNING, "width", "IFLA_MTU: 2 bytes do not fit u32", 32, 38)
    ]


@pytest.mark.parametrize("length", [200, 3])
def test_the_length_of_an_attribute_that_cannot_be_is_told(length: int) -> None:
    wrong = attribute(4, bytes(4), length=length)
    assert codes(found(link(wrong))) == ["attribute-length"]


def test_a_message_longer_than_its_datagram_is_told() -> None:
    assert codes(found(link(MTU, length=100))) == ["message-length"]


def test_a_record_that_is_too_long_is_told() -> None:
    hops = attribute(9, pack("<HBBi", 200, 0, 0, 1))
    assert codes(found(message(bytes(12) + hops, 24, 0))) == ["record-length"]


def test_bytes_that_are_no_message_are_told() -> None:
    assert codes(found(b"abc")) == ["fragment"]


def test_bytes_behind_what_is_declared_are_told() -> None:
    assert found(link(MTU) + bytes(5)) == [
        Diagnostic(Severity.NOTE, "trailing-bytes", "tail: 5 bytes that nobody declares", 40, 45)
    ]
    assert codes(found(message(IFINFOMSG[:6], GETLINK, REQUEST))) == ["no-reply", "trailing-bytes"]


def test_an_attribute_that_nobody_declares_is_told_once_for_all_that_is_in_it() -> None:
    inner = attribute(NESTED | 998, attribute(997, bytes(4)))
    assert found(link(attribute(NESTED | 999, inner))) == [
        Diagnostic(Severity.NOTE, "unknown-attribute", "IFLA_999 is not declared", 32, 48)
    ]


def test_a_kind_that_nobody_declares_is_told() -> None:
    info = attribute(18, attribute(1, b"nosuch\0"), attribute(2, attribute(1, bytes(4))))
    assert codes(found(link(info))) == ["undeclared-kind"]


def test_a_message_that_nobody_declares_is_told_without_its_attributes() -> None:
    assert codes(found(message(attribute(1, bytes(4)), 999, 0))) == ["unknown-message"]
    assert codes(found(message(b"\1\1\0\0" + attribute(1, bytes(4)), 0x30, 0), protocol=GENERIC)) == ["unknown-message"]


def test_a_nest_without_its_flag_is_told_of_requests_only() -> None:
    info = attribute(18, attribute(1, b"dummy\0"))
    assert found(link(info, flags=REQUEST)) == [
        Diagnostic(Severity.NOTE, "nested-missing", "IFLA_LINKINFO holds attributes without NLA_F_NESTED", 32, 48)
    ]
    assert found(link(info)) == []
    assert found(link(attribute(NESTED | 18, attribute(1, b"dummy\0")), flags=REQUEST)) == []


def test_arrays_are_no_nests() -> None:
    hops = attribute(9, pack("<HBBi", 8, 0, 0, 1))
    assert found(message(bytes(12) + hops, 24, REQUEST)) == []


def test_a_value_with_the_flag_of_a_nest_is_told() -> None:
    assert codes(found(link(attribute(NESTED | 4, bytes(4))))) == ["nested-needless"]


def test_an_error_is_told_with_its_errno_message_and_cause() -> None:
    request = link(MTU, flags=REQUEST | ACK)
    error = answer(34, request, attribute(1, b"too large\0"), attribute(2, pack("<I", 32)))
    assert found(request, error, row=1) == [
        Diagnostic(Severity.ERROR, "error", 'ERANGE "too large" at IFLA_MTU', 16, 20)
    ]
    assert found(request, answer(0, request[:16]), row=1) == []


def test_the_end_of_a_dump_with_an_errno_is_an_error() -> None:
    assert codes(found(message(pack("<i", -22), NLMSG_DONE, MULTI))) == ["error"]
    assert found(message(pack("<i", 0), NLMSG_DONE, MULTI)) == []


def test_a_policy_is_told_of_the_error_and_of_its_request() -> None:
    request = link(MTU, flags=REQUEST | ACK)
    policy = attribute(4, attribute(1, pack("<I", 4)), attribute(5, pack("<Q", 1000)))
    capture = capture_of(request, answer(34, request, attribute(2, pack("<I", 32)), policy))
    text = "IFLA_MTU: the kernel accepts u32 of at most 1000"
    assert diagnose(capture.message(0)) == [Diagnostic(Severity.WARNING, "out-of-policy", text, 32, 40)]
    assert diagnose(capture.message(1))[1:] == [Diagnostic(Severity.WARNING, "out-of-policy", text, 52, 60)]


def test_what_an_error_quotes_is_told_of_the_request_alone() -> None:
    request = link(attribute(4, b"\1\2"), attribute(999), flags=REQUEST | ACK)
    capture = capture_of(request, answer(22, request))
    assert codes(diagnose(capture.message(0))) == ["width", "unknown-attribute"]
    assert codes(diagnose(capture.message(1))) == ["error"]


def test_an_interrupted_dump_is_told_of_the_part_that_says_so() -> None:
    assert codes(found(link(MTU, flags=MULTI | INTERRUPTED))) == ["dump-interrupted"]


def test_an_overrun_is_told() -> None:
    assert codes(found(message(kind=4, flags=0))) == ["overrun"]


def test_a_request_without_an_answer_and_one_without_its_end_are_told() -> None:
    ask = message(IFINFOMSG, GETLINK, REQUEST | DUMP, port=0)
    part = link(MTU, flags=MULTI)
    assert codes(found(ask)) == ["no-reply"]
    assert codes(found(ask, part)) == ["lost"]
    assert found(ask, part, message(bytes(4), NLMSG_DONE, MULTI)) == []


def cut(data: bytes, size: int) -> Capture:
    return nldissect.open(pcap([Packet(cooked(data)[:size], length=len(cooked(data)))])).load()


def test_a_cut_datagram_is_told_once_of_its_last_message() -> None:
    data = link(MTU) + link(MTU, attribute(3, b"eth0\0"))
    whole = len(cooked(data))
    for size in range(16 + 40 + 16, whole):
        capture = cut(data, size)
        first, last = (diagnose(each) for each in capture)
        assert first == [], size
        assert codes(last) == ["cut"], size
        assert last[0].text == f"{whole - size:,} bytes of the datagram were not captured"
        assert masks(capture, np.arange(2), ["cut"])["cut"].tolist() == [False, True]


def test_a_datagram_that_is_cut_between_messages_is_told_too() -> None:
    (only,) = cut(link(MTU) * 2, 16 + 40)
    assert codes(diagnose(only)) == ["cut"]


def test_what_is_wrong_before_the_cut_is_told_as_well() -> None:
    (only,) = cut(link(attribute(4, b"\1\2"), attribute(3, b"eth0\0")), 16 + 44)
    assert codes(diagnose(only)) == ["width", "cut"]


def test_text_holds_no_control_characters() -> None:
    info = attribute(18, attribute(1, b"\x1b[31m\0"), attribute(2, attribute(1, bytes(4))))
    for data in (link(info), answer(22, message(kind=GETLINK), attribute(1, b"\x1b]0;\a\0"))):
        assert all(each.text.isprintable() for each in found(data))


def test_no_rows_give_empty_masks() -> None:
    capture = nldissect.open(CAPTURES / "wild.pcap").load()
    assert {len(mask) for mask in masks(capture, np.zeros(0, np.int64)).values()} == {0}


def test_errors_damaged_anywhere_are_diagnosed_alike_and_raise_nothing() -> None:
    request = link(MTU, attribute(18, attribute(1, b"dummy\0")), flags=REQUEST | ACK)
    policy = attribute(4, attribute(1, pack("<I", 4)), attribute(5, pack("<Q", 1000)))
    nest = attribute(5, pack("<I", 1)) + attribute(6, pack("<I", 40))
    for extended in (attribute(2, pack("<I", 32)) + policy, nest):
        error = answer(34, request, extended)
        for place in range(len(error)):
            for byte in (0, 0xFF):
                capture = capture_of(request, error[:place] + bytes([byte]) + error[place + 1 :])
                at_once = masks(capture, np.arange(len(capture)))
                for each in capture:
                    one_by_one = set(codes(diagnose(each)))
                    assert {code for code in at_once if at_once[code][each.row]} == one_by_one, (place, byte)
                    assert each.summary.isprintable()
                    assert each.to_dict()
