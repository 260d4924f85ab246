"""Nests: the tables that the attributes of a message are looked up in, also where a nest is empty."""

from __future__ import annotations

from typing import NamedTuple

from nldissect.engine.field import Field
from nldissect.engine.interpreter import Interpreter
from nldissect.engine.root import Root
from nldissect.schema.types import AttributesType


class Nest(NamedTuple):
    """A place for attributes: the field that holds them, their table, and where the first of them would start."""

    field: Field
    table: AttributesType
    start: int


class _Walk(Interpreter):
    """A walk that notes where it looks for attributes."""

    def __init__(self, root: Root, data: bytes) -> None:
        super().__init__(root, data)
        self.nests: list[Nest] = []

    def _attributes(self, table: AttributesType, field: Field, start: int, end: int, depth: int) -> None:
        self.nests.append(Nest(field, table, start))
        super()._attributes(table, field, start, end, depth)


def nests(root: Root, data: bytes) -> list[Nest]:
    """The nests of a message, and the message itself where its attributes are, in the order of their places."""
    walk = _Walk(root, data)
    walk.run()
    return walk.nests
