"""Terms: a display filter whose fields are found and whose types are checked, ready to be evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nldissect.analysis.filter.kinds import Literal, Target, target
from nldissect.analysis.filter.syntax import Ranges
from nldissect.schema.leaf import Leaf

if TYPE_CHECKING:
    from nldissect.analysis.computed import Computed

Holders = dict[int, set[int] | None]  # protocol to the types of messages that can have a field; None for all types


@dataclass(eq=False, slots=True)
class Reference:
    """A field.

    path      as `Field.path` has it
    leaves    the types that its values can have; none for a field that only holds others
    holders   the messages that can have it; None for all
    bit       name of the one flag of the field's value that is meant, or ""
    flags     the types of the values that have the flag
    computed  how it is worked out, where it is not in the message
    """

    path: str
    leaves: list[Leaf]
    holders: Holders | None = None
    bit: str = ""
    flags: list[Leaf] = field(default_factory=list)
    computed: Computed | None = None


@dataclass(eq=False, slots=True)
class Sliced:
    """Some bytes or characters of a term."""

    operand: Term
    ranges: Ranges
    leaves: list[Leaf]


@dataclass(eq=False, slots=True)
class Applied:
    """A function of terms: those of the language, and `octet`, the number that one byte is."""

    name: str
    arguments: tuple[Term, ...]
    leaves: list[Leaf]


@dataclass(eq=False, slots=True)
class Calculated:
    """Two terms and one of + - * / % &; `negative` has zero for its left one."""

    operator: str
    left: Term
    right: Term
    leaves: list[Leaf]


@dataclass(eq=False, slots=True)
class Constant:
    """A literal; beside a field its meaning depends on the field's type."""

    literal: Literal
    leaves: list[Leaf]
    _targets: dict[tuple[int, int | None], tuple[Leaf, Target | None]] = field(default_factory=dict)

    def target(self, leaf: Leaf, size: int | None = None) -> Target | None:
        """What it means beside a value of this leaf, remembered."""
        key = (id(leaf), size)
        found = self._targets.get(key)
        if found is None:
            if len(self._targets) > 4096:
                self._targets.clear()
            found = self._targets[key] = leaf, target(self.literal, leaf, size)  # the leaf stays, and so its id
        return found[1]


Term = Reference | Sliced | Applied | Calculated | Constant


@dataclass(eq=False, slots=True)
class Needle:
    """What `contains` looks for: in texts, and in bytes (None where the literal is no bytes)."""

    text: str
    data: bytes | None


@dataclass(eq=False, slots=True)
class Pattern:
    """What `matches` looks for: in texts, and in bytes."""

    text: re.Pattern[str]
    data: re.Pattern[bytes]


# What one value is held against: an operator and a constant, or the constants of a range.
Comparison = tuple[str, Constant | Needle | Pattern]
Range = tuple[Constant, Constant]


@dataclass(eq=False, slots=True)
class Presence:
    """A term that is there, and not zero where it is a flag or was calculated."""

    term: Term


@dataclass(eq=False, slots=True)
class Holds:
    """Any (or all) of a term's values meets one of the alternatives."""

    term: Term
    alternatives: tuple[Comparison | Range, ...]
    every: bool


@dataclass(eq=False, slots=True)
class Pairs:
    """Any (or all) pairs of two terms' values compare so."""

    operator: str
    left: Term
    right: Term
    every: bool


Test = Presence | Holds | Pairs


@dataclass(eq=False, slots=True)
class Negation:
    """The condition does not hold."""

    condition: Condition


@dataclass(eq=False, slots=True)
class Junction:
    """Conditions joined by "and", "or" or "xor"."""

    operator: str
    conditions: tuple[Condition, ...]


Condition = Test | Negation | Junction


def references(term: Term) -> list[Reference]:
    """The fields in a term."""
    match term:
        case Reference():
            return [term]
        case Sliced():
            return references(term.operand)
        case Applied():
            return [each for argument in term.arguments for each in references(argument)]
        case Calculated():
            return [*references(term.left), *references(term.right)]
        case _:
            return []


def fields_of(condition: Condition) -> list[Reference]:
    """The fields of a condition."""
    match condition:
        case Negation():
            return fields_of(condition.condition)
        case Junction():
            return [reference for each in condition.conditions for reference in fields_of(each)]
        case Pairs():
            return [*references(condition.left), *references(condition.right)]
        case _:
            return references(condition.term)
