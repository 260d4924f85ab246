"""Choosing columns: what the window shows, and what comes of its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.app import App
from textual.pilot import Pilot

from nldissect.families import registry
from nldissect.tui.column_chooser import ChooserKeys, Chosen, ColumnChooser
from nldissect.tui.glyphs import ASCII, UNICODE, Glyphs

from .screens import lines, until

OWN = [("number", "No.", "number of the message"), ("kind", "", "what it is"), ("info", "Info", "in a line")]
USUAL = ("number", "info")


class Chooser(App[None]):
    """An application that only asks for columns."""

    def __init__(self, chosen: tuple[str, ...], glyphs: Glyphs) -> None:
        super().__init__()
        self.window = ColumnChooser(OWN, chosen, USUAL, registry, glyphs)
        self.answers: list[Chosen | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.window, self.answers.append)

    def on_rows_cursor_moved(self) -> None:
        raise AssertionError("the cursor of the window moved one of the application's lists")


Scenario = Callable[[Chooser, Pilot[None]], Awaitable[None]]


def asked(
    *chosen: str, size: tuple[int, int] = (80, 24), glyphs: Glyphs = UNICODE
) -> Callable[[Scenario], Callable[[], None]]:
    def decorate(scenario: Scenario) -> Callable[[], None]:
        async def session() -> None:
            app = Chooser(chosen, glyphs)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await scenario(app, pilot)

        def test() -> None:
            asyncio.run(asyncio.wait_for(session(), 20))

        return test

    return decorate


def shown(app: Chooser) -> list[str]:
    return [line.strip() for line in lines(app.window.rows) if line]


def names(app: Chooser) -> list[str]:
    return [line[4:].split()[0] for line in shown(app)]


def keys(app: Chooser) -> str:
    return "\n".join(lines(app.window.query_one(ChooserKeys)))


@asked()
async def test_the_columns_shown_by_default_are_marked_first(app: Chooser, pilot: Pilot[None]) -> None:
    assert shown(app) == ["[x] No.   number of the message", "[x] Info  in a line", "[ ] kind  what it is"]
    await pilot.press("enter")
    assert app.answers == [Chosen((), keep=False)]


@asked("rta.dst", "info")
async def test_chosen_columns_stand_in_their_order_with_added_fields(app: Chooser, pilot: Pilot[None]) -> None:
    assert names(app) == ["rta.dst", "Info", "No.", "kind"]
    await pilot.press("enter")
    assert app.answers == [Chosen(("rta.dst", "info"), keep=False)]


@asked()
async def test_space_shows_and_hides_and_w_keeps(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("space", "G", "space", "w")
    assert app.answers == [Chosen(("info", "kind"), keep=True)]


@asked()
async def test_capital_letters_and_shifted_arrows_move_a_column(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("K", "J")
    assert names(app) == ["Info", "No.", "kind"]
    await pilot.press("shift+down", "J")
    assert names(app) == ["Info", "kind", "No."]
    assert app.window.rows.cursor == 2
    await pilot.press("shift+up", "enter")
    assert app.answers == [Chosen(("info", "number"), keep=False)]


@asked()
async def test_the_default_in_another_order_and_back_is_the_default(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("J", "K", "w")
    assert app.answers == [Chosen((), keep=True)]


@asked("kind", "rta.dst")
async def test_r_shows_the_default_and_leaves_added_fields_at_hand(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("r")
    assert names(app) == ["No.", "Info", "kind", "rta.dst"]
    assert [line[:3] for line in shown(app)] == ["[x]", "[x]", "[ ]", "[ ]"]
    await pilot.press("enter")
    assert app.answers == [Chosen((), keep=False)]


@asked()
async def test_a_field_is_added_under_the_cursor(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("plus")
    assert app.window.field.has_focus
    assert keys(app).split() == ["Enter", "Add", "Esc", "Back"]
    await pilot.press(*"rta.dst", "enter")
    await until(lambda: app.window.rows.has_focus)
    assert "[x] rta.dst  field" in shown(app)[1]
    await pilot.press("plus", *"rta.dst", "enter")
    await until(lambda: app.window.rows.has_focus)
    await pilot.press("enter")
    assert app.answers == [Chosen(("number", "rta.dst", "info"), keep=False)]


@asked()
async def test_a_field_that_does_not_exist_is_refused_with_those_like_it(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("plus", *"rta.dsst", "enter")
    await until(lambda: bool(app.window.note.display))
    await until(lambda: app.window.note.size.height > 0)
    assert "no field 'rta.dsst'; did you mean rta.dst" in lines(app.window.note)[0]
    assert app.window.field.has_focus
    await pilot.press("escape")
    assert app.window.rows.has_focus
    assert not app.window.field.display
    assert app.answers == []


@asked("rta.dst", "info")
async def test_only_an_added_field_is_removed(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("d")
    assert len(shown(app)) == 3
    await pilot.press("d")
    await until(lambda: app.window.note.size.height > 0)
    assert lines(app.window.note) == ["Info is no added field; hide it instead."]
    assert len(shown(app)) == 3
    await pilot.press("enter")
    assert app.answers == [Chosen(("info",), keep=False)]


@asked("info")
async def test_no_columns_at_all_are_refused(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("space", "enter")
    await until(lambda: app.window.note.size.height > 0)
    assert lines(app.window.note) == ["No column would be shown."]
    assert app.answers == []


@asked("info")
async def test_escape_leaves_the_columns_as_they_were(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.press("space", "escape")
    assert app.answers == [None]


@asked()
async def test_a_click_shows_or_hides_a_column(app: Chooser, pilot: Pilot[None]) -> None:
    await pilot.click(app.window.rows, offset=(2, 2))
    await pilot.press("enter")
    assert app.answers == [Chosen(("number", "info", "kind"), keep=False)]


@asked()
async def test_the_window_lists_its_keys_also_those_that_are_configured(app: Chooser, pilot: Pilot[None]) -> None:
    for hint in (
        "Space Show/hide", "J Down", "K Up", "+ Add a field", "d Remove", "r Default", "Enter Apply",
        "w Apply and keep", "Esc Cancel",
    ):  # fmt: skip
        assert hint in keys(app)
    app.set_keymap({"chooser.reset": "f5"})
    await until(lambda: "f5 Default" in keys(app))


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", [(40, 16), (80, 24), (200, 60)])
def test_list_and_keys_fit_every_screen(size: tuple[int, int], glyphs: Glyphs) -> None:
    @asked("rta.dst", size=size, glyphs=glyphs)
    async def scenario(app: Chooser, pilot: Pilot[None]) -> None:
        assert len(shown(app)) == 4
        assert "Esc Cancel" in keys(app)
        if glyphs.ascii:
            strips = app.screen._compositor.render_strips()
            assert "".join(strip.text for strip in strips).isascii()

    scenario()
