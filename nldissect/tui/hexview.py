"""The bytes of a message, with the selected field, the field around it and what the kernel refused marked."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from nldissect.tui.glyphs import Glyphs

BYTES_PER_ROW = (32, 16, 8)
"""What a row may hold, the widest that fits is taken; always whole words of 8."""

Span = tuple[int, int]
"""First byte and the byte after the last, relative to the message."""

NOTHING: Span = (0, 0)


def row_width(count: int, digits: int) -> int:
    """Cells of a row: offset, `count` bytes in groups of eight, two spaces, and their characters."""
    return digits + 1 + byte_column(count) + count


def byte_column(index: int) -> int:
    """Where byte `index` of a row begins, from the first byte's first digit on; two spaces end a word of 8."""
    return index * 3 + index // 8


class HexView(ScrollView, can_focus=True, inherit_bindings=False):
    """Offset, bytes and characters; the cursor is on a byte, `span` and `parent_span` are highlighted.

    What the kernel refused, `error_span`, stands between brackets besides.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "hex--offset",
        "hex--zero",
        "hex--field",
        "hex--parent",
        "hex--error",
        "hex--cursor",
    }

    DEFAULT_CSS = """
    HexView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
        & > .hex--offset { color: $text-muted; }
        & > .hex--zero { color: $text-disabled; }
        & > .hex--field { background: $primary; color: $text; text-style: bold; }
        & > .hex--parent { background: $primary-muted; color: $text; }
        & > .hex--error { background: $error; color: $text; text-style: bold; }
        & > .hex--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: reverse; }
        &:ansi > .hex--offset { color: ansi_default; text-style: dim; }
        &:ansi > .hex--zero { color: ansi_default; text-style: dim; }
        &:ansi > .hex--field { background: ansi_default; color: ansi_default; text-style: reverse; }
        &:ansi > .hex--parent { background: ansi_default; color: ansi_default; text-style: underline; }
        &:ansi > .hex--error { background: ansi_default; color: ansi_red; text-style: bold reverse; }
        &:ansi > .hex--cursor { background: ansi_default; color: ansi_default; text-style: bold underline; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right", "move_byte(1)", "Next byte", id="hex.right", show=False, tooltip="Next byte"),
        Binding("h,left", "move_byte(-1)", "Previous byte", id="hex.left", show=False, tooltip="Previous byte"),
        Binding("j,down", "move_row(1)", "Down", id="hex.down", show=False, tooltip="One row down"),
        Binding("k,up", "move_row(-1)", "Up", id="hex.up", show=False, tooltip="One row up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="hex.page-down", show=False, tooltip="One page down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="hex.page-up", show=False, tooltip="One page up"),
        Binding("g,home", "move_byte(-2147483648)", "First", id="hex.first", show=False, tooltip="First byte"),
        Binding("G,end", "move_byte(2147483648)", "Last", id="hex.last", show=False, tooltip="Last byte"),
    ]

    cursor: reactive[int] = reactive(0)
    span: reactive[Span] = reactive(NOTHING)
    parent_span: reactive[Span] = reactive(NOTHING)
    error_span: reactive[Span] = reactive(NOTHING)

    class ByteMoved(Message):
        """The user went to another byte; only the newest of several is handled."""

        def __init__(self, view: HexView, offset: int) -> None:
            super().__init__()
            self.view = view
            self.offset = offset

        @property
        def control(self) -> HexView:
            return self.view

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, HexView.ByteMoved) and message.view is self.view

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        self.data = b""
        self.row = -1

    # Content

    def show(self, data: bytes, row: int = -1) -> None:
        """Show the bytes of another message, that in `row`; nothing is marked until `mark`."""
        self.data, self.row = data, row
        with self.prevent(self.ByteMoved):
            self.cursor = 0
        self.span = self.parent_span = self.error_span = NOTHING
        self._resize_content()
        self.refresh()

    def mark(self, span: Span, parent_span: Span, *, move_cursor: bool) -> None:
        """Highlight a field and the one around it; `move_cursor` brings the field into view."""
        self.span, self.parent_span = span, parent_span
        if move_cursor and span[1] > span[0]:
            self.cursor = min(span[0], max(0, len(self.data) - 1))
            self._bring_into_view(span[1] - 1)
            self._bring_into_view(self.cursor)

    def selected_row(self) -> int | None:
        """The row of the message shown."""
        return self.row if self.row >= 0 else None

    def conditions(self) -> list[str]:
        """The display filters for the marked bytes, or for the byte under the cursor where it is not among them."""
        from nldissect.analysis.conditions import of_bytes

        first, last = self.span
        return of_bytes(self.data, *((first, last) if first <= self.cursor < last else (self.cursor, self.cursor + 1)))

    def row_text(self) -> str:
        """The bytes that `conditions` are about, in hexadecimal."""
        first, last = self.span
        return (self.data[first:last] if first <= self.cursor < last else self.data[self.cursor :][:1]).hex(" ")

    @property
    def digits(self) -> int:
        """Digits of an offset, at least four."""
        return max(4, len(f"{max(0, len(self.data) - 1):x}"))

    @property
    def per_row(self) -> int:
        """How many bytes a row holds at the present width."""
        width = self.scrollable_content_region.width
        return next((count for count in BYTES_PER_ROW if row_width(count, self.digits) <= width), BYTES_PER_ROW[-1])

    def _resize_content(self) -> None:
        size = Size(self.scrollable_content_region.width, -(-len(self.data) // self.per_row))
        if size != self.virtual_size:
            self.virtual_size = size

    def on_resize(self, event: Resize) -> None:
        self._resize_content()
        self._bring_into_view(self.cursor)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _bring_into_view(self, offset: int) -> None:
        row, top = offset // self.per_row, round(self.scroll_offset.y)
        height = max(1, self.scrollable_content_region.height)
        if row < top:
            self.scroll_to(y=row, animate=False, immediate=True)
        elif row >= top + height:
            self.scroll_to(y=row - height + 1, animate=False, immediate=True)

    # Drawing

    def render_line(self, y: int) -> Strip:
        width, count = self.scrollable_content_region.width, self.per_row
        first = (self.scroll_offset.y + y) * count
        if first >= len(self.data):
            return Strip([Segment(" " * width, self.rich_style)], width)
        data = self.data[first : first + count]
        marks = [self._mark(offset, byte) for offset, byte in enumerate(data, first)]
        base = self.rich_style
        styles = {mark: base + self.get_component_rich_style(mark) if mark else base for mark in {"", *marks}}
        digits: list[Segment] = []
        characters: list[Segment] = []
        for mark, run in groupby(range(len(data)), key=marks.__getitem__):
            indexes = list(run)
            # The space between two bytes of one field belongs to the field, so that the mark is one block.
            text = "".join(f"{data[index]:02x}" + self._gap(first + index, index) for index in indexes)
            behind = len(self._gap(first + indexes[-1], indexes[-1]))
            digits.append(Segment(text[:-behind], styles[mark]))
            digits.append(Segment(text[-behind:], base))
            shown = (chr(data[index]) if 32 <= data[index] < 127 else "." for index in indexes)
            characters.append(Segment("".join(shown), styles[mark]))
        before = "[" if self._begins_error(first) else " "
        offset = Segment(f"{first:0{self.digits}x}{before}", base + self.get_component_rich_style("hex--offset"))
        missing = byte_column(count) - byte_column(len(data))
        return Strip([offset, *digits, Segment(" " * missing, base), *characters]).adjust_cell_length(width, base)

    def _begins_error(self, offset: int) -> bool:
        return self.error_span[0] == offset < self.error_span[1]

    def _gap(self, offset: int, index: int) -> str:
        """What stands behind a byte: spaces, and the brackets around what was refused."""
        gap = "  " if index % 8 == 7 else " "
        if self.error_span[0] < offset + 1 == self.error_span[1]:
            gap = "]" + gap[1:]
        elif index + 1 < self.per_row and self._begins_error(offset + 1):
            gap = gap[1:] + "["
        return gap

    def _mark(self, offset: int, byte: int) -> str:
        """The component class that a byte is drawn with, "" for none."""
        if offset == self.cursor and self.has_focus:
            return "hex--cursor"
        refused = self.error_span[0] <= offset < self.error_span[1]
        if self.span[0] <= offset < self.span[1] and not (refused and self.span == self.error_span):
            return "hex--field"
        if refused:
            return "hex--error"
        if self.parent_span[0] <= offset < self.parent_span[1]:
            return "hex--parent"
        return "" if byte else "hex--zero"

    # Movement

    def go_to(self, offset: int) -> None:
        """Put the cursor on a byte (clamped) and say so."""
        if not self.data:
            return
        self.cursor = max(0, min(offset, len(self.data) - 1))
        self._bring_into_view(self.cursor)
        self.post_message(self.ByteMoved(self, self.cursor))

    def action_move_byte(self, count: int) -> None:
        self.go_to(self.cursor + count)

    def action_move_row(self, count: int) -> None:
        if 0 <= (offset := self.cursor + count * self.per_row) < len(self.data):
            self.go_to(offset)

    def action_page(self, count: int) -> None:
        self.go_to(self.cursor + count * self.per_row * max(1, self.scrollable_content_region.height - 1))

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        if place is not None and (offset := self.offset_at(place.x, place.y + round(self.scroll_offset.y))) is not None:
            self.go_to(offset)

    def offset_at(self, x: int, row: int) -> int | None:
        """The byte drawn at cell `x` of a row, in the bytes or the characters; None where there is none."""
        x -= self.digits + 1
        characters = byte_column(self.per_row)
        if x < 0:
            return None
        if x >= characters:
            index = x - characters
        else:
            index = next((i for i in range(self.per_row) if byte_column(i) <= x < byte_column(i) + 2), -1)
        offset = row * self.per_row + index
        return offset if 0 <= index < self.per_row and offset < len(self.data) else None
