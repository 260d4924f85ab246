"""What may stand at a place of a display filter."""

from __future__ import annotations

from functools import cache
from time import perf_counter

import pytest
from hypothesis import given, settings, strategies as st

from nldissect.analysis.computed import COMPUTED
from nldissect.analysis.diagnostics import CODES
from nldissect.analysis.fields import declared_fields
from nldissect.analysis.filter import Filter, FilterError
from nldissect.analysis.filter.candidates import MOST
from nldissect.analysis.filter.completion import begun, complete
from nldissect.analysis.filter.fields import find
from nldissect.analysis.filter.kinds import kind, labelled
from nldissect.analysis.filter.parser import FUNCTIONS, parse
from nldissect.families import registry

OPERANDS = ("1", '"a"', "192.0.2.1", "fe80::1", "00:11", '"16/17"', "00000000-0000-0000-0000-000000000000", "true",
            "2026-11-21", "1ms", "route", "1 == 1")  # fmt: skip


def offered(text: str, cursor: int | None = None) -> list[str]:
    return [each.text for each in complete(text, len(text) if cursor is None else cursor, registry).candidates]


def applied(text: str, chosen: str) -> str:
    found = complete(text, len(text), registry)
    return text[: found.start] + chosen + text[found.end :]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rta.oi", ["rta.oif"]),
        ("oif", ["nha.oif", "rta.oif"]),
        ("OIF", ["nha.oif"]),
        ("rta.o", ["rta.oif"]),
        ("ifla.mtu > 5 and call.st", ["call.state"]),
        ("not ifinfo.flags.u", ["ifinfo.flags.up"]),
        ("(nl.err", ["nl.errno"]),
        ("le", ["len("]),
        ("len(ifla.ifn", ["ifla.ifname"]),
        ("any rta.multipath.g", ["rta.multipath.gateway"]),
        ("nl.msg.ifla.mt", ["nl.msg.ifla.mtu"]),
        ("netlink-route.ifla_mt", ["netlink-route.ifla_mtu"]),
        ("nfgen.version == 1 or rou", ["route"]),
        ("rta.oif ", ["==", "!=", "in"]),
        ("rta.oif =", ["=="]),
        ("rta.oif c", ["contains"]),
        ("rta.oif not ", ["in"]),
        ("rta.oif in ", ["{"]),
        ("len(ifla.ifname) ", ["==", "!=", "in", ">"]),
        ("nl.type == RTM_NEWL", ["RTM_NEWLINK"]),
        ("nl.type == rtm_newl", ["RTM_NEWLINK"]),
        ("nl.type==RTM_NEWL", ["RTM_NEWLINK"]),
        ("nl.type in {RTM_NEWROUTE, RTM_NEWL", ["RTM_NEWLINK"]),
        ("nl.type in {RTM_NEWROUTE RTM_NEWL", ["RTM_NEWLINK"]),
        ("nl.type in {RTM_NEWROUTE .. RTM_NEWL", ["RTM_NEWLINK"]),
        ("nl.type in {RTM_NEWROUTE ", ["}"]),
        ("nl.errno == EBU", ["EBUSY"]),
        ("nl.family in {ro", ["route"]),
        ("nl.family == ", ["generic"]),
        ("rtm.protocol == sta", ["static"]),
        ("call.state == f", ["FAILED"]),
        ("call.type == RTM_NEWL", ["RTM_NEWLINK"]),
        ("ifinfo.flags & IFF_U", ["IFF_UP"]),
        ("ifinfo.flags.up == ", ["true", "false"]),
        ("ifla.mtu > 5 ", ["and", "or", "xor"]),
        ("route ", ["and", "or", "xor"]),
        ("nl.type in {RTM_NEWROUTE} ", ["and", "or", "xor"]),
        ("(nl.errno > 0) a", ["and"]),
    ],
)
def test_the_most_fitting_comes_first(text: str, first: list[str]) -> None:
    assert offered(text)[: len(first)] == first


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('nl.summary contains "rta', "within a string"),
        ("nl.summary[0", "within a slice"),
        ("ifla.ifname matches RTM", "a pattern"),
        ("ifla.mtu > ", "a number without names"),
        ("len(ifla.ifname ", "within a function"),
        (")", "what closes nothing"),
        ("zzzz", "what nothing is called"),
    ],
)
def test_nothing_is_offered_for(text: str, why: str) -> None:
    assert offered(text) == [], why


def test_what_is_wrong_before_does_not_keep_from_completing_behind() -> None:
    assert "rta.oif" in offered("nl.type = 5 and rta.oi")
    assert "rta.oif" in offered("@ $ or rta.oi")


def test_operators_are_those_of_the_kind() -> None:
    assert not {"contains", "matches"} & {*offered("ifla.mtu ")}
    assert {"contains", "matches", "in"} <= {*offered("ifla.ifname ")}
    assert "&" not in offered("ifla.ifname ")
    assert {"&", ">="} <= {*offered("ifinfo.flags ")}
    assert offered("ifla.linkinfo ") == ["and", "or", "xor"]
    assert "and" not in offered("any rta.oif ")


def test_codes_of_diagnostics_are_values() -> None:
    assert set(offered("nl.diagnostic == ")) == set(CODES)


