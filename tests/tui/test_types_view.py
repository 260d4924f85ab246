"""The statistics per type."""

from __future__ import annotations

from textual.pilot import Pilot

from nldissect.tui.app import NldissectApp

from .fake_capture import FakeCapture
from .screens import lines, run, until


def test_types_are_shown_and_sorted_by_any_column() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        def names() -> list[str]:
            return [line.split()[1] for line in lines(app.types)[1:4]]

        await pilot.press("2")
        await until(lambda: app.types.row_count == 3)
        assert app.types.has_focus
        assert not app.messages.display
        assert "Messages ▼" in lines(app.types)[0]
        assert lines(app.types)[1].split() == ["route", "RTM_NEWROUTE", "300", "30", "kB", "33.3", "150", "0"]
        await pilot.press("s")
        assert names() == ["NLMSG_ERROR", "RTM_NEWLINK", "RTM_NEWROUTE"]
        assert "Messages ▲" in lines(app.types)[0]
        await pilot.press("left")
        assert app.types.sorted_by == "type_name"
        assert names() == ["NLMSG_ERROR", "RTM_NEWLINK", "RTM_NEWROUTE"]
        x = lines(app.types)[0].index("Errors")
        await pilot.click(app.types, offset=(x, 0))
        assert names()[0] == "NLMSG_ERROR"
        assert app.types.selected is not None
        assert app.types.selected.type_name == "RTM_NEWROUTE"
        await pilot.press("1")
        assert app.messages.has_focus
        assert not app.types.display

    run(scenario, FakeCapture(900))


def test_enter_goes_to_the_first_message_of_the_type() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await pilot.press("2")
        await until(lambda: app.types.row_count == 3)
        await pilot.press("j", "enter")
        await until(lambda: app.messages.display)
        assert app.messages.cursor == 1
        assert app.messages.has_focus
        await pilot.press("2", "k", "enter")
        await until(lambda: app.messages.cursor == 4)

    run(scenario, FakeCapture(900))
