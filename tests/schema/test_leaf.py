"""Leaves: how one is made from another."""

from __future__ import annotations

from enum import IntEnum, IntFlag

import pytest

from nldissect.schema import (
    DeclarationError,
    address_family,
    be32,
    binary,
    flag,
    ifindex,
    ip,
    ipv4,
    ipv6,
    s32,
    string,
    u8,
    u16,
    u32,
)


class Colour(IntEnum):
    RED = 1


class Bit(IntFlag):
    ONE = 1


def test_a_leaf_takes_symbols_a_meaning_or_a_length() -> None:
    assert (u8(Colour).show, u8(Colour).symbols) == ("enum", Colour)
    assert (u8(Bit).show, u8(Bit).symbols) == ("flags", Bit)
    assert (s32(ifindex).show, s32(ifindex).code, s32(ifindex).name) == ("ifindex", "i", "s32(ifindex)")
    assert u16(address_family).symbols is address_family.symbols
    assert (binary(32).size, binary.size) == (32, None)


def test_values_can_have_the_names_of_a_space() -> None:
    table = u32(Colour).named("table")
    assert (table.names, table.symbols, u32.names) == ("table", Colour, "")
    away = ifindex.named("interface", elsewhere="IFLA_LINK_NETNSID")
    assert (away.names, away.elsewhere, ifindex.elsewhere) == ("interface", "IFLA_LINK_NETNSID", "")
    assert (be32(away).names, be32(away).elsewhere) == ("interface", "IFLA_LINK_NETNSID")
    with pytest.raises(DeclarationError, match="string is no integer"):
        string.named("table")


def test_a_meaning_keeps_size_and_byte_order() -> None:
    leaf = be32(Bit)
    assert (leaf.size, leaf.network, leaf.code) == (4, True, "I")


def test_a_secret_or_renamed_leaf_leaves_the_other_as_it_was() -> None:
    assert (string.secret.sensitive, string.sensitive) == (True, False)
    assert (u32.called("port").key, u32.key) == ("port", "")


def test_alternatives_are_chosen_by_length() -> None:
    assert [ip.of(length) for length in (4, 16, 5)] == [ipv4, ipv6, None]
    assert ip.name == "ipv4|ipv6"


def test_an_alternative_without_size_takes_what_the_others_leave() -> None:
    either = flag | u16 | string
    assert [either.of(length) for length in (0, 2, 1, 7)] == [flag, u16, string, string]


def test_alternatives_can_be_joined() -> None:
    assert [leaf.name for leaf in (u8 | (u16 | u32)).leaves] == ["u8", "u16", "u32"]
    assert [leaf.name for leaf in ((u8 | u16) | u32).leaves] == ["u8", "u16", "u32"]
