"""Candidates of a completion, and the names of fields to find them among.

Fields are some thousands, and are looked for at each key: names by bisection, what is inside them in one long text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from nldissect.analysis.filter.fields import WORKED_OUT

MOST = 200
"""Candidates that are given: nobody looks through more."""


class Candidate(NamedTuple):
    """What may be written, and what it means."""

    text: str
    meaning: str


class Names:
    """Candidates that are looked for by any part of their names; those with few dots come first.

    alone  names that are tests by themselves, or begin one, and can be no operand
    """

    def __init__(self, candidates: Iterable[Candidate], alone: Iterable[Candidate]) -> None:
        alone = list(alone)
        self.alone = {each.text for each in alone}
        ordered = sorted({each.text: each for each in (*alone, *candidates)}.values(), key=_order)
        self._candidates = ordered
        self._usual = sorted(ordered, key=lambda each: (not each.text.startswith(WORKED_OUT), *_order(each)))[:MOST]
        self._names = [each.text.lower() for each in ordered]
        depths = [name.count(".") for name in self._names]
        self._depths = [(bisect_left(depths, depth), bisect_right(depths, depth)) for depth in sorted(set(depths))]
        last = sorted((name.rpartition(".")[2], number) for number, name in enumerate(self._names) if "." in name)
        self._last = [name for name, _ in last]
        self._numbers = [number for _, number in last]
        self._text = "\n".join(self._names)
        self._starts = [0]
        for name in self._names:
            self._starts.append(self._starts[-1] + len(name) + 1)

    def matching(self, piece: str) -> list[Candidate]:
        """Those that begin with the piece, then those whose last part does, then those that have it anywhere."""
        wanted = piece.lower()
        if not wanted:
            return list(self._usual)
        found: dict[int, None] = {}
        for low, high in self._depths:
            first = bisect_left(self._names, wanted, low, high)
            found.update(dict.fromkeys(range(first, bisect_left(self._names, wanted + "\U0010ffff", first, high))))
        first, stop = bisect_left(self._last, wanted), bisect_left(self._last, wanted + "\U0010ffff")
        whole = bisect_right(self._last, wanted, first, stop)
        found.update(dict.fromkeys(self._numbers[first:whole]))
        found.update(dict.fromkeys(sorted(self._numbers[whole:stop])))
        at = self._text.find(wanted)
        while at >= 0 and len(found) < MOST:
            number = bisect_right(self._starts, at) - 1
            found[number] = None
            at = self._text.find(wanted, self._starts[number + 1])
        return [self._candidates[number] for number, _ in zip(found, range(MOST), strict=False)]


def _order(candidate: Candidate) -> tuple[int, str]:
    return candidate.text.count("."), candidate.text.lower()
