"""Statistics per message type, as the screen shows them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.families import registry
from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import UNICODE
from nldissect.tui.types_view import TypeFigures, TypesView
from tests.captures import FILES, names

from .screens import lines, on_capture, until


def types(app: NldissectApp) -> TypesView:
    return app.query_one(TypesView)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_filter_of_a_type_passes_the_messages_that_are_counted(path: object) -> None:
    with nldissect.open(str(path)) as capture:
        capture.load()
        found = TypesView(UNICODE).measure(capture, None)
        assert isinstance(found, list)
        for figures in found:
            assert isinstance(figures, TypeFigures)
            if figures.counted.messages:
                passing = Filter(figures.conditions[0], registry).rows(capture)
                assert len(passing) == figures.counted.messages, figures.conditions
                assert passing[0] == figures.counted.first


@on_capture("misbehaving.pcap")
async def test_types_are_counted_and_sorted_by_any_column(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("4")
    await app.settled()
    shown = lines(types(app))
    assert shown[0].split()[:3] == ["Family", "Type", "Messages"]
    assert "▼" in shown[0]
    assert shown[1].split()[:3] == ["route", "RTM_NEWLINK", "190"]
    await pilot.press("h", "S")
    assert lines(types(app))[1].split()[0] == "generic"
    await pilot.press("S")
    assert lines(types(app))[1].split()[0] == "sock_diag"
    await pilot.press(*"llllll", "S")
    assert types(app).sorted_by == "errors"
    assert lines(types(app))[1].split()[1] == "RTM_NEWLINK"


@on_capture("misbehaving.pcap", size=(80, 24))
async def test_enter_filters_by_the_type_and_the_panes_show_its_first_message(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press("4")
    await app.settled()
    await pilot.press("j", "j")
    chosen = types(app).selected
    assert chosen is not None
    await until(lambda: app.browser.panes.row == chosen.counted.first)
    await pilot.press("enter")
    await app.settled()
    assert app.browser.filter_text == chosen.conditions[0]
    assert app.browser.listing.count == chosen.counted.messages
    await until(lambda: types(app).row_count == 1)
