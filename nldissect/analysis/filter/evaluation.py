"""Evaluation of a filter on the messages of a capture.

A condition is answered test by test. A test of columns that exist (nlmsghdr, time) is one numpy expression. Any other
is answered layout by layout: a layout does not have the field, or has it at one place, from where the values of all
its messages are gathered. Only layouts of messages that can have the field are found at all. What has no columnar way
is asked of one message for each combination of bytes that occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.filter.columnar import Columns, Stretches
from nldissect.analysis.filter.kinds import Name, symbols_of
from nldissect.analysis.filter.scalar import WHOLE, holds
from nldissect.analysis.filter.search import containing
from nldissect.analysis.filter.terms import (
    Condition,
    Constant,
    Holds,
    Junction,
    Needle,
    Negation,
    Pairs,
    Presence,
    Reference,
    Test,
    fields_of,
)
from nldissect.analysis.filter.vectors import Block, Given, UnableError, Vector
from nldissect.index.grouping import occurring
from nldissect.index.messages import FRAGMENT
from nldissect.schema.leaf import binary

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.decoder import Parts
    from nldissect.engine.layout import Layout

    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

# struct nlmsghdr: the columns of the message table that are its members
HEADER = {"nl.len": "length", "nl.type": "type", "nl.flags": "flags", "nl.seq": "seq", "nl.port": "port"}
AT_ONCE = ("frame", "nl.number", "nl.protocol")  # computed fields that cost nothing


class Evaluation:
    """Answers conditions for the messages `first` to `stop` of a capture."""

    def __init__(self, capture: Capture, first: int, stop: int) -> None:
        self.capture = capture
        self.first = first
        self.stop = stop
        self._stretches: dict[Name, Stretches] = {}

    def mask(self, condition: Condition, within: Mask | None = None) -> Mask:
        """Which messages meet the condition; only answers for those in `within` (None: all) count."""
        match condition:
            case Negation():
                return ~self.mask(condition.condition, within)
            case Junction(operator="xor"):
                result = np.zeros(self.stop - self.first, np.bool_)
                for each in condition.conditions:
                    result ^= self.mask(each, within)
                return result
            case Junction():
                return self._joined(condition, within)
            case _:
                return self.test(condition, within)

    def _joined(self, condition: Junction, within: Mask | None) -> Mask:
        """And, or: cheap conditions first, the others only where these leave the answer open."""
        conjunction = condition.operator == "and"
        result: Mask | None = None
        for each in sorted(condition.conditions, key=cost):
            if result is not None:
                open_ = result if conjunction else ~result
                within = open_ if within is None else within & open_
                if not within.any():
                    break
            answer = self.mask(each, within)
            result = answer if result is None else result & answer if conjunction else result | answer
        assert result is not None  # a junction has conditions
        return result

    def test(self, test: Test, within: Mask | None) -> Mask:
        """Which messages meet one test."""
        if self._searches(test):
            return self._search(test)
        rows = np.arange(self.first, self.stop)
        if all(in_columns(reference, test) for reference in fields_of(test)):
            chosen = rows if within is None or within.all() else np.flatnonzero(within) + self.first
            answer = self._answer(test, chosen, self._column)
            if answer is not None:
                return self._spread(chosen, answer)
        return self._by_layout(test, within)

    def _spread(self, rows: Rows, answer: Any) -> Mask:
        """The answers for some rows as a mask over all."""
        if len(rows) == self.stop - self.first:
            return np.full(len(rows), answer) if isinstance(answer, bool) else answer.astype(np.bool_, copy=False)
        result = np.zeros(self.stop - self.first, np.bool_)
        result[rows - self.first] = answer
        return result

    def _answer(self, test: Test, rows: Rows, find: Callable[[Reference, Rows], Sequence[Vector]]) -> Any:
        """The answer on columns; None when there is no such way."""
        try:
            columns = Columns(self.capture, rows, lambda reference: find(reference, rows), self._stretches)
            return columns.answer(test)
        except UnableError:
            return None

    # Columns

    def _column(self, reference: Reference, rows: Rows) -> Sequence[Vector]:
        if reference.computed is not None:
            found = reference.computed.columns(self.capture, rows)
            return [Given(reference.computed.leaf, column.there, column.values) for column in found]
        table = self.capture.index.messages
        there = table.state[rows] & FRAGMENT == 0
        if reference.path == "nl.type":
            return self._types(reference, rows, there)
        leaf = (reference.flags or reference.leaves)[0]
        return [Given(leaf, None if there.all() else there, getattr(table, HEADER[reference.path])[rows])]

    def _types(self, reference: Reference, rows: Rows, there: Mask) -> Sequence[Vector]:
        """The message types: one vector for each protocol, since each has names of its own."""
        from nldissect.analysis.computed import declarations, protocols

        types = self.capture.index.messages.type[rows]
        vectors = []
        for number, here in protocols(self.capture, rows):
            names: dict[int, str] = {}
            for type_, declaration in declarations(self.capture, number, rows[here])[0]:
                if names.setdefault(type_, declaration.name) != declaration.name:
                    raise UnableError  # a family id that was given to two families
            vectors.append(Given(replace(reference.leaves[0], symbols=names), there & here, types))
        return vectors

    # Whole messages

    def _searches(self, test: Test) -> bool:
        match test:
            case Holds(term=Reference() as reference, alternatives=((_, Needle(data=bytes())),)):
                return reference.path in WHOLE and reference.computed is None
        return False

    def _search(self, test: Test) -> Mask:
        assert isinstance(test, Holds)  # _searches() says so
        assert isinstance(test.term, Reference)
        needle = test.alternatives[0][1]
        assert isinstance(needle, Needle)
        return containing(self.capture, test.term.path, np.arange(self.first, self.stop), needle.data or b"")

    # Layouts

    def _by_layout(self, test: Test, within: Mask | None) -> Mask:
        result = np.zeros(self.stop - self.first, np.bool_)
        references = fields_of(test)
        for layout, rows in self._parts(references, within):
            answer = self._block(test, references, Block(self.capture, layout, rows))
            if answer is not False:
                result[rows - self.first] = answer
        return result

    def _parts(self, references: list[Reference], within: Mask | None) -> Iterable[tuple[Layout, npt.NDArray[Any]]]:
        """The messages that can have any of the fields, by layout; those of the whole capture are remembered."""
        kept = self.capture.decoder.parts
        key = tuple(sorted(reference.path for reference in references))
        whole = within is None and self.first == 0
        if whole and (parts := kept.get(key, self.stop)) is not None:
            yield from parts
            return
        listed: Parts = []
        size = self.capture.decoder.portion
        for start in range(self.first, self.stop, size):
            rows = self._candidates(references, within, start, min(self.stop, start + size))
            for layout, part in self.capture.decoder.by_layout(rows):
                if whole:
                    listed.append((layout, part.astype(np.uint32)))
                yield layout, part
        if whole:
            kept.keep(key, self.stop, listed)

    def _candidates(self, references: list[Reference], within: Mask | None, start: int, stop: int) -> Rows:
        """The messages from `start` to `stop` whose type can have any of these fields."""
        part = None if within is None else within[start - self.first : stop - self.first]
        if not references or any(reference.holders is None for reference in references):
            return np.arange(start, stop) if part is None else np.flatnonzero(part) + start
        table = self.capture.index.messages
        protocols, types = table.protocol[start:stop], table.type[start:stop]
        result = np.zeros(stop - start, np.bool_)
        for number in occurring(protocols):
            here = protocols == number
            held = [(reference.holders or {}).get(number, set()) for reference in references]
            if number in self._declared and None not in held:
                here &= np.logical_or.reduce([types == type_ for each in held for type_ in each or ()])
            result |= here
        return np.flatnonzero(result if part is None else result & part) + start

    @cached_property
    def _declared(self) -> set[int]:
        """The protocols whose messages are declared; any message of the others can have what all have."""
        return {protocol.number for protocol in self.capture.registry}

    def _block(self, test: Test, references: list[Reference], block: Block) -> Any:
        """The answers for messages of one layout."""
        if isinstance(test, Presence) and isinstance(test.term, Reference) and not test.term.bit:
            path = test.term.path
            return path in WHOLE or block.layout.has(path)
        if any(reference.computed or reference.path in WHOLE for reference in references):
            answer = self._answer(test, block.rows, lambda reference, _: self._mixed(reference, block))
            return self._one_by_one(test, block.rows) if answer is None else answer
        found = {reference.path: block.layout.places(reference.path) for reference in references}
        if not any(found.values()):
            return False
        answer = self._answer(
            test, block.rows, lambda reference, _: [block.vector(index) for index in found[reference.path]]
        )
        if answer is None:
            return self._by_bytes(test, block, [index for indexes in found.values() for index in indexes])
        return answer

    def _mixed(self, reference: Reference, block: Block) -> Sequence[Vector]:
        """A field beside another that is worked out, or that is a whole message."""
        if reference.computed is not None:
            return self._column(reference, block.rows)
        if reference.path == "nl":
            return [Given(binary, None, block.gather(f"V{block.layout.extent}", 0).view(np.uint8).reshape(
                len(block.rows), -1))]  # fmt: skip
        if reference.path in WHOLE:
            raise UnableError
        return [block.vector(index) for index in block.layout.places(reference.path)]

    def _by_bytes(self, test: Test, block: Block, indexes: list[int]) -> Mask:
        """Ask about one message for each combination of bytes that the fields have."""
        if len(block.rows) == 1 or self._depends_on_row(test, block, indexes):
            return self._one_by_one(test, block.rows)
        parts = [block.vector(index).octets for index in dict.fromkeys(indexes)]
        together = np.ascontiguousarray(np.concatenate(parts, axis=1))
        if not together.shape[1]:
            return np.full(len(block.rows), holds(test, self.capture.message(int(block.rows[0]))))
        items = together.view(f"V{together.shape[1]}")[:, 0]
        _, heads, inverse = np.unique(items, return_index=True, return_inverse=True)
        answers = self._one_by_one(test, block.rows[heads])
        found: Mask = answers[inverse.reshape(-1)]
        return found

    def _depends_on_row(self, test: Test, block: Block, indexes: list[int]) -> bool:
        """Whether names, which change in the course of a capture, have a part in the answer."""
        if isinstance(test, Pairs):
            return False
        leaves = (block.layout.spans[index][1] for index in indexes)
        names = self.capture.names
        return any(leaf is not None and leaf.names and leaf.names not in names.system for leaf in leaves)

    def _one_by_one(self, test: Test, rows: Rows) -> Mask:
        message = self.capture.message
        return np.fromiter((holds(test, message(row)) for row in rows.tolist()), np.bool_, len(rows))


def in_columns(reference: Reference, test: Test) -> bool:
    """Whether a field has columns, so that no layouts are needed."""
    if reference.computed is not None:
        return True
    if reference.path not in HEADER or reference.path == "nl.type":
        return reference.path == "nl.type"
    if reference.bit:
        masks = {symbols_of(leaf).get(reference.bit) for leaf in reference.flags}
        return len(masks) == 1
    if isinstance(test, Holds):
        for alternative in test.alternatives:
            if alternative[0] in ("contains", "matches"):
                return False
            constants = [each for each in alternative if isinstance(each, Constant)]
            if any(len({constant.target(leaf) for leaf in reference.leaves}) > 1 for constant in constants):
                return False
    return True


def cost(condition: Condition) -> int:
    """How much it takes to answer a condition, in rough steps."""
    match condition:
        case Negation():
            return cost(condition.condition)
        case Junction():
            return max(map(cost, condition.conditions))
    most = 0
    for reference in fields_of(condition):
        if reference.computed is not None:
            most = max(most, 0 if reference.path.startswith(AT_ONCE) else 3 if reference.path == "nl.summary" else 2)
        elif not in_columns(reference, condition):
            most = max(most, 1)
    return most
