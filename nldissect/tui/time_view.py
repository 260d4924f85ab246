"""The messages over time: a bar for each interval, where there were errors, and of what types most messages are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp, Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from nldissect.output.plot import columns
from nldissect.tui.cells import fit
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.table import Table
from nldissect.tui.times import duration_text
from nldissect.tui.window import FITTING, Shown, Window, exact_seconds, rounded, short_count, shorter, shown

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.timeline import Timeline
    from nldissect.capture import Capture

MARGIN = 8
"""Cells before the bars, for what they stand for."""

LINES = 4
"""Lines that are not bars: what is selected, its types, where errors are, the times."""

LABEL_STEPS = (10, 20, 40, 80)
"""Columns from one time on the axis to the next."""

FOREVER = 1 << 63
"""More nanoseconds than there are in a capture."""


class TimeView(Widget, can_focus=True):
    """Messages per interval of time; an interval or a range of them becomes a filter.

    window     what is measured
    found      what was; None while there are no messages
    cursor     the interval under the cursor
    pivot      where a range begins, whose other end is the cursor; it may be out of view. None: there is no range
    following  whether the cursor stays on the last interval while messages come
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "time--bar", "time--cursor", "time--range", "time--error", "time--dim", "time--strong",
    }  # fmt: skip

    DEFAULT_CSS = """
    TimeView {
        background: $background; color: $foreground; height: 1fr;
        & > .time--bar { color: $text-primary; }
        & > .time--cursor { background: $block-cursor-blurred-background; color: $block-cursor-blurred-foreground; }
        & > .time--range { background: $primary-muted; color: $text; }
        & > .time--error { color: $text-error; text-style: bold; }
        & > .time--dim { color: $text-muted; }
        & > .time--strong { text-style: bold; }
        &:focus > .time--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .time--bar { color: ansi_default; }
        &:ansi > .time--cursor { background: ansi_default; color: ansi_default; text-style: underline; }
        &:ansi:focus > .time--cursor { text-style: reverse; }
        &:ansi > .time--range { background: ansi_default; color: ansi_default; text-style: underline; }
        &:ansi > .time--error { color: ansi_red; }
        &:ansi > .time--dim { color: ansi_default; text-style: dim; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Filter by it", key_display="Enter", id="time.filter",
                tooltip="Filter by the interval under the cursor, or by the range"),
        Binding("l,right", "move(1)", "Move", key_display="h l", id="time.next", tooltip="Next interval"),
        Binding("h,left", "move(-1)", "Move", show=False, id="time.previous", tooltip="Previous interval"),
        Binding("v", "range", "Range", id="time.range", tooltip="Begin a range at the cursor, or give it up"),
        Binding("shift+right", "extend(1)", "Extend", show=False, id="time.extend", tooltip="Extend the range"),
        Binding("shift+left", "extend(-1)", "Extend", show=False, id="time.extend-back",
                tooltip="Extend the range backwards"),
        Binding("plus,k,up", "zoom_in", "Zoom", key_display="+ -", id="time.zoom-in",
                tooltip="Shorter intervals; with a range, zoom into it"),
        Binding("minus,j,down", "zoom_out", "Zoom", show=False, id="time.zoom-out", tooltip="Longer intervals"),
        Binding("equals_sign,0", "whole", "Whole", key_display="=", id="time.whole", tooltip="The whole capture"),
        Binding("pagedown", "page(1)", "Page", show=False, id="time.page-next", tooltip="Half a page later"),
        Binding("pageup", "page(-1)", "Page", show=False, id="time.page-previous", tooltip="Half a page earlier"),
        Binding("g,home", "end(-1)", "First", show=False, id="time.first", tooltip="First interval"),
        Binding("G,end", "end(1)", "Last", show=False, id="time.last", tooltip="Last interval; follows what comes"),
    ]  # fmt: skip

    class CursorMoved(Message):
        """The cursor stands on another interval, or others are to be measured."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, TimeView.CursorMoved)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        self.growing = False
        self.following = False
        self.window = Window(0, 0, 1)
        self.found: Shown | None = None
        self.cursor = 0
        self.pivot: int | None = None
        self._kept = False  # whether all movement extends the range, for `v` began it
        self._wanted: int | None = None  # the time to put the cursor on when it is shown
        self._dragging = False
        self._bars: tuple[int, list[str]] = (0, [])  # for how many lines, and these

    def set_growing(self, growing: bool) -> None:
        """Say whether messages may still come."""
        self.growing = growing
        self.following = self.following and growing

    @property
    def version(self) -> object:
        """Changes with what has to be measured."""
        return self.window

    def on_resize(self, event: Resize) -> None:
        self._look(self.window._replace(columns=max(1, event.size.width - MARGIN)))

    def _look(self, window: Window) -> None:
        if window != self.window:
            self.window = window
            self.post_message(self.CursorMoved())

    # Figures

    def measure(self, capture: Capture, rows: npt.NDArray[np.int64] | None) -> Shown | None:
        """The messages in these rows (None: all) in the present window; None without any."""
        return shown(capture, rows, self.window)

    def show(self, found: Any) -> None:
        """Show what `measure` gave; cursor and range stay at their times, or the cursor at the end of what comes."""
        before, self.found, self._bars = self.found, found, (0, [])
        if found is None:
            self.cursor, self.pivot = 0, None
        elif before is not None:
            line, old = found.line, before.line
            if self.pivot is not None:  # its interval may have become several, or part of one
                outer = old.begin(self.pivot) if self.pivot <= self.cursor else old.begin(self.pivot + 1) - 1
                self.pivot = line.interval(outer)
            at = int(old.times[self.cursor]) if self._wanted is None else self._wanted
            last = len(line) - 1
            self.cursor = last if self.following else max(0, min(line.interval(at), last))
        self._wanted = None
        self.refresh()

    @property
    def selected(self) -> tuple[int, int]:
        """The first interval selected, and the one after the last."""
        other = self.cursor if self.pivot is None else self.pivot
        return min(self.cursor, other), max(self.cursor, other) + 1

    def times(self) -> tuple[int, int]:
        """When what is selected begins and ends, in nanoseconds after the first datagram."""
        assert self.found is not None  # asked only when there is something
        start, stop = (self.found.line.begin(interval) for interval in self.selected)
        return start - self.found.origin, stop - self.found.origin

    def selected_row(self) -> int | None:
        """The row of the first message of the interval under the cursor."""
        row = -1 if self.found is None else int(self.found.line.firsts[self.cursor])
        return row if row >= 0 else None

    def conditions(self) -> list[str]:
        """The filter for what is selected, and for the errors in it."""
        if self.found is None:
            return []
        field, (start, stop) = "frame.time_relative", self.times()
        if start < 0:  # a clock was set back, and the language knows no negative times
            field, start, stop = "frame.time_epoch", start + self.found.origin, stop + self.found.origin
        text = f"{field} >= {exact_seconds(start)} && {field} < {exact_seconds(stop)}"
        return [text, f"{text} && nl.errno > 0"] if start >= 0 else []

    def row_text(self) -> str:
        """What is said of what is selected."""
        return "" if self.found is None else "  ".join(filter(None, (*self._said(), self._types())))

    def cell_text(self) -> str:
        """How many messages there are in the interval under the cursor."""
        return "" if self.found is None else str(int(self.found.line.messages[self.cursor]))

    def _said(self) -> tuple[str, str]:
        """When what is selected is, with how many messages; and how many errors. Of what is in view."""
        assert self.found is not None  # asked only when there is something
        start, stop = (exact_seconds(time) for time in self.times())
        within = slice(max(0, self.selected[0]), self.selected[1])
        messages, errors = (int(column[within].sum()) for column in (self.found.line.messages, self.found.line.errors))
        return f"{start}..{stop} s  {_counted(messages, 'message')}", _counted(errors, "error")

    def _types(self) -> str:
        """The most frequent types of the interval under the cursor."""
        assert self.found is not None  # asked only when there is something
        types = self.found.line.types[self.cursor]
        return f"top: {', '.join(f'{name} {count:,}' for name, count in types)}" if types else ""

    # Drawing

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if self.found is None:
            text = "No messages yet." if self.growing else "There are no messages."
            segments = [Segment(fit(f"  {text}" if y == 1 else "", width, self.glyphs), self._style("dim"))]
        elif y == 0:
            segments = self._summary(width)
        elif y == 1:
            segments = [Segment(fit(f" {self._types()}", width, self.glyphs), self._style("dim"))]
        elif y < max(1, height - LINES) + 2:
            segments = self._bar_line(y - 2, max(1, height - LINES))
        elif y == max(1, height - LINES) + 2:
            segments = self._error_line(self.found.line)
        else:
            segments = self._axis(self.found)
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"time--{name}")

    def _summary(self, width: int) -> list[Segment]:
        assert self.found is not None  # drawn only then
        said, failed = self._said()
        scale = f"messages per {duration_text(self.found.line.width, self.glyphs.micro)} "
        left = max(0, width - len(said) - len(failed) - 5)
        return [
            Segment(f" {said}  ", self._style("strong")),
            Segment(failed, self._style("dim" if failed.startswith("0 ") else "error")),
            Segment(f"  {fit(scale if len(scale) <= left else '', left, self.glyphs, right=True)}", self._style("dim")),
        ]

    def _bar_line(self, y: int, height: int) -> list[Segment]:
        assert self.found is not None  # drawn only then
        counts = self.found.line.messages.tolist()
        most = max(*counts, 1)
        if self._bars[0] != height:
            self._bars = height, columns(counts, height, most, self.glyphs.blocks)
        labels = {height // 2: most // 2} if height > LINES and most > 1 else {}
        labels |= {height - 1: 0, 0: most}
        label = short_count(labels[y]) if y in labels else ""
        return self._columns(f"{label} {self.glyphs.life}", self._bars[1][y], "bar")

    def _error_line(self, line: Timeline) -> list[Segment]:
        sign = self.glyphs.kind("error")
        return self._columns("errors  ", "".join(sign if each else " " for each in line.errors.tolist()), "error")

    def _columns(self, label: str, text: str, component: str) -> list[Segment]:
        """A line of columns, those that are selected marked, after a label."""
        first, stop = (max(0, each) for each in self.selected)
        style, at = self._style(component), self.cursor
        chosen = style + self._style("range")
        pieces = ((text[:first], style), (text[first:at], chosen), (text[at : at + 1], style + self._style("cursor")),
                  (text[at + 1 : stop], chosen), (text[max(stop, at + 1) :], style))  # fmt: skip
        segments = [Segment(piece, how) for piece, how in pieces if piece]
        return [Segment(label.rjust(MARGIN), self._style("dim")), *segments]

    def _axis(self, found: Shown) -> list[Segment]:
        """The times of some columns, where the cursor and the range are, and whether there is more on either side."""
        line, glyphs = found.line, self.glyphs
        first, stop = max(0, self.selected[0]), min(self.selected[1], len(line))
        cells = [" "] * self.window.columns
        for at, text in self._labels(found):
            if stop <= at + 1 or at + len(text) <= first:
                cells[at : at + len(text)] = text
        cells[first:stop] = glyphs.line * (stop - first)
        cells[self.cursor] = glyphs.ascending
        text = "".join(cells[: self.window.columns - 1]) + (glyphs.right_head if found.after else cells[-1])
        label = f"s {glyphs.left_head if found.before else ' '}"
        return [Segment(label.rjust(MARGIN) + text, self._style("dim"))]

    def _labels(self, found: Shown) -> list[tuple[int, str]]:
        """Columns at round times, and these."""
        line, passed = found.line, (found.line.start - found.origin) // found.line.width
        ends = passed * line.width, (passed + len(line)) * line.width, (passed + 1) * line.width
        longest = max(len(exact_seconds(time)) for time in ends)
        step = next((each for each in LABEL_STEPS if each > longest + 1), LABEL_STEPS[-1])
        places = range(-passed % step, len(line), step)
        return [(at, f"{self.glyphs.life}{exact_seconds((passed + at) * line.width)}") for at in places]

    # Movement

    def _go(self, interval: int, *, extend: bool = False) -> None:
        """Move the cursor; beyond the edge of the view the view moves along."""
        if self.found is None:
            return
        if extend:
            self.pivot = self.cursor if self.pivot is None else self.pivot
        elif not self._kept:
            self.pivot = None
        last = len(self.found.line) - 1
        if (interval < 0 and self.found.before) or (interval > last and self.found.after):
            self._scroll(self.found.line.begin(interval))
        else:
            self._put(max(0, min(interval, last)))

    def _put(self, interval: int) -> None:
        """Put the cursor on an interval in view; on the last one there is, it stays on the last."""
        assert self.found is not None  # else there is none
        self.cursor = interval
        self.following = self.growing and not self.found.after and interval == len(self.found.line) - 1
        if self.window.width:
            start = None if self.following else self.found.line.start - self.found.origin
            self.window = self.window._replace(start=start)
        self.refresh()
        self.post_message(self.CursorMoved())

    def _scroll(self, time: int) -> None:
        """Show a time, and put the cursor there."""
        assert self.found is not None  # else there is nowhere to go
        self._wanted, self.following = time, False
        middle = self.window.columns // 2 * self.found.line.width
        self._look(self.window._replace(start=time - self.found.origin - middle))

    def _zoom(self, width: int) -> None:
        """Have other intervals, of which the one with what is under the cursor stays where it is."""
        assert self.found is not None  # else there is nothing to look at
        if width >= self.found.fitting:
            self.action_whole()
        else:
            at = int(self.found.line.times[self.cursor]) - self.found.origin
            start = None if self.following else at - self.cursor * width
            self._look(Window(width, start, self.window.columns))

    def action_move(self, step: int) -> None:
        self._go(self.cursor + step)

    def action_extend(self, step: int) -> None:
        self._go(self.cursor + step, extend=True)

    def action_page(self, pages: int) -> None:
        self._go(self.cursor + pages * max(1, self.window.columns // 2))

    def action_end(self, side: int) -> None:
        self._go(side * FOREVER)

    def action_range(self) -> None:
        self.pivot, self._kept = (self.cursor, True) if self.pivot is None else (None, False)
        self.refresh()

    def action_zoom_in(self) -> None:
        if self.found is None:
            return
        line = self.found.line
        if self.pivot is None:
            self._zoom(shorter(line.width))
            return
        start, stop = self.times()
        self.pivot, self._kept, self.following = None, False, False
        width = rounded(-(-(stop - start) // max(1, self.window.columns - 1)), FITTING)
        self._look(Window(min(width, line.width), start, self.window.columns))
        self.refresh()

    def action_zoom_out(self) -> None:
        if self.found is not None:
            self._zoom(rounded(self.found.line.width * 2, FITTING))

    def action_whole(self) -> None:
        self._look(Window(0, 0, self.window.columns))

    def action_choose(self) -> None:
        if conditions := self.conditions():
            self.pivot, self._kept = None, False
            self.refresh()
            self.post_message(Table.Applied(conditions[0]))

    def _column(self, x: int) -> int:
        """The interval at a cell, or the nearest."""
        return max(0, min(x - MARGIN, len(self.found.line) - 1)) if self.found is not None else 0

    def on_mouse_down(self, event: MouseDown) -> None:
        self.pivot, self._kept, self._dragging = None, False, True
        self.capture_mouse()
        self._go(self._column(event.x))

    def on_mouse_move(self, event: MouseMove) -> None:
        if self._dragging and self._column(event.x) != self.cursor:
            self._go(self._column(event.x), extend=True)

    def on_mouse_up(self, event: MouseUp) -> None:
        self._dragging = False
        self.release_mouse()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self._go(self._column(event.x))
        self.action_zoom_in()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self._go(self._column(event.x))
        self.action_zoom_out()


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
