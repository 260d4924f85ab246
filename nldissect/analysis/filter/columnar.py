"""Tests on whole columns: the answers of one test for many messages at once.

`answer` raises UnableError for what has no columnar way; then `evaluate` asks message by message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.filter import comparisons
from nldissect.analysis.filter.comparisons import OPERATORS, Answer
from nldissect.analysis.filter.kinds import (
    GUESS,
    INTEGER,
    STRING,
    Name,
    Prefix,
    kind,
    symbols_of,
)
from nldissect.analysis.filter.scalar import BIT, bounds
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
from nldissect.analysis.filter.vectors import Given, UnableError, Vector, undeclared_integers
from nldissect.schema.leaf import binary, s64

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Array = npt.NDArray[Any]
    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

Find = Callable[[Reference], Sequence[Vector]]
Stretches = dict[int, Any]  # of a number: the rows where it begins to have a name, and those where it ends; ascending


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
                    comparisons.calculated(term.operator, left, right)
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
            found = bounds(vector.size, term.ranges)
            if found is not None:
                part = np.concatenate([vector.octets[:, start:stop] for start, stop in found], axis=1)
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
                sized = [vector for vector in vectors if kind(vector.leaf) != INTEGER]
                return [Given(s64, vector.there, comparisons.length(vector)) for vector in sized]
            case "octet":
                return [Given(s64, vector.there, vector.octets[:, 0]) for vector in vectors]
            case "abs":
                return [Given(vector.leaf, vector.there, np.abs(comparisons.wide(vector)[0])) for vector in vectors]
            case "min" | "max" if len({id(vector.leaf) for vector in vectors}) == 1:
                if any(vector.there is not None for vector in vectors):
                    raise UnableError
                chosen = np.minimum if term.name == "min" else np.maximum
                values = comparisons.wide(vectors[0])[0]
                for vector in vectors[1:]:
                    values = chosen(values, comparisons.wide(vector)[0])
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
                return comparisons.contains(vector, second)
            case Pattern():
                return comparisons.each(vector, lambda text: second.text.search(text) is not None)
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
                return comparisons.address(operator, vector, wanted)
            case int() | float():
                values = undeclared_integers(vector) if own == GUESS else vector.integers
                return comparisons.number(operator, values, wanted)
            case bytes():
                return comparisons.octets(operator, vector.octets, wanted)
        if isinstance(vector, Given):
            return comparisons.each(vector, lambda text: OPERATORS[operator](text, wanted))
        if operator not in ("==", "!=") or leaf.show not in ("string", "guess"):
            raise UnableError
        return comparisons.text(vector.octets, wanted) == (operator == "==")

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
        if test.operator not in OPERATORS:
            raise UnableError
        answers = [
            comparisons.compared(test.operator, left, right)
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
