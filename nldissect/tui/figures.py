"""The list of what was counted: a row for each of some things, in the order of any of their figures."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from textual.binding import Binding, BindingType

from nldissect.tui.blocks import sparkline
from nldissect.tui.columns import Column
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.table import Cell, Table
from nldissect.tui.times import NANOSECONDS, duration_text

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

RECENT = "recent"
"""Key of the column with a sparkline of the last minute."""

SPARKLINE_WIDTH = 12


class Figures(Table):
    """Things that were counted; Enter filters by the one under the cursor, which stays on it when they change.

    A subclass gives COLUMNS, `measure`, `figures`, `identity` and what a `Table` draws; `place` is where a thing stands
    among those measured.
    """

    COLUMNS: ClassVar[Sequence[tuple[Column, int]]]
    """Each column, and how wide the list has to be for it to be shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"figures--errors"}

    DEFAULT_CSS = """
    Figures {
        & > .figures--errors { color: $text-error; }
        &:ansi > .figures--errors { color: ansi_red; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Filter by it", key_display="Enter", id="figures.filter",
                tooltip="Filter by what is under the cursor"),
    ]  # fmt: skip

    def __init__(self, glyphs: Glyphs, *, column: str, sorted_by: str) -> None:
        super().__init__(glyphs, column=column, sorted_by=sorted_by)
        self.found: Any = ()
        """What `measure` gave last."""
        self._order: npt.NDArray[np.intp] = np.zeros(0, np.intp)
        self._columns = tuple(column for column, _ in self.COLUMNS)
        self._missed: tuple[Hashable, int] | None = None  # what the cursor was on, and where it is since

    # What a subclass gives

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> Any:
        """The things that messages in these rows (None: all) tell of: something with a length, and with `span`."""
        raise NotImplementedError

    def figures(self, key: str) -> Sequence[Any] | npt.NDArray[Any]:
        """What the things are in order of by a column: numbers or texts, in the order in which they were measured."""
        raise NotImplementedError

    def identity(self, place: int) -> Hashable:
        """What tells a thing from the others."""
        raise NotImplementedError

    # Content

    def show(self, found: Any) -> None:
        """Show what `measure` gave; the cursor stays on its thing, and is back on it if that was gone for a while."""
        held = self._missed[0] if self._missed is not None and self._missed[1] == self.cursor else self._held()
        self.found = found
        place = next((place for place in range(len(found)) if self.identity(place) == held), None)
        self._arrange(place)
        self._missed = (held, self.cursor) if place is None and held is not None else None

    def _held(self) -> Hashable | None:
        """The thing under the cursor."""
        return None if self.place is None else self.identity(self.place)

    def sort(self, key: str, descending: bool) -> None:
        self._arrange(self.place)

    def _arrange(self, held: int | None) -> None:
        """Bring the things into order, with the cursor on one of them."""
        ranks = np.unique(np.asarray(self.figures(self.sorted_by)), return_inverse=True)[1] if len(self.found) else ()
        self._order = np.argsort(-np.asarray(ranks) if self.descending else np.asarray(ranks), kind="stable")
        self._columns = tuple(self._titled(column) for column, _ in self.COLUMNS)
        self.set_row_count(len(self.found))
        if held is not None:
            self.move_to(int(np.flatnonzero(self._order == held)[0]))
        self.redraw()

    def _titled(self, column: Column) -> Column:
        """A column, whose title says so when the capture is shorter than a minute."""
        if column.key != RECENT or not 0 < self.found.span < 60 * NANOSECONDS:
            return column
        return replace(column, title=f"Last {self.duration(self.found.span)}")

    @property
    def place(self) -> int | None:
        """Where the thing under the cursor stands among those measured; None while there is none."""
        return int(self._order[self.cursor]) if self.cursor < len(self._order) else None

    def place_of(self, row: int) -> int:
        """Where the thing in a row stands among those measured."""
        return int(self._order[row])

    def empty_text(self) -> str:
        return "No messages yet." if self.growing else "There are no messages."

    # Drawing

    def all_columns(self, width: int) -> Sequence[Column]:
        return [column for column, (_, least) in zip(self._columns, self.COLUMNS, strict=True) if width >= least]

    def duration(self, nanoseconds: int) -> str:
        """A duration as a text, "" for one below 0, which is none."""
        return duration_text(nanoseconds, self.glyphs.micro) if nanoseconds >= 0 else ""

    @staticmethod
    def count(number: int, component: str = "") -> Cell:
        """A number of messages; none stands back."""
        return Cell(f"{number:,}", component if number else "rows--dim")

    def sparkline(self, counts: Sequence[int]) -> Cell:
        """What came in the `recent` intervals."""
        return Cell(sparkline(counts, self.glyphs), "rows--dim")

    def action_choose(self) -> None:
        if conditions := self.conditions():
            self.post_message(self.Applied(conditions[0]))
