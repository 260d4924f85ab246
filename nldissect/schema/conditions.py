"""Conditions on a message, for choosing between declarations.

A selector names a field as `Select` does: "nlmsghdr.flags", "family", "KIND".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payload:
    """The value (of a message: what follows nlmsghdr) has `least` to `most` bytes, in steps of `step`."""

    least: int
    most: int
    step: int = 1


@dataclass(frozen=True, slots=True)
class Equals:
    """The selected field has one of these values."""

    by: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Bits:
    """The selected field has any of these bits."""

    by: str
    mask: int


@dataclass(frozen=True, slots=True)
class NestedFlag:
    """The attribute's type carries NLA_F_NESTED."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: Condition


Condition = Payload | Equals | Bits | NestedFlag | AllOf | AnyOf | Not


def payload(least: int, most: int | None = None, step: int = 1) -> Payload:
    """The value has `least` bytes, or `least` to `most` of them in steps of `step`."""
    return Payload(least, least if most is None else most, step)


def equals(by: str, *values: int | str) -> Equals:
    """The field `by` has one of these values; one that is absent has none."""
    return Equals(by, values)


def bits(by: str, mask: int) -> Bits:
    """The field `by` has any bit of the mask."""
    return Bits(by, mask)


def all_of(*conditions: Condition) -> AllOf:
    """Every condition holds."""
    return AllOf(conditions)


def any_of(*conditions: Condition) -> AnyOf:
    """At least one condition holds."""
    return AnyOf(conditions)
