"""Summary lines: the templates of a message's declaration, compiled once for each layout.

A template is text with fields in braces and optional parts in brackets:

    {field}          the field as a word; a template is used only if all its fields outside brackets are there
    {a|b}            the first of the two that is there
    {field!}         as {field}, and the value must not be zero or empty
    {field&}         like {field!}, without writing it
    {verb}           what the message does: "add", "del", "show", ...
    [ text {field}]  left out when a field in it is absent, zero or empty
    [ {field!=word}] left out also when the field's word is `word`, or equals the field named `word`
    [field* ...]     once for every element of the array `field`; the fields inside are the element's

A field is named by its path or the end of it ("ifa.local", "local"). Of several templates the first that fits is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nldissect.engine.layout import Layout
from nldissect.engine.values import presentation

_TOKEN = re.compile(r"\{([\w.|#-]+)([!&]?)(?:!=([\w.-]+))?\}|\[(?:([\w.]+)\*)?|\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A field in braces."""

    names: tuple[str, ...]
    mark: str  # "!" must not be zero, "&" the same and not written
    unless: str


@dataclass(frozen=True, slots=True)
class Group:
    """A part in brackets; `each` names the array that it is repeated for."""

    parts: tuple[Part, ...]
    each: str


Part = str | Reference | Group
Values = tuple[Any, ...]
Writer = Callable[[Values], str | None]


@lru_cache(maxsize=4096)
def parse(template: str) -> tuple[Part, ...]:
    """The parts of a template; ValueError when its brackets do not match."""
    stack: list[tuple[str, list[Part]]] = [("", [])]
    position = 0
    for token in _TOKEN.finditer(template):
        if token.start() > position:
            stack[-1][1].append(template[position : token.start()])
        position = token.end()
        if token[0] == "]":
            each, parts = stack.pop()
            if not stack:
                raise ValueError(f"{template!r}: ']' without '['")
            stack[-1][1].append(Group(tuple(parts), each))
        elif token[0].startswith("["):
            stack.append((token[4] or "", []))
        else:
            stack[-1][1].append(Reference(tuple(token[1].split("|")), token[2], token[3] or ""))
    if len(stack) > 1:
        raise ValueError(f"{template!r}: '[' without ']'")
    if position < len(template):
        stack[0][1].append(template[position:])
    return tuple(stack[0][1])


class _Compiler:
    """Turns the templates of one layout into functions of the values that they need."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.needed: list[int] = []
        message = layout.message
        assert message is not None  # summaries are compiled for messages
        self._kind = message.kind
        self._flags = next(
            (index for index, span in enumerate(layout.spans[:6]) if span[0].path == "nl.flags"), None
        )

    def slot(self, index: int) -> int:
        if index not in self.needed:
            self.needed.append(index)
        return self.needed.index(index)

    def find(self, name: str, scope: range) -> int | None:
        """The first node with a value that a name means."""
        end = "." + name
        for index in scope:
            field, leaf, *_ = self.layout.spans[index]
            if leaf is not None and (field.path == name or field.path.endswith(end)):
                return index
        return None

    def reference(self, reference: Reference, scope: range, optional: bool) -> Writer | None:
        """A writer of the field; None when the layout does not have it."""
        if reference.names == ("verb",):
            if self._flags is None:
                return lambda _: ""
            flags, verb = self.slot(self._flags), self._kind.verb
            return lambda values: verb(values[flags])
        index = next((found for name in reference.names if (found := self.find(name, scope)) is not None), None)
        if index is None:
            return None
        leaf = self.layout.spans[index][1]
        assert leaf is not None  # find() looks for values
        word, slot = presentation(leaf).word, self.slot(index)
        silent, required = reference.mark == "&", optional or bool(reference.mark)
        unless: Writer | None = None
        if reference.unless:
            unless = self.reference(Reference((reference.unless,), "", ""), scope, False) or (
                lambda _, text=reference.unless: text  # type: ignore[misc]
            )

        def write(values: Values) -> str | None:
            raw = values[slot]
            if required and not (any(raw) if isinstance(raw, bytes) else raw):
                return None
            text = word(raw)
            if unless and unless(values) == text:
                return None
            return "" if silent else text

        return write

    def parts(self, parts: tuple[Part, ...], scope: range, optional: bool) -> Writer | None:
        """A writer of a template or group; None when it can never apply to this layout."""
        writers: list[str | Writer] = []
        for part in parts:
            if isinstance(part, str):
                writers.append(part)
            elif isinstance(part, Group):
                writers.append(self.group(part, scope))
            else:
                writer = self.reference(part, scope, optional)
                if writer is None:
                    return None
                writers.append(writer)

        def write(values: Values) -> str | None:
            texts: list[str] = []
            for writer in writers:
                text = writer if isinstance(writer, str) else writer(values)
                if text is None:
                    return None
                texts.append(text)
            return "".join(texts)

        return write

    def group(self, group: Group, scope: range) -> Writer:
        scopes = self.elements(group.each, scope) if group.each else [scope]
        inner = [writer for each in scopes if (writer := self.parts(group.parts, each, True))]
        return lambda values: "".join(text for writer in inner if (text := writer(values)))

    def elements(self, name: str, scope: range) -> list[range]:
        spans = self.layout.spans
        for index in scope:
            field, leaf, *_, depth = spans[index]
            if leaf is None and field.path == name:
                below = self.layout.children(index)
                return [self.layout.children(each) for each in below if spans[each][6] == depth + 1]
        return []


def _generic(layout: Layout) -> str:
    """The line of a message without a template."""
    if layout.message is None:
        return f"{layout.extent} bytes that are no netlink message"
    attributes = sum(1 for span in layout.spans if span[6] == 0 and span[0].role == "attribute")
    if attributes:
        return f"{layout.message.name} {attributes} attribute{'s' if attributes > 1 else ''}"
    payload = sum(span[5] - span[2] for span in layout.spans if span[6] == 0 and span[0].role == "payload")
    return f"{layout.message.name} {payload} bytes" if payload else layout.message.name


class Summary:
    """Writes the summary lines of the messages of one layout."""

    def __init__(self, layout: Layout) -> None:
        self._otherwise = _generic(layout)
        self._writers: list[Writer] = []
        if layout.message is None:
            return
        compiler = _Compiler(layout)
        whole = range(len(layout.spans))
        for template in layout.message.summary:
            writer = compiler.parts(parse(template), whole, False)
            if writer:
                self._writers.append(writer)
        ordered = sorted(compiler.needed)
        self._order = [ordered.index(index) for index in compiler.needed]
        self._unpack = layout.unpacker(tuple(ordered)).unpack_from

    def __call__(self, data: bytes) -> str:
        """The line for a message, given the bytes of its row; no control characters in it."""
        if self._writers:
            taken = self._unpack(data)
            values = tuple(taken[place] for place in self._order)
            for writer in self._writers:
                text = writer(values)
                if text is not None:
                    return " ".join(text.split())
        return self._otherwise


def summary_of(layout: Layout) -> Summary:
    """The writer of summary lines of a layout, made when first asked for."""
    made = layout.renderers.get(Summary)
    if made is None:
        made = layout.renderers[Summary] = Summary(layout)
    assert isinstance(made, Summary)
    return made
