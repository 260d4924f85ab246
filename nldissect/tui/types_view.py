"""The message types of the capture: how many of each, how much, how fast, how many failed, how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from nldissect.tui.blocks import spark
from nldissect.tui.cells import size_text
from nldissect.tui.columns import Column
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.table import Cell, Table
from nldissect.tui.times import duration_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.statistics import Count
    from nldissect.capture import Capture

COLUMNS = (
    Column("family", "Family", 10),
    Column("type", "Type", 0),
    Column("messages", "Messages", 10, right=True),
    Column("bytes", "Bytes", 8, right=True),
    Column("share", "%", 5, right=True),
    Column("rate", "Rate/s", 8, right=True),
    Column("errors", "Errors", 8, right=True),
    Column("p50", "p50", 7, right=True),
    Column("p95", "p95", 7, right=True),
    Column("max", "max", 7, right=True),
    Column("bins", "Last 60 s", 12),
)
NARROW = frozenset({"family", "type", "messages", "share", "errors", "p95"})
WIDE = 100


class TypeFigures(NamedTuple):
    """What is known of one message type.

    bins        messages in equal spells of the last minute, or of the capture where that is shorter
    conditions  the display filters that it can become
    """

    counted: Count
    bins: tuple[int, ...]
    conditions: list[str]

    @property
    def name(self) -> tuple[str, str]:
        """Family and type."""
        return str(self.counted.keys[0]), str(self.counted.keys[1])


class TypesView(Table):
    """Statistics per message type; Enter filters by the one under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"types--errors"}

    DEFAULT_CSS = """
    TypesView {
        & > .types--errors { color: $text-error; }
        &:ansi > .types--errors { color: ansi_red; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Filter by it", key_display="Enter", id="types.filter",
                tooltip="Filter by the message type under the cursor"),
    ]  # fmt: skip

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs, column="type", sorted_by="messages")
        self.types: list[TypeFigures] = []

    def empty_text(self) -> str:
        return "No messages yet." if self.growing else "There are no messages."

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> object:
        """The types of the messages in these rows."""
        from nldissect.analysis.conditions import of_message
        from nldissect.analysis.statistics import Statistics
        from nldissect.analysis.talkers import BINS, SPELL
        from nldissect.analysis.timeline import binned

        counts = Statistics(capture, rows).by("type", latency=True)
        bins = binned(capture, rows, "type", SPELL, BINS)
        nothing = (0,) * BINS
        found = []
        for count in counts:
            words = of_message(capture.message(count.first))
            asked = ["this type"] if count.messages else []  # else there are errors of such requests only
            asked += ["calls of this type", "failed calls of this type"] if count.errors else []
            conditions = [words[each] for each in asked if each in words]
            found.append(TypeFigures(count, bins.get(count.keys, nothing), conditions))
        return found

    def show(self, found: Any) -> None:
        """Show what `measure` gave; the cursor stays on its type."""
        self._arrange(found)

    def sort(self, key: str, descending: bool) -> None:
        self._arrange(self.types)

    def _arrange(self, found: list[TypeFigures]) -> None:
        selected = self.selected
        self.types = sorted(found, key=lambda each: (self._figure(each, self.sorted_by), each.name))
        if self.descending:
            self.types.reverse()
        self.set_row_count(len(found))
        names = [each.name for each in self.types]
        if selected is not None and selected.name in names:
            self.move_to(names.index(selected.name))
        self.redraw()

    @staticmethod
    def _figure(figures: TypeFigures, key: str) -> Any:
        """What a column is about: a number, or a name."""
        match key:
            case "family":
                return figures.name[0]
            case "type":
                return figures.name[1]
            case "p50" | "p95" | "max":
                return getattr(figures.counted.latency, key) if figures.counted.latency is not None else -1
            case "bins":
                return sum(figures.bins)
        return getattr(figures.counted, key)

    @property
    def selected(self) -> TypeFigures | None:
        """The type under the cursor, None while there is none."""
        return self.types[self.cursor] if self.cursor < len(self.types) else None

    def selected_row(self) -> int | None:
        return None if self.selected is None else self.selected.counted.first

    def conditions(self) -> list[str]:
        return [] if self.selected is None else self.selected.conditions

    def all_columns(self, width: int) -> Sequence[Column]:
        return [column for column in COLUMNS if width >= WIDE or column.key in NARROW]

    def cell(self, row: int, key: str) -> Cell:
        figures = self.types[row]
        value = self._figure(figures, key)
        match key:
            case "family":
                return Cell(value, "rows--dim")
            case "type":
                return Cell(value)
            case "bytes":
                return Cell(size_text(value))
            case "share":
                return Cell(f"{value * 100:.1f}")
            case "rate":
                return Cell(f"{value:,.1f}" if value < 99.95 else f"{value:,.0f}")
            case "p50" | "p95" | "max":
                return Cell("" if value < 0 else duration_text(value, self.glyphs.micro))
            case "bins":
                return Cell(spark(figures.bins, self.glyphs), "rows--dim")
            case "errors":
                return Cell(f"{value:,}", "types--errors" if value else "rows--dim")
        return Cell(f"{value:,}")

    def action_choose(self) -> None:
        if conditions := self.conditions():
            self.post_message(self.Applied(conditions[0]))
