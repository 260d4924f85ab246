"""What a user sees and does: the list, the views, the keys of the program."""

from __future__ import annotations

from textual.pilot import Pilot

from nldissect.tui.app import NldissectApp
from nldissect.tui.glyphs import ASCII
from nldissect.tui.lines import HeaderLine, KeyHints, StatusLine

from .fake_capture import FakeCapture
from .screens import lines, on_screen, run, until


@on_screen()
async def test_the_first_picture_shows_rows_totals_details_and_bytes(app: NldissectApp, pilot: Pilot[None]) -> None:
    header = lines(app.query_one(HeaderLine))[0]
    assert "fake.pcap" in header
    assert "50 messages" in header
    assert "5 errors" in header
    assert "1 Messages" in header
    rows = lines(app.messages)
    assert rows[0].split() == ["No.", "Time", "Δ", "Port", "Family", "Type", "Info", "Len"]
    assert rows[1].split() == ["1", "0.000000", "0", "4242", "→", "route", "RTM_GETLINK", "link", "dump", "32"]
    assert "250µs" in rows[2]
    assert "»" in rows[2]
    assert "✗ route     NLMSG_ERROR        EEXIST: File exists" in rows[8]
    assert lines(app.panes.details)[0].startswith("▸ nlmsghdr  len 32  type 18")
    assert lines(app.panes.bytes_view)[0].startswith("0000 20 00 00 00 12 00 01 03  07 00 00 00 92 10 00 00")
    assert app.panes.bytes_view.border_title == "Bytes of 1"


@on_screen(count=200)
async def test_keys_move_the_cursor_and_the_panes_follow(app: NldissectApp, pilot: Pilot[None]) -> None:
    for key, row in (
        ("j", 1), ("down", 2), ("k", 1), ("up", 0), ("up", 0), ("G", 199), ("j", 199), ("end", 199), ("g", 0),
    ):  # fmt: skip
        await pilot.press(key)
        assert app.messages.cursor == row, key
    await pilot.press("pagedown")
    page = app.messages.cursor
    assert 10 < page < 30
    assert lines(app.messages)[1].split()[0] == str(page + 1)
    await pilot.press("pageup")
    assert app.messages.cursor == 0
    await pilot.press("G")
    await until(lambda: app.panes.row == 199)
    assert lines(app.messages)[-1].split()[0] == "200"
    assert app.panes.details.border_title == "Details of 200"


@on_screen()
async def test_e_goes_from_error_to_error_and_round(app: NldissectApp, pilot: Pilot[None]) -> None:
    for key, number in (("e", 8), ("e", 17), ("E", 8), ("E", 44), ("e", 8)):
        await pilot.press(key)
        assert app.messages.cursor + 1 == number, key
    await until(lambda: app.panes.row == 7)
    assert "nl.err" in lines(app.query_one(StatusLine))[0] or "nlmsghdr" in lines(app.query_one(StatusLine))[0]


