"""Statistics per message type, as the screen shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.calls import Role
from nldissect.analysis.filter import Filter
from nldissect.analysis.statistics import Statistics
from nldissect.families import registry
from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import ASCII
from nldissect.tui.types_view import TypesView, conditions
from tests.captures import FILES, names

from .made import Growing
from .screens import lines, on_capture, run, until


def types(app: NldissectApp) -> TypesView:
    return app.query_one(TypesView)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_filters_of_a_type_pass_what_is_counted(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        for row in Statistics(capture).by_type(full=True):
            texts = conditions(capture, row)
            passing = [Filter(text, registry).rows(capture) for text in texts]
            assert len(passing[0]) == (row.messages or row.errors), texts
            assert passing[0][0] == row.first
            if 0 < row.requests < row.messages:
                assert len(passing[1]) == row.requests


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_a_type_has_the_requests_latencies_and_recent_messages_of_its_messages(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        for row in Statistics(capture).by_type(full=True):
            rows = Filter(conditions(capture, row)[0], registry).rows(capture).tolist() if row.messages else []
            roles = [Role(capture.calls.role[each]) for each in rows]
            assert row.requests == roles.count(Role.REQUEST)
            calls = [capture.calls.of(each) for each in rows if capture.calls.role[each] == Role.REQUEST]
            latencies = [call.latency for call in calls if call is not None and call.latency is not None]
            assert (row.latency.max if row.latency else None) == max(latencies, default=None)
            recent = capture.message(len(capture) - 1).time - 60 * 10**9
            assert sum(row.recent) == sum(capture.message(each).time > recent for each in rows)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_types_of_which_only_errors_are_there_can_be_filtered_by(path: Path) -> None:
    with nldissect.open(path) as capture:
        rows = Filter("nl.errno > 0", registry).rows(capture.load())
        for row in Statistics(capture, rows).by_type(full=True):
            if not row.messages:
                (text,) = conditions(capture, row)
                assert len(Filter(text, registry).rows(capture)) == row.errors, text


@on_capture("misbehaving.pcap")
async def test_types_are_counted_and_sorted_by_any_column(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("4")
    await app.settled()
    shown = lines(types(app))
    assert shown[0].split()[:4] == ["Family", "Type", "Messages", "▼"]
    assert shown[1].split()[:3] == ["route", "RTM_NEWLINK", "190"]
    await pilot.press("h", "S")
    assert lines(types(app))[1].split()[0] == "ethtool"
    await pilot.press("S")
    assert lines(types(app))[1].split()[0] == "sock_diag"
    await pilot.press(*"llllll", "S")
    assert types(app).sorted_by == "errors"
    assert lines(types(app))[1].split()[1] == "RTM_NEWLINK"
    await pilot.press("l", "l", "l", "l", "S")
    assert types(app).sorted_by == "recent"
    assert types(app).cell(0, "recent").text.strip()


@on_capture("misbehaving.pcap", size=(80, 24))
async def test_enter_filters_by_the_type_and_the_panes_show_its_first_message(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press("4")
    await app.settled()
    await pilot.press("j", "j")
    assert types(app).place is not None
    chosen = types(app).found.rows[types(app).place]
    await until(lambda: app.browser.panes.row == chosen.first)
    await pilot.press("enter")
    await app.settled()
    assert app.browser.filter_text == conditions(app.capture, chosen)[0]
    assert app.browser.listing.count == chosen.messages
    await until(lambda: types(app).row_count == 1)


@on_capture("wild.pcap")
async def test_undeclared_types_are_called_so(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("4")
    await app.settled()
    texts = [types(app).cell(row, "type_name").text for row in range(types(app).row_count)]
    assert "type 0x64 (undeclared)" in texts
    assert "NLMSG_NOOP" in texts


@on_capture("wild.pcap", size=(200, 60), glyphs=ASCII)
async def test_a_wide_screen_shows_all_columns_in_ascii_too(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("4")
    await app.settled()
    shown = lines(types(app))
    assert all(line.isascii() for line in shown)
    assert [column.key for column in types(app).columns()] == [column.key for column, _ in TypesView.COLUMNS]
    assert shown[0].endswith(" Last 4.54s")
    assert shown[1].endswith("#.")


def test_the_cursor_stays_on_its_type_while_messages_come() -> None:
    source = Growing(3)

    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: len(app.capture) == 3)
        await pilot.press("4")
        await until(lambda: types(app).row_count == 2)
        await pilot.press("j")
        assert types(app).row_text().split("\t")[1] == "RTM_GETLINK"
        source.arrive(90)
        await until(lambda: types(app).row_count > 4)
        assert types(app).row_text().split("\t")[1] == "RTM_GETLINK"
        source.end()
        await app.settled()
        assert sum(row.messages for row in types(app).found.rows) == 90

    run(scenario, source.capture, wait=False, live=True)
