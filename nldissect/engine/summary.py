"""Summary lines: the templates of a message's declaration, compiled once for each layout.

A template is text with fields in braces and optional parts in brackets:

    {field}          the field as a word, a number by its name; a template is used only if all its fields outside
                     brackets are there
    {a|b}            the first of the two that is there
    {field!}         as {field}, and the value must not be zero or empty
    {field?}         as {field}, without writing it
    {field&}         as {field!}, without writing it
    {field~}         as {field!}, without the name of its number
    {field=}         as {field}, and in brackets also when it is zero
    {field#}         the indexes of the first element of the nest `field`, outermost first
    {verb}           what the message does: "add", "del", "show", ...
    {cause}          the attribute that an error is about; absent when there is none
    [ text {field}]  left out when a field in it is absent, zero or empty
    [ {field!=word}] left out also when the field's word is `word`, or equals the field named `word`
    [field* ...]     once for every element of the array `field`, or every attribute `field` that may repeat, of the
                     first MOST_ELEMENTS; the fields inside are the element's

A field is named by its path or the end of it ("ifa.local", "local"). Of several templates the first that fits is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count, takewhile
from typing import Any

from nldissect.engine.context import NOWHERE, Context, name_of
from nldissect.engine.layout import Layout
from nldissect.engine.values import presentation
from nldissect.schema.message import Kind

MOST_ELEMENTS = 16  # a line is to be read: a dump of VLANs has thousands in one message
_TOKEN = re.compile(r"\{([\w.|#-]+)([!&?~=]?)(?:!=([\w.-]+))?\}|\[(?:([\w.]+)\*)?|\]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A field in braces."""

    names: tuple[str, ...]
    mark: str  # "!" must not be zero, "?" is not written, "&" both, "~" not zero and without name, "=" may be zero
    unless: str


@dataclass(frozen=True, slots=True)
class Group:
    """A part in brackets; `each` names the array that it is repeated for."""

    parts: tuple[Part, ...]
    each: str