@on_screen(count=5)
async def test_without_errors_e_says_so(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("e")
    assert app.messages.cursor == 0
    assert [notification.message for notification in app._notifications] == ["No message carries an error."]


@on_screen(count=2000)
async def test_colon_goes_to_a_number(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("colon", *"1,999", "enter")
    assert app.messages.cursor == 1998
    assert app.focused is app.messages
    await pilot.press("colon", *"0", "enter")
    assert app.messages.cursor == 1998
    assert any("'0' is not a number from 1 to 2,000" in notification.message for notification in app._notifications)
    await pilot.press("colon", "1", "escape")
    assert not app.query("GoTo")
    await pilot.press("colon", "7", "tab")
    assert not app.query("GoTo")
    assert app.messages.cursor == 1998


@on_screen()
async def test_t_goes_through_the_time_formats(app: NldissectApp, pilot: Pilot[None]) -> None:
    shown = []
    for _ in range(4):
        await pilot.press("t")
        assert f"time: {app.messages.time_format}" in lines(app.query_one(StatusLine))[0]
        shown.append(lines(app.messages)[2].split()[1])
    assert shown[0] == "0.000250"
    assert shown[2] == "1700000000.000250"
    assert shown[3] == "0.000250"
    assert shown[1].endswith(":20.000250")


@on_screen()
async def test_b_hides_and_shows_the_bytes_on_a_wide_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    details, shown = app.panes.details, app.panes.bytes_view
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
    details, shown = app.panes.details, app.panes.bytes_view
    assert details.display
    assert not shown.display
    assert lines(app.messages)[0].split() == ["No.", "Time", "Type", "Info"]
    assert app.messages.page_rows >= 10
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
    before = app.messages.size.height
    await pilot.press("z")
    assert app.messages.size.height > before + 10
    assert app.query_one(HeaderLine).region.y == 0
    assert app.query_one(KeyHints).region.y == 39
    await pilot.press("z")
    assert app.messages.size.height == before


def test_i_says_what_the_capture_is() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert "1 warning" in lines(app.query_one(HeaderLine))[0]
        await pilot.press("i")
        await until(lambda: bool(app.screen.query("Static")))
        await pilot.pause()
        text = str(app.screen.query_one("Static").render())
        assert "nlmon0 (link type 253)" in text
        assert "2.000000 s" in text
        assert "8,001, 3 of them not netlink" in text
        assert "taken on a rainy day" in text
        assert "cut at byte 12 [red]\\x1b[31m" in text
        await pilot.press("escape")
        assert app.screen.query("MessagesView")

    run(scenario, FakeCapture(8001, warnings=["cut at byte 12 [red]\x1b[31m"]))


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
    assert order == [app.messages, app.panes.details, app.panes.bytes_view, app.messages]
    await pilot.press("shift+tab")
    assert app.focused is app.messages


@on_screen(size=(80, 24))
async def test_hints_fit_the_width_and_always_show_help_and_quit(app: NldissectApp, pilot: Pilot[None]) -> None:
    hints = app.query_one(KeyHints)
    for pane in (app.messages, app.panes.details):
        pane.focus()
        await pilot.pause()
        assert len(lines(hints)[0]) <= 80
        for width in (80, 40, 24):
            assert [hint[0] for hint in hints.hints(width)][-2:] == ["?", "q"]
    assert [hint[1] for hint in hints.hints(80)][:2] == ["Fold", "Open all"]


@on_screen()
async def test_hints_tabs_rows_and_bytes_can_be_clicked(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.click(app.messages, offset=(30, 4))
    assert app.messages.cursor == 3
    hints = app.query_one(KeyHints)
    await pilot.click(hints, offset=(lines(hints)[0].index("Time"), 0))
    assert app.messages.time_format == "delta"
    await pilot.click(app.panes.bytes_view, offset=(6 + 3 * 5 + 1, 1))
    await pilot.pause()
    assert app.panes.bytes_view.cursor == 5
    assert app.panes.details.nodes[app.panes.details.selected].path == "nl.type"


@on_screen()
async def test_the_palette_lists_what_the_keys_do(app: NldissectApp, pilot: Pilot[None]) -> None:
    titles = [command.title for command in app.get_system_commands(app.screen)]
    assert "Next message that carries an error" in titles
    assert "Next row" in titles
    command = next(one for one in app.get_system_commands(app.screen) if one.help == "key e")
    command.callback()
    await until(lambda: app.messages.cursor == 7)


@on_screen()
async def test_markup_in_captured_text_is_shown_as_it_is(app: NldissectApp, pilot: Pilot[None]) -> None:
    assert "route add [red]10.0.0.0/8[/red] via" in lines(app.messages)[7]


def test_the_ascii_screen_is_ascii() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await pilot.press("j", "tab", "L")
        await pilot.pause()
        for strip in app.screen._compositor.render_strips():
            assert strip.text.isascii(), strip.text

    run(scenario, FakeCapture(500, name="b\x1bé.pcap"), glyphs=ASCII)


@on_screen(count=1_000_000)
async def test_a_million_messages_cost_only_the_rows_on_the_screen(app: NldissectApp, pilot: Pilot[None]) -> None:
    looked_at = 0
    message = app.capture.message

    def counted(row: int) -> object:
        nonlocal looked_at
        looked_at += 1
        return message(row)

    app.capture.message = counted  # type: ignore[method-assign, assignment]
    await pilot.press("G")
    await until(lambda: app.panes.row == 999_999)
    assert lines(app.messages)[-1].split()[0] == "1000000"
    assert looked_at < 500
    assert len(app.reader.errors) == 111_111


def test_a_failure_while_reading_is_said_and_the_rows_stay() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: app.messages.row_count == 9)
        capture.failure = OSError("fake.pcap: no such device")
        await until(lambda: bool(app._notifications))
        assert [notification.message for notification in app._notifications] == ["fake.pcap: no such device"]
        assert app.messages.row_count == 9
        assert not app.messages.growing

    capture = FakeCapture(10)
    capture.ended, capture.arrived = False, 9
    run(scenario, capture)


def test_a_growing_list_is_followed_until_the_cursor_moves() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        status = app.query_one(StatusLine)
        await until(lambda: app.messages.row_count == 0 and "Waiting for messages" in "".join(lines(app.messages)))
        capture.arrived = 100
        await until(lambda: app.messages.cursor == 99 and app.panes.row == 99)
        assert "following" in lines(status)[0]
        await pilot.press("k")
        capture.arrived = 1334
        await until(lambda: app.messages.row_count == 1334)
        await until(lambda: "+1,234 new (G)" in lines(status)[0])
        assert app.messages.cursor == 98
        await pilot.press("G")
        assert "following" in lines(status)[0]
        capture.arrived = capture.total
        capture.ended = True
        await app.settled()
        assert app.messages.cursor == 1999
        assert "following" not in lines(status)[0]

    capture = FakeCapture(2000, name="-")
    capture.ended, capture.arrived = False, 0
    run(scenario, capture, live=True)


def test_an_empty_capture_says_so() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert "There are no netlink messages" in "".join(lines(app.messages))
        await pilot.press("j", "G", "e", "colon", "tab", "L", "l", "tab", "l", "pagedown", "2", "1", "t", "b")
        assert app.messages.cursor == 0

    run(scenario, FakeCapture(0))


def test_columns_widen_as_the_capture_grows() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await until(lambda: app.messages.row_count == 9)
        assert lines(app.messages)[0].startswith("   No. ")
        capture.arrived = capture.total
        capture.ended = True
        await app.settled()
        await pilot.press("G")
        assert lines(app.messages)[0].startswith("    No. ")
        assert lines(app.messages)[-1].split()[:2] == ["200000", "49.999750"]

    capture = FakeCapture(200_000)
    capture.ended, capture.arrived = False, 9
    run(scenario, capture)
