"""The panes by themselves on a screen, with messages of a capture of the repository."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache

from textual.app import App, ComposeResult
from textual.pilot import Pilot

import nldissect
from nldissect.capture import Capture
from nldissect.tui.glyphs import UNICODE, Glyphs
from nldissect.tui.panes import MessagePanes
from tests.captures import CAPTURES

from .screens import lines as lines, session_test


@cache
def capture(name: str) -> Capture:
    """A capture of the repository, read once for all tests that only look at it."""
    capture = nldissect.open(CAPTURES / f"{name}.pcap").load()
    capture.calls.update()  # in the application its thread does that
    return capture


class PaneApp(App[None]):
    """Nothing but the panes; `shown` are the fields that a status line would show, the last one last."""

    def __init__(self, source: Capture, glyphs: Glyphs) -> None:
        super().__init__()
        self.source = source
        self.panes = MessagePanes(glyphs)
        self.shown: list[MessagePanes.FieldShown] = []

    def compose(self) -> ComposeResult:
        yield self.panes

    def on_message_panes_field_shown(self, event: MessagePanes.FieldShown) -> None:
        self.shown.append(event)

    def show(self, number: int) -> None:
        """Show the message of a number."""
        self.panes.show(self.source.message(number - 1))

    @property
    def selected(self) -> str:
        """The name of the selected field."""
        node = self.panes.details.selected_node
        return node.name if node is not None else ""


Scenario = Callable[[PaneApp, Pilot[None]], Awaitable[None]]


def on_panes(
    name: str, number: int, size: tuple[int, int] = (120, 30), glyphs: Glyphs = UNICODE
) -> Callable[[Scenario], Callable[[], None]]:
    """Make a test of a scenario: the panes on a screen of `size`, with a message of a capture, details focused."""

    def decorate(scenario: Scenario) -> Callable[[], None]:
        async def session() -> None:
            app = PaneApp(capture(name), glyphs)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                app.show(number)
                app.panes.details.focus()
                await pilot.pause()
                await scenario(app, pilot)

        return session_test(session, scenario)

    return decorate
