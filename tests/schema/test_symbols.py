"""Symbols: the names of constants as words."""

from __future__ import annotations

from enum import IntEnum

from nldissect.schema import AddressFamily
from nldissect.schema.symbols import common_prefix, word


class RouteProtocol(IntEnum):
    RTPROT_KERNEL = 2
    RTPROT_STATIC = 4


class Alone(IntEnum):
    ONLY_ONE = 1


class Unlike(IntEnum):
    AB_ONE = 1
    AC_TWO = 2


def test_the_prefix_ends_with_an_underscore() -> None:
    assert common_prefix(["IFF_UP", "IFF_UNKNOWN"]) == "IFF_"
    assert common_prefix(["RT_SCOPE_A", "RT_SCOPE_B"]) == "RT_SCOPE_"
    assert common_prefix(["ONE", "TWO"]) == ""


def test_one_name_alone_has_no_prefix() -> None:
    assert common_prefix(["ONLY_ONE"]) == ""
    assert common_prefix([]) == ""
    assert word(Alone.ONLY_ONE) == "only_one"


def test_a_word_is_what_tells_a_constant_from_its_fellows() -> None:
    assert word(RouteProtocol.RTPROT_STATIC) == "static"
    assert word(Unlike.AB_ONE) == "ab_one"


def test_address_families_have_words_although_some_begin_otherwise() -> None:
    assert word(AddressFamily.AF_INET6) == "inet6"
    assert word(AddressFamily.RTNL_FAMILY_IPMR) == "rtnl_family_ipmr"
