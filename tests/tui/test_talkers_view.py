"""Who speaks netlink, as the screen shows it."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

import nldissect
from nldissect.analysis.calls import Role
from nldissect.analysis.filter import Filter
from nldissect.analysis.talkers import KERNEL, talkers
from nldissect.families import registry
from nldissect.tui.app import NldissectApp
from nldissect.tui.talkers_view import TalkersView
from tests.captures import CAPTURES, FILES, names

from .screens import lines, on_capture


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_talkers_account_for_every_message_of_a_call(path: object) -> None:
    with nldissect.open(str(path)) as capture:
        capture.load()
        kernel, *programs = talkers(capture)
        assert kernel.port == KERNEL
        assert kernel.received == sum(each.sent for each in programs) == int((capture.calls.role == Role.REQUEST).sum())
        for each in programs:
            rows = Filter(f"call.port == {each.port}", registry).rows(capture)
            assert len(rows) == each.sent + each.received + each.notifications
            assert rows[0] == each.first
            failed = sum(call.errno != 0 for call in capture.calls if call.port == each.port)
            assert each.errors == failed
            assert sum(each.bins) <= len(rows)


def test_a_filter_leaves_what_it_passes() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        capture.load()
        rows = Filter("nl.errno > 0", registry).rows(capture)
        kernel, *programs = talkers(capture, rows)
        assert kernel.sent == len(rows)
        assert {each.sent for each in programs} == {0}
        assert sum(each.received for each in programs) == len(rows)


@on_capture("misbehaving.pcap")
async def test_the_kernel_comes_first_and_enter_filters_by_a_socket(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("3")
    await app.settled()
    view = app.query_one(TalkersView)
    assert lines(view)[1].split()[0] == "kernel"
    await pilot.press("j")
    chosen = view.selected
    assert chosen is not None
    await pilot.press("enter")
    await app.settled()
    assert app.browser.filter_text == f"call.port == {chosen.port}"
    assert app.browser.listing.count == chosen.sent + chosen.received + chosen.notifications
    await app.settled()
    assert [line.split()[0] for line in lines(view)[1:3]] == [str(chosen.port), "kernel"]


@on_capture("wild.pcap", size=(80, 24))
async def test_columns_give_way_on_a_narrow_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("3")
    await app.settled()
    assert lines(app.query_one(TalkersView))[0].split() == [
        "Port", "Families", "Sent", "▼", "Received", "Errors", "p95",
    ]  # fmt: skip
