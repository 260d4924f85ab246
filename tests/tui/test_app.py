"""What a user sees and does: the list, the views, the keys of the program."""

from __future__ import annotations

from textual.pilot import Pilot

import nldissect
from nldissect.message import Message
from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import ASCII
from nldissect.tui.lines import HeaderLine, KeyHints, StatusLine
from tests.captures import CAPTURES

from .made import Growing, made
from .screens import lines, on_screen, run, until

SCROLLBAR = "▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▐▔▕"
"""What Textual draws scroll bars of, whatever our glyphs."""


@on_screen()
async def test_the_first_picture_shows_rows_totals_details_and_bytes(app: NldissectApp, pilot: Pilot[None]) -> None:
    header = lines(app.query_one(HeaderLine))[0]
    assert "capture" in header
    assert "50 messages" in header
    assert "5 errors" in header
    assert "1 Messages" in header
    rows = lines(app.browser.messages)
    assert rows[0].split() == ["No.", "Time", "Δ", "Port", "Family", "Type", "Info", "Len"]
    assert rows[1].split()[:9] == ["┌", "1", "0.000000", "0", "4242", "→", "route", "RTM_GETLINK", "link"]
    assert "250µs" in rows[2]
    assert "»" in rows[2]
    assert "✗ route     NLMSG_ERROR        error EEXIST for RTM_NEWLINK" in rows[8]
    details = lines(app.browser.panes.details)
    assert details[0].startswith("  ▸ Message 1  4242 to kernel  request")
    assert details[1].startswith("  ▸ nlmsghdr  len 32  type RTM_GETLINK (18)")
    assert lines(app.browser.panes.bytes_view)[0].startswith("0000 20 00 00 00 12 00 01 03  01 00 00 00 92 10 00 00")
    assert app.browser.panes.bytes_view.border_title == "Bytes of 1"


@on_screen(count=200)
async def test_keys_move_the_cursor_and_the_panes_follow(app: NldissectApp, pilot: Pilot[None]) -> None:
    for key, row in (
        ("j", 1), ("down", 2), ("k", 1), ("up", 0), ("up", 0), ("G", 199), ("j", 199), ("end", 199), ("g", 0),
    ):  # fmt: skip
        await pilot.press(key)
        assert app.browser.messages.cursor == row, key
    await pilot.press("pagedown")
    page = app.browser.messages.cursor
    assert 10 < page < 30
    assert lines(app.browser.messages)[1].lstrip("┌├└! ").split()[0] == str(page + 1)
    await pilot.press("pageup")
    assert app.browser.messages.cursor == 0
    await pilot.press("G")
    await until(lambda: app.browser.panes.row == 199)
    assert "  200  " in lines(app.browser.messages)[-1]
    assert app.browser.panes.details.border_title == "Details of 200"


@on_screen()
async def test_e_goes_from_error_to_error_and_round(app: NldissectApp, pilot: Pilot[None]) -> None:
    for key, number in (("e", 8), ("e", 17), ("E", 8), ("E", 44), ("e", 8)):
        await pilot.press(key)
        assert app.browser.messages.cursor + 1 == number, key
    await until(lambda: app.browser.panes.row == 7)
    assert "Message 8" in lines(app.query_one(StatusLine))[0]


