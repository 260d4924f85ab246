"""Comparisons and calculations on vectors; each raises UnableError for what cannot be done on whole columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.filter.kinds import ADDRESS, FLAG, INTEGER, STRING, UNITS, Prefix, encoded, kind
from nldissect.analysis.filter.terms import Needle
from nldissect.analysis.filter.vectors import Gathered, Given, UnableError, Vector
from nldissect.schema.leaf import s64

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]

Answer = Any  # a bool for all rows, or a mask

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"==": eq, "!=": ne, ">": gt, ">=": ge, "<": lt, "<=": le}
LARGEST = 1 << 62  # results that stay below it are exact in 64 bits


def wide(vector: Vector) -> tuple[Any, int]:
    """Integers with 64 bits and a sign, and how large they can be."""
    values = vector.integers
    if isinstance(values, int):
        return values, abs(values)
    if values.dtype == np.uint64:
        raise UnableError
    most = LARGEST if values.dtype == np.int64 else 1 << 8 * values.dtype.itemsize
    return values.astype(np.int64), most


def calculated(operator: str, left: Vector, right: Vector) -> Given:
    """The result of an operation on integers."""
    (first, first_most), (second, second_most) = wide(left), wide(right)
    there = left.there if right.there is None else right.there if left.there is None else left.there & right.there
    match operator:
        case "&":
            return Given(s64, there, first & second)
        case "*":
            if first_most * second_most >= LARGEST:
                raise UnableError
            return Given(s64, there, first * second)
        case "+" | "-":
            if first_most + second_most > LARGEST:
                raise UnableError
            return Given(s64, there, first + second if operator == "+" else first - second)
    if not np.all(second):
        raise UnableError  # a division by zero has no value
    quotient = np.abs(first) // np.abs(second) * np.sign(first) * np.sign(second)
    return Given(s64, there, np.asarray(quotient if operator == "/" else first - quotient * second))


def number(operator: str, values: Any, wanted: float) -> Answer:
    if isinstance(values, int):
        return bool(OPERATORS[operator](values, wanted))
    if values.dtype == np.bool_:
        values = values.view(np.uint8)
    if isinstance(wanted, int):  # numpy compares with what its type cannot hold in ways that changed
        limits = np.iinfo(values.dtype)
        if not limits.min <= wanted <= limits.max:
            return bool(OPERATORS[operator](0, wanted))
    return OPERATORS[operator](values, wanted)


def octets(operator: str, octets: Array, wanted: bytes) -> Answer:
    if operator not in ("==", "!="):
        raise UnableError
    if octets.shape[1] != len(wanted):
        return operator == "!="
    same: Mask = (octets == np.frombuffer(wanted, np.uint8)).all(axis=1)
    return same if operator == "==" else ~same


def text(octets: Array, wanted: str) -> Answer:
    """Which strings (padded with NUL) are this one."""
    data = encoded(wanted)
    size = octets.shape[1]
    if data is None or len(data) > size or data.endswith(b"\0"):
        return np.zeros(len(octets), np.bool_)
    return (octets == np.frombuffer(data.ljust(size, b"\0"), np.uint8)).all(axis=1)


def address(operator: str, vector: Vector, wanted: Prefix) -> Answer:
    size = len(wanted.address)
    if vector.size != size:
        return operator == "!="
    if size == 4 and isinstance(vector, Gathered):
        values = vector.unsigned(True)
        first, bits = int.from_bytes(wanted.address, "big"), int.from_bytes(wanted.mask, "big")
        if operator in ("==", "!="):
            return OPERATORS[operator](values & np.uint32(bits), np.uint32(first & bits))
        return OPERATORS[operator](values, np.uint32(first))
    if operator not in ("==", "!="):
        raise UnableError
    mask = np.frombuffer(wanted.mask, np.uint8)
    same = ((vector.octets & mask) == (np.frombuffer(wanted.address, np.uint8) & mask)).all(axis=1)
    return same if operator == "==" else ~same


def length(vector: Vector) -> Array | int:
    if kind(vector.leaf) != STRING:
        return vector.size
    if vector.leaf.show != "string" or isinstance(vector, Given):
        raise UnableError
    octets = vector.octets
    if not octets.shape[1]:
        return 0
    filled = octets[:, ::-1] != 0
    return np.where(filled.any(axis=1), octets.shape[1] - filled.argmax(axis=1), 0)


def each(vector: Vector, meets: Callable[[str], bool]) -> Answer:
    """Ask about each text that occurs, once."""
    if isinstance(vector.texts, str):
        return meets(vector.texts)
    texts = vector.texts.tolist()
    answers = {text: bool(meets(text)) for text in set(texts)}
    return np.fromiter(map(answers.__getitem__, texts), np.bool_, len(texts))


def contains(vector: Vector, needle: Needle) -> Answer:
    if isinstance(vector, Given) and kind(vector.leaf) == STRING:
        return each(vector, lambda text: needle.text in text)
    if kind(vector.leaf) == FLAG:
        return needle.data == b""
    if kind(vector.leaf) == INTEGER or vector.leaf.show in ("mpls", "uuid"):
        raise UnableError
    strings = kind(vector.leaf) == STRING
    data = encoded(needle.text) if strings else needle.data
    if data is None or (strings and b"\0" in data):
        raise UnableError
    return within(vector.octets, data)


def within(octets: Array, data: bytes) -> Answer:
    """Which rows of bytes contain these bytes: one search over all rows, matches across two rows left out."""
    size = octets.shape[1]
    if not data:
        return True
    found = np.zeros(len(octets), np.bool_)
    if len(data) > size:
        return found
    haystack = octets.tobytes()
    start = 0
    search = re.compile(re.escape(data)).search
    while (match := search(haystack, start)) is not None:
        row, place = divmod(match.start(), size)
        if place + len(data) <= size:
            found[row] = True
            start = (row + 1) * size
        else:
            start = match.start() + 1
    return found


def compared(operator: str, left: Vector, right: Vector) -> Answer:
    first, second = kind(left.leaf), kind(right.leaf)
    if left.there is not None or right.there is not None or UNITS.get(left.leaf.show) != UNITS.get(right.leaf.show):
        raise UnableError
    if first == second == INTEGER:
        return OPERATORS[operator](wide(left)[0], wide(right)[0])
    if operator in ("==", "!=") and first == second == ADDRESS:
        if left.size != right.size:
            return operator == "!="
        same: Mask = (left.octets == right.octets).all(axis=1)
        return same if operator == "==" else ~same
    raise UnableError