def test_the_word_at_the_cursor_is_replaced_as_a_whole() -> None:
    found = complete("rta.oix == 5", 5, registry)
    assert (found.start, found.end) == (0, 7)
    assert found.candidates[0].text == "rta.oif"
    assert complete("rta.oif", 99, registry).start == 0
    assert complete("", -1, registry).start == 0


def test_values_tell_their_numbers_and_errors_what_they_are() -> None:
    def meaning(text: str, of: str) -> str:
        return next(each.meaning for each in complete(text, len(text), registry).candidates if each.text == of)

    assert meaning("nl.type == ", "RTM_NEWROUTE") == "24"
    assert meaning("rtm.protocol == ", "static") == "4  RTPROT_STATIC"
    assert meaning("nl.errno == ", "EBUSY") == "16  Device or resource busy"
    assert meaning("ifla.mt", "ifla.mtu") == "IFLA_MTU  u32"


def test_a_value_that_would_be_a_word_of_the_language_is_quoted() -> None:
    quoted = [each for path in fields_of_each_kind() for each in offered(f"{path} == ") if each.startswith('"')]
    assert quoted  # there are some
    for path in fields_of_each_kind():
        for each in offered(f"{path} == "):
            Filter(f"{path} == {each}", registry)


def test_at_most_so_many_are_given_and_none_is_undeclared() -> None:
    for text in ("", "a", "ifla.", "nl.type == 1 and "):
        found = offered(text)
        assert len(found) == MOST
        assert not any(part.isdecimal() for each in found for part in each.split("."))


def test_a_begun_name_is_told_from_what_means_something() -> None:
    def begun_(text: str) -> str:
        return begun(text, complete(text, len(text), registry), registry)

    assert begun_("nl.type == 1 and rta.oi") == "rta.oi"
    for text in ("rta.oif", "nl", "ifla.300", "nl.type == RTM_NEW", 'call.type == "x" ', "zzzz", "5", ""):
        assert begun_(text) == "", text


def test_a_call_takes_less_than_a_millisecond() -> None:
    for text in ("", "r", "oif", "zzz", "nl.type == RTM_", "nl.type in {RTM_NEWROUTE, RTM_", "a and b and ifla.link"):
        complete(text, len(text), registry)
        spent = []
        for _ in range(20):
            start = perf_counter()
            complete(text, len(text), registry)
            spent.append(perf_counter() - start)
        assert min(spent) < 0.001, text


@cache
def fields_of_each_kind() -> tuple[str, ...]:
    """One field for each way in which values compare."""
    found: dict[object, str] = {}
    for path in (*declared_fields(registry), *COMPUTED):
        reference = find(path, registry)
        if reference is not None and not any(part.isdecimal() for part in path.split(".")):
            known = frozenset((kind(leaf), leaf.show, labelled(leaf), id(leaf.symbols)) for leaf in reference.leaves)
            found.setdefault(known, path)
    return tuple(found.values())


def test_every_operator_offered_makes_a_filter_with_some_value() -> None:
    for path in fields_of_each_kind():
        for operator in offered(f"{path} "):
            values = [*offered(f"{path} {operator} ")[:3], *OPERANDS]
            if operator == "in":
                assert offered(f"{path} in ") == ["{"]
                values = [f"{{{value}}}" for value in (*offered(f"{path} in {{")[:3], *OPERANDS)]
            assert any(is_filter(f"{path} {operator} {value}") for value in values), f"{path} {operator}"


def test_every_field_offered_is_one() -> None:
    for path in [*declared_fields(registry)][::37]:
        for each in offered(path)[:2]:
            Filter(each, registry)


def is_filter(text: str) -> bool:
    try:
        Filter(text, registry)
    except FilterError:
        return False
    return True


PIECES = ("rta.oif", "nl.type", "ifla.ifname", "ifinfo.flags", "call.state", "route", "len", "RTM_NEWROUTE", "5", '"a"',
          "==", "!=", ">", "in", "{", "}", ",", "..", "(", ")", "and", "or", "not", "any", "&", "+", "-", "contains",
          "matches", "[0:2]", "=", "@", "rta", "x")  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=9), st.integers(0, 9))
def test_what_is_taken_is_never_what_does_not_parse(pieces: list[str], which: int) -> None:
    text = " ".join(pieces)
    for before in (f"{text} ", text):
        found = complete(before, len(before), registry)
        if not found.candidates or not parses_until(before[: found.start], found.start):
            continue
        chosen = found.candidates[which % len(found.candidates)].text
        after = before[: found.start] + chosen
        assert parses_until(after, len(after)), after


def parses_until(text: str, place: int) -> bool:
    """Whether nothing is wrong but that the text ends, or that a parenthesis is open there."""
    try:
        parse(text)
    except FilterError as error:
        return error.column >= place or "never closed" in error.sentence or error.sentence.endswith("is empty")
    return True


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(-5, 50))
def test_any_text_is_taken(text: str, cursor: int) -> None:
    found = complete(text, cursor, registry)
    assert 0 <= found.start <= found.end <= len(text)


def test_every_function_is_offered() -> None:
    assert {f"{name}(" for name in FUNCTIONS} <= {each for name in FUNCTIONS for each in offered(name)}
