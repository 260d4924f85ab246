"""Vectors: the values of one field in many messages at once, gathered from the capture or taken from a column.

Numpy's rules that hold here: a view of stride 1 gathers at any byte offset; `take()` on it would copy the whole file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.filter.kinds import GUESS, INTEGER, kind
from nldissect.analysis.filter.scalar import NUMBERS_OF_UNDECLARED
from nldissect.engine.layout import Layout
from nldissect.schema.leaf import Leaf

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Array = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


class UnableError(Exception):
    """What is asked cannot be done on whole columns."""


@dataclass(eq=False)
class Vector:
    """The values of one occurrence of a field; `there` are the rows that have it, None for all of them."""

    leaf: Leaf
    there: Mask | None = None

    @property
    def integers(self) -> Array | int:
        """The values as integers."""
        raise UnableError

    @property
    def texts(self) -> Array | str:
        """The values as texts: an array of objects, or one text for all."""
        raise UnableError

    @property
    def size(self) -> int:
        """Bytes of each value."""
        raise UnableError

    @property
    def octets(self) -> Array:
        """The values as bytes, a row of uint8 for each."""
        raise UnableError


@dataclass(eq=False)
class Given(Vector):
    """Values that are there already: a column, bytes, or the same integer or text for all."""

    values: Any = None

    @property
    def integers(self) -> Array | int:
        if isinstance(self.values, int) or (isinstance(self.values, np.ndarray) and self.values.dtype.kind in "iub"):
            found: Array | int = self.values
            return found
        raise UnableError

    @property
    def texts(self) -> Array | str:
        if isinstance(self.values, str) or (isinstance(self.values, np.ndarray) and self.values.dtype == object):
            found: Array | str = self.values
            return found
        raise UnableError

    @property
    def size(self) -> int:
        return int(self.octets.shape[1])

    @property
    def octets(self) -> Array:
        if isinstance(self.values, np.ndarray) and self.values.ndim == 2:
            found: Array = self.values
            return found
        raise UnableError


@dataclass(eq=False)
class Gathered(Vector):
    """Bytes [start, end) of messages of one layout."""

    block: Block | None = None
    start: int = 0
    end: int = 0

    @property
    def size(self) -> int:
        return self.end - self.start

    @cached_property
    def integers(self) -> Array | int:
        if kind(self.leaf) == INTEGER:
            values = self.unsigned(self.leaf.network or self._big)
            if self.leaf.code.islower():
                values = values.view(values.dtype.newbyteorder("=").str.replace("u", "i"))
            if self.leaf.show == "errno":
                return -values.astype(np.int64)
            return values != 0 if self.leaf.show == "boolean" else values
        raise UnableError

    @property
    def _big(self) -> bool:
        assert self.block is not None
        return self.block.layout.root.big

    def unsigned(self, big: bool) -> Array:
        """The bytes as unsigned integers."""
        if self.size not in NUMBERS_OF_UNDECLARED:
            raise UnableError
        assert self.block is not None
        values = self.block.gather(f"{'>' if big else '<'}u{self.size}", self.start)
        return values.astype(values.dtype.newbyteorder("="), copy=False)

    @cached_property
    def octets(self) -> Array:
        assert self.block is not None
        if not self.size:
            return np.zeros((len(self.block.rows), 0), np.uint8)
        return self.block.gather(f"V{self.size}", self.start).view(np.uint8).reshape(-1, self.size)


class Block:
    """Messages of one layout."""

    def __init__(self, capture: Capture, layout: Layout, rows: Rows) -> None:
        self.capture = capture
        self.layout = layout
        self.rows = rows

    @cached_property
    def offsets(self) -> Array:
        """Where the messages start in the file."""
        return self.capture.index.messages.offset[self.rows].astype(np.int64)

    def gather(self, code: str, start: int) -> Array:
        """Values of a numpy type from byte `start` of each message."""
        data = self.capture.source.data
        type_ = np.dtype(code)
        every: Array = np.ndarray((len(data) - type_.itemsize + 1,), type_, data, strides=(1,))
        values: Array = every[self.offsets + start]
        return values

    def vector(self, index: int) -> Gathered:
        """The values of a leaf of the layout."""
        _, leaf, _, start, end, *_ = self.layout.spans[index]
        assert leaf is not None  # only leaves have values
        return Gathered(leaf, None, self, start, end)


def undeclared_integers(vector: Vector) -> Array:
    """Undeclared bytes as integers."""
    if isinstance(vector, Gathered) and kind(vector.leaf) == GUESS:
        return vector.unsigned(vector.leaf.network)
    raise UnableError
