"""Running the application in a test: a decorator for scenarios, and what is on the screen as text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from textual.pilot import Pilot
from textual.widget import Widget

from nldissect.tui.app import NldissectApp

from .fake_capture import FakeCapture

if TYPE_CHECKING:
    from nldissect.capture import Capture

Scenario = Callable[[NldissectApp, Pilot[None]], Awaitable[None]]


def run(scenario: Scenario, capture: FakeCapture, size: tuple[int, int] = (120, 40), **options: object) -> None:
    """Run a scenario on a capture that has been read and shown; ends with an error rather than never."""

    async def session() -> None:
        app = NldissectApp(cast("Capture", capture), **options)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            if capture.ended:
                await app.settled()
                await pilot.pause()
            await scenario(app, pilot)

    asyncio.run(asyncio.wait_for(session(), 30))


def on_screen(
    count: int = 50, size: tuple[int, int] = (120, 40), **options: object
) -> Callable[[Scenario], Callable[[], None]]:
    """Make a test of a scenario: a fake capture of `count` messages on a screen of `size`."""

    def decorate(scenario: Scenario) -> Callable[[], None]:
        def test() -> None:
            run(scenario, FakeCapture(count), size, **options)

        test.__name__ = getattr(scenario, "__name__", "test")
        test.__doc__ = scenario.__doc__
        return test

    return decorate


def lines(widget: Widget) -> list[str]:
    """What a widget shows, line by line, without the spaces at the ends."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


async def until(condition: Callable[[], bool], timeout: float = 10.0) -> None:
    """Wait until something holds; raises TimeoutError. Never by Pilot.pause, which waits a second for busy threads."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.005)
