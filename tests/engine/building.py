"""Small protocols and the messages of them, for tests that say what a declaration means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from struct import pack
from typing import Any

from nldissect.engine.interpreter import interpret
from nldissect.engine.layout import Layout
from nldissect.engine.node import Node, build_nodes
from nldissect.engine.root import Root
from nldissect.engine.summary import summary_of
from nldissect.families.netlink import NEW, protocol
from nldissect.schema import Declarable, Protocol
from nldissect.schema.registry import Registry
from tests.engine.accounting import (
    assert_children_lie_inside,
    assert_every_byte_is_somewhere,
    assert_only_steering_bytes_steer,
    assert_shows,
)

NUMBER = 20  # the type of the messages of `reader`
NESTED = 0x8000  # NLA_F_NESTED


def message(payload: bytes = b"", type_: int = NUMBER, flags: int = 0, *, big: bool = False) -> bytes:
    """A netlink message with seq 7 and port id 9."""
    return pack(f"{'>' if big else '<'}IHHII", 16 + len(payload), type_, flags, 7, 9) + payload


def attribute(number: int, *values: bytes, length: int | None = None, big: bool = False) -> bytes:
    """An attribute with its padding; `length` is what its nla_len says instead of the truth."""
    value = b"".join(values)
    size = 4 + len(value)
    return pack(f"{'>' if big else '<'}HH", size if length is None else length, number) + value + bytes(-size % 4)


def registry_of(declared: Protocol) -> Registry:
    """A registry with one protocol."""
    return Registry({declared.number: ""}, lambda _: declared)


@dataclass
class Read:
    """A message that was read; nothing of it was lost, and everything can be shown."""

    layout: Layout
    data: bytes
    nodes: list[Node]

    @property
    def values(self) -> dict[str, Any]:
        """The values behind the netlink header by path; a list where there are several."""
        return self._by_path(lambda node: node.value)

    @property
    def texts(self) -> dict[str, Any]:
        """The same as texts."""
        return self._by_path(lambda node: node.text)

    @property
    def issues(self) -> dict[str, str]:
        """What does not fit, by the names of the nodes."""
        return {node.name: node.issue for node in self.nodes if node.issue}

    @property
    def undeclared(self) -> list[str]:
        """The names of the nodes that the registry does not know."""
        return [node.name for node in self.nodes if not node.declared]

    @property
    def tree(self) -> list[tuple[int, str]]:
        """Depth and name of every node behind the netlink header."""
        return [(node.depth, node.name) for node in self.nodes if not node.path.startswith("nl.") and node.path != "nl"]

    @property
    def summary(self) -> str:
        return summary_of(self.layout)(self.data)

    def node(self, name: str) -> Node:
        """The only node of this name."""
        (found,) = (node for node in self.nodes if node.name == name)
        return found

    def _by_path(self, what: Callable[[Node], Any]) -> dict[str, Any]:
        found: dict[str, list[Any]] = {}
        for node in self.nodes:
            if node.value is not None and not node.path.startswith("nl."):
                found.setdefault(node.path, []).append(what(node))
        return {path: each if len(each) > 1 else each[0] for path, each in found.items()}


def read(declared: Protocol, data: bytes, *, big: bool = False, type_: int | None = None) -> Read:
    """One message of a protocol, its declaration found by its type."""
    number = int.from_bytes(data[4:6], "big" if big else "little") if type_ is None else type_
    root = Root(registry_of(declared), declared.number, declared.find(number), big, {})
    layout = interpret(root, data)
    assert_every_byte_is_somewhere(layout)
    assert_children_lie_inside(layout)
    assert_shows(layout, data)
    assert_only_steering_bytes_steer(layout, data)
    return Read(layout, data, build_nodes(layout, data))


def declare(
    attributes: Declarable | None = None, header: Declarable | None = None, summary: str | tuple[str, ...] = ()
) -> Protocol:
    """A protocol with one message, which is of the kind that adds objects."""
    declared = protocol("NETLINK_TEST", 77, kinds=(NEW,))
    declared.message("TEST_NEW", NUMBER, header, attributes, summary=summary)
    return declared


def reader(
    attributes: Declarable | None = None,
    header: Declarable | None = None,
    *,
    flags: int = 0,
    big: bool = False,
    summary: str | tuple[str, ...] = (),
) -> Callable[..., Read]:
    """Reads the bytes behind the netlink header of a message that is declared so."""
    declared = declare(attributes, header, summary)
    return lambda *payload: read(declared, message(b"".join(payload), flags=flags, big=big), big=big)
