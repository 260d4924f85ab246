"""The line in which the display filter is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import AppBlur, AppFocus, Key
from textual.pilot import Pilot
from textual.widgets import Static

from nldissect.analysis.filter import Filter
from nldissect.families import registry
from nldissect.tui.candidates import CandidateRows
from nldissect.tui.filter_bar import FilterBar
from nldissect.tui.glyphs import ASCII, UNICODE, Glyphs
from nldissect.tui.history import History

from .screens import lines, until


class Bar(App[None]):
    """A filter bar above something else, and what it says."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "filter", "Filter", priority=True)]

    def __init__(self, history: History, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        self.bar = FilterBar(registry, glyphs, history)
        self.edited: list[tuple[str, Filter | None]] = []
        self.applied: list[tuple[str, Filter | None]] = []
        self.closed = 0

    def compose(self) -> ComposeResult:
        yield Static("above")
        yield self.bar
        yield Static("below\n" * 15)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "filter" or not self.bar.writing

    def action_filter(self) -> None:
        self.bar.open()

    def on_filter_bar_edited(self, event: FilterBar.Edited) -> None:
        self.edited.append((event.text, event.filter))

    def on_filter_bar_applied(self, event: FilterBar.Applied) -> None:
        self.applied.append((event.text, event.filter))

    def on_filter_bar_closed(self) -> None:
        self.closed += 1
        self.set_focus(None)

    @property
    def state(self) -> str:
        return "".join(text for text, _ in self.bar.state.said).strip()

    @property
    def offered(self) -> list[str]:
        rows = self.bar.candidates
        return [each.text for each in rows.candidates] if rows.display else []

    @property
    def shown(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


Scenario = Callable[[Bar, Pilot[None]], Awaitable[None]]


def in_bar(
    *history: str, size: tuple[int, int] = (80, 24), glyphs: Glyphs = UNICODE
) -> Callable[[Scenario], Callable[[Path], None]]:
    """Make a test of a scenario in a bar that has been opened, with filters applied before."""

    def decorate(scenario: Scenario) -> Callable[[Path], None]:
        def test(tmp_path: Path) -> None:
            (tmp_path / "filters").write_text("".join(f"{each}\n" for each in history))

            async def session() -> None:
                app = Bar(History(tmp_path / "filters"), glyphs)
                async with app.run_test(size=size) as pilot:
                    await pilot.press("slash")
                    await until(lambda: app.bar._prepared)
                    await scenario(app, pilot)

            asyncio.run(asyncio.wait_for(session(), 30))

        test.__name__ = getattr(scenario, "__name__", "test")
        return test

    return decorate


def test_keys_typed_right_after_the_slash_arrive(tmp_path: Path) -> None:
    async def session() -> None:
        app = Bar(History(tmp_path / "filters"))
        async with app.run_test():
            assert "filter: press /" in app.shown[1]
            for key in ("slash", *"nl.errno / 2 > 0", "enter", "slash", *" or nl"):
                app.post_message(Key(key, {"slash": "/", "enter": "\r"}.get(key, key)))
            await until(lambda: app.bar.input.value == "nl.errno / 2 > 0 or nl")
            assert [text for text, _ in app.applied] == ["nl.errno / 2 > 0"]

    asyncio.run(asyncio.wait_for(session(), 30))


@in_bar()
async def test_a_correct_filter_is_told_at_each_edit_and_applied_by_enter(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.errno > 0")
    await until(lambda: bool(app.edited) and app.edited[-1][0] == "nl.errno > 0")
    text, chosen = app.edited[-1]
    assert chosen is not None
    assert chosen.text == text
    assert app.state == "✓"
    assert not app.applied
    await pilot.press("enter")
    await until(lambda: app.closed == 1)
    assert app.applied[0][0] == app.bar.applied_text == "nl.errno > 0"
    assert app.bar.history.entries == ["nl.errno > 0"]
    assert not app.bar.writing


@in_bar()
async def test_a_wrong_filter_is_not_applied_and_says_where_and_why(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.errno > 0", "enter", "slash", *" and and")
    await pilot.press("enter")
    await until(lambda: app.bar.fault.display)
    await pilot.pause()
    assert app.state == "✗ wrong"
    assert app.shown[2].index("^") == app.shown[1].rindex("and")
    assert "expected a value" in app.shown[2]
    assert app.shown[3] == "below"  # nothing moves
    assert app.bar.writing
    assert app.bar.applied_text == "nl.errno > 0"
    assert len(app.applied) == 1
    assert app.edited[-1][1] is None


@in_bar()
async def test_escape_closes_the_completions_then_puts_the_filter_in_force_back(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.errno > 0", "enter", "slash", *" and rta.")
    await until(lambda: "rta.oif" in app.offered)
    await pilot.press("escape")
    assert not app.offered
    assert app.bar.writing
    assert "no field" in app.bar.fault.reason
    await pilot.press("escape")
    await until(lambda: app.closed == 2)
    assert app.bar.input.value == "nl.errno > 0"
    assert not app.bar.fault.display
    assert app.state == "✓"


@in_bar("nl.errno > 0")
async def test_an_empty_text_clears_the_filter(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press("up", "enter", "slash", "ctrl+u", "enter")
    await until(lambda: len(app.applied) == 2)
    assert app.applied[1] == ("", None)
    assert app.bar.applied_text == ""
    assert app.state == ""
    assert app.bar.history.entries == ["nl.errno > 0"]


@in_bar()
async def test_tab_takes_the_first_completion(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"oif")
    await until(lambda: app.offered[:1] == ["nha.oif"])
    assert app.state == "✗ incomplete"
    assert not app.bar.fault.display
    await pilot.press("tab")
    await until(lambda: app.offered[:2] == ["==", "!="])
    await pilot.press("tab")
    await until(lambda: app.bar.input.value == "nha.oif == ")
    assert app.bar.input.cursor_position == len("nha.oif == ")


@in_bar()
async def test_enter_takes_what_was_gone_to_and_applies_else(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.type == RTM_NEW")
    await until(lambda: app.offered[:1] == ["RTM_NEWROUTE"])
    await pilot.pause()
    assert lines(app.bar.candidates)[0] == " RTM_NEWROUTE          24"
    await pilot.press("down", "down")
    await pilot.pause()
    assert lines(app.bar.candidates)[1].startswith("▸RTM_NEWADDR")
    await pilot.press("up", "up")
    last = app.offered[-1]
    await pilot.press("enter")
    await until(lambda: app.bar.input.value == f"nl.type == {last} ")
    assert not app.applied
    await pilot.press("enter")
    await until(lambda: bool(app.applied))
    assert app.applied[0][0] == f"nl.type == {last}"


@in_bar()
async def test_a_completion_in_the_middle_leaves_what_is_behind(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*" == 5", "home", *"rta.oi")
    await until(lambda: "rta.oif" in app.offered)
    await pilot.press("tab")
    await until(lambda: app.bar.input.value == "rta.oif == 5")
    assert app.bar.input.cursor_position == len("rta.oif ")


@in_bar()
async def test_a_click_takes_a_completion(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"oif")
    await until(lambda: bool(app.offered))
    await pilot.pause()
    await pilot.click(CandidateRows, offset=(4, 1))
    await until(lambda: app.bar.input.value == "rta.oif ")
    assert app.bar.writing


@in_bar("call.errno != 0", "nl.errno > 0", "rta.oif == 2")
async def test_up_and_down_go_through_the_history(app: Bar, pilot: Pilot[None]) -> None:
    def written() -> str:
        return app.bar.input.value

    await pilot.press(*"nl.err")
    await until(lambda: bool(app.offered))
    seen = []
    for key in ("up", "up", "up", "up", "down", "down", "down", "down"):
        await pilot.press(key)
        await pilot.pause()
        seen.append(written())
    assert seen == [
        "rta.oif == 2", "nl.errno > 0", "call.errno != 0", "call.errno != 0", "nl.errno > 0", "rta.oif == 2", "nl.err",
        "nl.err",
    ]  # fmt: skip
    await pilot.press("escape", "escape", "slash", "up", *" or nl.err")
    await until(lambda: bool(app.offered))
    await pilot.press("escape", "up")
    await pilot.pause()
    assert written() == "rta.oif == 2"
    await pilot.press("down")
    assert written() == "rta.oif == 2 or nl.err"


@in_bar()
async def test_the_text_of_others_is_applied_or_prepared(app: Bar, pilot: Pilot[None]) -> None:
    app.bar.set_text("nl.errno > 0", apply=True)
    await until(lambda: bool(app.applied))
    assert app.bar.applied_text == "nl.errno > 0"
    app.bar.set_text("rta.oif", apply=False)
    await until(lambda: bool(app.edited) and app.edited[-1][0] == "rta.oif")
    assert app.bar.writing
    assert app.bar.applied_text == "nl.errno > 0"
    assert app.bar.input.cursor_position == len("rta.oif")
    app.bar.set_text("rta.oif ==", apply=True)
    await pilot.pause()
    assert len(app.applied) == 1
    assert app.state == "✗ incomplete"
    assert "the end of the filter" in app.bar.fault.reason


@pytest.mark.parametrize(
    ("size", "glyphs", "running", "done"),
    [
        ((80, 24), UNICODE, "… 40 so far", "✓ 4,112 (42%)"),
        ((120, 40), UNICODE, "… 40 so far", "✓ 4,112 of 9,812  12ms"),
        ((80, 24), ASCII, "~ 40 so far", "+ 4,112 (42%)"),
    ],
)
def test_the_count_is_shown_as_wide_as_the_screen_allows(
    tmp_path: Path, size: tuple[int, int], glyphs: Glyphs, running: str, done: str
) -> None:
    @in_bar("nl.errno > 0", size=size, glyphs=glyphs)
    async def scenario(app: Bar, pilot: Pilot[None]) -> None:
        await pilot.press("up", "enter")
        await until(lambda: bool(app.applied))
        app.bar.show_progress(40, 90, 0.001, True)
        await pilot.pause()
        assert app.shown[1].endswith(running)
        app.bar.show_progress(4112, 9812, 0.012, False)
        await pilot.pause()
        assert app.shown[1].endswith(done)
        await pilot.press("slash", "x")
        await pilot.pause()
        app.bar.show_progress(4112, 9812, 0.012, False)
        assert app.state == f"{glyphs.kind('error')} wrong"

    scenario(tmp_path)


@in_bar()
async def test_no_count_is_shown_beside_an_empty_text(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.errno > 0", "enter", "slash", "ctrl+u")
    await pilot.pause()
    app.bar.show_progress(4112, 9812, 0.012, False)
    assert app.state == ""


@in_bar()
async def test_a_terminal_that_loses_the_focus_does_not_lose_the_text(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.errno > 0")
    app.post_message(AppBlur())
    await pilot.pause()
    assert not app.bar.writing
    app.post_message(AppFocus())
    await pilot.pause()
    assert app.bar.writing
    assert app.bar.input.value == "nl.errno > 0"
    assert app.closed == 0


@in_bar()
async def test_leaving_the_bar_otherwise_puts_the_filter_in_force_back(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press(*"nl.errno > 0")
    app.set_focus(None)
    await until(lambda: app.closed == 1)
    assert app.bar.input.value == ""
    assert not app.bar.input.can_focus


@in_bar()
async def test_a_click_opens_the_bar(app: Bar, pilot: Pilot[None]) -> None:
    await pilot.press("escape")
    await until(lambda: not app.bar.writing)
    await pilot.click(FilterBar, offset=(20, 0))
    await until(lambda: app.bar.writing)


@in_bar(glyphs=ASCII)
async def test_the_ascii_bar_is_ascii(app: Bar, pilot: Pilot[None]) -> None:
    for keys in ("oif", " == 5 ", " )"):
        await pilot.press(*keys, "down")
        await pilot.pause()
        assert all(line[:78].isascii() for line in app.shown), app.shown


@in_bar()
async def test_long_reasons_and_texts_stay_on_the_screen(app: Bar, pilot: Pilot[None]) -> None:
    app.bar.set_text("nl.errno == 1 or " * 6 + "=> nl.errno", apply=True)
    await until(lambda: app.bar.fault.display)
    await pilot.pause()
    assert all(len(line) <= 80 for line in app.shown)
    assert "^" in app.shown[2]
    assert "did you mean" in app.shown[2]


def test_usual_filters_are_understood_in_a_millisecond_or_two() -> None:
    """What costs most is to find a field in the declarations, about 0.3 ms each."""
    for text in ("nl.family in {route, nl80211}", "call.latency > 1ms and call.errno != 0", "rta.oif == 2"):
        spent = []
        for _ in range(20):
            start = perf_counter()
            Filter(text, registry)
            spent.append(perf_counter() - start)
        assert min(spent) < 0.002, text
