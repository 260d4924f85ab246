"""The calls of the capture: a row per request with what came of it, and the ladder of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import DescendantFocus
from textual.message import Message as Event
from textual.worker import get_current_worker

from nldissect.analysis.calls.listing import CallListing, call_listing, pointed_at, result_text
from nldissect.analysis.calls.roles import Role
from nldissect.analysis.calls.states import State
from nldissect.output.interfaces import interface_label
from nldissect.tui.columns import Column
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.interfaces import INTERFACE, Interfaces, interface_condition
from nldissect.tui.ladder import Ladder
from nldissect.tui.rows import Rows
from nldissect.tui.table import Cell, Table
from nldissect.tui.times import duration_text, seconds_text

if TYPE_CHECKING:
    from nldissect.capture import Capture
    from nldissect.message import Message

WIDE = 100
"""From this width on the list has most of its columns; from HUGE on all."""
HUGE = 160

NAMED = 16
"""Cells of a result from which on the attribute is named that an error points at."""

UNANSWERED = (State.NO_REPLY, State.LOST)
FAILED = (State.FAILED, State.ROLLED_BACK, State.INTERRUPTED)


class CallsView(Table):
    """The calls that have a message among those that are shown.

    slow  nanoseconds; calls that take longer are marked
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"calls--ok", "calls--failed", "calls--open"}

    DEFAULT_CSS = """
    CallsView {
        & > .calls--ok { color: $text-success; }
        & > .calls--failed { color: $text-error; text-style: bold; }
        & > .calls--open { color: $text-warning; }
        &:ansi > .calls--ok { color: ansi_green; }
        &:ansi > .calls--failed { color: ansi_red; }
        &:ansi > .calls--open { color: ansi_yellow; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ladder", "Ladder", key_display="Enter", id="calls.ladder",
                tooltip="Into the ladder: the messages of this call"),
    ]  # fmt: skip

    class LadderWanted(Event):
        """The user wants to move among the messages of the call."""

    def __init__(self, glyphs: Glyphs, interfaces: Interfaces, *, slow: int) -> None:
        super().__init__(glyphs, column="latency", sorted_by="start", descending=False)
        self.interfaces = interfaces
        self.slow = slow
        self.listing: CallListing | None = None
        self._found: CallListing | None = None
        """The newest that was measured, which is put in order."""
        self._ordering: tuple[CallListing, str, bool] | None = None
        """What a thread is putting in order, and how."""
        self._order_shown = self.sorted_by, self.descending

    def empty_text(self) -> str:
        if self._found is None:
            return "Matching requests and replies ..."
        so_far = " so far ..." if self.growing else "."
        return f"There is no request among these messages{so_far}"

    # Content

    def measure(self, capture: Capture, rows: Any) -> CallListing:
        """The calls with a message in these rows (None: all), in the order of the capture."""
        return call_listing(capture, rows)

    def show(self, found: CallListing) -> None:
        """Show the calls that were measured, in the order that the user chose; the cursor stays on its call."""
        self._found = found
        if self._ordering is None:
            self._order()

    def sort(self, key: str, descending: bool) -> None:
        if self._found is not None:
            self._order()

    def _order(self) -> None:
        """Put the newest calls in the present order, in a thread: by their arguments it may take many seconds."""
        assert self._found is not None  # there is nothing to order before
        self._ordering = self._found, self.sorted_by, self.descending
        self.run_worker(partial(self._sort, *self._ordering), group="order", exclusive=True, thread=True)

    def _sort(self, found: CallListing, key: str, descending: bool) -> None:
        worker = get_current_worker()
        listing = found.sorted(key, descending, stopped=lambda: worker.is_cancelled)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_ordered, (found, key, descending), listing)

    def _show_ordered(self, wanted: tuple[CallListing, str, bool], listing: CallListing) -> None:
        if wanted != self._ordering:
            return  # another order was asked for meanwhile
        # Who has not left the top of the list sorts it to see what is there then: the slowest call, the failed ones.
        at_top = self.cursor == 0 and self._order_shown != wanted[1:]
        number = 0 if at_top else self.number
        self.listing, self._ordering, self._order_shown = listing, None, wanted[1:]
        self.set_row_count(len(listing))
        if number and not self.following:
            self.centre_on(listing.position(number))
        self.redraw()
        self.post_message(self.CursorMoved(self, self.cursor))  # to another call, or to what became of this one
        if self._found is not wanted[0]:
            self._order()

    @property
    def ordering(self) -> bool:
        """Whether a thread is putting the calls in order."""
        return self._ordering is not None

    @property
    def number(self) -> int:
        """The number of the call under the cursor, 0 while there is none."""
        if self.listing is None or self.cursor >= len(self.listing):
            return 0
        return int(self.listing.numbers[self.cursor])

    # What is selected

    def selected_row(self) -> int | None:
        """The row of the request."""
        return int(self.listing.request[self.number]) if self.listing is not None and self.number else None

    def conditions(self) -> list[str]:
        if self.listing is None or not self.number:
            return []
        found = conditions(self.listing, self.number)
        return list(dict.fromkeys([*found.get(self.column, []), *(each for group in found.values() for each in group)]))

    def action_ladder(self) -> None:
        if self.number:
            self.post_message(self.LadderWanted())

    # Drawing

    def all_columns(self, width: int) -> Sequence[Column]:
        number_width, start_width = self._widths()
        wide, huge = width >= WIDE, width >= HUGE
        first, port = Column("first", "First", 7, right=True), Column("port", "Port", 10, right=True)
        several = self.interfaces.several
        replies = Column("replies", "Replies", 11 if huge else 8 if wide else 7, right=True)
        return (
            Column("number", "No.", number_width, right=True),
            Column("start", "Start", start_width, right=True),
            Column("latency", "Latency", 9, right=True),
            *([first] if huge else []),
            *([self.interfaces.column()] if several else []),
            *([port, Column("family", "Family", 12 if huge else 9)] if wide else []),
            Column("request", "Request", 24 if huge else 18 if wide else 14),
            Column("arguments", "Arguments", 0),
            *([replies] if wide or not several else []),
            Column("result", "Result", 40 if huge else 22 if wide else 11),
        )

    def _widths(self) -> tuple[int, int]:
        """The widths of the columns that grow with the capture: the number's and the start's."""
        if self.listing is None:
            return 5, 8
        rows = np.array([0, len(self.listing.number) - 1])
        first, last = self.listing.time(rows).tolist() if rows[1] >= 0 else (0, 0)
        return max(5, len(str(rows[1] + 1))), max(8, len(seconds_text(last - first)))

    @property
    def _calls(self) -> CallListing:
        """The listing, for whom there is a row of it."""
        assert self.listing is not None
        return self.listing

    def sign(self, row: int) -> Cell:
        number = int(self._calls.numbers[row])
        state = State(int(self._calls.state[number]))
        if state in UNANSWERED:
            return Cell(self.glyphs.unanswered, "calls--open")
        if state in FAILED:
            return Cell(self.glyphs.warning, "calls--failed")
        return Cell(self.glyphs.warning, "calls--open") if self._latency(number) > self.slow else Cell("")

    def cell(self, row: int, key: str) -> Cell:
        number = int(self._calls.numbers[row])
        request = int(self._calls.request[number])
        match key:
            case "number":
                return Cell(str(request + 1), "rows--dim")
            case "start":
                first, start = self._calls.time(np.array([0, request])).tolist()
                return Cell(seconds_text(start - first))
            case "latency":
                return self._latency_cell(number)
            case "first":
                passed = int(self._calls.first_latency(np.array([number]))[0])
                return Cell("" if passed < 0 else duration_text(passed, self.glyphs.micro))
            case "port":
                port = int(self._calls.port[number])
                return Cell(str(port) if port else "", "rows--dim")
            case "replies":
                return Cell(self._replies(number))
            case "result":
                return self._result(number)
        message = self._calls.capture.message(request)
        if key in ("family", INTERFACE):
            return Cell(message.family_name if key == "family" else interface_label(message), "rows--dim")
        return Cell(message.type_name if key == "request" else message.summary)

    def _latency(self, number: int) -> int:
        return int(self._calls.latency(np.array([number]))[0])

    def _latency_cell(self, number: int) -> Cell:
        """The time to the last reply; of a call that has none yet, or never had, how long it waits or waited."""
        passed, state = self._latency(number), State(int(self._calls.state[number]))
        if passed >= 0:
            return Cell(duration_text(passed, self.glyphs.micro), "calls--open" if passed > self.slow else "")
        if state is State.RUNNING:
            return Cell(self.glyphs.ellipsis, "calls--open")
        if state is State.NO_REPLY:
            waited = self._calls.end - int(self._calls.time(self._calls.request[[number]])[0])
            return Cell(f">{duration_text(waited, self.glyphs.micro)}", "calls--open")
        return Cell("")

    def _replies(self, number: int) -> str:
        replies, last = int(self._calls.replies[number]), int(self._calls.last[number])
        state = self._calls.state[number]
        if state == State.RUNNING:
            return f"{replies}{self.glyphs.ellipsis}"
        ended = self._calls.role[last] == Role.DONE and self.scrollable_content_region.width >= WIDE
        return f"{replies}+done" if ended else str(replies)

    def _result(self, number: int) -> Cell:
        """How it went, and for a failed call the attribute that the kernel points at."""
        state, errno = State(int(self._calls.state[number])), int(self._calls.errno[number])
        text = result_text(state, errno)
        if errno:
            pointed = pointed_at(self._calls.capture.message(int(self._calls.last[number])))
            width = next((column.width for column in self.columns() if column.key == "result"), 0)
            text += "" if pointed is None else f" @ {pointed}" if pointed and width >= NAMED else " @"
        kind = "failed" if state in FAILED else "ok" if state is State.OK else "open"
        return Cell(text, f"calls--{kind}")


def conditions(listing: CallListing, number: int) -> dict[str, list[str]]:
    """The display filters that a call can become, by the column that each is about, the most fitting first."""
    from nldissect.analysis.conditions import of_computed

    request = listing.capture.message(int(listing.request[number]))
    errno, state, port = (int(column[number]) for column in (listing.errno, listing.state, listing.port))
    latency, first = (int(of(np.array([number]))[0]) for of in (listing.latency, listing.first_latency))
    types = _type_conditions(request)
    return {
        "number": of_computed("call.number", number),
        "result": [*(of_computed("call.errno", errno) if errno else []), *of_computed("call.state", state)],
        "request": [*(f"{each} and call.errno != 0" for each in types if errno), *types],
        "latency": _at_least("call.latency", latency),
        "first": _at_least("call.first_latency", first),
        INTERFACE: [interface_condition(request)],
        "port": of_computed("call.port", port) if port else [],
        "family": of_computed("nl.family", request.family_name),
        "arguments": of_computed("nl.summary", request.summary),
        "replies": of_computed("call.replies", int(listing.replies[number])),
        "start": [f"frame.time_epoch >= {request.time // 10**9}.{request.time % 10**9:09d}"],
    }


def _type_conditions(request: Message) -> list[str]:
    """The calls of the type of a request; where that is a generic netlink command, those of its family too."""
    from nldissect.analysis.computed import COMPUTED
    from nldissect.analysis.conditions import of_computed, of_message

    found = [each for name in COMPUTED["call.type"].values(request.capture, request.row)
             for each in of_computed("call.type", name)]  # fmt: skip
    commanded = of_computed("call.type", request.type_name) != found
    return [of_message(request)["this type"], *found] if commanded else found


def _at_least(path: str, duration: int) -> list[str]:
    """The filter for those that took as long or longer; none for a time (ns) that is not known."""
    from nldissect.analysis.conditions import of_computed

    return [each.replace(" == ", " >= ") for each in of_computed(path, duration)] if duration >= 0 else []


class CallsPane(Vertical, can_focus=False):
    """The view Calls: the list, and beneath it the ladder of the call under its cursor."""

    DEFAULT_CSS = """
    CallsPane {
        & > CallsView { height: 1fr; min-height: 3; }
        & > Ladder { height: 33%; min-height: 4; max-height: 8; }
        &.-inside > Ladder { height: 50%; max-height: 100%; }
    }
    """

    def __init__(self, glyphs: Glyphs, interfaces: Interfaces, *, slow: int) -> None:
        super().__init__()
        self.calls = CallsView(glyphs, interfaces, slow=slow)
        self.ladder = Ladder(glyphs)

    def compose(self) -> ComposeResult:
        yield self.calls
        yield self.ladder

    def focus(self, scroll_visible: bool = True) -> Self:
        self.calls.focus(scroll_visible)
        return self

    # What the program asks of a view

    def measure(self, capture: Capture, rows: Any) -> CallListing:
        """The calls with a message in these rows (None: all); called in a thread."""
        return self.calls.measure(capture, rows)

    def show(self, found: CallListing) -> None:
        """Show what `measure` gave."""
        self.calls.show(found)

    def set_growing(self, growing: bool) -> None:
        """Say whether more may come."""
        self.calls.set_growing(growing)

    def selected(self) -> CallsView | Ladder:
        """The one of the two that the panes follow: the ladder while it has the focus."""
        return self.ladder if self.ladder.has_focus else self.calls

    def selected_row(self) -> int | None:
        return self.selected().selected_row()

    def conditions(self) -> list[str]:
        return self.selected().conditions()

    # Between the two

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        if event.rows is self.calls and self.calls.listing is not None:
            self.ladder.show(self.calls.listing, self.calls.number)

    def on_calls_view_ladder_wanted(self, event: CallsView.LadderWanted) -> None:
        event.stop()
        self.add_class("-inside")  # not whenever it has the focus: rows must not move away under a click
        self.screen.set_focus(self.ladder)

    def on_ladder_left(self, event: Ladder.Left) -> None:
        event.stop()
        self.remove_class("-inside")
        self.screen.set_focus(self.calls)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        # The panes show what is selected where the focus is.
        focused = self.selected()
        self.post_message(focused.CursorMoved(focused, focused.cursor))
