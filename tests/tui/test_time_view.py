"""Messages over time, as the screen shows them."""

from __future__ import annotations

from functools import partial
from itertools import product
from pathlib import Path

import pytest
from textual.events import MouseScrollUp
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.families import registry
from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import ASCII, UNICODE
from nldissect.tui.lines import HeaderLine
from nldissect.tui.time_view import MARGIN, TimeView
from nldissect.tui.window import FITTING, SHORTEST, ZOOMS, Shown, Window, exact_seconds, rounded, shorter, shown
from tests.captures import FILES, names
from tests.sources.build import Packet, cooked, message, pcap

from .made import STEP, Growing
from .screens import lines, on_capture, on_screen, run, until

SECOND = 10**9


def view(app: NldissectApp) -> TimeView:
    return app.query_one(TimeView)


def figures(app: NldissectApp) -> Shown:
    found = view(app).found
    assert found is not None
    return found


def passing(app: NldissectApp) -> int:
    """How many messages the filter for what is selected passes."""
    return len(Filter(view(app).conditions()[0], registry).rows(app.capture))


def shows(app: NldissectApp, row: int) -> bool:
    return app.browser.panes.row == row


# --- the window


@pytest.mark.parametrize(
    ("width", "zooms", "fitting"),
    [
        (1, 1000, 1000),
        (1001, 2000, 1200),
        (2001, 5000, 2500),
        (6001, 10_000, 8000),
        (SECOND + 1, 2 * SECOND, 1_200_000_000),
    ],
)
def test_intervals_have_round_widths(width: int, zooms: int, fitting: int) -> None:
    assert (rounded(width, ZOOMS), rounded(width, FITTING)) == (zooms, fitting)


