"""Who speaks netlink: a row per socket, the kernel first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from nldissect.tui.blocks import spark
from nldissect.tui.columns import Column
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.table import Cell, Table
from nldissect.tui.times import duration_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.talkers import Talker
    from nldissect.capture import Capture

KERNEL = "kernel"
UNKNOWN = "unknown"

COLUMNS = (
    Column("port", "Port", 10, right=True),
    Column("families", "Families", 0),
    Column("sent", "Sent", 10, right=True),
    Column("received", "Received", 10, right=True),
    Column("notifications", "Notified", 10, right=True),
    Column("errors", "Errors", 8, right=True),
    Column("p50", "p50", 7, right=True),
    Column("p95", "p95", 7, right=True),
    Column("bins", "Last 60 s", 12),
)
NARROW = frozenset({"port", "families", "sent", "received", "errors", "p95"})
WIDE = 100


class TalkersView(Table):
    """The sockets that speak netlink; Enter filters by the one under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"talkers--errors"}

    DEFAULT_CSS = """
    TalkersView {
        & > .talkers--errors { color: $text-error; }
        &:ansi > .talkers--errors { color: ansi_red; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Filter by it", key_display="Enter", id="talkers.filter",
                tooltip="Filter by the socket under the cursor"),
    ]  # fmt: skip

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs, column="port", sorted_by="sent")
        self.talkers: list[Talker] = []

    def empty_text(self) -> str:
        return "No messages yet." if self.growing else "There are no messages."

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> object:
        """Who speaks in these rows."""
        from nldissect.analysis.talkers import talkers

        return talkers(capture, rows)

    def show(self, found: Any) -> None:
        """Show what `measure` gave; the cursor stays on its socket."""
        self._arrange(found)

    def sort(self, key: str, descending: bool) -> None:
        self._arrange(self.talkers)

    def _arrange(self, found: list[Talker]) -> None:
        selected = self.selected
        self.talkers = sorted(found, key=self._key, reverse=self.descending)
        self.set_row_count(len(found))
        ports = [talker.port for talker in self.talkers]
        if selected is not None and selected.port in ports:
            self.move_to(ports.index(selected.port))
        self.redraw()

    def _key(self, talker: Talker) -> Any:
        value = getattr(talker, self.sorted_by)
        if self.sorted_by == "bins":
            return sum(value), talker.port
        return (-1 if value is None else value), talker.port

    @property
    def selected(self) -> Talker | None:
        """The socket under the cursor, None while there is none."""
        return self.talkers[self.cursor] if self.cursor < len(self.talkers) else None

    def selected_row(self) -> int | None:
        return None if self.selected is None else self.selected.first

    def conditions(self) -> list[str]:
        talker = self.selected
        if talker is None:
            return []
        own = "nl.direction == from_kernel" if talker.port < 0 else f"call.port == {talker.port}"
        found = [own, f"{own} && call.errno != 0"] if talker.errors and talker.port >= 0 else [own]
        if talker.p95 is not None and self.column in ("p50", "p95"):
            figure = talker.p50 if self.column == "p50" else talker.p95
            found.insert(0, f"{own} && call.latency >= {figure}ns")
        return found

    def all_columns(self, width: int) -> Sequence[Column]:
        return [column for column in COLUMNS if width >= WIDE or column.key in NARROW]

    def cell(self, row: int, key: str) -> Cell:
        talker = self.talkers[row]
        value = getattr(talker, key)
        match key:
            case "port":
                return Cell(KERNEL if value < 0 else str(value) if value else UNKNOWN)
            case "families":
                return Cell(" ".join(value), "rows--dim")
            case "p50" | "p95":
                return Cell("" if value is None else duration_text(value, self.glyphs.micro))
            case "bins":
                return Cell(spark(value, self.glyphs), "rows--dim")
            case "errors" if value:
                return Cell(f"{value:,}", "talkers--errors")
        return Cell(f"{value:,}" if value else "0", "" if value else "rows--dim")

    def action_choose(self) -> None:
        if conditions := self.conditions():
            self.post_message(self.Applied(conditions[0]))
