"""Running the application in a test: decorators for scenarios, and what is on the screen as text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from textual.pilot import Pilot
from textual.widget import Widget

import nldissect
from nldissect.capture import Capture
from nldissect.tui.app import NldissectApp
from tests.captures import CAPTURES

from .made import made

Scenario = Callable[[NldissectApp, Pilot[None]], Awaitable[None]]


def run(
    scenario: Scenario, capture: Capture, size: tuple[int, int] = (120, 40), *, wait: bool = True, **options: Any
) -> None:
    """Run a scenario; by default on a capture that has been read and shown. Ends with an error rather than never."""

    async def session() -> None:
        app = NldissectApp(capture, **options)
        async with app.run_test(size=size) as pilot:
            if wait:
                await app.settled()
                await pilot.pause()
            await scenario(app, pilot)

    asyncio.run(asyncio.wait_for(session(), 30))


def on_screen(
    count: int = 50, size: tuple[int, int] = (120, 40), **options: Any
) -> Callable[[Scenario], Callable[[], None]]:
    """Make a test of a scenario: a capture of `count` messages (see `made`) on a screen of `size`."""
    return _test(lambda: nldissect.open(made(count)), size, options)


def on_capture(
    name: str, size: tuple[int, int] = (120, 40), **options: Any
) -> Callable[[Scenario], Callable[[], None]]:
    """Make a test of a scenario: one of the captures of the repository on a screen of `size`."""
    return _test(lambda: nldissect.open(CAPTURES / name), size, options)


def _test(
    opened: Callable[[], Capture], size: tuple[int, int], options: dict[str, Any]
) -> Callable[[Scenario], Callable[[], None]]:
    def decorate(scenario: Scenario) -> Callable[[], None]:
        def test() -> None:
            with opened() as capture:
                run(scenario, capture, size, **options)

        return named(test, scenario)

    return decorate


def named(test: Callable[[], None], scenario: Callable[..., object]) -> Callable[[], None]:
    """A test that is called as its scenario."""
    test.__name__ = getattr(scenario, "__name__", "test")
    test.__doc__ = scenario.__doc__
    return test


def session_test(
    session: Callable[[], Coroutine[Any, Any, None]], scenario: Callable[..., object]
) -> Callable[[], None]:
    """The test of a scenario that a session runs, which ends with an error rather than never."""
    return named(lambda: asyncio.run(asyncio.wait_for(session(), 30)), scenario)


def lines(widget: Widget) -> list[str]:
    """What a widget shows, line by line, without the spaces at the ends."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


async def until(condition: Callable[[], bool], timeout: float = 10.0) -> None:
    """Wait until something holds; raises TimeoutError. Never by Pilot.pause, which waits a second for busy threads."""
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.005)
