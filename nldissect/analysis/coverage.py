"""Coverage: how much of a capture's attributes the registry declares, and whether they fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.layout import Layout

if TYPE_CHECKING:
    from nldissect.capture import Capture

VERSION = 1  # of the object that `nldissect coverage --json` prints


@dataclass(slots=True)
class Tally:
    """Attributes counted: all of them, those declared that fit, those undeclared, those that do not fit."""

    messages: int = 0
    attributes: int = 0
    typed: int = 0
    guessed: int = 0
    misfit: int = 0

    def add(self, other: Tally, times: int = 1) -> None:
        self.messages += other.messages * times
        self.attributes += other.attributes * times
        self.typed += other.typed * times
        self.guessed += other.guessed * times
        self.misfit += other.misfit * times

    def to_dict(self) -> dict[str, int]:
        return {
            "messages": self.messages,
            "attributes": self.attributes,
            "typed": self.typed,
            "guessed": self.guessed,
            "misfit": self.misfit,
        }


@dataclass(slots=True)
class Coverage:
    """The attributes of captures: overall, by protocol and message type, and the unknown ones.

    unknown  path and number of an undeclared attribute to how often it was seen; None for bytes that are no attribute
    issues   path and issue of a declared attribute that does not fit to how often it was seen
    """

    total: Tally = field(default_factory=Tally)
    types: dict[str, dict[str, Tally]] = field(default_factory=dict)
    unknown: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    issues: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: Coverage) -> None:
        """Add what another capture showed."""
        self.total.add(other.total)
        self.unknown.update(other.unknown)
        self.issues.update(other.issues)
        for protocol, types in other.types.items():
            for name, tally in types.items():
                self.types.setdefault(protocol, {}).setdefault(name, Tally()).add(tally)

    def protocol(self, name: str) -> Tally:
        """The sum over the message types of a protocol."""
        tally = Tally()
        for each in self.types.get(name, {}).values():
            tally.add(each)
        return tally

    def to_dict(self) -> dict[str, object]:
        """The object that `nldissect coverage --json` prints."""
        return {
            "version": VERSION,
            "total": self.total.to_dict(),
            "protocols": {
                name: {
                    **self.protocol(name).to_dict(),
                    "types": {type_: tally.to_dict() for type_, tally in sorted(types.items())},
                }
                for name, types in sorted(self.types.items())
            },
            "unknown": [
                {"path": path, "number": number, "count": count} for (path, number), count in self.unknown.most_common()
            ],
            "misfits": [
                {"path": path, "issue": issue, "count": count} for (path, issue), count in self.issues.most_common()
            ],
        }


def layout_counts(capture: Capture) -> Iterator[tuple[Layout, int]]:
    """The layouts of all messages, each with how many messages have it."""
    numbers = capture.assign_layouts()
    kept = numbers != NOT_KEPT
    counts = np.bincount(numbers[kept], minlength=1)
    for number in np.flatnonzero(counts).tolist():
        yield capture.decoder.layouts[number], int(counts[number])
    for row in np.flatnonzero(~kept).tolist():
        yield capture.layout(row), 1


def coverage(capture: Capture) -> Coverage:
    """What the registry knows of the attributes of a capture, which is loaded."""
    result = Coverage()
    for layout, count in layout_counts(capture):
        _count(result, capture, layout, count)
    return result


def _count(result: Coverage, capture: Capture, layout: Layout, count: int) -> None:
    tally = Tally(messages=1)
    for index, (field_, *_) in enumerate(layout.spans):
        if field_.role not in ("attribute", "payload", "fragment"):
            continue
        tally.attributes += 1
        if not field_.declared:
            tally.guessed += 1
            number = field_.path.rpartition(".")[2]
            result.unknown[field_.path, int(number) if number.isdecimal() else None] += count
        elif index in layout.issues:
            tally.misfit += 1
            result.issues[field_.path, layout.issues[index].text] += count
        else:
            tally.typed += 1
    protocol = capture.registry.protocol(layout.root.protocol)
    family = layout.message.family if layout.message else ""
    types = result.types.setdefault(f"{protocol.short}/{family}" if family else protocol.short, {})
    types.setdefault(layout.message.name if layout.message else "data", Tally()).add(tally, count)
    result.total.add(tally, count)
