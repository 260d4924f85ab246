"""Plans: what of a layout goes to which table and cell, worked out once for all of its messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import numpy as np

from nldissect.engine.field import Field
from nldissect.engine.layout import Layout
from nldissect.engine.values import printable
from nldissect.output.tables.cells import Cell, Column, cell
from nldissect.schema.leaf import Leaf
from nldissect.schema.message import Message, Protocol
from nldissect.schema.symbols import common_prefix

if TYPE_CHECKING:
    import numpy.typing as npt

HEADER = 16  # struct nlmsghdr: its members are columns of the messages
VERBS = re.compile("^(NEW|DEL|GET|SET|UPD|FLUSH)(?=.)")
LONGEST_NAME = 100
FRAGMENT = "data"  # what bytes are called that are no message


class Place(NamedTuple):
    """Bytes of the messages of a layout that are a value."""

    start: int
    size: int
    leaf: Leaf


class Numbers(NamedTuple):
    """Numbers of one size and byte order that the messages of a layout have once: a cell for each start."""

    type: str
    starts: npt.NDArray[np.intp]
    cells: list[Cell]


class Plan:
    """What the messages of one layout are in their table.

    table     its name
    type      name of message or command
    cells     all that these messages have, in their order
    numbers   what is gathered together
    flags     cells of attributes without a value, which is true where they are there
    others    texts, bytes, and all that is there several times
    redacted  the paths that are left out as secrets
    issues    what does not fit, in words
    partial   whether not all values of these messages have a place in the table
    """

    def __init__(self, layout: Layout, secrets: bool) -> None:
        self.table = table_of(layout)
        self.type = layout.message.name if layout.message else FRAGMENT
        self.others: dict[Column, list[Place]] = {}
        cells: dict[Cell, None] = {}
        numbers: dict[Cell, Place] = {}
        single: set[Column] = set()
        redacted: dict[str, None] = {}
        more: dict[str, int] = {}
        for index, repeated in _values(layout):
            field, leaf, _, start, end, *_ = layout.spans[index]
            assert leaf is not None  # only values are walked
            its = cell(field, leaf, repeated)
            cells[its] = None
            if field.sensitive and not secrets:
                redacted[field.path] = None
            elif repeated:
                self.others.setdefault(its.column, []).append(Place(start, end - start, leaf))
            elif its.column in single:
                more[field.path] = more.get(field.path, 1) + 1
            else:
                single.add(its.column)
                if its.type:
                    numbers[its] = Place(start, end - start, leaf)
                else:
                    self.others[its.column] = [Place(start, end - start, leaf)]
        self.cells = list(cells)
        self.flags = [each for each, place in numbers.items() if not place.size]
        self.numbers = list(_together(numbers, layout.root.big))
        self.partial = bool(more)
        self.redacted = ", ".join(redacted)
        told = (f"{path}: is there {count} times" for path, count in more.items())
        self.issues = "; ".join([*_issues(layout), *told])


def plan(layout: Layout, secrets: bool) -> Plan:
    """The plan of a layout, made when first asked for."""
    key = ("tables", secrets)
    made = layout.renderers.get(key)
    if made is None:
        made = layout.renderers[key] = Plan(layout, secrets)
    assert isinstance(made, Plan)
    return made


def _values(layout: Layout) -> Iterator[tuple[int, bool]]:
    """The leaves behind the netlink header, each with whether its field may be there several times.

    What only pads and has no bytes is left out.
    """
    above = [False]  # by depth, whether what is there may be
    first = HEADER if layout.message is not None else 0
    for index, (field, leaf, _, start, end, _, depth) in enumerate(layout.spans):
        repeated = above[depth] or _repeats(field)
        if leaf is None:
            del above[depth + 1 :]
            above.append(repeated)
        elif start >= first and (start < end or not _pads(field)):
            yield index, repeated


def _repeats(field: Field) -> bool:
    """Whether a field may be there several times, as far as it is declared; of what is not, nobody knows."""
    match field.role:
        case "attribute":
            return field.multi or not field.declared or _pads(field)
        case "element":  # one without a name shares the path of its array
            return field.name.isdecimal()
    return False


def _pads(field: Field) -> bool:
    """Whether it is an attribute that only aligns the next one; the kernel calls them all alike."""
    return field.role == "attribute" and field.name.endswith("_PAD")


def _together(numbers: dict[Cell, Place], big: bool) -> Iterator[Numbers]:
    """Numbers by what they are gathered as."""
    groups: dict[str, list[tuple[int, Cell]]] = {}
    for its, place in numbers.items():
        if place.size:
            order = ">" if big or its.leaf.network else "<"
            groups.setdefault(order + its.type, []).append((place.start, its))
    for type_, found in groups.items():
        yield Numbers(type_, np.array([start for start, _ in found]), [its for _, its in found])


def _issues(layout: Layout) -> Iterator[str]:
    for index, issue in sorted(layout.issues.items()):
        yield f"{layout.spans[index][0].path}: {printable(issue.text)}"


def table_of(layout: Layout) -> str:
    """The name of the table that the messages of a layout are in: protocol, and family or kind of object."""
    protocol = layout.root.registry.protocol(layout.root.protocol)
    found = _object(protocol, layout.message) if layout.message else FRAGMENT
    return quote(f"{protocol.short}_{found}".lower().replace(" ", "_"), safe="")[:LONGEST_NAME]


@lru_cache(maxsize=1024)
def _object(protocol: Protocol, message: Message) -> str:
    """What a message is about: RTM_NEWLINK and RTM_GETLINK are about "link", all of a family about the family."""
    if message.family:
        return message.family
    names = protocol.control if message.number in protocol.control else protocol.messages
    name = message.name.removeprefix(common_prefix([each.name for each in names.values()]))
    return VERBS.sub("", name.removeprefix(f"{protocol.short.upper()}_"))
