"""The list of any number of rows: only the rows on the screen are ever looked at.

Textual's DataTable and Tree hold an object per row; a capture has millions. `Rows` draws line by line from whatever
holds the data, keeps the strips it drew last, and knows nothing of what a row is.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from nldissect.tui.cells import fit
from nldissect.tui.glyphs import Glyphs

STRIPS_KEPT = 160
"""Strips remembered: some screens full, so that a page down and back up draws nothing again."""


class Rows(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrolling list with a cursor and, if a subclass asks for it, a header line; subclasses draw the rows.

    A subclass sets HEADER to 1 or 0, and gives `row_segments(row, width)` and, with a header, `header_segments(width)`.
    Rows are numbered from 0 to `row_count` - 1.
    """

    HEADER: ClassVar[int] = 1

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--header", "rows--cursor", "rows--dim"}

    DEFAULT_CSS = """
    Rows {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
        & > .rows--header { color: $text-muted; text-style: bold; }
        & > .rows--cursor { background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; }
        & > .rows--dim { color: $text-muted; }
        &:focus > .rows--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .rows--dim { color: ansi_default; text-style: dim; }
        &:ansi > .rows--header { color: ansi_default; }
        &:ansi > .rows--cursor { background: ansi_default; color: ansi_default; text-style: underline; }
        &:ansi:focus > .rows--cursor { text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", id="rows.down", show=False, tooltip="Next row"),
        Binding("k,up", "move(-1)", "Up", id="rows.up", show=False, tooltip="Previous row"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="rows.page-down", show=False, tooltip="One page down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="rows.page-up", show=False, tooltip="One page up"),
        Binding("g,home", "first", "First", id="rows.first", show=False, tooltip="First row"),
        Binding("G,end", "last", "Last", id="rows.last", show=False, tooltip="Last row; follows a growing list"),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    """The row under the cursor; meaningless while there are no rows."""

    following: reactive[bool] = reactive(False, repaint=False)
    """Whether the cursor stays on the last row while the list grows; any other movement ends it."""

    class CursorMoved(Message):
        """The cursor stands on another row; only the newest of several is handled."""

        def __init__(self, rows: Rows, row: int) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> Rows:
            return self.rows

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Rows.CursorMoved) and message.rows is self.rows

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        if glyphs.ascii:  # Textual draws scroll bars with block characters
            self.styles.scrollbar_size_vertical = 0
        self.row_count = 0
        self.growing = False
        self.held_at = 0
        self._strips: LRUCache[tuple[int, bool, bool, str], Strip] = LRUCache(STRIPS_KEPT)

    # What a subclass draws

    def row_segments(self, row: int, width: int) -> list[Segment]:
        """The row as styled text that fills `width` cells exactly."""
        raise NotImplementedError

    def header_segments(self, width: int) -> list[Segment]:
        """The header line as styled text that fills `width` cells exactly."""
        return [Segment(" " * width)]

    def row_state(self, row: int) -> str:
        """What else than the row's content changes how it is drawn."""
        return ""

    def cursor_segments(self, segments: list[Segment], style: Style) -> list[Segment]:
        """The row under the cursor, in the style that shows it."""
        return [Segment("".join(segment.text for segment in segments), style)]

    def empty_text(self) -> str:
        """What to say in the place of the rows while there are none."""
        return ""

    # Content

    def set_row_count(self, count: int) -> None:
        """Show that there are now `count` rows; nothing already drawn changes."""
        if count == self.row_count:
            return
        before, self.row_count = self.row_count, count
        self._resize_content()
        self.cursor = count - 1 if self.following else max(0, min(self.cursor, count - 1))
        # Only the part of the page that was empty has to be drawn.
        if before < self.scroll_offset.y + self.size.height or before == 0:
            self.refresh()

    def set_growing(self, growing: bool) -> None:
        """Say whether rows may still come; a list that has ended has nothing to follow."""
        self.growing = growing
        if not growing:
            self.following = False

    @property
    def unseen(self) -> int:
        """How many rows came since the cursor was held on one."""
        return 0 if self.following else self.row_count - self.held_at

    def hold(self) -> None:
        """Stop following."""
        if self.following:
            self.following = False
            self.held_at = self.row_count

    def redraw(self) -> None:
        """Forget all drawn rows and draw again: what they show changed."""
        self._strips.clear()
        self.refresh()

    @property
    def page_rows(self) -> int:
        """How many rows the widget shows at once, at least one."""
        return max(1, self.scrollable_content_region.height - self.HEADER)

    def _resize_content(self) -> None:
        size = Size(self.scrollable_content_region.width, self.row_count + self.HEADER)
        if size.width != self.virtual_size.width or not self.growing:
            if size != self.virtual_size:
                self.virtual_size = size
        elif size != self.virtual_size:
            # Set the usual way it would lay out the whole screen, many times a second; only the scroll bar is another.
            self.set_reactive(Rows.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height

    def on_resize(self, event: Resize) -> None:
        self._strips.clear()
        self._resize_content()
        self.keep_cursor_visible()

    def notify_style_update(self) -> None:
        self._strips.clear()
        super().notify_style_update()

    # Drawing

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y < self.HEADER:
            return self._strip(self.header_segments(width), width)
        row = self.scroll_offset.y + y - self.HEADER
        if row >= self.row_count:
            text = self.empty_text() if self.row_count == 0 and y == self.HEADER + 1 else ""
            style = self.get_component_rich_style("rows--dim")
            return self._strip([Segment(fit("  " + text, width, self.glyphs), style)], width)
        under_cursor = row == self.cursor
        key = (row, under_cursor, under_cursor and self.has_focus, self.row_state(row))
        strip = self._strips.get(key)
        if strip is None:
            segments = self.row_segments(row, width)
            if under_cursor:
                segments = self.cursor_segments(segments, self.get_component_rich_style("rows--cursor"))
            strip = self._strips[key] = self._strip(segments, width)
        return strip

    def _strip(self, segments: list[Segment], width: int) -> Strip:
        """The segments as a strip; what has no style of its own gets the widget's."""
        return Strip(segments, width).apply_style(self.rich_style)

    # Movement

    def move_to(self, row: int) -> None:
        """Put the cursor on a row (clamped to those there are) and bring it into view."""
        if self.row_count:
            self.cursor = max(0, min(row, self.row_count - 1))
            self.keep_cursor_visible()

    def keep_cursor_visible(self) -> None:
        """Scroll as little as shows the cursor's row."""
        top, page = round(self.scroll_offset.y), self.page_rows
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + page:
            self.scroll_to(y=self.cursor - page + 1, animate=False, immediate=True)

    def centre_on(self, row: int) -> None:
        """Put the cursor on a row, in the middle of the page if it was off the page (a jump, not a step)."""
        top, page = round(self.scroll_offset.y), self.page_rows
        self.move_to(row)
        if not top <= self.cursor < top + page:
            self.scroll_to(y=max(0, self.cursor - page // 2), animate=False, immediate=True)

    def watch_cursor(self, old: int, new: int) -> None:
        self.refresh_lines(old + self.HEADER)
        self.refresh_lines(new + self.HEADER)
        self.keep_cursor_visible()
        self.post_message(self.CursorMoved(self, new))

    def on_focus(self) -> None:
        self.refresh_lines(self.cursor + self.HEADER)

    def on_blur(self) -> None:
        self.refresh_lines(self.cursor + self.HEADER)

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        if place is None:
            return
        row = self.scroll_offset.y + place.y - self.HEADER
        if place.y < self.HEADER:
            self.header_clicked(place.x)
        elif row < self.row_count:
            self.hold()
            self.move_to(row)
            self.row_clicked(row, place.x)

    def header_clicked(self, x: int) -> None:
        """Called with the column of a click on the header line."""

    def row_clicked(self, row: int, x: int) -> None:
        """Called with the row and column of a click, when the cursor is there already."""

    def on_mouse_scroll_up(self) -> None:
        self.hold()

    def action_move(self, rows: int) -> None:
        self.hold()
        self.move_to(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        self.hold()
        step = max(1, self.page_rows - 1)
        # The page moves, not only the cursor, so that the eye finds the row where it was.
        self.scroll_to(y=self.scroll_offset.y + pages * step, animate=False, immediate=True)
        self.move_to(self.cursor + pages * step)

    def action_first(self) -> None:
        self.hold()
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.row_count - 1)
        self.following = self.growing
