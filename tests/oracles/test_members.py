"""The comparison finds what is different."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracles.members import ByKind, Comparison, Field, List, Members, Present, Section, ToolsOwn

OURS = {
    "header": {"flags": {"value": 3, "names": ["IFF_UP", "IFF_DEBUG"]}, "index": {"value": 2, "name": "eth0"}},
    "MTU": 1500,
    "UP": True,
    "KIND": "veth",
    "HOPS": [{"gateway": "10.0.0.1"}, {"gateway": "10.0.0.2"}],
    "NUMBERED": {"1": {"kind": "gact"}},
}
TABLE: Members = {
    "mtu": "MTU",
    "index": "header.index",
    "flags": Field("header.flags", lambda value: frozenset(value["names"])),
    "up": Present("UP"),
    "gone": Present("GONE"),
    "default": Field("GONE", absent=7),
    "version": ToolsOwn("of the tool", "6.1"),
    "header": Section("header", {"index": "index"}),
    "hops": List("HOPS", {"via": "gateway"}),
    "actions": List("NUMBERED", {"kind": "kind"}),
    "data": ByKind("KIND", {"veth": Section("", {"mtu": "MTU"})}),
}


def differences(**theirs: Any) -> list[str]:
    comparison = Comparison()
    comparison.objects([theirs], TABLE, [OURS])
    return comparison.differences


def test_what_is_equal_is_no_difference() -> None:
    assert (
        differences(
            mtu=1500,
            index=2,
            flags=["IFF_DEBUG", "IFF_UP"],
            up=None,
            gone=False,
            default=7,
            version="6.1",
            header={"index": 2},
            hops=[{"via": "10.0.0.1"}, {"via": "10.0.0.2"}],
            actions=[{"kind": "gact"}],
            data={"mtu": 1500},
        )
        == []
    )


@pytest.mark.parametrize(
    ("key", "value", "difference"),
    [
        ("color", 1, "[0].color: is in no table (1)"),
        ("mtu", 1400, "[0].mtu: the tool tells 1400, we 1500"),
        ("mtu", "1500", "[0].mtu: the tool tells '1500', we 1500"),
        ("flags", ["IFF_UP"], "[0].flags: the tool tells ['IFF_UP'], we "),
        ("up", False, "[0].up: the tool tells False, we True"),
        ("gone", True, "[0].gone: the tool tells True, we False"),
        ("version", "6.2", "[0].version: the tool tells '6.2', we '6.1'"),
        ("header", 2, "[0].header: no object, but 2"),
        ("header", {"index": 3}, "[0].header.index: the tool tells 3, we 2"),
        ("hops", [{"via": "10.0.0.1"}], "[0].hops: the tool tells 1, we 2"),
        ("actions", [{"kind": "ct"}], "[0].actions[0].kind: the tool tells 'ct', we 'gact'"),
        ("data", {"id": 7}, "[0].data.id: is in no table (7)"),
    ],
)
def test_a_difference_is_told_with_its_place(key: str, value: Any, difference: str) -> None:
    (found,) = differences(**{key: value})
    assert found.startswith(difference)


def test_a_value_that_we_do_not_have_is_a_difference() -> None:
    comparison = Comparison()
    comparison.objects([{"mtu": 1500}], TABLE, [{}])
    assert comparison.differences == ["[0].mtu: the tool tells 1500, we nothing"]


def test_a_kind_that_is_in_no_table_is_a_difference() -> None:
    comparison = Comparison()
    comparison.objects([{"data": {}}], TABLE, [{"KIND": "vlan"}])
    assert comparison.differences == ["[0].data: kind 'vlan' is in no table ({})"]


def test_true_is_not_one() -> None:
    (found,) = differences(mtu=True)
    assert found == "[0].mtu: the tool tells True, we 1500"
    comparison = Comparison()
    comparison.objects([{"mtu": True}], TABLE, [{"MTU": 1}])
    assert comparison.differences == ["[0].mtu: the tool tells True, we 1"]
