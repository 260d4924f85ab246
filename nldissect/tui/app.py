"""The application: which widgets there are, and what of one concerns another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.timer import Timer

from nldissect.tui.glyphs import UNICODE, Glyphs
from nldissect.tui.hexview import HexView
from nldissect.tui.lines import HeaderLine, KeyHints, StatusLine, Totals
from nldissect.tui.messages_view import MessagesView
from nldissect.tui.panes import MessagePanes
from nldissect.tui.reading import Reader
from nldissect.tui.rows import Rows
from nldissect.tui.types_view import TypesView

if TYPE_CHECKING:
    from nldissect.capture import Capture
    from nldissect.tui.goto import GoTo

TICK = 1 / 15
"""Seconds between two looks at how far the reading thread has come."""

FOLLOW_PAUSE = 0.5
"""Seconds between two messages shown in full while following: nobody reads faster, and each costs a decode."""

STATISTICS_PAUSE = 1.0
TERMINAL_PAUSE = 3.0


class NldissectApp(App[None]):
    """A capture on the screen; reads it in a thread while it is looked at."""

    TITLE = "nldissect"
    CSS_PATH = "nldissect.tcss"
    ALLOW_SELECT = False
    ALLOW_IN_MAXIMIZED_VIEW = "HeaderLine, #foot"
    VIEWS = ("Messages", "Types")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "next_error", "Error", id="app.next-error", tooltip="Next message that carries an error"),
        Binding("E", "previous_error", "Error", id="app.previous-error", show=False, tooltip="Previous error"),
        Binding("b", "bytes", "Bytes", id="app.bytes", tooltip="Show the bytes, or the details in their place"),
        # With priority, so that keys typed right after it wait for the field; see check_action.
        Binding("colon", "go_to", "Go to", priority=True, id="app.go-to", tooltip="Go to a message by its number"),
        Binding("t", "time_format", "Time", id="app.time", tooltip="Relative time, since the one before, clock, epoch"),
        Binding("z", "zoom", "Zoom", id="app.zoom", tooltip="Give the whole screen to the pane, or back"),
        Binding("1", "view(0)", "Messages", id="app.messages", show=False, tooltip="The list of messages"),
        Binding("2", "view(1)", "Types", id="app.types", show=False, tooltip="Statistics per message type"),
        Binding("i", "information", "Info", id="app.information", tooltip="File, format, interfaces, warnings"),
        Binding("question_mark", "help", "Help", id="app.help", tooltip="The keys, all of them"),
        Binding("q", "quit", "Quit", id="app.quit", tooltip="End the program"),
    ]

    def __init__(self, capture: Capture, *, glyphs: Glyphs = UNICODE, live: bool = False) -> None:
        # Textual picks the filter that drops colours here, before there is a theme: without this it makes them grey.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.capture = capture
        self.glyphs = glyphs
        self.live = live
        self.reader = Reader(capture)
        self.lists: list[Rows] = []
        self._ticking: Timer | None = None
        self._shown_at = 0.0
        self._types_counted = -1
        self._types_at = 0.0

    def compose(self) -> ComposeResult:
        name = "standard input" if self.live else os.path.basename(self.capture.name)
        waiting = f"Waiting for messages from {name} ..." if self.live else "Reading ..."
        self.header_line = HeaderLine(self.glyphs, name, self.VIEWS)
        self.messages = MessagesView(self.capture, self.glyphs, waiting_text=waiting)
        self.types = TypesView(self.glyphs)
        self.panes = MessagePanes(self.glyphs)
        self.status_line = StatusLine(self.glyphs)
        self.lists = [self.messages, self.types]
        self.types.display = False
        yield self.header_line
        with Vertical(id="lists"):
            yield from self.lists
        yield self.panes
        with Vertical(id="foot"):
            yield self.status_line
            yield KeyHints(self.glyphs)

    def on_mount(self) -> None:
        if self.no_color or self.console.color_system in (None, "standard"):
            self.theme = "ansi-dark"
        for rows in self.lists:
            rows.set_growing(True)
        self.messages.following = self.live
        self.messages.focus()
        self._ticking = self.set_interval(TICK, self.tick)
        if not self.is_headless:
            self.set_interval(TERMINAL_PAUSE, self._leave_lost_terminal)
        self.reader.start()
        self.tick()

    def on_unmount(self) -> None:
        self.reader.stop()

    def _leave_lost_terminal(self) -> None:
        # A terminal that goes away without a signal (nohup, a dead ssh) leaves Textual reading end-of-file for ever.
        # Its orderly end would wait for that terminal to take the last picture, and there is nothing to put in order.
        if not os.isatty(0):
            os._exit(1)

    # What the reading thread found

    def tick(self) -> None:
        """Show what came since the last tick; costs next to nothing when nothing did."""
        finished = self.reader.finished  # before the count, or the last messages could be missed
        self.messages.set_row_count(len(self.capture))
        if finished and self.messages.growing:
            self._finish()
        self._show_totals()
        self._show_message()
        self._count_types()
        self._show_following()

    def _finish(self) -> None:
        for rows in self.lists:
            rows.set_growing(False)
        self.messages.redraw()  # names learned late (generic netlink families) hold for all messages
        if self.reader.failure is not None:
            self.notify(str(self.reader.failure), title="Reading ended", severity="error", timeout=30, markup=False)

    def _show_totals(self) -> None:
        reading = self.messages.growing
        warnings = len(self.capture.warnings)
        totals = Totals(self.messages.row_count, len(self.reader.errors), warnings, reading, self.live and reading)
        self.header_line.show(totals=totals)

    def _show_following(self) -> None:
        unseen = self.messages.unseen if self.live and self.messages.growing else 0
        self.status_line.show(unseen=unseen, following=self.messages.following)

    def _count_types(self) -> None:
        """Have the statistics made again if they are looked at and old; end the ticks when nothing is to be awaited."""
        counted = self._types_counted == self.messages.row_count
        if self.types.display and not counted and monotonic() - self._types_at >= STATISTICS_PAUSE:
            self._types_counted, self._types_at = self.messages.row_count, monotonic()
            self.run_worker(self._statistics, group="statistics", exclusive=True, thread=True)
        if self._ticking is not None and not self.messages.growing and (counted or not self.types.display):
            self._ticking.pause()

    def _statistics(self) -> None:
        from nldissect.analysis.statistics import Statistics

        self.call_from_thread(self.types.show, Statistics(self.capture).by_type())

    # The selected message and field

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        self._show_message()
        self._show_following()

    def _show_message(self) -> None:
        """Show the message under the cursor in the panes; while following only now and then."""
        if self.messages.following and monotonic() - self._shown_at < FOLLOW_PAUSE:
            return
        message = self.messages.selected_message()
        if message is not None and message.row != self.panes.row:
            self._shown_at = monotonic()
            self.panes.show(message)

    def on_message_panes_field_shown(self, event: MessagePanes.FieldShown) -> None:
        self.status_line.show(field=event.field, issue=event.issue)

    def on_header_line_view_clicked(self, event: HeaderLine.ViewClicked) -> None:
        self.action_view(event.view)

    def on_types_view_type_chosen(self, event: TypesView.TypeChosen) -> None:
        self._jump(event.row.first)

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A colon is a command only where it is not text."""
        return action != "go_to" or isinstance(self.focused, (Rows, HexView))

    def _jump(self, row: int) -> None:
        self.action_view(0)
        self.messages.hold()
        self.messages.centre_on(row)

    def action_view(self, view: int) -> None:
        shown = self.lists[view]
        if not shown.display:
            focused = self.focused in self.lists or self.focused is None
            self.screen.minimize()
            for rows in self.lists:
                rows.display = rows is shown
            if focused:
                shown.focus()
            self.header_line.show(view=view)
            if self._ticking is not None:
                self._ticking.resume()
            self.tick()

    def action_next_error(self) -> None:
        self._to_error(self.reader.errors.after(self.messages.cursor))

    def action_previous_error(self) -> None:
        self._to_error(self.reader.errors.before(self.messages.cursor))

    def _to_error(self, row: int | None) -> None:
        if row is None:
            self.notify("No message carries an error.", timeout=3)
        else:
            self._jump(row)

    def action_bytes(self) -> None:
        self.panes.toggle_bytes()

    async def action_go_to(self) -> None:
        from nldissect.tui.goto import GoTo

        if self.messages.row_count:
            field = GoTo(self.messages.row_count, self.focused or self.messages)
            await self.query_one("#foot").mount(field, before=0)
            self.screen.set_focus(field)

    def on_go_to_chosen(self, event: GoTo.Chosen) -> None:
        self._jump(event.number - 1)

    def on_go_to_refused(self, event: GoTo.Refused) -> None:
        self.notify(f"{event.text!r} is not a number from 1 to {event.last:,}.", severity="warning", markup=False)

    def action_time_format(self) -> None:
        self.messages.next_time_format()
        self.status_line.show(time_format=self.messages.time_format)

    def action_zoom(self) -> None:
        if self.screen.maximized is not None:
            self.screen.minimize()
        elif self.focused is not None:
            self.screen.maximize(self.focused, container=False)

    def action_information(self) -> None:
        from nldissect.tui.info import CaptureInformation

        self.push_screen(CaptureInformation(self.capture))

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
                run = partial(self.call_later, self.run_action, binding.action, active.node)
                yield SystemCommand(active.tooltip, f"key {self.get_key_display(binding)}", run)
        yield from super().get_system_commands(screen)

    async def settled(self, timeout: float = 10.0) -> None:
        """Wait until all is read and shown (for tests); raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while self.messages.growing or any(worker.is_running for worker in self.workers):
                await asyncio.sleep(0.005)
            while self.panes.row != self.messages.cursor and self.messages.row_count:
                await asyncio.sleep(0.005)
