"""Every message of rtnetlink has a body: its header struct, and attributes where it has any."""

from __future__ import annotations

import re

import pytest

from nldissect.families import registry
from nldissect.schema import AttributesType, OneOf, StructType
from tests.families.kernel_headers import INCLUDE

RTNETLINK = INCLUDE / "linux" / "rtnetlink.h"
pytestmark = pytest.mark.skipif(not RTNETLINK.exists(), reason="kernel headers (linux-libc-dev) are not installed")

MESSAGES = 71  # of Linux 6.1 to 6.12
WITHOUT_ATTRIBUTES: set[str] = set()


def names() -> list[str]:
    found = re.findall(r"^\s*(RTM_(?:NEW|DEL|GET|SET)[A-Z0-9]+)\b", RTNETLINK.read_text(), re.MULTILINE)
    return list(dict.fromkeys(found))


def tables(declared: object) -> list[object]:
    """The structs and attribute tables that a type can be."""
    if isinstance(declared, OneOf):
        return [
            each for kind in (*(kind for _, kind in declared.variants), declared.otherwise) for each in tables(kind)
        ]
    return [declared]


def test_every_message_of_the_header_is_declared() -> None:
    known = {message.name: message for message in registry.protocol(0)}
    assert len(names()) >= MESSAGES
    assert [name for name in names() if name not in known] == []


def test_every_message_has_a_header_and_attributes_with_types() -> None:
    for message in registry.protocol(0):
        assert any(isinstance(each, StructType) for each in tables(message.body.header)), message.name
        attributes = [each for each in tables(message.body.attributes) if isinstance(each, AttributesType)]
        assert attributes or message.name in WITHOUT_ATTRIBUTES, message.name
        assert all(each.by_number for each in attributes), message.name
