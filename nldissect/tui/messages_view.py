"""The list of messages: a row per netlink message, drawn from the capture when it comes into sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from rich.segment import Segment
from textual.worker import get_current_worker

from nldissect.tui.columns import Column
from nldissect.tui.generated import known_calls
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.interfaces import INTERFACE, Interfaces, interface_condition
from nldissect.tui.listing import Listing
from nldissect.tui.message_columns import NARROW, OWN, USUAL, MessageColumn, of_field, title
from nldissect.tui.table import Cell, Table
from nldissect.tui.times import TIME_FORMATS, TIME_WIDTHS, duration_text, seconds_text, time_text

if TYPE_CHECKING:
    from rich.style import Style

    from nldissect.analysis.calls import Call
    from nldissect.capture import Capture
    from nldissect.message import Message

WIDE = 100
"""From this width on the list has all its columns."""

ORDER_PAUSE = 1.0
"""Seconds between two times that messages are sorted while more come."""

TIME_TITLES = {"relative": "Time", "delta": "Delta", "clock": "Clock", "epoch": "Epoch"}

Painter = Callable[["Message"], "Style | None"]


class MessagesView(Table):
    """The messages of a listing, with the row under the cursor as the selected message.

    marks      rows of the capture that the user marked
    reference  row from whose time relative times count; None for the first of the capture
    slow       nanoseconds; calls that take longer are marked
    """

    GUTTER = 2

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"messages--{kind}" for kind in ("request", "ack", "error", "part", "done", "notification", "fragment")),
        "messages--mark",
        "messages--call",
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
        & > .messages--mark { color: $text-accent; text-style: bold; }
        & > .messages--call { color: $text-primary; text-style: bold; }
        &:ansi > .messages--request { color: ansi_cyan; }
        &:ansi > .messages--ack { color: ansi_green; }
        &:ansi > .messages--error { color: ansi_red; }
        &:ansi > .messages--part { color: ansi_default; text-style: dim; }
        &:ansi > .messages--done { color: ansi_default; text-style: dim; }
        &:ansi > .messages--notification { color: ansi_yellow; }
        &:ansi > .messages--fragment { color: ansi_red; }
        &:ansi > .messages--mark { color: ansi_magenta; }
        &:ansi > .messages--call { color: ansi_cyan; }
    }
    """

    def __init__(self, capture: Capture, glyphs: Glyphs, *, waiting_text: str, slow: int) -> None:
        super().__init__(glyphs, column="type", descending=False)
        self.capture = capture
        self.interfaces = Interfaces(capture)
        self.listing = Listing()
        self._given = self.listing
        """The listing in the order of the capture."""
        self._sorted_at = 0.0
        self.filtered = False
        self.time_format = TIME_FORMATS[0]
        self.waiting_text = waiting_text
        self.marks: set[int] = set()
        self.reference: int | None = None
        self.paint: Painter | None = None
        """Gives messages that a colour rule is about their style."""
        self.chosen: tuple[str, ...] = ()
        self.slow = slow
        self._fields: dict[str, MessageColumn] = {}
        self._call: Call | None = None
        self._drawn: Message | None = None
        """The message of the row that is being drawn."""

    def empty_text(self) -> str:
        if self.filtered:
            return "No message passes the filter so far ..." if self.growing else "No message passes the filter."
        if self.growing:
            return self.waiting_text
        return f"There are no netlink messages in this capture{'; i says why.' if self.capture.warnings else '.'}"

    # Content

    def show(self, listing: Listing, *, grown: bool) -> None:
        """Show another listing, or the same that has grown: in the order of the capture, or sorted after a while."""
        self._given = listing
        if not self.sorted_by:
            self._place(listing, grown=grown and self.listing.order is None)
        elif not grown or (self.listing.count != listing.count and monotonic() - self._sorted_at >= ORDER_PAUSE):
            self.sort(self.sorted_by, self.descending)

    @property
    def settled(self) -> bool:
        """Whether all that is given is shown, and in its order."""
        return not self.sorted_by or (self.listing.order is not None and self.listing.count == self._given.count)

    def _place(self, listing: Listing, *, grown: bool) -> None:
        """Show a listing; the cursor stays on its message, or near it."""
        grown = grown and (listing.rows is None) == (self.listing.rows is None) and listing.count >= self.row_count
        row = self.selected_row()
        before = self._grown()
        self.interfaces.update()
        self.listing = listing
        self.set_row_count(listing.count)
        if not grown and row is not None and not self.following:
            self.centre_on(listing.nearest(row))
        if not grown or self._grown() != before:
            self.redraw()

    def redraw(self) -> None:
        self._drawn = None
        self._follow_call()
        super().redraw()

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        self._follow_call()

    def _follow_call(self) -> None:
        """Draw the rows anew that show which messages belong to the call under the cursor."""
        row = self.selected_row()
        calls = known_calls(self.capture)
        call = None if row is None or calls is None else calls.of(row)
        if (call and call.number) != (self._call and self._call.number):
            self._call = call
            self.refresh()

    def selected_row(self) -> int | None:
        return self.listing.row(self.cursor) if self.cursor < self.row_count else None

    def selected_message(self) -> Message | None:
        """The message under the cursor, None while there is none."""
        row = self.selected_row()
        return None if row is None else self.capture.message(row)

    def conditions(self) -> list[str]:
        from nldissect.analysis.conditions import of_message

        message = self.selected_message()
        if message is None:
            return []
        own = self._column(self.column).condition(message)
        interface = interface_condition(message) if self.interfaces.several else ""
        return [each for each in dict.fromkeys([own, *of_message(message).values(), interface]) if each]

    @property
    def sorted_title(self) -> str:
        """The title of the column that the messages are in order of, "" for the order of the capture."""
        return self._column(self.sorted_by).title if self.sorted_by else ""

    def next_time_format(self) -> None:
        """Write the times in the next of TIME_FORMATS."""
        self.time_format = TIME_FORMATS[(TIME_FORMATS.index(self.time_format) + 1) % len(TIME_FORMATS)]
        self.redraw()

    def sort(self, key: str, descending: bool) -> None:
        self._sorted_at = monotonic()
        sort = partial(self._sort, self._given, key, descending)
        self.run_worker(sort, group="order", exclusive=True, thread=True)

    def _sort(self, listing: Listing, key: str, descending: bool) -> None:
        found = self.ordered(listing, key, descending)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._place, found, grown=False)

    def ordered(self, listing: Listing, key: str, descending: bool) -> Listing:
        """The same messages sorted by a column; of 1 million, by their texts, it takes many seconds."""
        rows = listing.members()
        column = self._column(key)
        if column.keys is not None:
            order = np.argsort(column.keys(self.capture, rows), kind="stable")
        else:
            texts = [column.text(self.capture.message(row)) for row in rows.tolist()]
            order = np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int64)
        return Listing(listing.count, listing.rows, rows[order[::-1] if descending else order])

    # Columns

    def choose_columns(self, keys: Sequence[str]) -> list[str]:
        """Show these columns (none: the usual ones); gives a sentence for each that is none, which is left out."""
        problems = []
        for key in keys:
            if key not in OWN and key not in self._fields:
                try:
                    self._fields[key] = of_field(key)
                except ValueError as error:
                    problems.append(str(error))
        self.chosen = tuple(key for key in keys if key in OWN or key in self._fields)
        self.redraw()
        return problems

    @property
    def usual(self) -> tuple[str, ...]:
        """The columns that are shown unless others are chosen, as many as the width is good for."""
        keys = NARROW if self.size.width < WIDE else USUAL
        return tuple(key for key in keys if key != INTERFACE or self.interfaces.several)

    def _column(self, key: str) -> MessageColumn:
        return OWN.get(key) or self._fields[key]

    def all_columns(self, width: int) -> Sequence[Column]:
        digits, time_width = self._widths()
        widths = {"number": digits, "time": time_width, "type": 14 if width < WIDE else 18 if width < 140 else 24}
        found = []
        for key in self.chosen or self.usual:
            column = self._column(key)
            laid = title(key, column, widths.get(key, column.width), self.glyphs.delta)
            if key == "time":
                laid = replace(laid, title=TIME_TITLES[self.time_format])
            found.append(self.interfaces.column() if key == INTERFACE else laid)
        return found

    def _grown(self) -> tuple[object, ...]:
        """What of the columns changes as the capture grows."""
        return *self._widths(), self.interfaces.several, self.interfaces.column()

    def _widths(self) -> tuple[int, int]:
        """The widths of the columns that grow with the capture: the number's and the time's."""
        time, count = TIME_WIDTHS[self.time_format], len(self.capture)
        if self.time_format == "relative" and count:
            time = max(time, len(seconds_text(self.capture.message(count - 1).time - self._first_time())))
        return max(5, len(str(count))), time

    # Drawing

    def _message(self, position: int) -> Message:
        """The message at a position; the same one for all cells of a row, so that it is decoded once."""
        row = self.listing.row(position)
        if self._drawn is None or self._drawn.row != row:
            self._drawn = self.capture.message(row)
        return self._drawn

    def cell(self, row: int, key: str) -> Cell:
        message = self._message(row)
        column = self._column(key)
        match key:
            case "time":
                return Cell(self._time(message))
            case "delta":
                return Cell(duration_text(self._since_previous(message), self.glyphs.micro), "rows--dim")
            case "kind":
                return Cell(self.glyphs.kind(message.kind), f"messages--{message.kind}")
            case "info" if message.kind in ("error", "fragment"):
                return Cell(message.summary, f"messages--{message.kind}")
        return Cell(column.text(message), "rows--dim" if column.dim else "")

    def row_segments(self, row: int, width: int) -> list[Segment]:
        segments = super().row_segments(row, width)
        style = self.paint(self._message(row)) if self.paint else None
        return segments if style is None else [Segment("".join(each.text for each in segments), style)]

    def sign(self, row: int) -> Cell:
        at = self.listing.row(row)
        mark = self.glyphs.reference if at == self.reference else self.glyphs.mark if at in self.marks else " "
        sign = self._call_sign(at)
        component = "error" if sign in ("!", "?") else "call"
        return Cell(mark + sign, f"messages--{'mark' if mark != ' ' else component}")

    def row_state(self, row: int) -> str:
        return self.sign(row).text

    def _call_sign(self, row: int) -> str:
        """Where the message stands in the call under the cursor, or whether its own call failed, was slow or open."""
        calls = known_calls(self.capture)
        if calls is None or not (number := int(calls.number[row])):
            return " "
        if self._call is not None and number == self._call.number:
            if row == int(calls.request[number]):
                return self.glyphs.first if row != int(calls.last[number]) else " "
            return self.glyphs.last if row == int(calls.last[number]) else self.glyphs.between
        if row != int(calls.request[number]):
            return " "
        if int(calls.errno[number]) or int(calls.latency(np.array([number]))[0]) > self.slow:
            return "!"
        return "?" if not self.growing and calls[number].unanswered else " "

    def _first_time(self) -> int:
        """The time from which relative times count."""
        return self.capture.message(self.reference or 0).time

    def _time(self, message: Message) -> str:
        previous = message.time - self._since_previous(message)
        return time_text(self.time_format, message.time, self._first_time(), previous)

    def _since_previous(self, message: Message) -> int:
        """Nanoseconds since the message listed before; 0 for the first."""
        row = self.listing.nearest(message.row)
        return message.time - self.capture.message(self.listing.row(row - 1) if row else message.row).time
