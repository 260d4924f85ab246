"""The message types of the capture: how many of each, how much, how fast, how many failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from nldissect.tui.cells import size_text
from nldissect.tui.columns import Column, column_at, lay_out, row_segments
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows

if TYPE_CHECKING:
    from nldissect.analysis.statistics import TypeRow

COLUMNS = (
    Column("family", "Family", 12),
    Column("type_name", "Type", 0),
    Column("messages", "Messages", 12, right=True),
    Column("bytes", "Bytes", 10, right=True),
    Column("share", "%", 6, right=True),
    Column("rate", "Rate/s", 10, right=True),
    Column("errors", "Errors", 9, right=True),
)

SORT_KEYS: dict[str, Callable[[TypeRow], object]] = {
    "family": lambda row: (row.family, row.type_name),
    "type_name": lambda row: row.type_name,
    "messages": lambda row: row.messages,
    "bytes": lambda row: row.bytes,
    "share": lambda row: row.share,
    "rate": lambda row: row.rate,
    "errors": lambda row: row.errors,
}


class TypesView(Rows):
    """Statistics per message type, sorted by any column."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"types--sorted", "types--errors"}

    DEFAULT_CSS = """
    TypesView {
        & > .types--sorted { text-style: bold; }
        & > .types--errors { color: $text-error; }
        &:ansi > .types--errors { color: ansi_red; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Find", key_display="Enter", id="types.find", tooltip="First message of the type"),
        Binding(
            "l,right",
            "sort_column(1)",
            "Sort by",
            key_display="h l",
            id="types.next",
            tooltip="Sort by the next column",
        ),
        Binding(
            "h,left", "sort_column(-1)", "Sort by", show=False, id="types.previous", tooltip="... the previous column"
        ),
        Binding("s", "reverse", "Reverse", id="types.reverse", tooltip="Reverse the order"),
    ]

    class TypeChosen(Message):
        """The user asks for the first message of a type."""

        def __init__(self, row: TypeRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.types: list[TypeRow] = []
        self.sorted_by = "messages"
        self.descending = True

    def empty_text(self) -> str:
        return "No messages yet." if self.growing else "There are no netlink messages in this capture."

    def show(self, types: Sequence[TypeRow]) -> None:
        """Show new figures, in the order the user chose; the cursor stays on its type."""
        selected = self.selected
        self.types = sorted(types, key=lambda row: (row.family, row.type_name))
        self.types.sort(key=SORT_KEYS[self.sorted_by], reverse=self.descending)  # type: ignore[arg-type]
        self.set_row_count(len(self.types))
        if selected is not None:
            name = (selected.family, selected.type_name)
            names = [(row.family, row.type_name) for row in self.types]
            self.move_to(names.index(name) if name in names else self.cursor)
        self.redraw()

    @property
    def selected(self) -> TypeRow | None:
        """The type under the cursor, None while there is none."""
        return self.types[self.cursor] if self.cursor < len(self.types) else None

    # Drawing

    def header_segments(self, width: int) -> list[Segment]:
        columns = lay_out(COLUMNS, width)
        header, chosen = (self.get_component_rich_style(name) for name in ("rows--header", "types--sorted"))
        arrow = self.glyphs.descending if self.descending else self.glyphs.ascending
        titles = [f"{column.title} {arrow}" if column.key == self.sorted_by else column.title for column in columns]
        styles: list[Style | None] = [chosen if column.key == self.sorted_by else header for column in columns]
        return row_segments(columns, titles, styles, width, self.glyphs)

    def row_segments(self, row: int, width: int) -> list[Segment]:
        columns = lay_out(COLUMNS, width)
        figures = self.types[row]
        dim, failed = (self.get_component_rich_style(name) for name in ("rows--dim", "types--errors"))
        texts = [
            figures.family,
            figures.type_name,
            f"{figures.messages:,}",
            size_text(figures.bytes),
            f"{figures.share * 100:.1f}",
            f"{figures.rate:,.1f}" if figures.rate < 99.95 else f"{figures.rate:,.0f}",
            f"{figures.errors:,}",
        ]
        styles: list[Style | None] = [dim, None, None, None, None, None, failed if figures.errors else dim]
        return row_segments(columns, texts, styles, width, self.glyphs)

    # Sorting

    def sort_by(self, key: str) -> None:
        """Sort by a column: names from A, figures from the largest; again by the same reverses."""
        self.descending = not self.descending if key == self.sorted_by else key not in ("family", "type_name")
        self.sorted_by = key
        self.show(self.types)

    def header_clicked(self, x: int) -> None:
        column = column_at(lay_out(COLUMNS, self.scrollable_content_region.width), x)
        if column is not None:
            self.sort_by(column.key)

    def action_sort_column(self, step: int) -> None:
        keys = [column.key for column in COLUMNS]
        self.sort_by(keys[(keys.index(self.sorted_by) + step) % len(keys)])

    def action_reverse(self) -> None:
        self.sort_by(self.sorted_by)

    def action_choose(self) -> None:
        if (row := self.selected) is not None:
            self.post_message(self.TypeChosen(row))
