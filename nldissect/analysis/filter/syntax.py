"""The syntax tree of display filters: what the parser makes of a text, before fields and values have types.

`column` is where the node starts in the text, counted from 0; `end` is behind it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Word:
    """An identifier or unquoted literal as it stands: a field, a symbol, an address, bytes, a duration."""

    text: str
    column: int
    end: int


@dataclass(slots=True)
class Text:
    """A quoted string, without its quotes and escapes; `raw` is whether it was written r"..."."""

    value: str
    raw: bool
    column: int
    end: int


@dataclass(slots=True)
class Number:
    """An integer in any base, a character, or a decimal fraction."""

    value: int | float
    column: int
    end: int


Ranges = tuple[tuple[int, int | None], ...]
"""start and stop of each, None for the end of the operand; negative from its end"""


@dataclass(slots=True)
class Slice:
    """Some bytes or characters."""

    operand: Operand
    ranges: Ranges
    column: int
    end: int


@dataclass(slots=True)
class Function:
    """A function of operands: len, upper, lower, count, string, min, max, abs."""

    name: str
    arguments: tuple[Operand, ...]
    column: int
    end: int


@dataclass(slots=True)
class Arithmetic:
    """Two operands and one of + - * / % &."""

    operator: str
    left: Operand
    right: Operand
    column: int
    end: int


@dataclass(slots=True)
class Negative:
    """An operand with its sign changed."""

    operand: Operand
    column: int
    end: int


Operand = Word | Text | Number | Slice | Function | Arithmetic | Negative


@dataclass(slots=True)
class Present:
    """A condition that is an operand alone: a field that is there, a function or arithmetic that is not zero."""

    operand: Operand
    column: int
    end: int


@dataclass(slots=True)
class Compare:
    """A comparison: one of == != === !== > >= < <= contains matches; `quantifier` is "any", "all" or ""."""

    operator: str
    left: Operand
    right: Operand
    quantifier: str
    column: int
    end: int


@dataclass(slots=True)
class Member:
    """`in {...}`: the operand equals an item, or lies between the ends of a range."""

    operand: Operand
    items: tuple[Operand | tuple[Operand, Operand], ...]
    quantifier: str
    column: int
    end: int


@dataclass(slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition
    column: int
    end: int


@dataclass(slots=True)
class Joined:
    """Conditions joined by "and", "or" or "xor"."""

    operator: str
    conditions: tuple[Condition, ...]
    column: int
    end: int


Condition = Present | Compare | Member | Not | Joined
