"""Sparklines: in the cells of one line how much there was of something, time after time."""

from __future__ import annotations

from collections.abc import Sequence

from nldissect.output.plot import columns
from nldissect.tui.glyphs import Glyphs


def sparkline(counts: Sequence[int], glyphs: Glyphs) -> str:
    """A block for each count, the largest as high as the line; whatever is not zero shows."""
    return columns(counts, 1, max(counts, default=0), glyphs.blocks)[0]
