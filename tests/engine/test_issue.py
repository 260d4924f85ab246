"""Issues: each thing that does not fit has its code."""

from __future__ import annotations

from struct import pack

import pytest

from nldissect.analysis.diagnostics import CODES
from nldissect.engine.interpreter import MOST_DEPTH, TOO_MANY
from nldissect.schema import Attributes, Struct, records, select, u16, u32
from tests.engine.building import attribute, declare, message, read


class HOP(Attributes):
    VALUE = 1, u32


class hop(Struct):
    len = u16
    kind = u16


class TABLE(Attributes):
    NUMBER = 1, u32
    HOPS = 2, records(hop, "len", HOP)
    BY_NUMBER = 3, select("NUMBER", {1: u32})


def nested(levels: int) -> bytes:
    return attribute(0x8000 | 9, nested(levels - 1) if levels else b"")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (attribute(1, b"\1\2"), "width"),
        (attribute(1, bytes(4), length=100), "attribute-length"),
        (attribute(1, bytes(4), length=3), "attribute-length"),
        (attribute(2, pack("<HH", 100, 0)), "record-length"),
        (attribute(2, pack("<HH", 1, 0)), "record-length"),
        (attribute(1, bytes(4)) + attribute(3, bytes(4)), "undeclared-kind"),
        (nested(MOST_DEPTH + 1), "too-deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_issue_has_its_code(payload: bytes, code: str) -> None:
    found = {issue.code for issue in read(declare(TABLE), message(payload)).layout.issues.values()}
    assert found == {code}
    assert code in CODES


def test_a_message_and_a_fragment_have_theirs() -> None:
    wrong = bytearray(message())
    wrong[0] = 200
    assert [issue.code for issue in read(declare(TABLE), bytes(wrong)).layout.issues.values()] == ["message-length"]
    assert [issue.code for issue in read(declare(TABLE), b"abc", type_=20).layout.issues.values()] == ["fragment"]


def test_too_many_fields_have_theirs() -> None:
    assert TOO_MANY.code in CODES
