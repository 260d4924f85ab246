"""The view Calls by itself on a screen, with a capture of the repository or one that is made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot

import nldissect
from nldissect.capture import Capture
from nldissect.tui.calls_view import CallsPane
from nldissect.tui.glyphs import UNICODE, Glyphs
from nldissect.tui.interfaces import Interfaces
from nldissect.tui.table import Table
from tests.captures import CAPTURES

from .screens import session_test, until

SLOW = 10_000_000


class CallsApp(App[None]):
    """Nothing but the view; `jumps` are the rows that somebody wanted to see, the last one last."""

    def __init__(self, source: Capture, glyphs: Glyphs) -> None:
        super().__init__()
        self.source = source
        self.pane = CallsPane(glyphs, Interfaces(source), slow=SLOW)
        self.calls, self.ladder = self.pane.calls, self.pane.ladder
        self.jumps: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_table_jump(self, event: Table.Jump) -> None:
        self.jumps.append(event.row)

    async def measure(self, rows: Any = None) -> None:
        """Show what the capture holds now."""
        self.pane.show(self.pane.measure(self.source, rows))
        await self.ordered()

    async def ordered(self) -> None:
        """Wait until the calls are in the order that is wanted, and the ladder shows the one under the cursor."""
        await until(lambda: not self.calls.ordering and self.ladder.number == self.calls.number)

    async def select(self, number: int) -> None:
        """Put the cursor on a call."""
        assert self.calls.listing is not None
        self.calls.move_to(self.calls.listing.position(number))
        await self.ordered()


Scenario = Callable[[CallsApp, Pilot[None]], Awaitable[None]]


def on_calls(
    source: str | Callable[[], Capture], size: tuple[int, int] = (120, 30), glyphs: Glyphs = UNICODE
) -> Callable[[Scenario], Callable[[], None]]:
    """Make a test of a scenario: the calls of a capture on a screen of `size`, their list focused."""

    def decorate(scenario: Scenario) -> Callable[[], None]:
        async def session() -> None:
            opened = nldissect.open(CAPTURES / f"{source}.pcap").load() if isinstance(source, str) else source()
            with opened:
                app = CallsApp(opened, glyphs)
                async with app.run_test(size=size) as pilot:
                    await app.measure()
                    app.pane.focus()
                    await pilot.pause()
                    await scenario(app, pilot)

        return session_test(session, scenario)

    return decorate
