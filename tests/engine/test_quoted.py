"""Messages inside messages: whole, capped, cut, undeclared, and inside each other."""

from __future__ import annotations

from struct import pack

import pytest

from nldissect.engine.interpreter import HEADER, MOST_DEPTH
from nldissect.families.netlink import NLM_F_ACK_TLVS, NLM_F_CAPPED
from nldissect.schema import Attributes, Quoted, Struct, binary, equals, select, string, u8, u32
from tests.engine.building import Read, attribute, declare, message, read

NLMSG_ERROR = 2


class header(Struct):
    family = u8


class TABLE(Attributes):
    NAME = 1, string
    NUMBER = 2, u32


REQUEST = message(b"\2\0\0\0" + attribute(1, b"eth0\0"), flags=1)
MESSAGE = attribute(1, b"no such device\0")  # NLMSGERR_ATTR_MSG
declared = declare(TABLE, header)


def error(errno: int, quoted: bytes, *tlvs: bytes, flags: int = 0) -> Read:
    payload = pack("<i", -errno) + quoted + b"".join(tlvs)
    return read(declared, message(payload, type_=NLMSG_ERROR, flags=flags))


def test_an_error_quotes_the_request_with_its_own_names() -> None:
    found = error(19, REQUEST)
    assert [(node.depth, node.name) for node in found.nodes[6:]] == [
        (0, "nlmsgerr"),
        (1, "error"),
        (1, "msg"),
        (2, "nlmsghdr"),
        (3, "len"),
        (3, "type"),
        (3, "flags"),
        (3, "seq"),
        (3, "pid"),
        (2, "header"),
        (3, "family"),
        (2, "TABLE_NAME"),
    ]
    assert found.node("TABLE_NAME").path == "nl.msg.table.name"
    assert found.node("TABLE_NAME").value == "eth0"
    assert found.issues == {}
    assert found.summary == "error ENODEV for TEST_NEW"


def test_flags_of_the_quoted_message_are_those_of_its_kind() -> None:
    request = message(b"\2\0\0\0", flags=0x401)
    flags = [node.text for node in error(19, request).nodes if node.name == "flags"]
    assert flags[1] == "NLM_F_REQUEST|NLM_F_CREATE (0x401)"


def test_an_extended_ack_follows_the_quoted_message() -> None:
    found = error(19, REQUEST, MESSAGE, flags=NLM_F_ACK_TLVS)
    assert found.node("NLMSGERR_ATTR_MSG").path == "nl.extack.msg"
    assert found.summary == 'error ENODEV for TEST_NEW "no such device"'


def test_an_extended_ack_follows_a_quoted_message_that_is_not_aligned() -> None:
    odd = message(b"\2\0\0\0" + pack("<HH", 7, 1) + b"eth")  # 27 bytes
    found = error(19, odd + b"\0", MESSAGE, flags=NLM_F_ACK_TLVS)
    assert found.node("TABLE_NAME").value == "eth"
    assert found.node("NLMSGERR_ATTR_MSG").value == "no such device"
    assert found.issues == {}


def test_a_capped_error_quotes_the_header_alone_although_its_length_is_that_of_all() -> None:
    found = error(19, REQUEST[:HEADER], MESSAGE, flags=NLM_F_CAPPED | NLM_F_ACK_TLVS)
    assert [node.name for node in found.nodes].count("nlmsghdr") == 2
    assert found.node("NLMSGERR_ATTR_MSG").value == "no such device"
    assert found.issues == {}


def test_an_ack_quotes_the_header_alone_without_a_flag_for_it() -> None:
    found = error(0, REQUEST[:HEADER], MESSAGE, flags=NLM_F_ACK_TLVS)
    assert found.node("NLMSGERR_ATTR_MSG").value == "no such device"
    assert found.summary == 'ack of TEST_NEW "no such device"'
    assert found.issues == {}


@pytest.mark.parametrize("size", range(HEADER, len(REQUEST)))
def test_a_quoted_message_that_is_cut_shows_what_is_there_and_says_so(size: int) -> None:
    found = error(19, REQUEST[:size])
    (issue,) = (node.issue for node in found.nodes if node.name == "nlmsghdr" and node.issue)
    assert issue == f"nlmsg_len is {len(REQUEST)}, {size} bytes are here"


@pytest.mark.parametrize("size", range(HEADER))
def test_too_few_bytes_for_a_message_are_a_rest(size: int) -> None:
    found = error(19, REQUEST[:size])
    assert [node.name for node in found.nodes[8:]] == (["tail"] if size else [])


@pytest.mark.parametrize("length", [0, 5, 15])
def test_a_quoted_length_below_a_header_is_told(length: int) -> None:
    found = error(19, pack("<IHHII", length, 20, 1, 7, 9))
    assert found.issues == {"nlmsghdr": f"nlmsg_len is {length}, less than its own header"}


def test_a_quoted_message_of_a_type_that_nobody_declares_has_a_payload() -> None:
    found = error(95, message(b"\1\2\3\4", type_=99))
    assert found.node("payload").value == b"\1\2\3\4"
    assert found.summary == "error EOPNOTSUPP for type 0x63"


def test_selectors_in_a_quoted_message_do_not_see_what_is_around_it() -> None:
    class ASKS(Attributes):
        BY_FLAGS = 1, select("nlmsghdr.flags", {5: u32}, otherwise=binary)
        BY_ERROR = 2, select("error", {-19: u32}, otherwise=binary)

    inner = message(attribute(1, bytes(4)) + attribute(2, bytes(4)), flags=5)
    found = read(declare(ASKS), message(pack("<i", -19) + inner, type_=NLMSG_ERROR))
    assert found.node("ASKS_BY_FLAGS").value == 0
    assert found.node("ASKS_BY_ERROR").value == bytes(4)


def test_errors_inside_errors_are_read_up_to_a_depth_and_lose_nothing() -> None:
    quoted = REQUEST
    for _ in range(3 * MOST_DEPTH):
        quoted = message(pack("<i", -19) + quoted, type_=NLMSG_ERROR)
    found = read(declared, quoted)
    assert max(node.depth for node in found.nodes) <= MOST_DEPTH + 3


def test_an_attribute_may_hold_a_message() -> None:
    class PACKET(Attributes):
        KIND = 1, u32
        MESSAGE = 2, Quoted(header_only=equals("KIND", 1))

    holder = declare(PACKET)
    found = read(holder, message(attribute(2, message(attribute(1, b"\5\0\0\0")), b"\1\2\3\4\5")))
    assert found.values["packet.message.packet.kind"] == 5
    assert found.node("tail").value == b"\1\2\3\4\5"
    alone = read(holder, message(attribute(1, b"\1\0\0\0") + attribute(2, REQUEST[:HEADER])))
    assert alone.issues == {}


def test_a_struct_of_a_header_alone_has_its_name() -> None:
    class wrapped(Struct):
        quoted = Quoted(header_only=equals("nlmsghdr.seq", 7))

    found = read(declare(None, wrapped), message(REQUEST))
    assert found.node("tail").value == REQUEST[HEADER:]
