"""Tests on whole columns: the answers of one test for many messages at once.

`answer` raises UnableError for what has no columnar way; then `evaluate` asks message by message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.filter.kinds import (
    ADDRESS,
    FLAG,
    GUESS,
    INTEGER,
    STRING,
    UNITS,
    Name,
    Prefix,
    encoded,
    kind,
    symbols_of,
)
from nldissect.analysis.filter.scalar import BIT
from nldissect.analysis.filter.terms import (
    Applied,
    Calculated,
    Comparison,
    Constant,
    Holds,
    Needle,
    Pairs,
    Pattern,
    Presence,
    Range,
    Reference,
    Sliced,
    Term,
    Test,
)
from nldissect.analysis.filter.vectors import Gathered, Given, UnableError, Vector, undeclared_integers
from nldissect.schema.leaf import binary, s64

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Array = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

Answer = Any  # a bool for all rows, or a mask
Find = Callable[[Reference], Sequence[Vector]]
Stretches = dict[int, Any]  # of a number: the rows where it begins to have a name, and those where it ends; ascending

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"==": eq, "!=": ne, ">": gt, ">=": ge, "<": lt, "<=": le}
_LARGEST = 1 << 62  # results that stay below it are exact in 64 bits


class Columns:
    """Answers tests for some rows.

    find        the vectors of a field, one for each of its occurrences
    stretches   where names begin and end, as far as they were asked for
    """

    def __init__(self, capture: Capture, rows: Rows, find: Find, stretches: dict[Name, Stretches]) -> None:
        self.capture = capture
        self.rows = rows
        self.find = find
        self.stretches = stretches

    def answer(self, test: Test) -> Answer:
        """Whether the test holds: a bool for all rows, or a mask."""
        match test:
            case Presence(term=Reference(bit="") as reference):
                return _any([True if vector.there is None else vector.there for vector in self.find(reference)])
            case Presence():
                return self.over(self.vectors(test.term), lambda vector: vector.integers != 0, False)
            case Holds():
                return self.over(
                    self.vectors(test.term),
                    lambda vector: _any([self.meets(each, vector) for each in test.alternatives]),
                    test.every,
                )
            case Pairs():
                return self.pairs(test)

    def over(self, vectors: Sequence[Vector], meets: Callable[[Vector], Answer], every: bool) -> Answer:
        """Any, or all, of the values that are there meet a condition; false where there is none."""
        found = [(meets(vector), vector.there) for vector in vectors]
        if not every:
            return _any([answer if there is None else answer & there for answer, there in found])
        some = _any([True if there is None else there for _, there in found])
        if some is False:
            return False
        return _all([some, *(answer if there is None else answer | ~there for answer, there in found)])

    # Terms

    def vectors(self, term: Term) -> Sequence[Vector]:
        """The values of a term."""
        match term:
            case Reference():
                return self.field(term)
            case Constant():
                value = term.target(term.leaves[0])
                if not isinstance(value, int):
                    raise UnableError
                return [Given(s64, None, value)]
            case Sliced():
                return self.sliced(term)
            case Calculated():
                return [
                    calculated(term.operator, left, right)
                    for left in self.vectors(term.left)
                    for right in self.vectors(term.right)
                ]
            case Applied():
                return self.applied(term)

    def field(self, reference: Reference) -> Sequence[Vector]:
        vectors = self.find(reference)
        if not reference.bit:
            return vectors
        bits = []
        for vector in vectors:
            mask = symbols_of(vector.leaf).get(reference.bit) if kind(vector.leaf) == INTEGER else None
            if mask is not None:
                bits.append(Given(BIT, vector.there, np.asarray(vector.integers & mask == mask)))
        return bits

    def sliced(self, term: Sliced) -> Sequence[Vector]:
        parts = []
        for vector in self.vectors(term.operand):
            if kind(vector.leaf) == STRING:
                raise UnableError
            if kind(vector.leaf) == INTEGER:
                continue
            octets = vector.octets
            part = np.concatenate([octets[:, start:stop] for start, stop in term.ranges], axis=1)
            if part.shape[1]:
                parts.append(Given(binary, vector.there, part))
        return parts

    def applied(self, term: Applied) -> Sequence[Vector]:
        vectors = [vector for argument in term.arguments for vector in self.vectors(argument)]
        if not vectors:
            return []
        match term.name:
            case "count" if all(vector.there is None for vector in vectors):
                return [Given(s64, None, len(vectors))]
            case "len":
                return [
                    Given(s64, vector.there, _length(vector)) for vector in vectors if kind(vector.leaf) != INTEGER
                ]
            case "abs":
                return [Given(vector.leaf, vector.there, np.abs(_wide(vector)[0])) for vector in vectors]
            case "min" | "max" if len({id(vector.leaf) for vector in vectors}) == 1:
                if any(vector.there is not None for vector in vectors):
                    raise UnableError
                chosen = np.minimum if term.name == "min" else np.maximum
                values = _wide(vectors[0])[0]
                for vector in vectors[1:]:
                    values = chosen(values, _wide(vector)[0])
                return [Given(vectors[0].leaf, None, values)]
        raise UnableError

    # Comparisons

    def meets(self, alternative: Comparison | Range, vector: Vector) -> Answer:
        """Whether values meet a comparison with a constant, or lie in a range."""
        first, second = alternative
        if isinstance(first, Constant):
            assert isinstance(second, Constant)  # both ends of a range are
            return _all([self.meets((">=", first), vector), self.meets(("<=", second), vector)])
        match second:
            case Needle():
                return _contains(vector, second)
            case Pattern():
                return _each(vector, lambda text: second.text.search(text) is not None)
            case _:
                return self.compare(first, vector, second)

    def compare(self, operator: str, vector: Vector, constant: Constant) -> Answer:
        leaf = vector.leaf
        own = kind(leaf)
        wanted = constant.target(leaf, None if own in (INTEGER, STRING) else vector.size)
        if wanted is None:
            return operator == "!=" and own != GUESS
        match wanted:
            case Name():
                return self.named(wanted, vector) == (operator == "==")
            case Prefix():
                return _address(operator, vector, wanted)
            case int() | float():
                values = undeclared_integers(vector) if own == GUESS else vector.integers
                return _number(operator, values, wanted)
            case bytes():
                return _octets(operator, vector.octets, wanted)
        if isinstance(vector, Given):
            return _each(vector, lambda text: _OPERATORS[operator](text, wanted))
        if operator not in ("==", "!=") or leaf.show not in ("string", "guess"):
            raise UnableError
        return _text(vector.octets, wanted) == (operator == "==")

    def named(self, name: Name, vector: Vector) -> Mask:
        """Which numbers have a name, each as of its row."""
        values = vector.integers
        found = np.zeros(len(self.rows), np.bool_)
        for number, (starts, stops) in self._stretches(name).items():
            here = np.flatnonzero(values == number)
            if len(here):
                rows = self.rows[here]
                begun, ended = np.searchsorted(starts, rows, "right"), np.searchsorted(stops, rows, "right")
                found[here] = begun > ended
        return found

    def _stretches(self, name: Name) -> Stretches:
        """The rows where each number begins to have a name, and where it ends."""
        found = self.stretches.get(name)
        if found is None:
            spans: dict[int, list[tuple[int, int]]] = {}
            for number, first, stop in self.capture.names.spans(name.space, name.text):
                spans.setdefault(number, []).append((first, len(self.capture) if stop is None else stop))
            found = {number: tuple(np.array(sorted(each)).T) for number, each in spans.items()}
            self.stretches[name] = found
        return found

    def pairs(self, test: Pairs) -> Answer:
        if test.operator not in _OPERATORS:
            raise UnableError
        answers = [
            _compared(test.operator, left, right)
            for left in self.vectors(test.left)
            for right in self.vectors(test.right)
        ]
        return bool(answers) and (_all(answers) if test.every else _any(answers))


def _any(answers: Sequence[Answer]) -> Answer:
    """Or, of bools and masks."""
    result: Answer = False
    for answer in answers:
        if answer is True:
            return True
        result = answer if result is False else result if answer is False else result | answer
    return result


def _all(answers: Sequence[Answer]) -> Answer:
    """And, of bools and masks."""
    result: Answer = True
    for answer in answers:
        if answer is False:
            return False
        result = answer if result is True else result if answer is True else result & answer
    return result


def _wide(vector: Vector) -> tuple[Any, int]:
    """Integers with 64 bits and a sign, and how large they can be."""
    values = vector.integers
    if isinstance(values, int):
        return values, abs(values)
    if values.dtype == np.uint64:
        raise UnableError
    most = _LARGEST if values.dtype == np.int64 else 1 << 8 * values.dtype.itemsize
    return values.astype(np.int64), most


def calculated(operator: str, left: Vector, right: Vector) -> Given:
    """The result of an operation on integers."""
    (first, first_most), (second, second_most) = _wide(left), _wide(right)
    there = left.there if right.there is None else right.there if left.there is None else left.there & right.there
    match operator:
        case "&":
            return Given(s64, there, first & second)
        case "*":
            if first_most * second_most >= _LARGEST:
                raise UnableError
            return Given(s64, there, first * second)
        case "+" | "-":
            if first_most + second_most > _LARGEST:
                raise UnableError
            return Given(s64, there, first + second if operator == "+" else first - second)
    if not np.all(second):
        raise UnableError  # a division by zero has no value
    quotient = np.abs(first) // np.abs(second) * np.sign(first) * np.sign(second)
    return Given(s64, there, np.asarray(quotient if operator == "/" else first - quotient * second))


def _number(operator: str, values: Any, wanted: float) -> Answer:
    if isinstance(values, int):
        return bool(_OPERATORS[operator](values, wanted))
    if values.dtype == np.bool_:
        values = values.view(np.uint8)
    if isinstance(wanted, int):  # numpy compares with what its type cannot hold in ways that changed
        limits = np.iinfo(values.dtype)
        if not limits.min <= wanted <= limits.max:
            return bool(_OPERATORS[operator](0, wanted))
    return _OPERATORS[operator](values, wanted)


def _octets(operator: str, octets: Array, wanted: bytes) -> Answer:
    if operator not in ("==", "!="):
        raise UnableError
    if octets.shape[1] != len(wanted):
        return operator == "!="
    same: Mask = (octets == np.frombuffer(wanted, np.uint8)).all(axis=1)
    return same if operator == "==" else ~same


def _text(octets: Array, wanted: str) -> Answer:
    """Which strings (padded with NUL) are this one."""
    data = encoded(wanted)
    size = octets.shape[1]
    if data is None or len(data) > size or data.endswith(b"\0"):
        return np.zeros(len(octets), np.bool_)
    return (octets == np.frombuffer(data.ljust(size, b"\0"), np.uint8)).all(axis=1)


def _address(operator: str, vector: Vector, wanted: Prefix) -> Answer:
    size = len(wanted.address)
    if vector.size != size:
        return operator == "!="
    if size == 4 and isinstance(vector, Gathered):
        values = vector.unsigned(True)
        address, bits = int.from_bytes(wanted.address, "big"), int.from_bytes(wanted.mask, "big")
        if operator in ("==", "!="):
            return _OPERATORS[operator](values & np.uint32(bits), np.uint32(address & bits))
        return _OPERATORS[operator](values, np.uint32(address))
    if operator not in ("==", "!="):
        raise UnableError
    mask = np.frombuffer(wanted.mask, np.uint8)
    same = ((vector.octets & mask) == (np.frombuffer(wanted.address, np.uint8) & mask)).all(axis=1)
    return same if operator == "==" else ~same


def _length(vector: Vector) -> Array | int:
    if kind(vector.leaf) != STRING:
        return vector.size
    if vector.leaf.show != "string" or isinstance(vector, Given):
        raise UnableError
    octets = vector.octets
    if not octets.shape[1]:
        return 0
    filled = octets[:, ::-1] != 0
    return np.where(filled.any(axis=1), octets.shape[1] - filled.argmax(axis=1), 0)


def _each(vector: Vector, meets: Callable[[str], bool]) -> Answer:
    """Ask about each text that occurs, once."""
    if isinstance(vector.texts, str):
        return meets(vector.texts)
    texts = vector.texts.tolist()
    answers = {text: bool(meets(text)) for text in set(texts)}
    return np.fromiter(map(answers.__getitem__, texts), np.bool_, len(texts))


def _contains(vector: Vector, needle: Needle) -> Answer:
    if isinstance(vector, Given) and kind(vector.leaf) == STRING:
        return _each(vector, lambda text: needle.text in text)
    if kind(vector.leaf) == FLAG:
        return needle.data == b""
    if kind(vector.leaf) == INTEGER or vector.leaf.show in ("mpls", "uuid"):
        raise UnableError
    text = kind(vector.leaf) == STRING
    data = encoded(needle.text) if text else needle.data
    if data is None or (text and b"\0" in data):
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


def _compared(operator: str, left: Vector, right: Vector) -> Answer:
    first, second = kind(left.leaf), kind(right.leaf)
    if left.there is not None or right.there is not None or UNITS.get(left.leaf.show) != UNITS.get(right.leaf.show):
        raise UnableError
    if first == second == INTEGER:
        return _OPERATORS[operator](_wide(left)[0], _wide(right)[0])
    if operator in ("==", "!=") and first == second == ADDRESS:
        if left.size != right.size:
            return operator == "!="
        same: Mask = (left.octets == right.octets).all(axis=1)
        return same if operator == "==" else ~same
    raise UnableError

