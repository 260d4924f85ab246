"""The list that opens beneath the display filter: what can be written at the cursor, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from nldissect.tui.cells import crop, fit
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows

if TYPE_CHECKING:
    from nldissect.analysis.filter.candidates import Candidate

MOST_SHOWN = 8
"""Candidates shown at once."""

LONGEST_NAME = 46
"""Cells for what can be written, so that its meaning is seen too."""


class CandidateRows(Rows):
    """What can be written at the cursor.

    entered  whether the user went into the list, so that Enter means a row of it
    """

    HEADER = 0
    can_focus = False

    DEFAULT_CSS = """
    CandidateRows {
        display: none; overlay: screen; constrain: inside none;
        background: $surface; max-height: 8; width: 76; max-width: 100%;
        & > .rows--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .rows--cursor { text-style: reverse; }
    }
    """

    class Taken(Message):
        """The user clicked on a candidate, which is under the cursor now."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.candidates: Sequence[Candidate] = ()
        self.entered = False
        self._names_width = 0
        """Cells of the names."""

    def show(self, candidates: Sequence[Candidate]) -> None:
        """Show other candidates; none: nothing."""
        self.entered = False
        if list(candidates) == list(self.candidates):
            self._to(0)
            return
        self.candidates = candidates
        self._names_width = min(LONGEST_NAME, max((cell_len(each.text) for each in candidates), default=0))
        self.display = bool(candidates)
        self.styles.height = min(MOST_SHOWN, len(candidates))
        self.set_row_count(len(candidates))
        self._to(0)

    def step(self, step: int) -> None:
        """Go into the list, or on in it, round its ends."""
        row = self.cursor + step if self.entered else 0 if step > 0 else -1
        self.entered = True
        self._to(row % len(self.candidates))

    def _to(self, row: int) -> None:
        with self.prevent(Rows.CursorMoved):
            self.move_to(row)
        self.redraw()

    def row_segments(self, row: int, width: int) -> list[Segment]:
        candidate = self.candidates[row]
        sign = self.glyphs.closed if self.entered and row == self.cursor else " "
        room = max(0, width - 2)
        beside = room - cell_len(candidate.meaning) - 2
        name = crop(candidate.text, min(room, max(self._names_width, beside)), self.glyphs)
        text = fit(name, min(room, max(cell_len(name), self._names_width)), self.glyphs)
        left = max(0, width - 1 - cell_len(text))
        return [
            Segment(f"{sign}{text}"),
            Segment(fit(f"  {candidate.meaning}", left, self.glyphs), self.get_component_rich_style("rows--dim")),
        ]

    def cursor_segments(self, segments: list[Segment], style: Style) -> list[Segment]:
        return super().cursor_segments(segments, style) if self.entered else segments

    def row_clicked(self, row: int, x: int) -> None:
        self.entered = True
        self.post_message(self.Taken())
