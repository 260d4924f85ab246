"""What befalls a live capture: it is on the screen for as long as it matters, and can be read later."""

from __future__ import annotations

import os

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

import nldissect
from nldissect import blocks
from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import UNICODE
from nldissect.tui.info import last_words
from nldissect.tui.lines import HeaderLine, StatusLine, Totals
from nldissect.tui.views import VIEWS

from .made import Growing
from .screens import lines, run, until


def header(width: int, totals: Totals, name: str = "nlmon0") -> str:
    line = HeaderLine(UNICODE, name, VIEWS)
    line.totals = totals
    left, right = (["".join(text for text, _ in parts)] for parts in line.parts(width))
    assert cell_len(left[0] + right[0]) < width, "nothing is cut"
    return f"{left[0]} | {right[0]}"


FULL = "1Mess 2Call 3Talk 4Type 5Time"


@pytest.mark.parametrize(
    ("totals", "shown"),
    [
        (Totals(0, live=True, rate=0.0, lost=0), f" nlmon0  ● LIVE  0 msgs  0/s  0 lost |  {FULL}"),
        (Totals(900, 4, 1, live=True, rate=9.0, lost=0), f" nlmon0  ● LIVE  900 msgs  4 err  1 warn (i) |  {FULL}"),
        (
            Totals(109_067, 12, 0, live=True, rate=3_549.0, lost=1_583),
            " nlmon0  ● LIVE  109,067 msgs  12 err  1,583 lost |  1Mess 2 3 4 5",
        ),
        (
            Totals(10_307, 2, 2, live=True, reading=False, lost=590, frozen=True),
            " nlmon0  frozen  ended  10,307 msgs  2 err  590 lost  2 warn (i) |  1Mess 2 3 4 5",
        ),
        (Totals(900, 1, 1, reading=False), f" nlmon0  900 msgs  1 err  1 warn (i) |  {FULL}"),
    ],
)
def test_at_80_columns_losses_and_warnings_are_whole_and_the_rest_gives_way(totals: Totals, shown: str) -> None:
    assert header(80, totals) == shown


def test_a_wide_header_says_all() -> None:
    totals = Totals(9_067, 2, 2, live=True, rate=3_549.0, lost=583)
    shown = header(160, totals, "blue red")
    assert "  ● LIVE  9,067 messages  3,549/s  2 errors  583 lost  2 warnings (i)" in shown
    assert "2 Calls" in shown


def test_a_warning_is_told_when_it_comes_and_kept_where_i_shows_it() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: app.browser.messages.row_count == 9)
        app.capture.warnings.append(f"{app.capture.name}: nlmon0 is [down]")
        await until(lambda: bool(app._notifications))
        (told,) = app._notifications
        assert told.message == "nlmon0 is [down]", "the capture is named above already"
        await pilot.press("i")
        await until(lambda: bool(app.screen.query("Static")))
        assert not app._notifications, "which would hide what it says"
        text = str(app.screen.query_one("Static").render()).splitlines()
        assert text.index("Warning     nlmon0 is [down]") == 1 + text.index("Messages    9, still reading")
        await pilot.press("escape")
        assert "1 warning (i)" in lines(app.header_line)[0]
        growing.end()
        await app.settled()

    growing = Growing(9)
    run(scenario, growing.capture, wait=False, live=True)


def test_after_the_screen_is_gone_the_warnings_are_said_once_more_and_what_was_lost() -> None:
    reading, writing = os.pipe()
    os.write(writing, blocks.section() + blocks.interface(253, name="nltap7"))
    with nldissect.open(os.fdopen(reading, "rb")) as capture:
        capture.advance()
        capture.warnings.append("nltap7 is down")
        assert last_words(capture) == ["nltap7 is down"]
        os.write(writing, blocks.statistics(0, 0, 9, 1_234))
        capture.advance()
        assert last_words(capture)[1:] == ["capture: 1,234 packets lost: there was no room for them"]
        os.close(writing)
        capture.load()
        assert last_words(capture)[1:] == ["capture: the capture program lost 1,234 packets on nltap7"]


def test_the_end_of_a_capture_is_told_and_stays_on_the_screen() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert "ended" not in lines(app.header_line)[0]
        growing.end()
        await app.settled()
        await until(lambda: [each.title for each in app._notifications] == ["Capture ended"])
        assert "  ended  0 messages" in lines(app.header_line)[0]
        assert "There are no netlink messages in this capture." in lines(app.browser.messages)[2]

    growing = Growing()
    run(scenario, growing.capture, wait=False, live=True)


def test_what_ended_the_reading_is_among_the_warnings() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        def fail(budget: int | None = None) -> bool:
            raise OSError("nlmon0: no such device")

        growing.capture.advance = fail  # type: ignore[method-assign]
        growing.arrive(1)
        await until(lambda: not app.browser.growing)
        assert app.capture.warnings == ["nlmon0: no such device"]
        growing.end()
        await app.settled()
        told = {"nlmon0: no such device", "Nothing more comes."}
        await until(lambda: {each.message for each in app._notifications} == told)

    growing = Growing()
    run(scenario, growing.capture, wait=False, live=True)


def test_frozen_views_show_the_message_under_the_cursor_and_the_key_that_shows_the_new_ones() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: app.browser.panes.row == 8)
        growing.arrive(12)
        await until(lambda: app.browser.messages.cursor == 11)
        await pilot.press("space")
        await until(lambda: app.browser.panes.row == 11)
        growing.arrive(20)
        await until(lambda: "+8 new (Space)" in lines(app.query_one(StatusLine))[0])
        assert app.browser.messages.cursor == 11
        growing.end()
        await until(lambda: "frozen (Space)  ended" in lines(app.header_line)[0])
        await pilot.press("space")
        await app.settled()
        assert app.browser.messages.row_count == 20

    growing = Growing(9)
    run(scenario, growing.capture, wait=False, live=True)
