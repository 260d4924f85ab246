"""The message that comes nearest to a filter, and what it misses."""

from __future__ import annotations

import pytest

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.analysis.nearest import Missed, nearest
from nldissect.families import registry
from tests.captures import CAPTURES


def of_links(text: str) -> tuple[str, tuple[Missed, ...]]:
    """The summary of the nearest message of a capture, and what it misses."""
    with nldissect.open(CAPTURES / "links.pcap") as capture:
        found = nearest(Filter(text, registry), capture.load())
        assert found is not None
        return found[0].summary, found[1]


def test_the_message_that_misses_least_is_nearest() -> None:
    summary, missed = of_links("nl.flags.create and ifla.linkinfo.data.veth and ifla.mtu == 9")
    assert summary == "link add veth0 type veth peer veth1"
    assert missed == (Missed("ifla.mtu == 9", (("ifla.mtu", ()),)),)


def test_of_equals_the_one_whose_values_look_alike_is_nearest() -> None:
    summary, missed = of_links("nl.type == RTM_NEWLINK and ifla.ifname == 'veth7'")
    assert summary.startswith("link add veth0")
    assert missed == (Missed("ifla.ifname == 'veth7'", (("ifla.ifname", ('"veth0"',)),)),)


def test_a_field_that_is_not_there_has_no_values() -> None:
    _, missed = of_links("nl.type == RTM_NEWLINK and rta.dst")
    assert missed == (Missed("rta.dst", (("rta.dst", ()),)),)


@pytest.mark.parametrize("text", ["(nl.seq == 1 or nl.seq == 2)", "not nl.type"])
def test_what_or_joins_is_one_condition(text: str) -> None:
    _, (missed,) = of_links(f"nl.type == RTM_NEWLINK and {text}")
    assert missed.condition == text.strip("()")


def test_what_was_worked_out_is_told_too() -> None:
    _, (missed,) = of_links("call.state == failed and call.errno == EPERM")
    assert missed.condition == "call.errno == EPERM"
    ((path, values),) = missed.fields
    assert (path, len(values)) == ("call.errno", 1)


def test_there_may_be_no_messages() -> None:
    assert nearest(Filter("nl.type", registry), []) is None
