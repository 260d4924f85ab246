"""Cells: which column of a table the value of a leaf goes to, and how it is gathered."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from nldissect.engine.field import Field
from nldissect.engine.values import presentation
from nldissect.schema.leaf import Leaf

MOST_CELLS = 1 << 16  # that are remembered: a hostile capture can name any number


class Kind(IntEnum):
    """What the values of a column are; of several columns with a path, the first kind has its name."""

    NUMBER = 0
    SIGNED = 1
    TEXT = 2
    BYTES = 3


NUMBERS = (Kind.NUMBER, Kind.SIGNED)


class Column(NamedTuple):
    """The values of one kind at one path; a list where the field may be several times in one message."""

    path: str
    kind: Kind
    repeated: bool


class Cell:
    """Numbers of one column and type. Made once for each, and compared by identity.

    declared  whether the registry knows the field
    type      numpy's, in host order; "" for what is no number
    """

    __slots__ = ("column", "declared", "leaf", "type")

    def __init__(self, column: Column, leaf: Leaf, declared: bool) -> None:
        self.column = column
        self.leaf = leaf
        self.declared = declared
        self.type = number_type(leaf) if column.kind in NUMBERS else ""


_cells: dict[tuple[object, ...], Cell] = {}


def cell(field: Field, leaf: Leaf, repeated: bool) -> Cell:
    """The cell of a leaf at a place of the tree."""
    misfit = leaf.show == "guess" and field.declared and field.role in ("attribute", "element", "member")
    key = (field.path, field.declared, misfit, leaf.name, leaf.show, leaf.code, id(leaf.symbols), repeated)
    found = _cells.get(key)
    if found is None:
        if len(_cells) >= MOST_CELLS:
            _cells.clear()
        path = field.path + suffix(Kind.BYTES) if misfit else field.path
        found = _cells[key] = Cell(Column(path, _kind(leaf), repeated), leaf, field.declared)
    return found


def suffix(kind: Kind) -> str:
    """What follows the path in the name of a column where another kind of values has the path itself."""
    return f"_{kind.name.lower()}"


def _kind(leaf: Leaf) -> Kind:
    if leaf.show == "flag":
        return Kind.NUMBER
    if leaf.code != "s":
        return Kind.SIGNED if leaf.code.islower() else Kind.NUMBER
    if leaf.show == "string" or presentation(leaf).quoted:
        return Kind.TEXT
    return Kind.BYTES


def number_type(leaf: Leaf) -> str:
    """Numpy's type of the raw values, without a byte order; attributes without a value are ones."""
    return f"{'i' if leaf.code.islower() and leaf.code != 's' else 'u'}{leaf.size or 1}"


def names_of(leaf: Leaf) -> dict[int, str]:
    """The names of an enumeration's values; none for other leaves."""
    if leaf.show != "enum" or leaf.symbols is None:
        return {}
    if isinstance(leaf.symbols, Mapping):
        return dict(leaf.symbols)
    return {int(member): member.name or "" for member in leaf.symbols}
