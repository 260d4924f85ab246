"""Messages from hex digits, and what they say, for the tests of families."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import nldissect
from nldissect.engine.node import Node


def decode(digits: str, protocol: str = "route") -> nldissect.Message:
    """The one message in these bytes; it has nothing undeclared and nothing that does not fit."""
    (message,) = nldissect.decode(bytes.fromhex(digits), protocol)
    nodes = message.nodes()
    assert [node for node in nodes if node.issue] == []
    assert [node for node in nodes if not node.declared] == []
    return message


def _values(nodes: Iterable[Node], top: str) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for node in nodes:
        if node.value is not None:
            found.setdefault(node.path.removeprefix(top + "."), []).append(node.value)
    return {path: values if len(values) > 1 else values[0] for path, values in found.items()}


def below(message: nldissect.Message, name: str) -> dict[str, Any]:
    """The values below the first node of this name, by the rest of their paths; a list where there are several."""
    nodes = message.nodes()
    start = next(place for place, node in enumerate(nodes) if node.name == name)
    depth = nodes[start].depth
    stop = next((place for place in range(start + 1, len(nodes)) if nodes[place].depth <= depth), len(nodes))
    return _values(nodes[start + 1 : stop], nodes[start].path)


def attributes(message: nldissect.Message, key: str) -> dict[str, Any]:
    """The values of the table `key`, by the rest of their paths; a list where there are several."""
    return _values((node for node in message.nodes() if node.path.startswith(key + ".")), key)
