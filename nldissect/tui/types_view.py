"""The message types of the capture: how many of each, how much, how fast, how many failed, how long they took."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from nldissect.tui.cells import size_text
from nldissect.tui.columns import Column
from nldissect.tui.figures import RECENT, SPARKLINE_WIDTH, Figures
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.table import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.statistics import TypeRow
    from nldissect.capture import Capture
    from nldissect.message import Message

MADE_UP = "type 0x"
"""How the names begin of types that are not declared; none of the kernel's has a space."""

HUGE = 150
"""How wide a list is that has room for the longest family names."""


@dataclass(frozen=True, eq=False)
class Types:
    """The types of some messages of a capture; `span`: see `Recent`."""

    capture: Capture
    rows: list[TypeRow]
    span: int

    def __len__(self) -> int:
        return len(self.rows)


class TypesView(Figures):
    """Statistics per message type; Enter filters by the one under the cursor."""

    COLUMNS: ClassVar[Sequence[tuple[Column, int]]] = (
        (Column("family", "Family", 9), 0),
        (Column("type_name", "Type", 0), 0),
        (Column("messages", "Messages", 10, right=True), 0),
        (Column("bytes", "Bytes", 7, right=True), 0),
        (Column("share", "%", 5, right=True), 0),
        (Column("rate", "Rate/s", 8, right=True), 100),
        (Column("requests", "Requests", 10, right=True), 135),
        (Column("errors", "Errors", 8, right=True), 0),
        (Column("p50", "p50", 7, right=True), 100),
        (Column("p95", "p95", 7, right=True), 0),
        (Column("max", "max", 7, right=True), 115),
        (Column(RECENT, "Last 60 s", SPARKLINE_WIDTH), 115),
    )

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs, column="type_name", sorted_by="messages")

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> Types:
        from nldissect.analysis.statistics import Statistics
        from nldissect.analysis.timeline import recent

        return Types(capture, Statistics(capture, rows).by_type(full=True), recent(capture).span)

    def figures(self, key: str) -> Sequence[Any]:
        return [_figure(row, key) for row in self.found.rows]

    def identity(self, place: int) -> Hashable:
        row = self.found.rows[place]
        return row.family, row.type_name

    def selected_row(self) -> int | None:
        return None if self.place is None else int(self.found.rows[self.place].first)

    def conditions(self) -> list[str]:
        return [] if self.place is None else conditions(self.found.capture, self.found.rows[self.place])

    def all_columns(self, width: int) -> Sequence[Column]:
        found = super().all_columns(width)
        return [replace(each, width=16) if each.key == "family" and width >= HUGE else each for each in found]

    def cell(self, row: int, key: str) -> Cell:
        figures = self.found.rows[self.place_of(row)]
        value = _figure(figures, key)
        match key:
            case "family":
                return Cell(value, "rows--dim")
            case "type_name":
                return Cell(f"{value} (undeclared)" if value.startswith(MADE_UP) else value)
            case "bytes":
                return Cell(size_text(value))
            case "share":
                return Cell(f"{value * 100:.1f}")
            case "rate":
                return Cell(_rate_text(value))
            case "p50" | "p95" | "max":
                return Cell(self.duration(value))
            case "recent":
                return self.sparkline(figures.recent)
            case "errors":
                return self.count(value, "figures--errors")
        return self.count(value)


def conditions(capture: Capture, row: TypeRow) -> list[str]:
    """The display filters for a message type: its messages, its requests, and their calls where some failed."""
    from nldissect.analysis.conditions import of_message

    message = capture.message(row.first)
    filters = of_message(message)
    if not row.messages:  # what was counted are errors about requests that were not
        return [_about_request(message, filters["this family"])]
    found = [filters["this type"]]
    if 0 < row.requests < row.messages:
        found.append(f"{found[0]} and call.role == request")
    if row.errors and "calls of this type" in filters:
        found += [filters["calls of this type"], filters["failed calls of this type"]]
    return found


def _about_request(error: Message, family: str) -> str:
    """The display filter for the errors about requests of the type that an error quotes."""
    from nldissect.analysis.conditions import conditions as of_field

    nodes = {node.path: node for node in reversed(error.nodes())}
    quoted = [of_field(error, nodes[path]) for path in ("nl.msg.nl.type", "nl.msg.genl.cmd") if path in nodes]
    return " and ".join([family, *(texts[0] for texts in quoted if texts), "nl.errno > 0"])


def _figure(row: TypeRow, key: str) -> Any:
    """What a column is about: a number, or a name."""
    if key in ("p50", "p95", "max"):
        return -1 if row.latency is None else getattr(row.latency, key)
    return sum(row.recent) if key == RECENT else getattr(row, key)


def _rate_text(rate: float) -> str:
    if rate < 99.95:
        return f"{rate:.1f}"
    return f"{rate:,.0f}" if rate < 99_999.5 else f"{rate / 1000:,.0f}k"
