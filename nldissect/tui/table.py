"""The list with columns: a header, a selected column, and an order by any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from nldissect.tui.columns import Column, column_at, lay_out, row_segments
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows


class Selection(Protocol):
    """What every view and pane has that something can be selected in."""

    def selected_row(self) -> int | None:
        """The row of the message that the selection stands for; None when it stands for none."""

    def conditions(self) -> list[str]:
        """The display filters that the selection can become, the most fitting first."""

    def row_text(self) -> str:
        """What is selected as a line of text."""

    def cell_text(self) -> str:
        """The value that is selected as a text, "" for none."""


class Cell(NamedTuple):
    """What stands in one cell, and the component class it is drawn with, "" for none."""

    text: str
    component: str = ""


class Table(Rows):
    """Rows of cells. A subclass gives `all_columns`, `cell` and `sort`.

    column      key of the selected column; what `a`, `c` and `S` are about
    sorted_by   key of the column that the rows are in order of, "" for the order they came in
    descending  whether the largest comes first
    """

    GUTTER: ClassVar[int] = 1
    """Cells before the first column."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--column", "table--sorted", "table--cell"}

    DEFAULT_CSS = """
    Table {
        & > .table--column { text-style: bold underline; }
        & > .table--sorted { color: $foreground; text-style: bold; }
        & > .table--cell { text-style: bold underline; }
        &:ansi > .table--sorted { color: ansi_default; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "column(1)", "Column", show=False, id="table.next-column", tooltip="Select the next column"),
        Binding("h,left", "column(-1)", "Column", show=False, id="table.previous-column", tooltip="... the one before"),
        Binding("S", "sort", "Sort", show=False, id="table.sort", tooltip="Sort by the selected column, or reverse"),
    ]

    class Applied(Message):
        """The user wants the messages of this display filter."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Jump(Message):
        """The user wants to see the message in this row among the others."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(self, glyphs: Glyphs, *, column: str, sorted_by: str = "", descending: bool = True) -> None:
        super().__init__(glyphs)
        self.column = column
        self.sorted_by = sorted_by
        self.descending = descending
        self._laid_out: tuple[int, tuple[Column, ...]] | None = None
        """For which width, and the columns."""

    # What a subclass gives

    def all_columns(self, width: int) -> Sequence[Column]:
        """The columns of a list of `width` cells; those of width 0 take what the others leave."""
        raise NotImplementedError

    def cell(self, row: int, key: str) -> Cell:
        """What stands in the column `key` of a row."""
        raise NotImplementedError

    def sort(self, key: str, descending: bool) -> None:
        """Bring the rows into another order; the cursor stays on what it is on."""
        raise NotImplementedError

    def sign(self, row: int) -> Cell:
        """What stands before the first column, in at most GUTTER cells."""
        return Cell("")

    def selected_row(self) -> int | None:
        return None

    def conditions(self) -> list[str]:
        return []

    # Text

    def cell_text(self) -> str:
        """The text of the selected cell; "" without rows."""
        return self.cell(self.cursor, self.column).text if self.row_count else ""

    def row_text(self) -> str:
        """The texts of the row under the cursor, with tabs between them."""
        return "\t".join(self.cell(self.cursor, column.key).text for column in self.columns()) if self.row_count else ""

    # Drawing

    def columns(self) -> tuple[Column, ...]:
        """The columns as they are laid out now."""
        width = self.scrollable_content_region.width
        if self._laid_out is None or self._laid_out[0] != width:
            columns = lay_out(self.all_columns(width), width, self.GUTTER)
            self._laid_out = (width, columns)
            if all(column.key != self.column for column in columns):
                self.column = columns[0].key
        return self._laid_out[1]

    def redraw(self) -> None:
        self._laid_out = None
        super().redraw()

    def header_segments(self, width: int) -> list[Segment]:
        columns = self.columns()
        texts, styles = [], []
        for column in columns:
            sorted_, chosen = column.key == self.sorted_by, column.key == self.column and self.has_focus
            arrow = f" {self.glyphs.descending if self.descending else self.glyphs.ascending}" if sorted_ else ""
            # Of a title that does not fit, the arrow is what must be seen.
            texts.append(column.title[: max(0, column.width - len(arrow))] + arrow)
            style = self.get_component_rich_style("table--sorted" if sorted_ else "rows--header")
            styles.append(style + self.get_component_rich_style("table--column") if chosen else style)
        return row_segments(columns, texts, styles, width, self.glyphs, Cell("").text.ljust(self.GUTTER))

    def row_segments(self, row: int, width: int) -> list[Segment]:
        columns = self.columns()
        cells = [self.cell(row, column.key) for column in columns]
        before = self.sign(row)
        styles = [self._style(cell.component) for cell in cells]
        text = before.text.ljust(self.GUTTER)
        return row_segments(
            columns, [cell.text for cell in cells], styles, width, self.glyphs, text, self._style(before.component)
        )

    def _style(self, component: str) -> Style | None:
        return self.get_component_rich_style(component) if component else None

    def cursor_segments(self, segments: list[Segment], style: Style) -> list[Segment]:
        """The row under the cursor in one style, but for the cell of the selected column."""
        text = "".join(segment.text for segment in segments)
        if not self.has_focus:
            return [Segment(text, style)]
        start = self.GUTTER
        for column in self.columns():
            if column.key == self.column:
                break
            start += column.width + 1
        else:
            return [Segment(text, style)]
        return split_at(text, start, start + column.width, style, style + self._style("table--cell"))

    # Order

    def on_focus(self) -> None:
        self.refresh_lines(0)

    def on_blur(self) -> None:
        self.refresh_lines(0)

    def header_clicked(self, x: int) -> None:
        column = column_at(self.columns(), x, self.GUTTER)
        if column is not None:
            self.column = column.key
            self.action_sort()

    def row_clicked(self, row: int, x: int) -> None:
        column = column_at(self.columns(), x, self.GUTTER)
        if column is not None and column.key != self.column:
            self.column = column.key
            self.redraw()

    def action_column(self, step: int) -> None:
        keys = [column.key for column in self.columns()]
        self.column = keys[(keys.index(self.column) + step) % len(keys)]
        self.redraw()

    def action_sort(self) -> None:
        """Sort by the selected column: names from A, figures from the largest; again by the same reverses."""
        if self.column == self.sorted_by:
            self.descending = not self.descending
        else:
            self.sorted_by = self.column
            self.descending = next(column.right for column in self.columns() if column.key == self.column)
        self.sort(self.sorted_by, self.descending)
        self.redraw()


def split_at(text: str, start: int, stop: int, style: Style, inner: Style) -> list[Segment]:
    """A text as segments, with the cells from `start` to `stop` in a style of their own."""
    whole = Segment(text, style)
    before, rest = whole.split_cells(start)
    cell, after = rest.split_cells(stop - start)
    return [before, Segment(cell.text, inner), after]
