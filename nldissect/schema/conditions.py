"""Conditions on a message, for choosing between declarations.

A selector names a field as `Select` does: "nlmsghdr.flags", "family", "KIND", "HDR.kind".
"""

from __future__ import annotations

from typing import NamedTuple


class Payload(NamedTuple):
    """The value (of a message: what follows nlmsghdr) has `least` to `most` bytes, in steps of `step`."""

    least: int
    most: int
    step: int = 1


class Byte(NamedTuple):
    """The byte at this offset of the value (of a message: of what follows nlmsghdr) is one of these."""

    offset: int
    values: tuple[int, ...]


class Equals(NamedTuple):
    """The selected field has one of these values."""

    by: str
    values: tuple[int | str, ...]


class Bits(NamedTuple):
    """The selected field has any of these bits."""

    by: str
    mask: int


class NestedFlag:
    """The attribute's type carries NLA_F_NESTED."""


class BigEndian:
    """The host that the message is of is big-endian."""


class AllOf(NamedTuple):
    """Every condition holds."""

    conditions: tuple[Condition, ...]


class AnyOf(NamedTuple):
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


class Not(NamedTuple):
    """The condition does not hold."""

    condition: Condition


Condition = Payload | Byte | Equals | Bits | NestedFlag | BigEndian | AllOf | AnyOf | Not


big_endian = BigEndian()
"""Holds on big-endian hosts: for halves of one number, which stand the other way round there."""


def payload(least: int, most: int | None = None, step: int = 1) -> Payload:
    """The value has `least` bytes, or `least` to `most` of them in steps of `step`."""
    return Payload(least, least if most is None else most, step)


def byte(offset: int, *values: int) -> Byte:
    """The byte at `offset` of the value has one of these values: for a header that is chosen by what it starts with."""
    return Byte(offset, tuple(int(value) for value in values))


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
