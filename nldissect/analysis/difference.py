"""What differs in meaning between two captures."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nldissect.analysis.calls import Call, Role
from nldissect.analysis.content import USUAL, Contents, Rules
from nldissect.engine.values import errno_name

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Rows = npt.NDArray[np.int64]

OUTCOMES = frozenset({Role.ACK, Role.ERROR, Role.DONE})
"""What a message is that only says how its call went: the request is compared with that."""

ALIKE = 0.5
"""Share of the fields of two messages that have to be the same for one to be taken as the other, changed."""

MOST_COMPARED = 1 << 18
"""Pairs of messages that are compared for the most alike; with more they are taken in their order."""


class Change(NamedTuple):
    """A field that differs: its path, and its value before and after, None where it is not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A message that is not the same in both captures; None where it is not there at all."""

    before: Message | None
    after: Message | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    message: Message
    content: dict[str, str]

    def changes(self, other: _Item) -> tuple[Change, ...]:
        """What is different in another."""
        paths = dict.fromkeys((*self.content, *other.content))
        pairs = ((path, self.content.get(path), other.content.get(path)) for path in paths)
        return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])

    def likeness(self, other: _Item) -> float:
        """The share of the fields of both that are the same."""
        same = len(self.content.items() & other.content.items())
        return same / max(1, len(self.content) + len(other.content) - same)


def differences(
    before: Capture,
    after: Capture,
    rules: Rules = USUAL,
    *,
    rows: tuple[Rows | None, Rows | None] = (None, None),
) -> tuple[list[Difference], int]:
    """The differences in the order of the captures, and how many messages are alike.

    Messages are found again by what they say and by what came of them, wherever they stand; an acknowledgement or an
    error is part of its request. rows: those to compare, of each capture; None: all.
    """
    ours, theirs = (_grouped(capture, rules, rows[place]) for place, capture in enumerate((before, after)))
    found: list[Difference] = []
    alike = 0
    for key in dict.fromkeys((*ours, *theirs)):
        left, right, same = _without_equals(ours.get(key, []), theirs.get(key, []))
        alike += same
        found += _paired(left, right)
    return sorted(found, key=_place), alike


def _grouped(capture: Capture, rules: Rules, rows: Rows | None) -> dict[tuple[str, str, int], list[_Item]]:
    """The messages by family, type and role."""
    contents = Contents(capture, rules)
    calls = capture.calls
    calls.update()
    groups: dict[tuple[str, str, int], list[_Item]] = defaultdict(list)
    for row in range(len(capture)) if rows is None else rows.tolist():
        role = Role(int(calls.role[row]))
        call = calls.of(row)
        if role in OUTCOMES and call is not None:
            continue
        message = capture.message(row)
        content = contents.of(message)
        if call is not None and call.request.row == row:
            content |= {path: text for path, text in _outcome(call, contents) if contents.counts(path)}
        groups[message.family_name, message.type_name, role].append(_Item(message, content))
    return groups


def _outcome(call: Call, contents: Contents) -> Iterator[tuple[str, str]]:
    """What came of a request: paths and texts."""
    yield "call.state", call.state.words
    yield "call.errno", errno_name(call.errno) if call.errno else "0"
    if (answer := call.answer) is not None and (words := answer.get("nl.extack.msg")):
        yield "nl.extack.msg", contents.replaced(str(words))


def _without_equals(left: list[_Item], right: list[_Item]) -> tuple[list[_Item], list[_Item], int]:
    """Those on each side that have no equal on the other, and how many have one."""
    waiting: dict[frozenset[tuple[str, str]], deque[int]] = defaultdict(deque)
    for place, item in enumerate(right):
        waiting[frozenset(item.content.items())].append(place)
    rest, matched = [], set()
    for item in left:
        equals = waiting.get(frozenset(item.content.items()))
        if equals:
            matched.add(equals.popleft())
        else:
            rest.append(item)
    return rest, [item for place, item in enumerate(right) if place not in matched], len(matched)


def _paired(left: list[_Item], right: list[_Item]) -> Iterator[Difference]:
    """The differences of messages that have no equals: each with the one most like it, if any is like it."""
    free = dict(enumerate(right))
    thorough = len(left) * len(right) <= MOST_COMPARED
    for item in left:
        candidates = free if thorough else dict([next(iter(free.items()))] if free else [])
        best = max(candidates, key=lambda place: item.likeness(free[place]), default=None)
        if best is None or item.likeness(free[best]) < ALIKE:
            yield Difference(item.message, None)
        else:
            other = free.pop(best)
            yield Difference(item.message, other.message, item.changes(other))
    yield from (Difference(None, other.message) for other in free.values())


def _place(difference: Difference) -> tuple[int, int]:
    message = difference.before or difference.after
    assert message is not None  # one of them is there
    return message.time - message.capture.message(0).time, message.row
