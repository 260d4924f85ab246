"""The panes of the selected message, and that an error has its request beneath it where there is room."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.tui.generated import FEW, known_calls
from nldissect.tui.glyphs import UNICODE
from tests.captures import CAPTURES

from .pane_screen import PaneApp, lines, on_panes


@on_panes("errors", 28)
async def test_an_error_has_its_request_beneath_it(app: PaneApp, pilot: Pilot[None]) -> None:
    request = app.panes.request
    assert request.display
    assert request.row == 26
    assert request.details.border_title == "Request 27  (o: go there)"
    assert request.bytes_view.border_title == "Bytes of 27"
    assert request.details.selected_node is not None
    assert request.details.selected_node.path == "ifla.mtu"
    assert "✗   IFLA_MTU: 70000  ← rejected" in lines(request.details)
    assert request.bytes_view.error_span == (32, 40)
    assert lines(request.bytes_view)[2].startswith("0020[08 00 04 00 70 11 01 00]")
    app.show(27)
    await pilot.pause()
    assert not request.display


@on_panes("errors", 50)
async def test_an_error_without_a_cause_has_its_request_too(app: PaneApp, pilot: Pilot[None]) -> None:
    assert app.panes.request.display
    assert app.panes.request.row == 48
    assert app.panes.request.bytes_view.error_span == (0, 0)


@on_panes("errors", 28)
async def test_tab_goes_through_all_four_panes(app: PaneApp, pilot: Pilot[None]) -> None:
    order = []
    for _ in range(5):
        order.append(app.focused)
        await pilot.press("tab")
    panes = app.panes
    four = [panes.details, panes.bytes_view, panes.request.details, panes.request.bytes_view]
    assert order == [*four, panes.details]


@on_panes("errors", 28)
async def test_the_field_that_is_told_of_is_that_of_the_focused_message(app: PaneApp, pilot: Pilot[None]) -> None:
    assert app.shown[-1].field == "nl.msg.ifla.mtu  IFLA_MTU  u32  offset 0x34, 8 bytes"
    await pilot.press("tab", "tab")
    await pilot.pause()
    assert app.shown[-1].field == "ifla.mtu  IFLA_MTU  u32  offset 0x20, 8 bytes"
    assert app.panes.request.details.selected_row() == 26
    assert app.panes.link() == 27
    await pilot.press("g")
    await pilot.pause()
    assert app.panes.link() == 26
    await pilot.press("shift+tab", "shift+tab")
    await pilot.pause()
    assert app.shown[-1].field.startswith("nl.msg.ifla.mtu")
    assert app.panes.link() == 26


@on_panes("errors", 28)
async def test_the_focus_does_not_stay_in_a_pane_that_goes(app: PaneApp, pilot: Pilot[None]) -> None:
    app.panes.request.bytes_view.focus()
    await pilot.pause()
    app.show(27)
    await pilot.pause()
    assert app.focused is app.panes.bytes_view


@on_panes("errors", 28, size=(80, 10))
async def test_a_small_screen_has_a_line_in_the_place_of_the_request(app: PaneApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    assert not app.panes.request.display
    assert app.selected == "IFLA_MTU"
    await pilot.press("G")
    assert lines(details)[-1] == "✗   27 IFLA_MTU: 70000  ← rejected  (o: go there)"
    assert details.link() == 26
    await pilot.resize_terminal(120, 30)
    await pilot.pause()
    assert app.panes.request.display
    assert "go there" not in "\n".join(lines(details))


@on_panes("errors", 28, size=(80, 30))
async def test_a_narrow_screen_swaps_details_and_bytes_of_both(app: PaneApp, pilot: Pilot[None]) -> None:
    assert not app.panes.bytes_view.display
    app.panes.toggle_bytes()
    await pilot.pause()
    assert not app.panes.details.display
    assert app.panes.bytes_view.has_focus
    app.panes.toggle_bytes()
    await pilot.pause()
    assert app.panes.details.has_focus


@on_panes("errors", 28)
async def test_folding_is_the_same_in_both(app: PaneApp, pilot: Pilot[None]) -> None:
    await pilot.press("g", "j", "j", "enter")
    assert "len: 160" in "\n".join(lines(app.panes.details))
    app.show(32)
    await pilot.pause()
    assert "seq: " in "\n".join(lines(app.panes.request.details))


def test_what_the_calls_tell_comes_when_they_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    async def session() -> None:
        app = PaneApp(nldissect.open(CAPTURES / "errors.pcap").load(), UNICODE)
        monkeypatch.setattr("nldissect.tui.generated.FEW", 0)
        async with app.run_test(size=(120, 30)) as pilot:
            app.show(28)
            await pilot.pause()
            text = "\n".join(lines(app.panes.details))
            assert "Message 28  at 0." in text
            assert "rejected" not in text
            assert "calls" not in app.source.__dict__
            app.panes.refresh_calls()
            assert app.selected == "Message 28"
            app.source.calls.update()
            app.panes.refresh_calls()
            await pilot.pause()
            assert app.selected == "IFLA_MTU"
            assert app.panes.request.display

    asyncio.run(asyncio.wait_for(session(), 30))


def test_calls_are_asked_when_somebody_has_begun_to_find_them_and_few_messages_are_to_be_taken_in() -> None:
    capture = nldissect.open(CAPTURES / "errors.pcap").load()
    assert known_calls(capture) is None
    assert len(capture) < FEW
    assert capture.calls.known == 0
    assert known_calls(capture) is capture.calls


def test_all_messages_can_be_shown() -> None:
    async def session(name: str) -> None:
        app = PaneApp(nldissect.open(CAPTURES / f"{name}.pcap").load(), UNICODE)
        async with app.run_test(size=(120, 30)):
            for number in range(1, len(app.source) + 1, 4):
                app.show(number)
                app.panes.details.action_fold_all(False)
                assert len(lines(app.panes.details)) == len(lines(app.panes.bytes_view))

    for name in ("errors", "generic"):
        asyncio.run(asyncio.wait_for(session(name), 30))
