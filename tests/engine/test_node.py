"""Trees of messages."""

from __future__ import annotations

from nldissect.engine.node import build_nodes
from nldissect.schema import Attributes, string, u32
from tests.engine.building import attribute, reader


class INNER(Attributes):
    NAME = 1, string


class OUTER(Attributes):
    NEST = 1, INNER
    NUMBER = 2, u32.named("table")


def test_children_hang_below_their_parents_in_order() -> None:
    found = reader(OUTER)(attribute(1, attribute(1, b"a\0"), attribute(1, b"b\0")), attribute(2, b"\1\0\0\0"))
    assert [child.text for child in found.node("OUTER_NEST").children] == ['"a"', '"b"']
    assert [node.name for node in found.nodes if node.depth == 0] == ["nlmsghdr", "OUTER_NEST", "OUTER_NUMBER"]


def test_containers_have_no_value_and_no_text() -> None:
    nest = reader(OUTER)(attribute(1)).node("OUTER_NEST")
    assert (nest.value, nest.text, nest.children, nest.issue) == (None, "", [], "")


def test_a_node_shows_itself() -> None:
    found = reader(OUTER)(attribute(2, b"\1\0\0\0"))
    assert repr(found.node("OUTER_NUMBER")) == "<Node OUTER_NUMBER=1 16..24>"
    assert repr(found.node("nlmsghdr")) == "<Node nlmsghdr 0..16>"


class Known:
    """A capture in which a routing table has a name."""

    def name(self, space: str, number: int) -> str:
        return "v\tpn" if (space, number) == ("table", 1) else ""

    def cause(self) -> str:
        return ""

    def asks(self) -> bool:
        return True


def test_a_number_is_shown_with_its_name() -> None:
    found = reader(OUTER)(attribute(2, b"\1\0\0\0"), attribute(2, b"\2\0\0\0"))
    nodes = build_nodes(found.layout, found.data, Known())
    assert [(node.value, node.text) for node in nodes if node.name == "OUTER_NUMBER"] == [(1, r"v\tpn (1)"), (2, "2")]
