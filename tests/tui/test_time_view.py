"""Messages over time, as the screen shows them."""

from __future__ import annotations

import numpy as np
import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.analysis.timeline import extent, timeline
from nldissect.families import registry
from nldissect.tui.app import NldissectApp
from nldissect.tui.lines import HeaderLine
from nldissect.tui.time_view import TimeView, rounded
from tests.captures import CAPTURES, FILES, names

from .screens import lines, on_capture, on_screen


def view(app: NldissectApp) -> TimeView:
    return app.query_one(TimeView)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_each_message_is_in_one_spell(path: object) -> None:
    with nldissect.open(str(path)) as capture:
        capture.load()
        found = extent(capture, None)
        assert found is not None
        first, last = found
        line = timeline(capture, None, first, (last - first) // 50 + 1, 50)
        assert line.messages.sum() == len(capture)
        assert line.errors.sum() == len(Filter("nl.errno > 0", registry).rows(capture))
        for column in np.flatnonzero(line.messages).tolist():
            start, stop = line.spell(column)
            assert start <= capture.message(int(line.firsts[column])).time < stop
        assert (line.firsts[line.messages == 0] == -1).all()


def test_of_some_rows_only_these_are_counted() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        capture.load()
        rows = Filter("nl.errno > 0", registry).rows(capture)
        line = timeline(capture, rows, capture.message(0).time, 10**10, 1)
        assert (line.messages[0], line.errors[0], line.firsts[0]) == (len(rows), len(rows), rows[0])


@pytest.mark.parametrize(("width", "expected"), [(1, 10_000), (10_001, 20_000), (20_001, 50_000), (50_001, 100_000)])
def test_spells_have_round_widths(width: int, expected: int) -> None:
    assert rounded(width) == expected


@on_capture("misbehaving.pcap")
async def test_the_whole_capture_is_shown_and_a_range_becomes_a_filter(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    time = view(app)
    assert time.found is not None
    assert time.found.line.messages.sum() == 588
    shown = lines(time)
    assert shown[0].startswith(" 0..0.2 s")
    assert "█" in "".join(shown)
    assert "✗" in shown[-2]
    for keys in (["l", "l", "v", "l", "l", "l"], ["escape", "g", "l", "shift+right"]):
        await pilot.press(*keys)
        first, stop = time._range()
        expected = int(time.found.line.messages[first:stop].sum())
        assert f"{expected:,} messages" in lines(time)[0]
        for text in time.conditions()[:1]:
            assert len(Filter(text, registry).rows(app.capture)) == expected
    await pilot.press("enter")
    await app.settled()
    assert app.browser.listing.count == expected
    assert "frame.time_relative >= " in app.browser.filter_text


@on_screen(count=40_000, size=(80, 24))
async def test_zooming_keeps_the_time_under_the_cursor(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("5")
    await app.settled()
    time = view(app)
    assert time.found is not None
    await pilot.press(*"llllllllll")
    at = time._times()[0]
    for _ in range(4):
        await pilot.press("plus")
        await app.settled()
        start, stop = time._times()
        assert start <= at < stop + (stop - start)
        for text in time.conditions()[:1]:
            rows = Filter(text, registry).rows(app.capture)
            assert len(rows) == time.found.line.messages[time.cursor]
    width = time.found.line.width
    await pilot.press("minus")
    await app.settled()
    assert time.found.line.width > width
    before = time.found.line.start
    await pilot.press("g", "h", "h")
    await app.settled()
    assert time.found.line.start < before
    await pilot.press("equals_sign")
    await app.settled()
    assert time.found.line.messages.sum() == 40_000
    assert time.found.line.width > width


@on_capture("misbehaving.pcap", size=(80, 24))
async def test_the_mouse_moves_the_cursor_and_draws_a_range(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.click(app.query_one(HeaderLine), offset=(77, 0))
    await app.settled()
    time = view(app)
    await pilot.mouse_down(time, offset=(20, 3))
    await pilot.hover(time, offset=(24, 3))
    await pilot.mouse_up(time, offset=(24, 3))
    assert time._range() == (12, 17)
    assert app.browser.panes.row == time.selected_row() or time.selected_row() is None