@pytest.mark.parametrize(("width", "below"), [(SHORTEST, SHORTEST), (1200, 1000), (5000, 2000), (SECOND, SECOND // 2)])
def test_a_zoom_is_to_the_next_shorter_width(width: int, below: int) -> None:
    assert shorter(width) == below


@pytest.mark.parametrize("nanoseconds", [0, 1, 999, 10**9, 1_250_000_000, 123_456_789_012_345_678])
def test_seconds_are_written_exactly(nanoseconds: int) -> None:
    whole, _, fraction = exact_seconds(nanoseconds).partition(".")
    assert int(whole) * 10**9 + int(fraction.ljust(9, "0")) == nanoseconds
    assert exact_seconds(-nanoseconds).lstrip("-") == exact_seconds(nanoseconds)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
@pytest.mark.parametrize("columns", [1, 2, 72, 500])
def test_the_whole_capture_fits_and_fills_most_of_the_width(path: Path, columns: int) -> None:
    with nldissect.open(path) as capture:
        found = shown(capture.load(), None, Window(0, 0, columns))
        assert found is not None
        assert found.line.messages.sum() == len(capture)
        assert columns * 0.7 - 2 <= len(found.line) <= columns
        assert (found.before, found.after) == (False, False)
        assert (found.line.start - found.origin) % found.line.width == 0


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_filter_of_each_interval_and_range_passes_what_it_counts(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        time = TimeView(UNICODE)
        for window in (Window(0, 0, 9), Window(333_333, 0, 7)):
            time.found = shown(capture, None, window)
            assert time.found is not None
            for interval, start in product(range(len(time.found.line)), (None, 0)):
                time.cursor, time.pivot = interval, start
                first, stop = time.selected
                for text, column in zip(
                    time.conditions(), (time.found.line.messages, time.found.line.errors), strict=True
                ):
                    assert len(Filter(text, registry).rows(capture)) == column[first:stop].sum(), text


def test_a_time_before_the_first_datagram_is_filtered_by_as_seconds_since_the_epoch() -> None:
    packets = [Packet(cooked(message(seq=at)), at * SECOND) for at in (10, 5, 6, 12)]
    with nldissect.open(pcap(packets)) as capture:
        time = TimeView(UNICODE)
        time.found = shown(capture.load(), None, Window(SECOND, 0, 20))
        assert time.found is not None
        assert time.conditions()[0] == "frame.time_epoch >= 5 && frame.time_epoch < 6"
        for interval in range(len(time.found.line)):
            time.cursor = interval
            rows = Filter(time.conditions()[0], registry).rows(capture)
            assert len(rows) == time.found.line.messages[interval]


def test_a_window_is_moved_to_where_there_are_messages() -> None:
    packets = [Packet(cooked(message(seq=at)), at * SECOND) for at in range(100)]
    with nldissect.open(pcap(packets)) as capture:
        capture.load()
        for start, first in ((-(10**20), 0), (50 * SECOND, 50), (99 * SECOND, 90), (None, 90)):
            found = shown(capture, None, Window(SECOND, start, 10))
            assert found is not None
            assert found.line.firsts.tolist() == list(range(first, first + 10))
            assert (found.before, found.after) == (first > 0, first < 90)


def test_a_capture_without_messages_has_no_window() -> None:
    with nldissect.open(pcap([])) as capture:
        assert shown(capture.load(), None, Window(0, 0, 80)) is None


# --- the view


@on_capture("misbehaving.pcap")
async def test_the_whole_capture_is_shown_with_its_errors(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    screen = lines(view(app))
    assert figures(app).line.messages.sum() == 588
    assert screen[0].startswith(" 0..0.2 s  6 messages  0 errors")
    assert screen[0].endswith("messages per 200ms")
    assert screen[1].startswith(" top: RTM_NEWLINK 2, ")
    assert "█" in screen[2]
    assert screen[-3].lstrip().startswith("0 │")
    errors = [mark == "✗" for mark in screen[-2][MARGIN:].ljust(len(figures(app).line))]
    assert errors == (figures(app).line.errors > 0).tolist()
    assert screen[-1].split()[:2] == ["s", "▲0"]


@on_capture("misbehaving.pcap", size=(80, 24), glyphs=ASCII)
async def test_a_small_screen_and_ascii_are_enough(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    screen = lines(view(app))
    assert len(screen) == 11
    assert all(line.isascii() for line in screen)
    assert "#" in screen[2]
    assert "x" in screen[-2]
    assert "^" in screen[-1]


@on_capture("misbehaving.pcap")
async def test_a_range_becomes_a_filter(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    time = view(app)
    for keys, selected in (
        (["l", "l", "v", "l", "l", "l"], (2, 6)),
        (["v"], (5, 6)),
        (["shift+left", "shift+left"], (3, 6)),
    ):
        await pilot.press(*keys)
        assert time.selected == selected
        expected = int(figures(app).line.messages[slice(*selected)].sum())
        assert f"  {expected:,} messages  " in lines(time)[0]
        assert passing(app) == expected
    await pilot.press("enter")
    await app.settled()
    assert app.browser.listing.count == expected
    assert app.browser.filter_text == "frame.time_relative >= 0.6 && frame.time_relative < 1.2"
    assert figures(app).line.messages.sum() == expected


@on_capture("misbehaving.pcap")
async def test_a_range_of_shift_ends_when_the_cursor_moves_on(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    await pilot.press("shift+right", "l")
    assert view(app).selected == (2, 3)


@on_capture("misbehaving.pcap")
async def test_the_panes_show_the_first_message_of_the_interval(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    line = figures(app).line
    for _ in range(8):
        await pilot.press("l")
        row = view(app).selected_row()
        assert row == (None if line.messages[view(app).cursor] == 0 else line.firsts[view(app).cursor])
        if row is not None:
            await until(partial(shows, app, row))


@on_screen(count=40_000, size=(80, 24))
async def test_zooming_keeps_what_is_under_the_cursor(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    await pilot.press(*"llllllllll")
    row, column, widths = view(app).selected_row(), view(app).cursor, []
    for _ in range(4):
        await pilot.press("plus")
        await app.settled()
        widths.append(figures(app).line.width)
        assert row is not None
        assert figures(app).line.interval(app.capture.message(row).time) == view(app).cursor
        assert abs(view(app).cursor - column) <= 1
        assert passing(app) == figures(app).line.messages[view(app).cursor]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 4
    await pilot.press("minus")
    await app.settled()
    assert figures(app).line.width > widths[-1]
    await pilot.press("equals_sign")
    await app.settled()
    assert figures(app).line.messages.sum() == 40_000


@on_screen(count=40_000, size=(80, 24))
async def test_beyond_its_edge_the_view_moves_along(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    await pilot.press("plus", "plus")
    await app.settled()
    assert (figures(app).before, figures(app).after) == (False, True)
    await pilot.press("G")
    await app.settled()
    assert (figures(app).before, figures(app).after) == (True, False)
    assert view(app).cursor == len(figures(app).line) - 1
    assert lines(view(app))[-1].lstrip().startswith("s ◀")
    await pilot.press("g")
    await app.settled()
    assert (view(app).cursor, figures(app).before) == (0, False)
    assert lines(view(app))[-1].endswith("▶")
    last = len(figures(app).line) - 1
    end = figures(app).line.begin(last + 1)
    await pilot.press("pagedown", "pagedown", "v")
    await app.settled()
    start = view(app).times()[0]
    while figures(app).line.begin(view(app).cursor) < end:
        await pilot.press("l")
        await app.settled()
    assert figures(app).before  # the range begins out of view, or did so
    assert view(app).times()[0] == start
    within = (app.capture.message(row).time - figures(app).origin for row in range(40_000))
    assert passing(app) == sum(start <= time < view(app).times()[1] for time in within)


@on_screen(count=40_000)
async def test_zooming_in_goes_into_the_range(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    await pilot.press(*"llll", "v", *"llll")
    start, stop = view(app).times()
    await pilot.press("plus")
    await app.settled()
    line, origin = figures(app).line, figures(app).origin
    assert line.begin(0) - origin == start
    assert stop <= line.begin(len(line)) - origin < stop + (stop - start)
    assert view(app).pivot is None


@on_capture("misbehaving.pcap", size=(80, 24))
async def test_the_mouse_moves_the_cursor_draws_a_range_and_zooms(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.click(HeaderLine, offset=(77, 0))
    await app.settled()
    time = view(app)
    await pilot.click(time, offset=(MARGIN + 9, 3))
    assert time.selected == (9, 10)
    await pilot.mouse_down(time, offset=(20, 3))
    await pilot.hover(time, offset=(24, 3))
    await pilot.mouse_up(time, offset=(24, 3))
    assert time.selected == (12, 17)
    await pilot.hover(time, offset=(40, 3))
    assert time.selected == (12, 17)
    await pilot.click(time, offset=(2, 3))
    assert time.selected == (0, 1)
    width = figures(app).line.width
    await pilot._post_mouse_events([MouseScrollUp], time, offset=(MARGIN + 20, 3), button=0)
    await app.settled()
    assert figures(app).line.width < width


def test_the_cursor_follows_at_the_end_of_what_comes_and_else_stays_at_its_time() -> None:
    source = Growing(1000)

    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: len(app.capture) == 1000)
        await pilot.press("5")
        await until(lambda: view(app).found is not None)
        await pilot.press("l", "l", "l")
        row = view(app).selected_row()
        assert row
        source.arrive(3000)
        await until(lambda: figures(app).line.messages.sum() == 3000)
        line = figures(app).line
        assert line.interval(app.capture.message(row).time) == view(app).cursor < len(line) - 1
        await pilot.press("G")
        source.arrive(9000)
        await until(lambda: figures(app).line.messages.sum() == 9000)
        assert view(app).cursor == len(figures(app).line) - 1
        await pilot.press("plus", "plus")
        await until(lambda: figures(app).before)
        source.arrive(20_000)
        end = app.capture.message(0).time + 19_999 * STEP * 1000
        await until(lambda: figures(app).line.interval(end) == view(app).cursor)
        source.end()
        await app.settled()
        assert not view(app).following

    run(scenario, source.capture, wait=False, live=True)


def test_without_messages_it_says_so_and_keys_do_nothing() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await pilot.press("5")
        await app.settled()
        assert lines(view(app))[1] == "  There are no messages."
        await pilot.press("l", "v", "plus", "minus", "G", "enter", "equals_sign", "shift+left")
        await pilot.click(view(app), offset=(30, 3))
        assert view(app).conditions() == []
        assert (view(app).selected_row(), view(app).row_text(), view(app).cell_text()) == (None, "", "")

    with nldissect.open(pcap([])) as capture:
        run(scenario, capture)


@on_capture("errors.pcap")
async def test_what_is_under_the_cursor_can_be_copied(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    count = int(figures(app).line.messages[0])
    assert view(app).cell_text() == str(count)
    assert f"{count:,} message" in view(app).row_text()
    assert "top: " in view(app).row_text()
