"""The part of the screen between the lines: five views of the messages, and the panes of the one selected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message as Event
from textual.widget import Widget
from textual.worker import get_current_worker

from nldissect.tui.asking import AskLine
from nldissect.tui.configuration import LAYOUTS
from nldissect.tui.details import DetailsView
from nldissect.tui.generated import known_calls
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.hexview import HexView
from nldissect.tui.journey import Journey, Place
from nldissect.tui.listing import Listing
from nldissect.tui.messages_view import MessagesView
from nldissect.tui.panes import MessagePanes
from nldissect.tui.rows import Rows
from nldissect.tui.table import Selection, Table
from nldissect.tui.views import VIEWS, Views

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.tui.configuration import Configuration
    from nldissect.tui.reading import Reader
    from nldissect.tui.search import Search

FOLLOW_PAUSE = 0.5
"""Seconds between two messages shown in full while following: nobody reads faster, and each costs a decode."""


class Browser(Vertical):
    """The views of a capture, and what moves among its messages.

    filter_text  the display filter in force, "" for none
    """

    DEFAULT_CSS = """
    Browser {
        & > Views { height: 11fr; }
        & > MessagePanes { height: 9fr; }
        &.-beside { layout: horizontal; }
        &.-beside > Views { width: 3fr; height: 1fr; }
        &.-beside > MessagePanes { width: 2fr; height: 1fr; }
        &.-list > MessagePanes { display: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "error(False)", "Error", id="go.next-error", tooltip="Next message that carries an error"),
        Binding("E", "error(True)", "Error", show=False, id="go.previous-error", tooltip="Previous error"),
        Binding("o", "peer", "Other end", id="go.peer", tooltip="From a reply to its request, and back; along a link"),
        Binding("a", "apply", "Filter by", id="filter.apply", tooltip="Make a filter of what is selected"),
        Binding("right_square_bracket", "in_call(False)", "In call", id="go.next-in-call", key_display="]",
                tooltip="Next message of the same call"),
        Binding("left_square_bracket", "in_call(True)", "In call", show=False, id="go.previous-in-call",
                key_display="[", tooltip="Previous message of the same call"),
        Binding("w", "warning(False)", "Warning", id="go.next-warning",
                tooltip="Next warning, slow or unanswered call"),
        Binding("W", "warning(True)", "Warning", show=False, id="go.previous-warning", tooltip="Previous warning"),
        Binding("m", "mark", "Mark", id="mark.toggle", tooltip="Mark the message, or take the mark away"),
        Binding("apostrophe", "marked(False)", "Marked", show=False, id="mark.next", tooltip="Next marked message"),
        Binding("quotation_mark", "marked(True)", "Marked", show=False, id="mark.previous",
                tooltip="Previous marked message"),
        Binding("T", "reference", "Reference", show=False, id="time.reference",
                tooltip="Count relative times from this message, or from the first again"),
        Binding("alt+left", "back", "Back", show=False, id="go.back", tooltip="Back to where you jumped from"),
        Binding("alt+right", "forward", "Forward", show=False, id="go.forward", tooltip="Forward again"),
        # With priority, so that keys typed right after them wait for the line.
        Binding("colon", "go_to", "Go to", priority=True, id="go.to", tooltip="Go to a number or a time"),
        Binding("f", "find", "Find", priority=True, id="find.ask", tooltip="Find a text, an expression, bytes, ..."),
        Binding("n", "find_next(False)", "Next", show=False, id="find.next", tooltip="Find it again"),
        Binding("N", "find_next(True)", "Previous", show=False, id="find.previous", tooltip="Find it before"),
        Binding("b", "bytes", "Bytes", id="panes.bytes", tooltip="Show the bytes, or the details in their place"),
        Binding("t", "time_format", "Time", id="time.format",
                tooltip="Relative time, since the one before, clock, epoch"),
        Binding("z", "zoom", "Zoom", id="panes.zoom", tooltip="Give the whole screen to the pane, or back"),
        Binding("vertical_line", "layout", "Layout", show=False, id="panes.layout",
                tooltip="Panes below the list, beside it, or none"),
        *(Binding(str(number), f"view({number - 1})", title, show=False, id=f"view.{title.lower()}",
                  tooltip=f"The view {title}") for number, title in enumerate(VIEWS, 1)),
    ]  # fmt: skip

    class Moved(Event):
        """The selection moved, or what the status line says of the list changed."""

        def can_replace(self, message: Event) -> bool:
            return isinstance(message, Browser.Moved)

    class ViewShown(Event):
        """Another view is on the screen."""

        def __init__(self, view: int) -> None:
            super().__init__()
            self.view = view

    class FilterWanted(Event):
        """The user wants another filter: applied, or only written into the bar; `row`: the message to be at then."""

        def __init__(self, text: str, *, apply: bool = True, row: int | None = None) -> None:
            super().__init__()
            self.text = text
            self.apply = apply
            self.row = row

    def __init__(self, reader: Reader, glyphs: Glyphs, configuration: Configuration, *, waiting_text: str) -> None:
        super().__init__()
        self.reader = reader
        self.capture: Capture = reader.capture
        self.glyphs = glyphs
        self.configuration = configuration
        self.filter_text = ""
        slow = configuration.slow_nanoseconds
        self.messages = MessagesView(self.capture, glyphs, waiting_text=waiting_text, slow=slow)
        self.messages.time_format = configuration.time
        self.panes = MessagePanes(glyphs)
        self.views = Views(self.messages, configuration)
        self.listing = Listing()
        self.journey = Journey()
        self.search: Search | None = None
        self._layout = LAYOUTS.index(configuration.layout)
        self._shown_at = 0.0
        self.begun = False
        """Whether there has been a first picture, and messages can be shown in full."""
        self._calls_known = False
        self._warnings: tuple[int, Any] = (-1, None)

    def compose(self) -> ComposeResult:
        yield self.views
        yield self.panes

    def on_mount(self) -> None:
        self._show_layout()
        self.messages.following = self.reader.live

    # What is shown

    @property
    def growing(self) -> bool:
        """Whether messages may still come."""
        return self.messages.growing

    @property
    def settled(self) -> bool:
        """Whether the present view shows all there is to show."""
        return self.messages.settled and self.views.settled(self.filter_text, self.listing)

    def show_listing(self, listing: Listing, text: str, *, grown: bool) -> None:
        """Show other messages, or the same and more (`grown`); `text` is the filter that they pass."""
        self.filter_text, self.listing = text, listing
        self.messages.filtered = bool(text)
        self.messages.show(listing, grown=grown)
        self.show_message()
        self.measure()

    def show_calls(self) -> None:
        """Show what the calls tell by now."""
        self.panes.refresh_calls()
        if not self._calls_known and known_calls(self.capture) is not None:
            self._calls_known = True
            self.messages.redraw()

    def measure(self) -> None:
        """Have the figures of the present view made again if they are old."""
        self.views.measure(self.filter_text, self.listing)

    def on_views_measured(self) -> None:
        self.show_message()

    # The selected message

    def selected_row(self) -> int | None:
        """The row of the message that the view's selection stands for."""
        return self.views.selection.selected_row()

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        self.show_message()
        self.post_message(self.Moved())

    def on_time_view_cursor_moved(self) -> None:
        self.measure()
        self.show_message()
        self.post_message(self.Moved())

    def show_message(self) -> None:
        """Show the selected message in the panes; while following only now and then."""
        following = self.messages.following and self.views.number == 0
        if not self.begun or (following and monotonic() - self._shown_at < FOLLOW_PAUSE):
            return
        row = self.selected_row()
        if row is not None and row != self.panes.row:
            self._shown_at = monotonic()
            self.panes.show(self.capture.message(row))

    def on_table_jump(self, event: Table.Jump) -> None:
        event.stop()
        self.jump(event.row)

    def on_table_applied(self, event: Table.Applied) -> None:
        event.stop()
        from nldissect.tui.filter_menu import joined

        # What the view shows is of messages that pass the present filter.
        self.post_message(self.FilterWanted(joined(self.filter_text, event.text, "and")))

    def place(self) -> Place:
        """Where the user is."""
        return Place(self.selected_row() or 0, self.filter_text)

    def jump(self, row: int) -> None:
        """Go to the message in a row; if the filter hides it, without the filter."""
        self.journey.leave(self.place())
        if self.listing.position(row) is None and self.filter_text:
            self.notify(f"Message {row + 1:,} does not pass the filter, which is off now.", timeout=4)
        self._go(Place(row, self.filter_text))

    def _go(self, place: Place) -> None:
        self.show_view(0)
        self.messages.hold()
        position = self.listing.position(place.row)
        if place.filter != self.filter_text or (position is None and self.filter_text):
            text = place.filter if place.filter != self.filter_text else ""
            self.post_message(self.FilterWanted(text, row=place.row))
        elif position is not None:
            self.messages.centre_on(self.messages.listing.nearest(place.row))
        self.post_message(self.Moved())

    # Views and panes

    def action_view(self, view: int) -> None:
        self.show_view(view)

    def show_view(self, view: int) -> None:
        """Bring another view onto the screen."""
        if view != self.views.number:
            self.screen.minimize()
            self.views.show(view)
            self.measure()
            self.show_message()
            self.post_message(self.ViewShown(view))

    def action_bytes(self) -> None:
        self.panes.toggle_bytes()

    def action_zoom(self) -> None:
        if self.screen.maximized is not None:
            self.screen.minimize()
        elif self.screen.focused is not None:
            self.screen.maximize(self.screen.focused, container=False)

    def action_layout(self) -> None:
        self._layout = (self._layout + 1) % len(LAYOUTS)
        self._show_layout()

    def _show_layout(self) -> None:
        for number, name in enumerate(LAYOUTS):
            self.set_class(number == self._layout, f"-{name}")

    # Movement

    def _to(self, position: int | None, nothing: str) -> None:
        if position is None:
            self.notify(nothing, timeout=3)
        else:
            self.journey.leave(self.place())
            self.show_view(0)
            self.messages.hold()
            self.messages.centre_on(position)

    def _next(self, rows: npt.NDArray[Any], backwards: bool, nothing: str) -> None:
        listing = self.messages.listing
        self._to(listing.next(rows, self.messages.cursor, backwards=backwards), nothing)

    def action_error(self, backwards: bool) -> None:
        shown = " that is shown" if self.filter_text else ""
        self._next(self.reader.errors.rows, backwards, f"No message{shown} carries an error.")

    def action_warning(self, backwards: bool) -> None:
        def find() -> None:
            from nldissect.tui.targets import warnings

            if self._warnings[0] != len(self.capture):
                count = len(self.capture)
                self._warnings = (count, warnings(self.capture, self.configuration.slow_nanoseconds))
            nothing = "There is no warning, and no slow or unanswered call."
            self.app.call_from_thread(self._next, self._warnings[1], backwards, nothing)

        self.run_worker(find, group="warnings", exclusive=True, thread=True)

    def action_in_call(self, backwards: bool) -> None:
        from nldissect.tui.targets import in_call

        row = self.selected_row()
        found = None if row is None else in_call(self.capture, row, backwards=backwards)
        if found is None:
            self.notify(f"The call has no message {'before' if backwards else 'after'} this one.", timeout=3)
        else:
            self.jump(found)

    def action_peer(self) -> None:
        from nldissect.tui.targets import peer

        row = self.selected_row()
        linked = self.panes.link() if self.in_panes() else None
        found = linked if linked is not None or row is None else peer(self.capture, row)
        if found is None:
            self.notify("The message belongs to no call, or to one without an answer.", timeout=3)
        else:
            self.jump(found)

    def in_panes(self) -> bool:
        """Whether the focus is in a pane of the selected message."""
        return self.screen.focused is not None and self.panes in self.screen.focused.ancestors

    def action_mark(self) -> None:
        row = self.selected_row()
        if row is not None:
            self.messages.marks ^= {row}
            self.messages.redraw()
            self.post_message(self.Moved())

    def action_marked(self, backwards: bool) -> None:
        import numpy as np

        self._next(np.array(sorted(self.messages.marks), np.int64), backwards, "No message is marked; `m` marks one.")

    def action_reference(self) -> None:
        row = self.selected_row()
        self.messages.reference = None if row == self.messages.reference else row
        self.messages.redraw()

    def action_back(self) -> None:
        self._travel(self.journey.back, "back")

    def action_forward(self) -> None:
        self._travel(self.journey.forward, "forward")

    def _travel(self, step: Callable[[Place], Place | None], way: str) -> None:
        place = step(self.place())
        if place is None:
            self.notify(f"There is no place to go {way} to.", timeout=3)
        else:
            self._go(place)

    def action_time_format(self) -> None:
        self.messages.next_time_format()
        self.post_message(self.Moved())

    # Lines that ask

    async def action_go_to(self) -> None:
        if self.messages.row_count:
            from nldissect.tui.goto import SHAPES

            await self._ask(AskLine(self._focused(), "go to", SHAPES))

    async def action_find(self) -> None:
        from nldissect.tui.find import FindLine

        kind = self.search.kind if self.search is not None else "text"
        await self._ask(FindLine(self._focused(), kind))

    def _focused(self) -> Widget:
        return self.screen.focused or self.messages

    async def _ask(self, line: AskLine) -> None:
        await self.screen.query_one("#foot").mount(line, before=0)
        self.screen.set_focus(line.answer)

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        event.stop()
        from nldissect.tui.find import FindLine
        from nldissect.tui.goto import target
        from nldissect.tui.search import Search

        try:
            if isinstance(event.line, FindLine):
                self.search = Search(event.line.kind, event.text, self.capture.registry)
                self.action_find_next(False)
            else:
                self.jump(target(event.text, self.capture, self.selected_row() or 0))
        except ValueError as error:
            self.notify(str(error), severity="warning", markup=False)

    def action_find_next(self, backwards: bool) -> None:
        if self.search is None:
            self.notify("Nothing was looked for yet; `f` asks.", timeout=3)
        else:
            find = partial(self._find, self.search, self.messages.listing, self.messages.cursor, backwards)
            self.run_worker(find, group="find", exclusive=True, thread=True)

    def _find(self, search: Search, listing: Listing, position: int, backwards: bool) -> None:
        worker = get_current_worker()
        found = search.next(
            self.capture, listing, position, backwards=backwards, stopped=lambda: worker.is_cancelled
        )  # fmt: skip
        if not worker.is_cancelled:
            self.app.call_from_thread(self._to, found, f"{search.text!r} is in no message.")

    # Filter

    def selection(self) -> Selection:
        """Where something is selected: the focused pane, or else the view."""
        focused = self.screen.focused
        if isinstance(focused, DetailsView | HexView | Rows) and self in focused.ancestors:
            return cast(Selection, focused)
        return self.views.selection

    def action_apply(self) -> None:
        from nldissect.tui.filter_menu import FilterMenu, Wanted

        conditions = self.selection().conditions()
        if not conditions:
            self.notify("There is nothing selected that a filter could ask for.", timeout=3)
            return

        def chosen(wanted: object) -> None:
            if isinstance(wanted, Wanted):
                self.post_message(self.FilterWanted(wanted.text, apply=wanted.apply))

        self.app.push_screen(FilterMenu(conditions, self.filter_text, self.glyphs), chosen)
