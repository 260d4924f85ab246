"""The semantic diff: messages found again by what they say, and what counts as the same."""

from __future__ import annotations

import struct

import pytest

import nldissect
from nldissect.analysis.content import Contents, Rules
from nldissect.analysis.difference import Change, Difference, differences
from nldissect.capture import Capture
from tests.captures import CAPTURES, FILES, names
from tests.tui.made import COOKED, FILE_HEADER, IFINFOMSG, LINK, START, attribute, message

REQUEST_ACK, ACKED = 0x605, 0x100
RTMSG = struct.pack("<BBBBBBBBI", 2, 32, 0, 0, 254, 4, 0, 1, 0)


def capture(*messages: bytes) -> Capture:
    """A capture of messages a millisecond apart."""
    parts = [FILE_HEADER]
    for number, data in enumerate(messages):
        packet = COOKED + data
        parts += (struct.pack("<IIII", START, number * 1000, len(packet), len(packet)), packet)
    return nldissect.open(b"".join(parts)).load()


def link(
    name: bytes, mtu: int = 1500, *, seq: int = 1, port: int = 7, errno: int = 0, more: bytes = b""
) -> list[bytes]:
    """A request for a link, and the answer to it."""
    body = IFINFOMSG + attribute(3, name) + attribute(4, struct.pack("<I", mtu)) + more
    request = message(16, REQUEST_ACK, body, seq, 0)
    return [request, message(2, ACKED, struct.pack("<i", -errno) + request[:16], seq, port)]


def route(address: bytes, index: int, *, seq: int = 1) -> bytes:
    return message(24, 0, RTMSG + attribute(1, address) + attribute(4, struct.pack("<I", index)), seq, 0)


def changes(found: list[Difference]) -> list[list[Change]]:
    return [list(each.changes) for each in found]


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_a_capture_does_not_differ_from_itself(path: str) -> None:
    with nldissect.open(path) as one, nldissect.open(path) as other:
        found, alike = differences(one.load(), other.load())
    assert not found
    assert alike > 0 or not len(one)


def test_sequence_numbers_ports_and_times_do_not_count() -> None:
    one, other = capture(*link(b"d0\0", seq=1, port=7)), capture(b"\0" * 3, *link(b"d0\0", seq=99, port=1234))
    found, alike = differences(one, other)
    assert alike == 1
    assert [each.before for each in found] == [None], "the fragment alone"


def test_an_attribute_that_differs_is_told_by_its_path() -> None:
    found, alike = differences(capture(*link(b"d0\0", 1500)), capture(*link(b"d0\0", 1400)))
    assert (changes(found), alike) == ([[Change("ifla.mtu", "1500", "1400")]], 0)


def test_an_attribute_that_is_only_in_one_of_them_is_none_in_the_other() -> None:
    more = attribute(13, struct.pack("<I", 9))
    found, _ = differences(capture(*link(b"d0\0")), capture(*link(b"d0\0", more=more)))
    assert changes(found) == [[Change("ifla.txqlen", None, "9")]]
    found, _ = differences(capture(*link(b"d0\0", more=more)), capture(*link(b"d0\0")))
    assert changes(found) == [[Change("ifla.txqlen", "9", None)]]


def test_what_came_of_a_request_is_part_of_it() -> None:
    found, _ = differences(capture(*link(b"d0\0")), capture(*link(b"d0\0", errno=17)))
    assert changes(found) == [[Change("call.state", "ok", "failed"), Change("call.errno", "0", "EEXIST")]]


def test_messages_are_found_again_wherever_they_stand() -> None:
    first, second, third = (link(name, seq=seq) for seq, name in enumerate((b"d0\0", b"d1\0", b"d2\0"), 1))
    found, alike = differences(capture(*first, *second, *third), capture(*third, *first, *second))
    assert (found, alike) == ([], 3)


def test_what_is_missing_and_what_is_new_is_told_as_such_in_the_order_of_the_captures() -> None:
    one = capture(*link(b"d0\0"), route(bytes([10, 0, 0, 1]), 0, seq=2))
    other = capture(*link(b"d0\0"), message(20, 0, struct.pack("<BBBBI", 2, 8, 0, 0, 1), 3, 0))
    found, alike = differences(one, other)
    assert alike == 1
    gone, new = found
    assert gone.before is not None
    assert (gone.before.type_name, gone.after) == ("RTM_NEWROUTE", None)
    assert new.after is not None
    assert (new.before, new.after.type_name) == (None, "RTM_NEWADDR")


def test_interfaces_are_compared_by_name_and_without_one_in_the_order_in_which_they_occur() -> None:
    named = [message(16, 2, struct.pack("<BxHiII", 0, 1, index, 0, 0) + LINK[16:], 5) for index in (2, 44)]
    one = capture(named[0], route(bytes([10, 0, 0, 1]), 2), route(bytes([10, 0, 0, 2]), 9))
    other = capture(named[1], route(bytes([10, 0, 0, 1]), 44), route(bytes([10, 0, 0, 2]), 700))
    assert differences(one, other)[0] == []
    assert Contents(one).of(one.message(1))["rta.oif"] == "eth0"
    assert Contents(one).of(one.message(2))["rta.oif"] == "interface 1"


def test_names_that_are_made_up_count_as_the_same_unless_the_rules_say_otherwise() -> None:
    one, other = capture(*link(b"veth1a2b3c4\0")), capture(*link(b"vethffffff0\0"))
    assert differences(one, other)[0] == []
    (found,) = differences(one, other, Rules(replaced=()))[0]
    assert [change.path for change in found.changes] == ["ifla.ifname"]


def test_rules_ignore_a_field_with_all_below_it() -> None:
    one, other = capture(*link(b"d0\0", 1500)), capture(*link(b"d0\0", 1400))
    assert differences(one, other, Rules(ignored=(*Rules().ignored, "ifla.mtu")))[0] == []
    assert differences(one, other, Rules(ignored=(*Rules().ignored, "ifla")))[0] == []
    assert differences(one, other, Rules(ignored=(*Rules().ignored, "*.mtu")))[0] == []
    assert differences(one, other, Rules(ignored=(*Rules().ignored, "ifla.mt")))[0] != []


def test_a_field_that_occurs_twice_is_compared_with_its_own() -> None:
    two = attribute(53, b"a\0") + attribute(53, b"b\0")
    nest = attribute(52, two)
    content = Contents(one := capture(*link(b"d0\0", more=nest))).of(one.message(0))
    assert [value for path, value in content.items() if path.startswith("ifla.prop_list.alt_ifname")] == ['"a"', '"b"']


def test_the_messages_most_alike_are_compared() -> None:
    one = capture(*link(b"d0\0", 1500, seq=1), *link(b"d1\0", 1500, seq=2))
    other = capture(*link(b"d1\0", 1400, seq=1), *link(b"d0\0", 1300, seq=2))
    found, _ = differences(one, other)
    assert changes(found) == [[Change("ifla.mtu", "1500", "1300")], [Change("ifla.mtu", "1500", "1400")]]


def test_real_captures_of_the_same_commands_differ_where_the_kernels_do() -> None:
    with nldissect.open(CAPTURES / "addresses.pcap") as one, nldissect.open(CAPTURES / "links.pcap") as other:
        found, alike = differences(one.load(), other.load())
    assert found
    assert all(each.changes or None in (each.before, each.after) for each in found)
    assert alike < len(one)
