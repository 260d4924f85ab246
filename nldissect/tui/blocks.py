"""Bars of block characters: how much there is of something, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from nldissect.output.plot import level
from nldissect.tui.glyphs import Glyphs

LEVELS = 8
"""Heights that a block character of one cell can have."""


def spark(counts: Sequence[int], glyphs: Glyphs) -> str:
    """A line with a block for each count, the largest as high as the line; what is not nothing has some height."""
    return columns(counts, 1, max(counts, default=0), glyphs)[0]


def columns(counts: Sequence[int], height: int, most: int, glyphs: Glyphs) -> list[str]:
    """Bars `height` lines high, from the top line down; `most` is what fills them."""
    levels = [level(count, most, height * LEVELS) for count in counts]
    return [
        "".join(glyphs.blocks[max(0, min(LEVELS, each - line * LEVELS))] for each in levels)
        for line in reversed(range(height))
    ]
