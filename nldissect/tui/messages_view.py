"""The list of messages: a row per netlink message, drawn from the capture when it comes into sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style

from nldissect.tui.columns import Column, lay_out, row_segments
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.rows import Rows
from nldissect.tui.times import TIME_FORMATS, TIME_WIDTHS, duration_text, seconds_text, time_text

if TYPE_CHECKING:
    from nldissect.capture import Capture
    from nldissect.message import Message

WIDE = 100
"""From this width on the list has all its columns."""

TIME_TITLES = {"relative": "Time", "delta": "Delta", "clock": "Clock", "epoch": "Epoch"}


class MessagesView(Rows):
    """The messages of a capture, with the row under the cursor as the selected message."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"messages--{kind}" for kind in ("request", "ack", "error", "part", "done", "notification", "fragment")
    }

    DEFAULT_CSS = """
    MessagesView {
        & > .messages--request { color: $text-primary; }
        & > .messages--ack { color: $text-success; }
        & > .messages--error { color: $text-error; text-style: bold; }
        & > .messages--part { color: $text-muted; }
        & > .messages--done { color: $text-muted; }
        & > .messages--notification { color: $text-warning; }
        & > .messages--fragment { color: $text-error; }
        &:ansi > .messages--request { color: ansi_cyan; }
        &:ansi > .messages--ack { color: ansi_green; }
        &:ansi > .messages--error { color: ansi_red; }
        &:ansi > .messages--part { color: ansi_default; text-style: dim; }
        &:ansi > .messages--done { color: ansi_default; text-style: dim; }
        &:ansi > .messages--notification { color: ansi_yellow; }
        &:ansi > .messages--fragment { color: ansi_red; }
    }
    """

    def __init__(self, capture: Capture, glyphs: Glyphs, *, waiting_text: str) -> None:
        super().__init__(glyphs)
        self.capture = capture
        self.time_format = TIME_FORMATS[0]
        self.waiting_text = waiting_text
        self._laid_out: tuple[int, tuple[Column, ...]] | None = None
        """For which width, and the columns."""

    def empty_text(self) -> str:
        return self.waiting_text if self.growing else "There are no netlink messages in this capture."

    def selected_message(self) -> Message | None:
        """The message under the cursor, None while there is none."""
        return self.capture.message(self.cursor) if self.row_count else None

    def next_time_format(self) -> None:
        """Write the times in the next of TIME_FORMATS."""
        self.time_format = TIME_FORMATS[(TIME_FORMATS.index(self.time_format) + 1) % len(TIME_FORMATS)]
        self.redraw()

    def columns(self, width: int) -> tuple[Column, ...]:
        """The columns for a list of `width` cells: all of them, or on a narrow screen those that matter most."""
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = (width, self._lay_out(width))
        return self._laid_out[1]

    def set_row_count(self, count: int) -> None:
        """As `Rows.set_row_count`; all is drawn again where more or later messages need wider columns."""
        before = self._widths()
        super().set_row_count(count)
        if self._widths() != before:
            self.redraw()

    def redraw(self) -> None:
        self._laid_out = None
        super().redraw()

    def _widths(self) -> tuple[int, int]:
        """The widths of the columns that grow with the capture: the number's and the time's."""
        time = TIME_WIDTHS[self.time_format]
        if self.time_format == "relative" and self.row_count:
            first, last = self.capture.message(0).time, self.capture.message(self.row_count - 1).time
            time = max(time, len(seconds_text(last - first)))
        return max(5, len(str(self.row_count))), time

    def _lay_out(self, width: int) -> tuple[Column, ...]:
        digits, time_width = self._widths()
        number = Column("number", "No.", digits, right=True)
        time = Column("time", TIME_TITLES[self.time_format], time_width, right=True)
        kind, info = Column("kind", "", 1), Column("info", "Info", 0)
        if width < WIDE:
            return lay_out((number, time, kind, Column("type", "Type", 14), info), width)
        return lay_out(
            (
                number,
                time,
                Column("delta", self.glyphs.delta, 7, right=True),
                Column("port", "Port", 10, right=True),
                kind,
                Column("family", "Family", 9),
                Column("type", "Type", 18 if width < 140 else 24),
                info,
                Column("length", "Len", 5, right=True),
            ),
            width,
        )

    def header_segments(self, width: int) -> list[Segment]:
        style = self.get_component_rich_style("rows--header")
        columns = self.columns(width)
        return row_segments(columns, [column.title for column in columns], [style] * len(columns), width, self.glyphs)

    def row_segments(self, row: int, width: int) -> list[Segment]:
        columns = self.columns(width)
        message = self.capture.message(row)
        kind = message.kind
        dim = self.get_component_rich_style("rows--dim")
        kind_style = self.get_component_rich_style(f"messages--{kind}")
        failed = kind in ("error", "fragment")
        texts: list[str] = []
        styles: list[Style | None] = []
        for column in columns:
            texts.append(self._text(column.key, row, message))
            match column.key:
                case "number" | "delta" | "port" | "length" | "family":
                    styles.append(dim)
                case "kind":
                    styles.append(kind_style)
                case "info" if failed:
                    styles.append(kind_style)
                case _:
                    styles.append(None)
        return row_segments(columns, texts, styles, width, self.glyphs)

    def _text(self, key: str, row: int, message: Message) -> str:
        match key:
            case "number":
                return str(message.number)
            case "time":
                first = self.capture.message(0).time
                return time_text(self.time_format, message.time, first, self._previous_time(row))
            case "delta":
                return duration_text(message.time - self._previous_time(row), self.glyphs.micro)
            case "port":
                return str(message.port)
            case "kind":
                return self.glyphs.kind(message.kind)
            case "family":
                return message.family_name
            case "type":
                return message.type_name
            case "info":
                return message.summary
            case _:
                return str(message.length)

    def _previous_time(self, row: int) -> int:
        """The time of the row before; of the first row its own, so that it is no later than anything."""
        return self.capture.message(max(0, row - 1)).time
