"""Who speaks netlink, as the screen shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.analysis.talkers import KERNEL, talkers
from nldissect.families import registry
from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import ASCII
from nldissect.tui.talkers_view import TalkersView, conditions, port_name
from tests.captures import FILES, names

from .screens import lines, on_capture, until


def view(app: NldissectApp) -> TalkersView:
    return app.query_one(TalkersView)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_filter_of_a_talker_passes_its_messages(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        for talker in talkers(capture):
            rows, *errors = (Filter(text, registry).rows(capture) for text in conditions(talker))
            mine = talker.sent + talker.received + talker.notifications
            # The kernel receives what programs say, which the filter for it leaves out.
            assert len(rows) == mine - (talker.received if talker.port == KERNEL else 0)
            assert [len(each) for each in errors] == ([talker.errors] if talker.errors else [])
            if talker.port != KERNEL:
                assert (rows[0], rows[-1]) == (talker.first, talker.last)


def test_a_port_is_called_by_its_name_if_it_has_one() -> None:
    assert [port_name(port) for port in (KERNEL, 0, 903)] == ["kernel", "unknown", "903"]


@on_capture("misbehaving.pcap")
async def test_enter_filters_by_the_talker_and_the_panes_show_its_first_message(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press("3")
    await app.settled()
    assert lines(view(app))[1].split()[:2] == ["kernel", "ethtool"]
    await pilot.press("j")
    assert view(app).place is not None
    chosen = view(app).found[view(app).place]
    await until(lambda: app.browser.panes.row == chosen.first)
    await pilot.press("enter")
    await app.settled()
    assert app.browser.filter_text == conditions(chosen)[0]
    assert app.browser.listing.count == chosen.sent + chosen.received + chosen.notifications
    assert view(app).cell_text() == str(chosen.port)  # the cursor stays on its talker, of two that are left
    assert view(app).row_count == 2


@on_capture("misbehaving.pcap")
async def test_what_is_offered_as_a_filter_depends_on_the_column(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("3")
    await app.settled()
    await pilot.press("j", "h", "h")
    assert view(app).column == "p95"
    assert view(app).place is not None
    chosen = view(app).found[view(app).place]
    slow = view(app).conditions()[0]
    assert slow == f"call.port == {chosen.port} and call.latency >= {chosen.p95}ns"
    rows = Filter(slow, registry).rows(app.capture)
    assert {app.capture.calls.port[app.capture.calls.number[row]] for row in rows} == {chosen.port}


@on_capture("wild.pcap", size=(200, 60))
async def test_any_column_can_be_sorted_by(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("3")
    await app.settled()
    ports = {int(port) for port in view(app).found.port}
    for column in view(app).columns():
        view(app).column, shown = column.key, []
        for _ in range(2):
            view(app).action_sort()
            places = [view(app).place_of(row) for row in range(view(app).row_count)]
            assert {int(view(app).found.port[place]) for place in places} == ports
            shown.append([view(app).figures(view(app).column)[place] for place in places])
        assert shown[0] == sorted(shown[0], reverse=not view(app).descending)
        assert shown[1] == sorted(shown[1], reverse=view(app).descending)


@on_capture("wild.pcap", size=(80, 24))
async def test_columns_give_way_on_a_narrow_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("3")
    await app.settled()
    header = lines(view(app))[0].split()
    assert header == ["Port", "Families", "Sent", "▼", "Received", "Errors", "p95"]


@on_capture("wild.pcap", size=(120, 40), glyphs=ASCII)
async def test_sparklines_can_be_drawn_in_ascii(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("3")
    await app.settled()
    shown = lines(view(app))
    assert all(line.isascii() for line in shown)
    assert shown[0].endswith("Last 4.54s")
    assert shown[1].endswith("#.")