@on_screen(count=5)
async def test_without_errors_e_says_so(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("e")
    assert app.browser.messages.cursor == 0
    assert [notification.message for notification in app._notifications] == ["No message carries an error."]


@on_screen(count=2000)
async def test_colon_goes_to_a_number(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("colon", *"1,999", "enter")
    assert app.browser.messages.cursor == 1998
    assert app.focused is app.browser.messages
    await pilot.press("colon", *"0", "enter")
    assert app.browser.messages.cursor == 1998
    assert any("numbers go from 1 to 2,000" in notification.message for notification in app._notifications)
    await pilot.press("colon", "1", "escape")
    assert not app.query("AskLine")
    await pilot.press("colon", "7", "tab")
    assert not app.query("AskLine")
    assert app.browser.messages.cursor == 1998


@on_screen()
async def test_t_goes_through_the_time_formats(app: NldissectApp, pilot: Pilot[None]) -> None:
    shown = []
    for _ in range(4):
        await pilot.press("t")
        assert f"time: {app.browser.messages.time_format}" in lines(app.query_one(StatusLine))[0]
        shown.append(lines(app.browser.messages)[2].split()[2])
    assert shown[0] == "0.000250"
    assert shown[2] == "1700000000.000250"
    assert shown[3] == "0.000250"
    assert shown[1].endswith(":20.000250")


@on_screen()
async def test_b_hides_and_shows_the_bytes_on_a_wide_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    details, shown = app.browser.panes.details, app.browser.panes.bytes_view
    assert details.display
    assert shown.display
    await pilot.press("tab", "tab")
    assert app.focused is shown
    await pilot.press("b")
    assert details.display
    assert not shown.display
    assert app.focused is details
    await pilot.press("b")
    assert details.display
    assert shown.display


@on_screen(size=(80, 24))
async def test_b_swaps_details_and_bytes_on_a_narrow_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    details, shown = app.browser.panes.details, app.browser.panes.bytes_view
    assert details.display
    assert not shown.display
    assert lines(app.browser.messages)[0].split() == ["No.", "Time", "Type", "Info"]
    assert app.browser.messages.page_rows >= 10
    await pilot.press("tab", "b")
    assert not details.display
    assert shown.display
    assert app.focused is shown
    await pilot.press("b")
    assert details.display
    assert not shown.display
    assert app.focused is details


@on_screen()
async def test_z_gives_a_pane_the_screen_and_takes_it_back(app: NldissectApp, pilot: Pilot[None]) -> None:
    before = app.browser.messages.size.height
    await pilot.press("z")
    assert app.browser.messages.size.height > before + 10
    assert app.query_one(HeaderLine).region.y == 0
    assert app.query_one(KeyHints).region.y == 39
    await pilot.press("z")
    assert app.browser.messages.size.height == before


def test_i_says_what_the_capture_is() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert "1 warning" in lines(app.query_one(HeaderLine))[0]
        await pilot.press("i")
        await until(lambda: bool(app.screen.query("Static")))
        await pilot.pause()
        text = str(app.screen.query_one("Static").render())
        assert "errors.commented.pcapng" in text
        assert "238" in text
        assert "link type 253" in text
        assert "cut at byte 12 [red]\\x1b[31m" in text
        await pilot.press("escape")
        assert app.screen.query("MessagesView")

    with nldissect.open(CAPTURES / "errors.commented.pcapng") as capture:
        capture.warnings.append("cut at byte 12 [red]\x1b[31m")
        run(scenario, capture)


@on_screen()
async def test_question_mark_shows_and_hides_the_keys(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("question_mark")
    assert app.screen.query("HelpPanel")
    await pilot.press("question_mark")
    assert not app.screen.query("HelpPanel")


@on_screen()
async def test_tab_goes_round_the_panes(app: NldissectApp, pilot: Pilot[None]) -> None:
    order = []
    for _ in range(4):
        order.append(app.focused)
        await pilot.press("tab")
    panes = app.browser.panes
    assert order == [app.browser.messages, panes.details, panes.bytes_view, app.browser.messages]
    await pilot.press("shift+tab")
    assert app.focused is app.browser.messages


@on_screen(size=(80, 24))
async def test_hints_fit_the_width_and_always_show_help_and_quit(app: NldissectApp, pilot: Pilot[None]) -> None:
    hints = app.query_one(KeyHints)
    for pane in (app.browser.messages, app.browser.panes.details):
        pane.focus()
        await pilot.pause()
        assert len(lines(hints)[0]) <= 80
        for width in (80, 40, 24):
            assert [hint[0] for hint in hints.hints(width)][-2:] == ["?", "q"]
    assert [hint[1] for hint in hints.hints(80)][:4] == ["Fold", "Open all", "Close all", "Filter"]


@on_screen()
async def test_hints_tabs_rows_and_bytes_can_be_clicked(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.click(app.browser.messages, offset=(30, 4))
    assert app.browser.messages.cursor == 3
    hints = app.query_one(KeyHints)
    await pilot.click(hints, offset=(lines(hints)[0].index("Mark"), 0))
    assert app.browser.messages.marks == {3}
    await pilot.click(app.browser.panes.bytes_view, offset=(6 + 3 * 5 + 1, 1))
    await pilot.pause()
    assert app.browser.panes.bytes_view.cursor == 5
    assert app.browser.panes.details.nodes[app.browser.panes.details.selected].path == "nl.type"


@on_screen()
async def test_the_palette_lists_what_the_keys_do(app: NldissectApp, pilot: Pilot[None]) -> None:
    titles = [command.title for command in app.get_system_commands(app.screen)]
    assert "Next message that carries an error" in titles
    assert "Next row" in titles
    command = next(one for one in app.get_system_commands(app.screen) if one.help == "key e")
    command.callback()
    await until(lambda: app.browser.messages.cursor == 7)


@on_screen()
async def test_markup_in_captured_text_is_shown_as_it_is(app: NldissectApp, pilot: Pilot[None]) -> None:
    assert "link add dev eth0 name [red]x[/]" in lines(app.browser.messages)[7]


def test_the_ascii_screen_is_ascii() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        for keys in (
            ("j", "tab", "L"), ("slash", "r", "t", "a"), ("escape", "e"), ("a",), ("escape", "s"), ("escape", "2"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            for strip in app.screen._compositor.render_strips():
                text = strip.text.translate(dict.fromkeys(map(ord, SCROLLBAR), " "))
                assert text.isascii(), text

    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        run(scenario, capture, glyphs=ASCII)


@on_screen(count=300_000)
async def test_many_messages_cost_only_the_rows_on_the_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    looked_at = 0
    message = app.capture.message

    def counted(row: int) -> Message:
        nonlocal looked_at
        looked_at += 1
        return message(row)

    app.capture.message = counted  # type: ignore[method-assign]
    await pilot.press("G")
    await until(lambda: app.browser.panes.row == 299_999)
    assert "300000 " in lines(app.browser.messages)[-1]
    assert looked_at < 1000
    assert len(app.reader.errors) == 33_333


def test_a_failure_while_reading_is_said_and_the_rows_stay() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: app.browser.messages.row_count == 9)

        def fail(budget: int | None = None) -> bool:
            raise OSError("nlmon0: no such device")

        growing.capture.advance = fail  # type: ignore[method-assign]
        growing.arrive(18)
        await until(lambda: bool(app._notifications))
        assert [notification.message for notification in app._notifications] == ["nlmon0: no such device"]
        await until(lambda: not app.browser.growing)
        assert app.browser.messages.row_count in (9, 18)
        growing.end()

    growing = Growing(9)
    run(scenario, growing.capture, wait=False)


def test_a_growing_list_is_followed_until_the_cursor_moves() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        messages, status = app.browser.messages, app.query_one(StatusLine)
        await until(lambda: messages.row_count == 0 and "Waiting for messages" in "".join(lines(messages)))
        growing.arrive(100)
        await until(lambda: messages.cursor == 99 and app.browser.panes.row == 99)
        assert "following" in lines(status)[0]
        await pilot.press("k")
        growing.arrive(1334)
        await until(lambda: messages.row_count == 1334)
        await until(lambda: "+1,234 new (G)" in lines(status)[0])
        assert messages.cursor == 98
        assert "LIVE" in lines(app.query_one(HeaderLine))[0]
        await pilot.press("G")
        assert "following" in lines(status)[0]
        growing.arrive(2000)
        growing.end()
        await app.settled()
        assert messages.cursor == 1999
        assert "following" not in lines(status)[0]

    growing = Growing()
    run(scenario, growing.capture, wait=False, live=True)


def test_space_keeps_the_views_as_they_are_while_more_comes() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        messages, header = app.browser.messages, app.query_one(HeaderLine)
        await until(lambda: messages.row_count == 90)
        await pilot.press("space")
        growing.arrive(900)
        await until(lambda: len(app.capture) == 900 and "900 messages" in lines(header)[0])
        assert "frozen" in lines(header)[0]
        assert "+810 new" in lines(app.query_one(StatusLine))[0]
        assert messages.row_count == 90
        await pilot.press("space")
        await until(lambda: messages.row_count == 900)
        growing.end()
        await app.settled()

    growing = Growing(90)
    run(scenario, growing.capture, wait=False, live=True)


def test_a_filter_holds_for_what_comes() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        messages = app.browser.messages
        await until(lambda: messages.row_count == 90)
        await pilot.press("slash", *"nl.errno > 0", "enter")
        await until(lambda: messages.row_count == 10)
        growing.arrive(900)
        await until(lambda: messages.row_count == 100)
        assert messages.following
        growing.end()
        await app.settled()
        assert messages.cursor == 99

    growing = Growing(90)
    run(scenario, growing.capture, wait=False, live=True)


def test_an_empty_capture_says_so() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert "There are no netlink messages" in "".join(lines(app.browser.messages))
        for key in ("j", "G", "e", "w", "o", "a", "c", "s", "m", "T", "n", "S", "right_square_bracket", "f1", "t", "b"):
            await pilot.press(key)
        await pilot.press("colon", "tab", "L", "l", "tab", "l", "pagedown", "2", "3", "4", "5", "1")
        await app.settled()
        assert app.browser.messages.cursor == 0

    with nldissect.open(made(0)) as capture:
        run(scenario, capture)


def test_columns_widen_as_the_capture_grows() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: app.browser.messages.row_count == 9)
        assert lines(app.browser.messages)[0].startswith("    No. ")
        growing.arrive(150_000)
        growing.end()
        await app.settled()
        await pilot.press("G")
        assert lines(app.browser.messages)[0].startswith("     No. ")
        assert "150000 " in lines(app.browser.messages)[-1]
        assert " 37.499750 " in lines(app.browser.messages)[-1]

    growing = Growing(9)
    run(scenario, growing.capture, wait=False)
