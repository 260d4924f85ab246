"""Protocols, messages, families and commands."""

from __future__ import annotations

from enum import IntFlag

import pytest

from nldissect.families.netlink import DEL, DO, GET, NEW, SET, protocol
from nldissect.schema import Attributes, DeclarationError, Kind, Protocol, Struct, headed, u8, u16, u32


class genl(Struct):
    cmd = u8
    version = u8
    reserved = u16


class A(Attributes):
    ONE = 1, u32


class B(Attributes):
    TWO = 1, u32


@pytest.fixture
def declared() -> Protocol:
    return protocol("NETLINK_TEST", 77, kinds=(NEW, DEL, GET, SET), default=headed(genl, A), dispatch="cmd")


def test_the_kind_of_a_message_follows_from_the_low_bits_of_its_number(declared: Protocol) -> None:
    kinds = [declared.message(f"TEST_{number}", number).kind for number in (16, 17, 18, 19, 20)]
    assert kinds == [NEW, DEL, GET, SET, NEW]
    assert declared.message("TEST_GET", 24, kind=GET).kind is GET


def test_the_type_of_a_message_has_its_name_in_the_netlink_header(declared: Protocol) -> None:
    header = declared.message("TEST_NEW", 20).nlmsghdr
    assert [member.name for member in header.members] == ["len", "type", "flags", "seq", "pid"]
    symbols = [getattr(header.by_name[name].type, "symbols", None) for name in ("type", "flags")]
    assert symbols == [{20: "TEST_NEW"}, NEW.flags]


def test_a_number_used_twice_by_messages_is_refused_with_its_place(declared: Protocol) -> None:
    declared.message("TEST_ONE", 20)
    with pytest.raises(
        DeclarationError, match=r"test_message.py:\d+: TEST_TWO has the number 20 of TEST_ONE in NETLINK_TEST$"
    ):
        declared.message("TEST_TWO", 20)


def test_a_family_declared_twice_is_refused_with_its_place(declared: Protocol) -> None:
    declared.family("ethtool", genl)
    with pytest.raises(DeclarationError, match=r"test_message.py:\d+: NETLINK_TEST has a family 'ethtool' already$"):
        declared.family("ethtool", genl)


def test_a_number_used_twice_by_commands_is_refused_with_its_place(declared: Protocol) -> None:
    family = declared.family("ethtool", genl)
    family.command("ETHTOOL_ONE", 1, A, kind=GET)
    with pytest.raises(
        DeclarationError, match=r"test_message.py:\d+: ETHTOOL_TWO has the number 1 of ETHTOOL_ONE in ethtool$"
    ):
        family.command("ETHTOOL_TWO", 1, A, kind=GET)


def test_messages_are_found_by_number_and_families_by_the_name_of_their_number(declared: Protocol) -> None:
    message = declared.message("TEST_NEW", 20)
    family = declared.family("ethtool", genl).message
    assert declared.find(20) is message
    assert declared.find(30, "ethtool") is family
    assert declared.find(20, "ethtool") is family


def test_a_family_of_fixed_number_is_found_by_it(declared: Protocol) -> None:
    family = declared.family("nlctrl", genl, number=16).message
    assert declared.find(16) is family


def test_control_messages_belong_to_every_protocol(declared: Protocol) -> None:
    assert [declared.find(number).name for number in (1, 2, 3, 4)] == [
        "NLMSG_NOOP",
        "NLMSG_ERROR",
        "NLMSG_DONE",
        "NLMSG_OVERRUN",
    ]


def test_a_message_that_is_not_declared_has_the_header_and_attributes_that_are_usual(declared: Protocol) -> None:
    message = declared.find(99)
    assert (message.name, message.declared, message.body) == ("type 0x63", False, declared.default)
    assert declared.find(99) is message


def test_a_family_that_is_not_declared_has_its_name_and_commands_by_number(declared: Protocol) -> None:
    message = declared.find(40, "mystery")
    assert (message.name, message.family, message.declared) == ("mystery", "mystery", False)
    command = message.command(7)
    assert (command.name, command.number, command.declared) == ("mystery cmd 7", 40, False)
    assert message.command(7) is command


def test_made_up_messages_are_bounded(declared: Protocol) -> None:
    for number in range(5000):
        declared.find(number, "hostile")
    assert len(declared._undeclared) <= 4096


def test_a_command_that_is_not_declared_is_its_family(declared: Protocol) -> None:
    family = declared.family("ethtool", genl)
    one = family.command("ETHTOOL_ONE", 1, A, kind=GET)
    assert family.message.command(1) is one
    assert family.message.command(2) is family.message


def test_iteration_gives_every_message_and_every_command(declared: Protocol) -> None:
    declared.message("TEST_NEW", 20)
    family = declared.family("ethtool", genl)
    family.command("ETHTOOL_ONE", 1, A, request=B, kind=GET)
    family.command("ETHTOOL_TWO", 2, A, kind=DO)
    declared.family("empty", genl)
    assert [message.name for message in declared] == ["TEST_NEW", "ETHTOOL_ONE", "ETHTOOL_TWO", "empty"]


def test_protocols_have_a_short_name(declared: Protocol) -> None:
    assert declared.short == "test"


class Flags(IntFlag):
    REQUEST = 1


VERBS = Kind("example", Flags, 1, ((0x600, "add"), (0x100, "change"), (0, "set")), "told")


@pytest.mark.parametrize(
    ("flags", "verb"),
    [(0x601, "add"), (0x701, "add"), (0x201, "set"), (0x101, "change"), (0x1, "set"), (0x600, "told"), (0, "told")],
)
def test_the_verb_is_that_of_the_first_bits_that_are_all_set_in_a_request(flags: int, verb: str) -> None:
    assert VERBS.verb(flags) == verb


def test_a_request_without_fitting_verb_has_none() -> None:
    assert Kind("bare", Flags, 1, ((0x600, "add"),)).verb(1) == ""