Part = str | Reference | Group
Values = tuple[Any, ...]
Writer = Callable[[Values, Context], str | None]


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
    """Turns the templates of one layout into functions of a message's bytes."""

    def __init__(self, layout: Layout, kind: Kind) -> None:
        self.layout = layout
        self.needed: list[int] = []
        self._kind = kind
        self._flags = next((index for index, span in enumerate(layout.spans[:6]) if span[0].path == "nl.flags"), None)

    def compile(self, template: str) -> Callable[[bytes, Context], str | None] | None:
        """The function for a template; None when it can never apply to this layout."""
        self.needed = []
        writer = self.parts(parse(template), range(len(self.layout.spans)), False)
        if writer is None:
            return None
        ordered = sorted(self.needed)
        order = [ordered.index(index) for index in self.needed]
        unpack = self.layout.unpacker(tuple(ordered)).unpack_from

        def write(data: bytes, context: Context) -> str | None:
            taken = unpack(data)
            return writer(tuple([taken[place] for place in order]), context)

        return write

    def slot(self, index: int) -> int:
        """The place of a node's value among those that the template needs."""
        if index not in self.needed:
            self.needed.append(index)
        return self.needed.index(index)

    @cached_property
    def named(self) -> dict[str, list[int]]:
        """The nodes with a value by the last part of their path."""
        named: dict[str, list[int]] = {}
        for index in self.layout.leaves:
            named.setdefault(self.layout.spans[index][0].path.rpartition(".")[2], []).append(index)
        return named

    def find(self, name: str, scope: range) -> int | None:
        """The first node with a value that a name means."""
        end = "." + name
        for index in self.named.get(name.rpartition(".")[2], ()):
            path = self.layout.spans[index][0].path
            if index in scope and (path == name or path.endswith(end)):
                return index
        return None

    def reference(self, reference: Reference, scope: range, optional: bool) -> Writer | None:
        """A writer of the field; None when the layout does not have it."""
        if reference.names == ("verb",):
            if self._flags is None:
                return lambda *_: ""
            flags, verb, request = self.slot(self._flags), self._kind.verb, self._kind.request
            return lambda values, context: verb(values[flags] if not values[flags] & request or context.asks() else 0)
        if reference.names == ("cause",):
            return lambda _, context: context.cause() or None
        if reference.names[0].endswith("#"):
            return self.indexes(reference.names[0][:-1], scope)
        index = next((found for name in reference.names if (found := self.find(name, scope)) is not None), None)
        if index is None:
            return None
        leaf = self.layout.spans[index][1]
        assert leaf is not None  # find() looks for values
        shown, slot = presentation(leaf), self.slot(index)
        value, word = shown.value, shown.word
        space = self.layout.named.get(index, "") if reference.mark != "~" else ""
        there = leaf.size == 0  # a flag is on by being there
        silent = reference.mark in ("?", "&")
        required = (optional and reference.mark != "=") or reference.mark in ("!", "&", "~")
        unless: Writer | None = None
        if reference.unless:
            unless = self.reference(Reference((reference.unless,), "", ""), scope, False) or (
                lambda *_, text=reference.unless: text
            )

        def write(values: Values, context: Context) -> str | None:
            raw = values[slot]
            if required and not (there or (any(raw) if isinstance(raw, bytes) else raw)):
                return None
            text = (space and name_of(value(raw), space, context)) or word(raw)
            if unless and unless(values, context) == text:
                return None
            return "" if silent else text

        return write

    def indexes(self, name: str, scope: range) -> Writer | None:
        """A writer of the indexes of the first element of a nest, outermost first."""
        spans = self.layout.spans
        for index in scope:
            if spans[index][1] is None and (spans[index][0].path == name or spans[index][0].path.endswith("." + name)):
                below = takewhile(lambda span: span[0].role == "element", spans[index + 1 :])
                text = " ".join(span[0].name for span in below)
                return lambda *_: text
        return None

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

        def write(values: Values, context: Context) -> str | None:
            texts: list[str] = []
            for writer in writers:
                text = writer if isinstance(writer, str) else writer(values, context)
                if text is None:
                    return None
                texts.append(text)
            return "".join(texts)

        return write

    def group(self, group: Group, scope: range) -> Writer:
        scopes = self.elements(group.each, scope) if group.each else [scope]
        inner = [writer for each in scopes[:MOST_ELEMENTS] if (writer := self.parts(group.parts, each, True))]
        rest = " …" if len(scopes) > MOST_ELEMENTS else ""
        return lambda values, context: "".join(text for writer in inner if (text := writer(values, context))) + rest

    def elements(self, name: str, scope: range) -> list[range]:
        spans = self.layout.spans
        for index in scope:
            field, leaf, *_, depth = spans[index]
            if leaf is None and field.path == name:
                if field.multi:
                    return [self.layout.children(each) for each in scope if spans[each][0] is field]
                below = self.layout.children(index)
                return [self.layout.children(each) for each in below if spans[each][6] == depth + 1]
        return []


def _generic(layout: Layout) -> str:
    """The line of a message without a template."""
    if layout.message is None:
        return f"{_bytes(layout.extent)}, no netlink message"
    attributes = sum(1 for span in layout.spans if span[6] == 0 and span[0].role == "attribute")
    if attributes:
        return f"{layout.message.name} {attributes} attribute{'s' if attributes > 1 else ''}"
    payload = sum(span[5] - span[2] for span in layout.spans if span[6] == 0 and span[0].role == "payload")
    return f"{layout.message.name} {_bytes(payload)}" if payload else layout.message.name


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


class Summary:
    """Writes the summary lines of the messages of one layout."""

    def __init__(self, layout: Layout) -> None:
        self._otherwise = _generic(layout)
        self._writers: list[Callable[[bytes, Context], str | None]] = []
        self._waiting: list[str] = []
        if layout.message is not None:
            self._waiting = list(layout.message.summary)
            self._compiler = _Compiler(layout, layout.message.kind)

    def __call__(self, data: bytes, context: Context = NOWHERE) -> str:
        """The line for a message, given the bytes of its row and where it stands; no control characters in it."""
        for place in count():
            if place == len(self._writers) and not self._next():
                return self._otherwise
            text = self._writers[place](data, context)
            if text is not None:
                return " ".join(text.split())
        raise AssertionError  # count() has no end

    def _next(self) -> bool:
        """Compile templates up to the next that this layout can have; most messages need only the first."""
        while self._waiting:
            writer = self._compiler.compile(self._waiting.pop(0))
            if writer:
                self._writers.append(writer)
                return True
        return False


def summary_of(layout: Layout) -> Summary:
    """The writer of summary lines of a layout, made when first asked for."""
    made = layout.renderers.get(Summary)
    if made is None:
        made = layout.renderers[Summary] = Summary(layout)
    assert isinstance(made, Summary)
    return made
