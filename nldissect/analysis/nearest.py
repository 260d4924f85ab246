"""Nearest messages: those that miss a display filter by least, and what they miss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from nldissect.analysis.filter import Filter
from nldissect.analysis.filter.parser import parse
from nldissect.analysis.filter.syntax import Condition, Joined
from nldissect.analysis.filter.terms import Reference, fields_of
from nldissect.engine.values import presentation

if TYPE_CHECKING:
    from nldissect.message import Message

MOST_COMPARED = 256
"""Messages that miss as much as the best one and are compared with the wanted values."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A condition that a message does not meet.

    condition  as it stands in the filter
    fields     the fields that it is about: path, and the values there as text, none where the field is not there
    """

    condition: str
    fields: tuple[tuple[str, tuple[str, ...]], ...]


def nearest(chosen: Filter, messages: Iterable[Message]) -> tuple[Message, tuple[Missed, ...]] | None:
    """The message that meets most of the conditions that "and" joins, and those that it misses; None: no messages.

    Of several, the one that has more of the fields that it misses, then the one whose values look more like those
    that the filter wants, then the first.
    """
    parts: list[Filter] = []
    ranked: dict[tuple[int, int], list[tuple[Message, list[Filter]]]] = defaultdict(list)
    for message in messages:
        parts = parts or [_part(chosen.text, each, message) for each in _joined(parse(chosen.text))]
        missed = [part for part in parts if not part.matches(message)]
        present = sum(bool(_values(field, message)) for part in missed for field in _fields(part))
        ranked[-len(missed), present].append((message, missed))
    if not ranked:
        return None
    best = ranked[max(ranked)][:MOST_COMPARED]
    message, missed = max(best, key=lambda each: _likeness(*each))
    return message, tuple(
        Missed(part.text, tuple((field.path, _values(field, message)) for field in _fields(part))) for part in missed
    )


def _part(text: str, condition: Condition, message: Message) -> Filter:
    return Filter(text[condition.column : condition.end], message.capture.registry)


def _likeness(message: Message, missed: list[Filter]) -> float:
    """How much the values of a message look like what it misses."""
    return sum(
        SequenceMatcher(None, part.text.lower(), value.lower()).ratio()
        for part in missed
        for field in _fields(part)
        for value in _values(field, message)
    )


def _joined(condition: Condition) -> list[Condition]:
    """The conditions that "and" joins."""
    if isinstance(condition, Joined) and condition.operator == "and":
        return [part for each in condition.conditions for part in _joined(each)]
    return [condition]


def _fields(part: Filter) -> list[Reference]:
    return list({(each.path, each.bit): each for each in fields_of(part.condition)}.values())


def _values(field: Reference, message: Message) -> tuple[str, ...]:
    """The values of a field in a message as text."""
    if field.computed is not None:
        shown = presentation(field.computed.leaf)
        return tuple(shown.text(value) for value in field.computed.values(message.capture, message.row))
    return tuple(node.text for node in message.nodes() if node.path == field.path and node.text)
