"""Trees: the nodes of one message, built when somebody looks at it."""

from __future__ import annotations

from typing import Any

from nldissect.engine.context import NOWHERE, Context, name_of
from nldissect.engine.field import Field
from nldissect.engine.layout import Layout
from nldissect.engine.values import presentation, printable


class Node:
    """One node of a message's tree.

    field     what it is: name, path, role, whether it is declared
    value     Python value of a leaf; None for a container
    text      the value as text, with its name, without control characters; "" for a container
    start, value_start, end, next
              bytes from the start of the message: the node's own header, its value, its padding
    issue     what does not fit its declaration, or ""
    children  the nodes below
    """

    __slots__ = ("children", "depth", "end", "field", "issue", "next", "start", "text", "value", "value_start")

    def __init__(self, field: Field, start: int, value_start: int, end: int, next_: int, depth: int) -> None:
        self.field = field
        self.start = start
        self.value_start = value_start
        self.end = end
        self.next = next_
        self.depth = depth
        self.value: Any = None
        self.text = ""
        self.issue = ""
        self.children: list[Node] = []

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def path(self) -> str:
        return self.field.path

    @property
    def declared(self) -> bool:
        return self.field.declared

    @property
    def policy(self) -> str:
        return self.field.policy

    @property
    def sensitive(self) -> bool:
        return self.field.sensitive

    def __repr__(self) -> str:
        return f"<Node {self.name}{f'={self.text}' if self.text else ''} {self.start}..{self.end}>"


def build_nodes(layout: Layout, data: bytes, context: Context = NOWHERE) -> list[Node]:
    """All nodes of one message in preorder, linked by `children`."""
    nodes: list[Node] = []
    above: list[Node] = []
    for field, _, start, value, end, next_, depth in layout.spans:
        node = Node(field, start, value, end, next_, depth)
        del above[depth:]
        if above:
            above[-1].children.append(node)
        above.append(node)
        nodes.append(node)
    for index, raw in zip(layout.leaves, layout.unpack.unpack_from(data), strict=True):
        leaf = layout.spans[index][1]
        assert leaf is not None  # leaves have one
        shown = presentation(leaf)
        nodes[index].value = shown.value(raw)
        nodes[index].text = shown.text(raw)
    for index, space in layout.named.items():
        node = nodes[index]
        if name := name_of(node.value, space, context):
            node.text = f"{name} ({node.text})"
    for index, issue in layout.issues.items():
        nodes[index].issue = printable(issue.text)
    return nodes
