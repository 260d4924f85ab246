"""The messages over time: a bar for each spell, where there were errors, and what most of a spell's messages are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import MouseDown, MouseMove, MouseUp, Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from nldissect.tui.blocks import columns
from nldissect.tui.cells import fit
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.table import Table
from nldissect.tui.times import NANOSECONDS, duration_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.timeline import Timeline
    from nldissect.capture import Capture

LABELS = 8
"""Cells before the bars, for what they stand for."""

FURTHEST = 10_000
"""Nanoseconds of the shortest spell: datagrams are hardly ever closer."""

TOP = 3
"""Types that are named of a spell."""


class Measured(NamedTuple):
    """What the view shows: the timeline, what most of each spell's messages are, and when the capture begins."""

    line: Timeline
    tops: list[list[tuple[str, int]]]
    origin: int


def rounded(width: int) -> int:
    """The least of 1, 2, 5, 10, 20 ... that is no less than a width."""
    unit = FURTHEST
    while True:
        for step in (1, 2, 5):
            if step * unit >= width:
                return step * unit
        unit *= 10


class TimeView(Widget, can_focus=True):
    """Messages per spell of time; a spell or a range of them becomes a filter.

    spell    ns of a column, 0 for as many as show the whole capture
    version  changes with what has to be measured
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "time--bar", "time--cursor", "time--range", "time--error", "time--dim", "time--strong",
    }  # fmt: skip

    DEFAULT_CSS = """
    TimeView {
        background: $background; color: $foreground; height: 1fr;
        & > .time--bar { color: $text-primary; }
        & > .time--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        & > .time--range { background: $primary-muted; color: $text; }
        & > .time--error { color: $text-error; text-style: bold; }
        & > .time--dim { color: $text-muted; }
        & > .time--strong { text-style: bold; }
        &:ansi > .time--bar { color: ansi_cyan; }
        &:ansi > .time--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
        &:ansi > .time--range { background: ansi_default; color: ansi_default; text-style: underline; }
        &:ansi > .time--error { color: ansi_red; }
        &:ansi > .time--dim { color: ansi_default; text-style: dim; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Filter by it", key_display="Enter", id="time.filter",
                tooltip="Filter by the spell, or by the range selected"),
        Binding("l,right", "move(1)", "Move", key_display="h l", id="time.next", tooltip="Next spell"),
        Binding("h,left", "move(-1)", "Move", show=False, id="time.previous", tooltip="Previous spell"),
        Binding("v", "range", "Range", id="time.range", tooltip="Begin a range at the cursor, or give it up"),
        Binding("shift+right", "extend(1)", "Extend", show=False, id="time.extend", tooltip="Extend the range"),
        Binding("shift+left", "extend(-1)", "Extend", show=False, id="time.extend-back", tooltip="... backwards"),
        Binding("plus,j", "zoom(-1)", "Zoom in", key_display="+", id="time.zoom-in", tooltip="Shorter spells"),
        Binding("minus,k", "zoom(1)", "Zoom out", key_display="-", id="time.zoom-out", tooltip="Longer spells"),
        Binding("equals_sign,0", "whole", "Whole", key_display="=", id="time.whole", tooltip="The whole capture"),
        Binding("g,home", "end(False)", "First", show=False, id="time.first", tooltip="First spell"),
        Binding("G,end", "end(True)", "Last", show=False, id="time.last", tooltip="Last spell; follows what comes"),
    ]  # fmt: skip

    class CursorMoved(Message):
        """The cursor stands on another spell."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, TimeView.CursorMoved)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        self.growing = False
        self.spell = 0
        self.found: Measured | None = None
        self.cursor = 0
        self.range_from: int | None = None
        """Where a range begins; its other end is the cursor."""
        self._start = 0
        """When the first column begins, in nanoseconds since the epoch; 0 for the beginning of the capture."""
        self._dragging = False

    def set_growing(self, growing: bool) -> None:
        """Say whether messages may still come."""
        self.growing = growing

    @property
    def version(self) -> object:
        """What has to be measured."""
        return self.spell, self._start, self.count

    @property
    def count(self) -> int:
        """How many columns there is room for."""
        return max(1, self.size.width - LABELS)

    def on_resize(self, event: Resize) -> None:
        self.post_message(self.CursorMoved())

    # Figures

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> object:
        """The messages in these rows over the time that the columns are of; None without any message."""
        from nldissect.analysis.timeline import extent, most_frequent, timeline

        count, spell, start = self.count, self.spell, self._start
        whole = extent(capture, None)
        if whole is None:
            return None
        first, last = whole
        width = spell or rounded(-(-(last + 1 - first) // count))
        begin = first if not start else max(first, min(start, last + 1 - width))
        line = timeline(capture, rows, begin, width, min(count, (last - begin) // width + 1))
        origin = int(capture.source.frames.time[0])
        return Measured(line, most_frequent(capture, rows, line, TOP), origin)

    def show(self, found: Any) -> None:
        """Show what `measure` gave; the cursor stays at its time, or at the end of what comes."""
        before = self.found
        at = None if before is None else before.line.start + self.cursor * before.line.width
        followed = before is None or self.cursor >= len(before.line.messages) - 1
        self.found = found
        if found is None:
            self.cursor = 0
        elif at is None or (followed and self.growing and not self.spell):
            self.cursor = len(found.line.messages) - 1 if self.growing else 0
        else:
            self.cursor = max(0, min((at - found.line.start) // found.line.width, len(found.line.messages) - 1))
        self.refresh()

    def _range(self) -> tuple[int, int]:
        """The first column selected, and the one after the last."""
        other = self.cursor if self.range_from is None else self.range_from
        return min(self.cursor, other), max(self.cursor, other) + 1

    def _times(self) -> tuple[int, int]:
        """When what is selected begins and ends, in nanoseconds since the epoch."""
        assert self.found is not None  # asked only when there is something
        first, stop = self._range()
        return self.found.line.spell(first)[0], self.found.line.spell(stop - 1)[1]

    def selected_row(self) -> int | None:
        """The row of the first message of the spell under the cursor."""
        row = -1 if self.found is None else int(self.found.line.firsts[self.cursor])
        return row if row >= 0 else None

    def conditions(self) -> list[str]:
        """The filter for what is selected, and for the errors in it."""
        if self.found is None:
            return []
        start, stop = (each - self.found.origin for each in self._times())
        field = "frame.time_relative"
        if start < 0:  # a clock that was set back; filters know no negative times
            start, stop, field = *self._times(), "frame.time_epoch"
        text = f"{field} >= {_seconds(start)} && {field} < {_seconds(stop)}"
        return [text, f"{text} && nl.errno > 0"]

    def row_text(self) -> str:
        """What is said of the spell under the cursor."""
        return "" if self.found is None else "".join(segment.text for segment in self._legend(500)).strip()

    def cell_text(self) -> str:
        """How many messages there are in the spell under the cursor."""
        return "" if self.found is None else str(int(self.found.line.messages[self.cursor]))

    # Drawing

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self.found is None:
            text = "No messages yet." if self.growing else "There are no messages."
            return self._strip([Segment(fit(f"  {text}" if y == 1 else "", width, self.glyphs))], width)
        if y == 0:
            return self._strip(self._legend(width), width)
        bars = max(1, height - 3)
        if y <= bars:
            return self._strip(self._bars(y - 1, bars), width)
        return self._strip(self._errors() if y == bars + 1 else self._axis(), width)

    def _strip(self, segments: list[Segment], width: int) -> Strip:
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"time--{name}")

    def _legend(self, width: int) -> list[Segment]:
        assert self.found is not None  # drawn only then
        line, origin = self.found.line, self.found.origin
        first, stop = self._range()
        start, end = (_seconds(each - origin) for each in self._times())
        messages, errors = int(line.messages[first:stop].sum()), int(line.errors[first:stop].sum())
        micro = self.glyphs.micro
        said = f" {start}..{end} s  {messages:,} messages  "
        failed = f"{errors:,} {'error' if errors == 1 else 'errors'}  "
        tops = self.found.tops[self.cursor] if stop == first + 1 else []
        top = ", ".join(f"{name} {count:,}" for name, count in tops)
        rest = f"{'top: ' if top else ''}{top}  ({duration_text(line.width, micro)} a column)"
        left = max(0, width - len(said) - len(failed))
        return [
            Segment(said, self._style("strong")),
            Segment(failed, self._style("error" if errors else "dim")),
            Segment(fit(rest, left, self.glyphs), self._style("dim")),
        ]

    def _bars(self, y: int, height: int) -> list[Segment]:
        assert self.found is not None  # drawn only then
        counts = self.found.line.messages.tolist()
        most = max(*counts, 1)
        label = f"{most:,}" if y == 0 else f"{most // 2:,}" if y == height // 2 and most > 1 else ""
        text = columns(counts, height, most, self.glyphs)[y]
        before = f"{label[: LABELS - 2]:>{LABELS - 2}} {self.glyphs.life}"
        return [Segment(before, self._style("dim")), *self._cut(text, "bar")]

    def _errors(self) -> list[Segment]:
        assert self.found is not None  # drawn only then
        sign = self.glyphs.kind("error")
        text = "".join(sign if errors else " " for errors in self.found.line.errors.tolist())
        return [Segment(f"{'errors':>{LABELS - 2}}  ", self._style("dim")), *self._cut(text, "error")]

    def _axis(self) -> list[Segment]:
        assert self.found is not None  # drawn only then
        line, origin = self.found.line, self.found.origin
        text = ""
        for column in range(0, len(line.messages), 20):
            text = text.ljust(column) + f"{self.glyphs.life}{_seconds(line.spell(column)[0] - origin)} "
        return [Segment(" " * LABELS + text[: self.count], self._style("dim"))]

    def _cut(self, text: str, component: str) -> list[Segment]:
        """A line of columns with those that are selected marked."""
        first, stop = self._range()
        style = self._style(component)
        chosen = style + self._style("range")
        at = self.cursor
        pieces = [(text[:first], style), (text[first:at], chosen), (text[at : at + 1], style + self._style("cursor")),
                  (text[at + 1 : stop], chosen), (text[stop:], style)]  # fmt: skip
        return [Segment(piece, how) for piece, how in pieces if piece]

    # Movement

    def _go(self, column: int, *, extend: bool) -> None:
        if self.found is None:
            return
        if extend and self.range_from is None:
            self.range_from = self.cursor
        count = len(self.found.line.messages)
        if self.spell and not 0 <= column < count:  # the columns move along
            self._start = self.found.line.start + (column if column < 0 else column - count + 1) * self.found.line.width
        self.cursor = max(0, min(column, count - 1))
        self.refresh()
        self.post_message(self.CursorMoved())

    def action_move(self, step: int) -> None:
        self._go(self.cursor + step, extend=self.range_from is not None)

    def action_extend(self, step: int) -> None:
        self._go(self.cursor + step, extend=True)

    def action_end(self, last: bool) -> None:
        if self.found is not None:
            self._go(len(self.found.line.messages) - 1 if last else 0, extend=self.range_from is not None)

    def action_range(self) -> None:
        self.range_from = self.cursor if self.range_from is None else None
        self.refresh()

    def action_zoom(self, step: int) -> None:
        if self.found is None:
            return
        line = self.found.line
        middle = line.start + self.cursor * line.width
        width = rounded(line.width + 1) if step > 0 else max(FURTHEST, _shorter(line.width))
        self.range_from = None
        self.spell = width
        self._start = max(1, middle - self.cursor * width)
        self.post_message(self.CursorMoved())

    def action_whole(self) -> None:
        self.spell = self._start = 0
        self.range_from = None
        self.post_message(self.CursorMoved())

    def action_choose(self) -> None:
        if conditions := self.conditions():
            self.range_from = None
            self.post_message(Table.Applied(conditions[0]))

    def on_mouse_down(self, event: MouseDown) -> None:
        self.range_from = None
        self._go(event.x - LABELS, extend=False)
        self._dragging = True
        self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        if self._dragging and event.x - LABELS != self.cursor:
            self._go(event.x - LABELS, extend=True)

    def on_mouse_up(self, event: MouseUp) -> None:
        self._dragging = False
        self.release_mouse()


def _shorter(width: int) -> int:
    """The next of 1, 2, 5, 10 ... below a width."""
    below = FURTHEST
    while (longer := rounded(below + 1)) < width:
        below = longer
    return below


def _seconds(nanoseconds: int) -> str:
    """Seconds with as many decimals as it takes to be exact."""
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    return f"{seconds}.{rest:09d}".rstrip("0").rstrip(".")
