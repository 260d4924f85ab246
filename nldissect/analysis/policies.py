"""Families that nobody declares, read by what the kernel accepts in their requests, which the capture tells.

A policy has numbers and types, no names. What a request has is held against it; in replies, which no policy is about,
its types are believed where they fit. A command without a policy of its own (some kernels report those of dump-only
commands under the number 0) is read by what all policies of the family agree on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import IntFlag
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nldissect.analysis.dynamic import Extent, History, tellers
from nldissect.analysis.policy import policy_words
from nldissect.engine.node import Node, build_nodes
from nldissect.families.netlink import PolicyType as Kind
from nldissect.index.messages import NLMSG_HDRLEN
from nldissect.schema.conditions import NestedFlag, Not, all_of, any_of, bits, payload
from nldissect.schema.leaf import (
    Sizes,
    binary,
    flag,
    s8,
    s16,
    s32,
    s64,
    sint,
    string,
    u8,
    u16,
    u32,
    u64,
    uint,
    undeclared,
)
from nldissect.schema.message import Message, PolicyTeaching, Protocol
from nldissect.schema.types import Attribute, AttributesType, OneOf, Type, bitfield32, indexed, one_of, size_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[np.int64]


MOST_ATTRIBUTES = 1 << 18
"""Attributes in all tables of a family; a command for which there is no room is read as one without a policy."""

MOST_DUMPS = 256  # of one family
MOST_SEEN = 1 << 18  # of what is remembered not to be read again
LARGEST = 0xFFFF  # nla_len has 16 bits


Family = tuple[int, str]  # its type number and name


class Bits(IntFlag):
    """Bits whose names no policy tells."""


TYPES: dict[int, Type] = {
    Kind.NL_ATTR_TYPE_FLAG: flag,
    Kind.NL_ATTR_TYPE_U8: u8,
    Kind.NL_ATTR_TYPE_U16: u16,
    Kind.NL_ATTR_TYPE_U32: u32,
    Kind.NL_ATTR_TYPE_U64: u64,
    Kind.NL_ATTR_TYPE_S8: s8,
    Kind.NL_ATTR_TYPE_S16: s16,
    Kind.NL_ATTR_TYPE_S32: s32,
    Kind.NL_ATTR_TYPE_S64: s64,
    Kind.NL_ATTR_TYPE_BINARY: binary,
    Kind.NL_ATTR_TYPE_STRING: string,
    Kind.NL_ATTR_TYPE_NUL_STRING: string,
    Kind.NL_ATTR_TYPE_BITFIELD32: bitfield32(Bits),
    Kind.NL_ATTR_TYPE_SINT: sint,
    Kind.NL_ATTR_TYPE_UINT: uint,
}


class Rule(NamedTuple):
    """What a policy says of one attribute.

    kind   NL_ATTR_TYPE_*
    nest   index of the policy for what is inside; -1 where there is none
    words  all that is accepted, as one phrase
    """

    kind: int
    nest: int
    words: str


@dataclass(slots=True)
class Dump:
    """The policies that one dump tells; another one may number them otherwise.

    operations  command to the indexes of its policies, of which there is one for do and one for dump
    rules       index of a policy to number of an attribute to what is said of it
    """

    operations: dict[int, set[int]] = field(default_factory=dict)
    rules: dict[int, dict[int, Rule]] = field(default_factory=dict)

    def extent(self) -> tuple[int, int]:
        """How much it tells: commands, and attributes."""
        return len(self.operations), sum(map(len, self.rules.values()))

    def __contains__(self, other: Dump) -> bool:
        """Whether it tells all that another one does."""
        return other.operations.items() <= self.operations.items() and all(
            rules.items() <= self.rules.get(index, {}).items() for index, rules in other.rules.items()
        )


class Policies:
    """What a capture tells of the policies of one protocol's dynamic types.

    It is read when somebody first asks for it: most captures have declared families only.

    names   of the dynamic types
    """

    def __init__(self, capture: Capture, protocol: Protocol, teaching: PolicyTeaching, names: History) -> None:
        self._capture = capture
        self._protocol = protocol
        self._teaching = teaching
        self._names = names
        self._unread: list[tuple[Capture, Rows]] = []
        self._dumps: dict[Family, dict[object, Dump]] = {}
        self._made: dict[Family, Message] = {}
        self._asked = False
        self._seen: set[int] = set()
        """What parts of dumps have told, and their messages each with its dump, as hashes."""
        self._begun: set[object] = set()
        """Dumps that were read."""
        self._skipped: dict[object, list[int]] = {}
        """Rows of dumps that were not, and may go on."""

    def extend(self, first: Extent, stop: Extent) -> list[int]:
        """Take note of the messages between two extents; the types whose declarations may be others now."""
        found = [(self._capture, first.messages, stop.messages)]
        if self._capture.own is not None:
            found.append((self._capture.own, first.own, stop.own))
        for capture, start, end in found:
            rows = tellers(capture, self._protocol, self._teaching.told_by, start, end)
            if len(rows):
                self._unread.append((capture, rows))
        return sorted({number for number, _ in self._read()}) if self._asked else []

    def message(self, declaration: Message, number: int) -> Message | None:
        """A type that nobody declares as its policies have it; None when nothing is told of them."""
        self._asked = True
        self._read()
        key = number, declaration.family
        if key not in self._dumps:
            return None
        if key not in self._made:
            self._made[key] = _declared(declaration, list(self._dumps[key].values()))
        return self._made[key]

    def _read(self) -> set[Family]:
        """Take in what was noted; the families of which something new is told."""
        heard: dict[Family, dict[object, None]] = {}
        unread, self._unread = self._unread, []
        for capture, rows in unread:
            frames = self._capture.index.messages.frame[: len(self._capture)]
            for dump, part in self._unknown(capture, rows):
                for row in part:
                    # Not by a Message: its properties, and names, wait for locks that others hold who wait for layouts.
                    nodes = build_nodes(capture.layout(row), capture.data(row))
                    number = next((node.value for node in nodes if node.path == self._teaching.number), None)
                    if not isinstance(number, int):
                        continue
                    own = capture is not self._capture
                    place = int(np.searchsorted(frames, capture.index.messages.frame[row])) if own else row
                    family = number, self._names.name(number, place)
                    heard.setdefault(family, {})[dump] = None
                    self._take(nodes, self._dumps.setdefault(family, {}).setdefault(dump, Dump()))
        changed = {family for family, dumps in heard.items() if _tells_more(self._dumps[family], dumps)}
        for family in changed:
            self._made.pop(family, None)
        return changed

    def _unknown(self, capture: Capture, rows: Rows) -> Iterator[tuple[object, list[int]]]:
        """Rows by the dumps that they are of, without dumps that tell byte by byte what another one has told.

        A dump may go on where these rows end: one that began as another did is read whole when it goes on otherwise.
        """
        table, data = capture.index.messages, capture.source.data
        keys = zip(capture.source.frames.interface[table.frame[rows]], table.port[rows], table.seq[rows], strict=True)
        offsets = table.offset[rows].astype(np.int64)
        bodies = zip((offsets + NLMSG_HDRLEN).tolist(), (offsets + table.extent[rows]).tolist(), strict=True)
        parts: dict[object, tuple[list[int], list[int]]] = {}
        if len(self._seen) > MOST_SEEN:
            self._seen.clear()
        for row, key, (start, stop) in zip(rows.tolist(), keys, bodies, strict=True):
            body = hash(bytes(data[start:stop]))
            content = hash((key, body))
            if content not in self._seen:
                places, contents = parts.setdefault(key, ([], []))
                places.append(row)
                contents.append(body)
                self._seen.add(content)
        skipped, self._skipped = self._skipped, {}
        for dump, (places, contents) in parts.items():
            told = hash(tuple(contents))
            if told in self._seen and dump not in self._begun:
                self._skipped[dump] = skipped.get(dump, []) + places
            else:
                self._begun.add(dump)
                yield dump, skipped.get(dump, []) + places
            self._seen.add(told)

    def _take(self, nodes: list[Node], dump: Dump) -> None:
        """Take in one message."""
        for node in nodes:
            if node.path == self._teaching.operations and node.field.role == "attribute":
                for command in _numbered(node):
                    indexes = (each.value for each in command.children if isinstance(each.value, int))
                    dump.operations.setdefault(int(command.name), set()).update(indexes)
            elif node.path == self._teaching.policies and node.field.role == "attribute":
                for policy in _numbered(node):
                    rules = dump.rules.setdefault(int(policy.name), {})
                    rules.update((int(each.name), _rule(each)) for each in _numbered(policy))


def _tells_more(dumps: dict[object, Dump], heard: Iterable[object]) -> bool:
    """Whether the dumps that were heard tell more than the others; of very many the last are dropped."""
    more = False
    for each in heard:
        told = dumps[each]
        if len(dumps) > MOST_DUMPS:
            del dumps[each]
        elif not any(told in other for other in dumps.values() if other is not told):
            more = True
    return more


def _numbered(nest: Node) -> Iterator[Node]:
    return (node for node in nest.children if node.field.role == "element")


def _rule(node: Node) -> Rule:
    values = {
        each.path.rpartition(".")[2]: int(each.value)
        for each in node.children
        if isinstance(each.value, int) and not each.issue
    }
    return Rule(values.get("type", 0), values.get("policy_idx", -1), policy_words(values))


def _declared(declaration: Message, dumps: list[Dump]) -> Message:
    """A family by its policies: each command by the most comprehensive dump that tells of it."""
    outermost = declaration.body.attributes
    assert isinstance(outermost, AttributesType)  # of what nobody declares
    ordered = sorted(dumps, key=Dump.extent, reverse=True)
    tables = [_Tables(outermost, dump) for dump in ordered]
    common = tables[0].attributes(set().union(*ordered[0].operations.values()), strict=False)
    others = _table(outermost, common)
    made = replace(declaration, body=replace(declaration.body, attributes=others), commands={})
    requests = bits("nlmsghdr.flags", declaration.kind.request)
    room = MOST_ATTRIBUTES
    kept: dict[object, OneOf] = {}
    for dump, of_dump in zip(ordered, tables, strict=True):
        for number, indexes in dump.operations.items():
            if number in made.commands or room < 0:
                continue
            key = of_dump, frozenset(indexes)
            if key not in kept:
                asked = of_dump.attributes(indexes, strict=True)
                told = common | of_dump.attributes(indexes, strict=False)
                kept[key] = one_of((requests, _table(outermost, asked)), otherwise=_table(outermost, told))
                room -= len(asked) + len(told)
            command = made.command(number)
            command.body = replace(command.body, attributes=kept[key])
    return made


class _Tables:
    """Makes the attributes of one dump's policies."""

    def __init__(self, outermost: AttributesType, dump: Dump) -> None:
        self._outermost = outermost
        self._dump = dump
        self._nests: dict[tuple[int, bool], AttributesType] = {}
        self._empty: list[tuple[int, bool]] = []

    def attributes(self, indexes: set[int], *, strict: bool) -> dict[int, Attribute]:
        """What policies say of attributes, as far as they agree; without `strict` what does not fit is guessed at."""
        found: dict[int, Rule] = {}
        contradicted: set[int] = set()
        for index in sorted(indexes):
            for number, rule in self._dump.rules.get(index, {}).items():
                if found.setdefault(number, rule)[:2] != rule[:2]:
                    contradicted.add(number)
        made = self._made({number: found[number] for number in found.keys() - contradicted}, strict=strict)
        while self._empty:  # policies may hold themselves, and others to any depth
            index, strictly = key = self._empty.pop()
            self._nests[key].by_number.update(self._made(self._dump.rules.get(index, {}), strict=strictly))
        return made

    def _made(self, rules: dict[int, Rule], *, strict: bool) -> dict[int, Attribute]:
        made = {}
        for number, rule in rules.items():
            words = rule.words if strict else f"{rule.words} in requests"
            made[number] = Attribute(number, str(number), str(number), self._type(rule, strict=strict), policy=words)
        return made

    def _type(self, rule: Rule, *, strict: bool) -> Type:
        if rule.kind in (Kind.NL_ATTR_TYPE_NESTED, Kind.NL_ATTR_TYPE_NESTED_ARRAY):
            table = self._nest(rule.nest, strict=strict)
            nest = table if rule.kind == Kind.NL_ATTR_TYPE_NESTED else indexed(table)
            return nest if strict else one_of((NestedFlag(), nest), otherwise=undeclared)
        found = TYPES.get(rule.kind, undeclared)
        if strict:
            return found
        sizes = [leaf.size for leaf in found.leaves] if isinstance(found, Sizes) else [size_of(found)]
        fitting = any_of(*(payload(0, LARGEST) if size is None else payload(size) for size in sizes))
        return one_of((all_of(Not(NestedFlag()), fitting), found), otherwise=undeclared)

    def _nest(self, index: int, *, strict: bool) -> AttributesType:
        key = index, strict
        if key not in self._nests:
            self._nests[key] = _table(self._outermost, {})
            self._empty.append(key)
        return self._nests[key]


def _table(outermost: AttributesType, attributes: dict[int, Attribute]) -> AttributesType:
    return replace(outermost, by_number=attributes, by_key={})
