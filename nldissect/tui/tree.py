"""The tree of a message as details show it: its fields, what is worked out about it, and what is remarked on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nldissect.tui.generated import (
    REQUEST,
    STATE,
    Generated,
    computed_lines,
    diagnostic_line,
    known_calls,
    message_line,
)

if TYPE_CHECKING:
    from nldissect.analysis.calls import Call
    from nldissect.analysis.cause import Cause
    from nldissect.engine.node import Node
    from nldissect.message import Message
    from nldissect.schema.leaf import Leaf
    from nldissect.tui.glyphs import Glyphs

Span = tuple[int, int]

CLOSED_AT_FIRST = frozenset({"nlmsghdr", "genlmsghdr", "nfgenmsg"})
"""Headers that say what the list says already."""

LONGEST_OUTLINE = 160
"""Characters after which no more children are named: nobody has wider panes."""


class Remark(NamedTuple):
    """What is remarked on a field.

    text    behind its value: "← rejected"
    sign    before its name: "error", "warning", "note" or "" for none
    link    row of the message that it leads to, None for none
    detail  behind the text, where there is room: "(u32 from 68 to 65535)"
    """

    text: str = ""
    sign: str = ""
    link: int | None = None
    detail: str = ""


@dataclass
class Tree:
    """The lines of a message, in preorder.

    message  whose they are, None for no message and no lines
    nodes    generated ones among them: the message's own begin at `first`
    remarks  on nodes, by their index
    said     indexes of the nodes whose issue a line of its own tells
    telling  index of the line that tells most of what went wrong; -1 when nothing did, or nothing tells
    refused  the bytes of the attribute that the kernel refused, (0, 0) for none
    """

    message: Message | None = None
    nodes: list[Node] = field(default_factory=list)
    first: int = 0
    remarks: dict[int, Remark] = field(default_factory=dict)
    said: set[int] = field(default_factory=set)
    telling: int = -1
    refused: Span = (0, 0)
    parents: list[int] = field(default_factory=list)
    """by index: that of the node that it lies in, -1 for none"""
    ends: list[int] = field(default_factory=list)
    """by index: where what lies below it ends"""
    keys: list[str] = field(default_factory=list)
    """by index: the path from the top, numbered among equals; the same in all messages that have such a node"""

    def link_up(self) -> Tree:
        """Find what lies in what; once all nodes are there."""
        count = len(self.nodes)
        self.parents, self.keys, self.ends = [-1] * count, [""] * count, [count] * count
        ancestors: list[int] = []
        seen: dict[str, int] = {}
        for index, node in enumerate(self.nodes):
            while ancestors and self.nodes[ancestors[-1]].depth >= node.depth:
                self.ends[ancestors.pop()] = index
            parent = ancestors[-1] if ancestors else -1
            self.parents[index] = parent
            key = f"{self.keys[parent] if parent >= 0 else ''}/{node.path or node.name}"
            occurrence = seen[key] = seen.get(key, 0) + 1
            self.keys[index] = f"{key}#{occurrence}" if occurrence > 1 else key
            ancestors.append(index)
        return self

    def has_children(self, index: int) -> bool:
        """Whether a node holds others, made or not."""
        node = self.nodes[index]
        return self.ends[index] > index + 1 or (isinstance(node, Generated) and node.closed)

    def above(self, index: int) -> Iterator[int]:
        """The indexes of the nodes that a node lies in, the nearest first."""
        while (index := self.parents[index]) >= 0:
            yield index

    def closed_at_first(self, index: int) -> bool:
        """Whether the user has to open a node to see what is below.

        So are headers that say what the list says already, and all headers where something else is to be seen.
        """
        node = self.nodes[index]
        if isinstance(node, Generated) or node.name in CLOSED_AT_FIRST:
            return True
        below = self.nodes[index + 1 : self.ends[index]]
        return self.telling >= 0 and node.field.role == "struct" and all(each.depth == node.depth + 1 for each in below)

    def outline(self, index: int) -> str:
        """What a node holds, in a line: its children's names and texts."""
        parts: list[str] = []
        length = 0
        child = index + 1
        while child < self.ends[index] and length < LONGEST_OUTLINE:
            node = self.nodes[child]
            parts.append(f"{node.name} {node.text}" if node.text else node.name)
            length += len(parts[-1])
            child = self.ends[child]
        return "  ".join(parts)

    def type_name(self, index: int) -> str:
        """The kernel's type of a field: "u32", "struct"; "" where there is no word for it."""
        leaf = self.leaf(index)
        if leaf is not None:
            return leaf.name
        return {"struct": "struct", "attribute": "nested", "message": "message"}.get(self.nodes[index].field.role, "")

    def leaf(self, index: int) -> Leaf | None:
        """The type of a field's value; None for what holds others."""
        node = self.nodes[index]
        if isinstance(node, Generated):
            from nldissect.analysis.computed import COMPUTED

            return COMPUTED[node.path].leaf
        return self.message.layout.spans[index - self.first][1] if self.message is not None else None

    def link(self, index: int) -> int | None:
        """The row of the message that a line leads to."""
        node, remark = self.nodes[index], self.remarks.get(index)
        if isinstance(node, Generated) and node.link is not None:
            return node.link
        return remark.link if remark else None

    def at(self, span: Span) -> int:
        """The index of the deepest field with exactly these bytes, -1 for none."""
        found = -1
        if span[0] == span[1]:
            return found
        for index in range(self.first, len(self.nodes)):
            if (self.nodes[index].start, self.nodes[index].end) == span:
                found = index
        return found


