"""The display filters that fields, bytes and messages become: they can be parsed, and hold of what they come from."""

from __future__ import annotations

import pytest

import nldissect
from nldissect.analysis.computed import COMPUTED
from nldissect.analysis.conditions import conditions, of_bytes, of_computed, of_message
from nldissect.analysis.filter import Filter
from nldissect.capture import Capture
from nldissect.engine.field import Field
from nldissect.engine.node import Node
from nldissect.families import registry
from nldissect.message import Message
from tests.captures import CAPTURES, FILES, names

EVERY = 12
"""One of so many different fields is tried; the captures have some 14,000."""


def opened(name: str) -> Capture:
    return nldissect.open(CAPTURES / f"{name}.pcap").load()


def holds(text: str, message: Message) -> bool:
    return Filter(text, registry).matches(message)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_all_conditions_of_a_field_hold_of_its_message(path: object) -> None:
    capture = nldissect.open(str(path)).load()
    seen: set[tuple[str, str]] = set()
    for message in capture:
        for node in message.nodes():
            key = (node.path, node.text[:12])
            if key in seen:
                continue
            seen.add(key)
            if len(seen) % EVERY:
                continue
            found = conditions(message, node)
            assert found, (message, node)
            for text in found:
                assert holds(text, message), (text, message)
            if node.text and node.value_start < node.end:
                assert "==" in found[0], (found, node)


@pytest.mark.parametrize(
    ("capture", "number", "path", "expected"),
    [
        ("links", 1, "nl.type", ["nl.type == RTM_GETLINK", "nl.type == 18", "nl.type"]),
        (
            "links",
            1,
            "nl.flags",
            ["nl.flags == 0x301", "nl.flags.request", "nl.flags.root", "nl.flags.match", "nl.flags"],
        ),
        ("links", 2, "ifla.ifname", ['ifla.ifname == "lo"', "ifla.ifname"]),
        ("links", 2, "ifla.address", ["ifla.address == 00:00:00:00:00:00", "ifla.address"]),
        ("links", 2, "ifinfo.index", ['ifinfo.index == "lo"', "ifinfo.index == 1", "ifinfo.index"]),
        ("links", 2, "ifla.carrier", ["ifla.carrier == true", "ifla.carrier"]),
        ("errors", 28, "nl.errno", ["nl.errno == EINVAL", "nl.errno"]),
        ("errors", 28, "nl.msg", ["nl.msg"]),
        ("errors", 28, "nl.msg.ifla.mtu", ["nl.msg.ifla.mtu == 70000", "nl.msg.ifla.mtu"]),
    ],
)
def test_a_value_is_spelled_as_people_type_it(capture: str, number: int, path: str, expected: list[str]) -> None:
    message = opened(capture).message(number - 1)
    node = next(node for node in message.nodes() if node.path == path)
    assert conditions(message, node) == expected


def test_what_a_string_has_in_it_is_escaped() -> None:
    name = b'a"\\\x1b\xff\xc2\x85'
    attribute = (4 + len(name)).to_bytes(2, "little") + b"\x03\x00" + name
    body = bytes(16) + attribute + bytes(-len(attribute) % 4)
    head = (16 + len(body)).to_bytes(4, "little") + b"\x10\x00\x00\x00" + bytes(8)
    (message,) = nldissect.decode(head + body, protocol="route")
    node = next(node for node in message.nodes() if node.path == "ifla.ifname")
    assert conditions(message, node)[0] == 'ifla.ifname == "a\\"\\\\\\x1b\\xff\\u0085"'


def test_bytes_without_a_name_become_nothing() -> None:
    message = opened("links").message(0)
    assert conditions(message, Node(Field("bytes", "", "tail"), 0, 0, 1, 1, 0)) == []


@pytest.mark.parametrize("number", [1, 2, 27, 28, 214])
def test_conditions_of_computed_fields_hold(number: int) -> None:
    capture = opened("errors")
    message = capture.message(number - 1)
    tried = 0
    for path, field in COMPUTED.items():
        for value in field.values(capture, message.row):
            for text in of_computed(path, value):
                assert holds(text, message), text
                tried += 1
    assert tried > 15


def test_times_are_exact_to_the_nanosecond() -> None:
    assert of_computed("call.latency", 61_234) == ["call.latency == 61.234us"]
    assert of_computed("call.latency", 5_000_000_000) == ["call.latency == 5s"]
    assert of_computed("frame.time_delta", -1) == ["frame.time_delta < 0"]
    assert of_computed("frame.time_epoch", 1_795_227_048_863_463_001) == ['frame.time_epoch == "1795227048.863463001"']


def test_bytes_are_looked_for_at_their_place_and_anywhere() -> None:
    message = opened("links").message(0)
    assert of_bytes(message.data, 4, 6) == ["nl[4:2] == 12:00", "nl contains 12:00"]
    assert of_bytes(message.data, 4, 5) == ["nl[4] == 0x12", "nl[4:1] == 12:", "nl contains 12:"]
    assert of_bytes(message.data, 0, 40)[0].count(":") == 32
    assert of_bytes(message.data, 400, 401) == []
    for text in of_bytes(message.data, 0, 40) + of_bytes(message.data, 4, 5):
        assert holds(text, message), text


@pytest.mark.parametrize(
    ("capture", "number"), [("links", 1), ("links", 2), ("errors", 28), ("errors", 213), ("generic", 4)]
)
def test_a_message_becomes_filters_that_hold(capture: str, number: int) -> None:
    message = opened(capture).message(number - 1)
    found = of_message(message)
    assert {"this type", "this family", "this call", "this message"} <= found.keys()
    for words, text in found.items():
        assert words == "failed calls of this type" or holds(text, message), text
    assert ("genl.cmd ==" in found["this type"]) == (message.protocol_name == "generic")
    assert found["failed calls of this type"] == f"{found['calls of this type']} and call.state == failed"
