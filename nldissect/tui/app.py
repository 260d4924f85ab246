"""The application: which widgets there are, and what of one concerns another."""

from __future__ import annotations

import asyncio
import os
import select
import signal
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from nldissect.tui.browser import Browser
from nldissect.tui.configuration import Configuration
from nldissect.tui.filter_bar import FilterBar
from nldissect.tui.filtering import Filtering
from nldissect.tui.generated import FEW
from nldissect.tui.glyphs import UNICODE, Glyphs
from nldissect.tui.history import History
from nldissect.tui.lines import HeaderLine, KeyHints, StatusLine, Totals
from nldissect.tui.listing import Listing
from nldissect.tui.matching import Matching
from nldissect.tui.panes import MessagePanes
from nldissect.tui.reading import Reader
from nldissect.tui.views import VIEWS

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter
    from nldissect.capture import Capture

TICK = 1 / 12
"""Seconds between two looks at how far the threads have come."""

RATE_TICKS = 30
"""Over how many ticks the rate of messages is taken."""

TERMINAL_PAUSE = 3.0

ENDING = (signal.SIGINT, signal.SIGTERM)

WARNED = 15.0
"""Seconds that a warning about a live capture stays on the screen."""


class NldissectApp(App[None]):
    """A capture on the screen; reads it in a thread while it is looked at."""

    TITLE = "nldissect"
    CSS_PATH = "nldissect.tcss"
    ALLOW_SELECT = False
    ALLOW_IN_MAXIMIZED_VIEW = "HeaderLine, FilterBar, #foot"

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, so that keys typed right after it wait for the bar; see check_action.
        Binding("slash", "filter", "Filter", priority=True, id="filter.edit", tooltip="Write a display filter"),
        Binding("space", "freeze", "Freeze", show=False, id="view.freeze",
                tooltip="Keep the views as they are while more comes, or go on"),
        Binding("c", "copy", "Copy", id="copy.ask", tooltip="Copy the row, a value, bytes, JSON ..."),
        Binding("s", "save", "Save", id="save.ask", tooltip="Save messages as pcapng, pcap, NDJSON or text"),
        Binding("C", "columns", "Columns", show=False, id="columns.choose", tooltip="Choose the columns of the list"),
        Binding("i", "information", "Info", id="app.information", tooltip="File, format, interfaces, warnings"),
        Binding("f1", "field_help", "Field", show=False, id="app.field-help", tooltip="What the selected field is"),
        Binding("question_mark", "help", "Help", id="app.help", tooltip="The keys, all of them"),
        Binding("q,ctrl+c", "quit", "Quit", id="app.quit", tooltip="End the program"),
    ]  # fmt: skip

    class Found(Message):
        """A filter has found something that is to be shown before the next tick."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, NldissectApp.Found)

    def __init__(
        self,
        capture: Capture,
        *,
        glyphs: Glyphs = UNICODE,
        live: bool = False,
        configuration: Configuration | None = None,
        problems: Iterable[str] = (),
        history: History | None = None,
        display_filter: str = "",
    ) -> None:
        # Textual picks the filter that drops colours here, before there is a theme: without this it makes them grey.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.capture = capture
        capture.patience = FEW
        self.glyphs = glyphs
        self.live = live
        self.configuration = configuration or Configuration()
        self.problems = list(problems)
        self.reader = Reader(capture, live=live)
        self.filtering = Filtering(self._find)
        self._matched: Matching | None = None
        """Whose messages are in the list."""
        self.frozen = False
        self.history = history or History()
        self.display_filter = display_filter
        """What is filtered by at first."""
        self._ticking: Timer | None = None
        self._shown_calls = False
        """Whether all that the calls tell is shown."""
        self._warned = 0
        self._counts: deque[tuple[float, int]] = deque(maxlen=RATE_TICKS)
        self._then: int | None = None
        """The row to be at when the present filter has got there."""
        self._wanted_row: int | None = None
        """The row to be at with the filter that is about to be applied."""

    def compose(self) -> ComposeResult:
        name = self.capture.name if self.live else os.path.basename(self.capture.name)
        waiting = f"Waiting for messages from {name} ..." if self.live else "Reading ..."
        self.header_line = HeaderLine(self.glyphs, name, VIEWS)
        self.filter_bar = FilterBar(self.capture.registry, self.glyphs, self.history)
        self.browser = Browser(self.reader, self.glyphs, self.configuration, waiting_text=waiting)
        self.status_line = StatusLine(self.glyphs)
        yield self.header_line
        yield self.filter_bar
        yield self.browser
        with Vertical(id="foot"):
            yield self.status_line
            yield KeyHints(self.glyphs)

    def on_mount(self) -> None:
        self._configure()
        self.browser.views.set_growing(True)
        self.browser.messages.focus()
        self._ticking = self.set_interval(TICK, self.tick)
        if not self.is_headless:
            self.set_interval(TERMINAL_PAUSE, self._leave_lost_terminal)
            for number in ENDING:  # the terminal is put in order first
                asyncio.get_running_loop().add_signal_handler(number, self.exit, None, 128 + number)
        self.tick()
        # After the first picture, which has the rows only, and would else wait for its turn in between.
        self.call_after_refresh(self._begin)
        if self.display_filter:
            self.filter_bar.set_text(self.display_filter, apply=True)

    def _begin(self) -> None:
        self.browser.begun = True
        self.browser.show_message()
        self.reader.start()

    def on_unmount(self) -> None:
        self.reader.stop()
        self.filtering.stop()

    def _leave_lost_terminal(self) -> None:
        # A terminal that goes away without a signal (nohup, a dead ssh), or the server of a browser, leaves Textual
        # without keys for ever. Its orderly end would wait for what is gone to take the last picture, and there is
        # nothing to put in order.
        keys = select.poll()
        keys.register(0, 0)  # that nobody is at the other end is told in any case
        if keys.poll(0):
            os._exit(1)

    # What the threads found

    def tick(self) -> None:
        """Show what came since the last tick; costs next to nothing when nothing did."""
        finished, ended = self.reader.finished, self.reader.ended  # before looking, or the last could be missed
        if self.frozen:
            self.browser.show_message()  # which is not always done while following
        else:
            self.show_found()
        if finished and self.browser.growing and not self.frozen:
            self._finish()
        self.browser.show_calls()
        self._shown_calls = ended
        self._show_totals()
        self._show_warnings()
        self._show_progress()
        self._show_list()
        if self._ticking is not None and self._idle():
            self._ticking.pause()

    def show_found(self) -> None:
        """Show the messages that came, or of those that the filter found."""
        matching = self.filtering.applied
        if matching is None:
            self.browser.show_listing(Listing(len(self.capture)), "", grown=not self.browser.filter_text)
            return
        if matching.failure is not None:
            self.notify(str(matching.failure), title="Filter", severity="error", markup=False)
            matching.failure = None
        looked_at, rows = matching.looked_at, matching.rows  # in this order: rows may be of more
        same = matching is self._matched and not matching.filter.unsettled
        self._matched = matching
        self.browser.show_listing(Listing(len(rows), rows), matching.filter.text, grown=same)
        if self._then is not None and (matching.finished or looked_at > self._then):
            self.browser.messages.centre_on(self.browser.messages.listing.nearest(self._then))
            self._then = None

    def _finish(self) -> None:
        self.browser.views.set_growing(False)
        self.browser.show_message()  # which is not always done while following
        self.browser.messages.redraw()  # names learned late (generic netlink families) hold for all messages
        if self.live:
            self.notify("Nothing more comes.", title="Capture ended", timeout=WARNED)
        elif self.reader.failure is not None:
            self.notify(str(self.reader.failure), title="Reading ended", severity="error", timeout=30, markup=False)

    def _idle(self) -> bool:
        """Whether nothing will change until a key is pressed."""
        matching = self.filtering.applied
        return (
            not self.browser.growing
            and self._shown_calls
            and self.filtering.finished
            and (matching is None or self.browser.listing.count == len(matching.rows))
            and self.browser.settled
            and self._then is None
        )

    def wake(self) -> None:
        """Look again at how far the threads are, at once and from now on."""
        if self._ticking is not None:
            self._ticking.resume()
        self.tick()

    def _show_totals(self) -> None:
        reading, count = not self.reader.finished, len(self.capture)
        rate = None
        if self.live and reading:
            self._counts.append((monotonic(), count))
            spell = self._counts[-1][0] - self._counts[0][0]
            rate = (count - self._counts[0][1]) / spell if spell else 0.0
        totals = Totals(
            count, len(self.reader.errors), len(self.capture.warnings), reading, self.live, rate,
            self.capture.source.dropped, self.frozen,
        )  # fmt: skip
        self.header_line.show(totals=totals)

    def _show_warnings(self) -> None:
        """Say what befalls a capture that is under way: a device that went down, a full disk."""
        warnings = self.capture.warnings
        while self.live and self._warned < len(warnings):
            from nldissect.tui.info import without_name

            text = without_name(self.capture, warnings[self._warned])
            self.notify(text, title="Capture", severity="warning", timeout=WARNED, markup=False)
            self._warned += 1

    def _show_progress(self) -> None:
        matching = self.filtering.latest
        if matching is not None:
            self.filter_bar.show_progress(
                len(matching.rows), matching.looked_at, matching.seconds, matching.looked_at < len(self.capture)
            )

    def _show_list(self) -> None:
        messages = self.browser.messages
        unseen = len(self.capture) - messages.row_count if self.frozen else messages.unseen if self.live else 0
        self.status_line.show(
            unseen=unseen if self.browser.growing else 0, shown_by="Space" if self.frozen else "G",
            following=messages.following and not self.frozen,
            sorted_by=messages.sorted_title, marks=len(messages.marks), time_format=messages.time_format,
        )  # fmt: skip

    def on_browser_moved(self) -> None:
        self._show_list()
        self.wake()

    def on_browser_view_shown(self, event: Browser.ViewShown) -> None:
        self.header_line.show(view=event.view)
        self.wake()

    def on_message_panes_field_shown(self, event: MessagePanes.FieldShown) -> None:
        self.status_line.show(field=event.field, issue=event.issue)

    def on_header_line_view_clicked(self, event: HeaderLine.ViewClicked) -> None:
        self.browser.show_view(event.view)

    # The filter

    def on_nldissect_app_found(self) -> None:
        self.wake()

    def on_filter_bar_edited(self, event: FilterBar.Edited) -> None:
        self.filtering.write(event.filter)
        self.wake()

    def on_filter_bar_applied(self, event: FilterBar.Applied) -> None:
        self.apply(event.filter)
        if self.history.problem and self.history.problem not in self.problems:
            self.problems.append(self.history.problem)
            self.notify(self.history.problem, severity="warning", markup=False)

    def on_filter_bar_closed(self) -> None:
        self.filtering.write(None)
        self.browser.views.focus_present()
        self.wake()

    def on_browser_filter_wanted(self, event: Browser.FilterWanted) -> None:
        self._wanted_row = event.row
        self.filter_bar.set_text(event.text, apply=event.apply)

    def apply(self, chosen: Filter | None) -> None:
        """Show the messages that pass a filter, None for all; the first of them before the last is found."""
        wanted, self._wanted_row = self._wanted_row, None
        self._then = self.browser.messages.selected_row() if wanted is None else wanted
        self.filtering.apply(chosen)
        self.frozen = False
        if chosen is None:
            self.show_found()
            self.browser.messages.centre_on(self._then or 0)
            self._then = None
        self.wake()

    def _find(self, chosen: Filter) -> Matching:
        matching = Matching(
            self.capture, chosen, ended=lambda: self.reader.finished, found=lambda: self.post_message(self.Found())
        )
        matching.start()
        return matching

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash is a command only where it is not text."""
        return action != "filter" or not (isinstance(self.focused, Input) or len(self.screen_stack) > 1)

    def action_filter(self) -> None:
        self.filter_bar.open()

    def action_freeze(self) -> None:
        self.frozen = not self.frozen and self.browser.growing
        self.wake()

    def action_copy(self) -> None:
        from nldissect.tui.actions import copy

        copy(self)

    def action_save(self) -> None:
        from nldissect.tui.actions import save

        save(self)

    def action_columns(self) -> None:
        from nldissect.tui.actions import choose_columns

        choose_columns(self)

    def action_field_help(self) -> None:
        from nldissect.tui.actions import field_help

        field_help(self)

    def action_information(self) -> None:
        from nldissect.tui.info import CaptureInformation

        self.clear_notifications()  # they would hide what the window says, too
        self.push_screen(CaptureInformation(self.capture, self.glyphs))

    def action_help(self) -> None:
        if self.screen.query("HelpPanel"):
            self.action_hide_help_panel()
        else:
            self.action_show_help_panel()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What each key does, so that the palette lists all there is; then Textual's own."""
        listed = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if active.tooltip and active.enabled and binding.id not in listed:
                listed.add(binding.id)
                run: Callable[[], object] = partial(self.call_later, self.run_action, binding.action, active.node)
                yield SystemCommand(active.tooltip, f"key {self.get_key_display(binding)}", run)
        yield from super().get_system_commands(screen)

    def _configure(self) -> None:
        from nldissect.tui.actions import configure

        configure(self)

    async def settled(self, timeout: float = 10.0) -> None:
        """Wait until all is read and shown (for tests); raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not self._idle() or any(worker.is_running for worker in self.workers):
                await asyncio.sleep(0.005)
            while self.browser.selected_row() not in (None, self.browser.panes.row):
                await asyncio.sleep(0.005)