def tree_of(message: Message, glyphs: Glyphs, *, opened: bool, request_line: bool) -> Tree:
    """The tree of a message.

    opened        whether the computed fields are wanted: they cost a millisecond
    request_line  whether an error gets a last line that says what was refused in which request
    """
    calls = known_calls(message.capture)
    top = message_line(message, calls, glyphs)
    top.closed = not opened
    generated: list[Node] = [top, *(computed_lines(message, calls, glyphs) if opened else ())]
    if calls is None:
        nodes = message.nodes()
        return Tree(message, [*generated, *nodes], len(generated)).link_up()
    from nldissect.analysis.diagnostics import diagnose

    call = calls.of(message.row)
    lines = [diagnostic_line(found) for found in diagnose(message)]
    generated += _failure(message, call, glyphs)
    generated += lines
    tree = Tree(message, [*generated, *message.nodes()], len(generated))
    _mark_odd(tree, lines)
    _tell_cause(tree, message, call, glyphs, request_line)
    return tree.link_up()


def _failure(message: Message, call: Call | None, glyphs: Glyphs) -> list[Generated]:
    """The line of a request that failed: what its error says, which it leads to."""
    from nldissect.analysis.diagnostics import diagnose

    if call is None or not call.errno or call.request.row != message.row or (answer := call.answer) is None:
        return []
    said = next((each.text for each in diagnose(answer) if each.code == "error"), "")
    text = f"{said}  {glyphs.forward} {answer.number}"
    return [Generated(STATE, call.state.words, int(call.state), 0, text=text, link=answer.row, sign="error")]


def _mark_odd(tree: Tree, lines: list[Generated]) -> None:
    """Mark the fields that diagnostics are about."""
    for line in lines:
        index = tree.at((line.start, line.end))
        if index >= 0:
            tree.said.add(index)
            tree.remarks.setdefault(index, Remark(sign=line.sign))


def _tell_cause(tree: Tree, message: Message, call: Call | None, glyphs: Glyphs, request_line: bool) -> None:
    """Mark what was refused: in an error that quotes its request, or in the request itself."""
    from nldissect.analysis.cause import cause

    if message.kind == "error":
        found = cause(message)
        request = None if call is None else call.request
        row = None if request is None else request.row
        if found is not None:
            _mark_refused(tree, found, found.quoted, row, glyphs)
            _mark_places(tree, found, row, glyphs)
        if request is not None and request_line:
            tree.nodes.append(_request_line(request, found))
            verdict = _verdict(found, glyphs) if found is not None else ""
            tree.remarks[len(tree.nodes) - 1] = Remark(verdict, "error", detail="(o: go there)")
    elif call is not None and call.errno and call.request.row == message.row and (answer := call.answer) is not None:
        found = cause(answer)
        if found is not None:
            _mark_refused(tree, found, found.span, answer.row, glyphs)


def _mark_refused(tree: Tree, found: Cause, span: Span | None, link: int | None, glyphs: Glyphs) -> None:
    """Mark the field that was refused, or the one that something is missing in."""
    index = -1
    if span is not None:
        index = tree.at(span)
        if index >= 0 and not found.missing:
            tree.refused = span
    elif found.missing and found.offset is None:  # in the message itself: as it is quoted, or all of it
        index = next((i for i in range(tree.first, len(tree.nodes)) if tree.nodes[i].field.role == "message"), 0)
    if index >= 0:
        tree.telling = index
        policy = f"({found.policy})" if found.policy else ""
        tree.remarks[index] = Remark(_verdict(found, glyphs), "error", link, policy)


def _mark_places(tree: Tree, found: Cause, request: int | None, glyphs: Glyphs) -> None:
    """Write behind the numbers of an extended ack what they stand for."""
    from nldissect.families.netlink import MISS_NEST, MISS_TYPE, OFFS

    where = "" if request is None else f" in {request + 1}"
    name = found.name
    told = {
        OFFS: name or "an unknown place",
        MISS_TYPE: f"{name} is missing",
        MISS_NEST: found.nest or "an unknown nest",
    }
    for index in range(tree.first, len(tree.nodes)):
        text = told.get(tree.nodes[index].path)
        if text is not None:
            tree.remarks[index] = Remark(f"{glyphs.forward} {text}{where}", "error", request)
            if tree.telling < 0:
                tree.telling = index


def _verdict(found: Cause, glyphs: Glyphs) -> str:
    """What the kernel holds against a field."""
    return f"{glyphs.backward} {found.name} missing here" if found.missing else f"{glyphs.backward} rejected"


def _request_line(request: Message, found: Cause | None) -> Generated:
    """The line of an error that says in which request what was refused."""
    name = request.type_name
    if found is not None and found.span is not None:
        tree = Tree(request, request.nodes())
        index = tree.at(found.span)
        if index >= 0:
            node = tree.nodes[index]
            name = f"{node.name}: {node.text}" if node.text else node.name
    return Generated(REQUEST, f"{request.number} {name}", request.number, 0, link=request.row, sign="error")
