"""Every key that leads from message to message, and those that arrange what is seen."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from nldissect.tui.app import NldissectApp
from nldissect.tui.lines import StatusLine

from .screens import lines, on_capture, on_screen, until


def said(app: NldissectApp) -> list[str]:
    return [notification.message for notification in app._notifications]


def at(app: NldissectApp) -> int:
    """The number of the message that is selected; 0 while there is none."""
    row = app.browser.selected_row()
    return 0 if row is None else row + 1


@on_screen(count=27)
async def test_brackets_go_through_the_messages_of_a_call(app: NldissectApp, pilot: Pilot[None]) -> None:
    numbers = []
    for key in ("right_square_bracket",) * 4 + ("left_square_bracket",) * 2:
        await pilot.press(key)
        numbers.append(at(app))
    assert numbers == [2, 3, 4, 4, 3, 2]
    assert said(app) == ["The call has no message after this one."]


@on_screen(count=27)
async def test_o_goes_to_the_other_end_and_alt_arrows_go_back_and_forward(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press("e")
    assert at(app) == 8
    for key, number in (("o", 7), ("o", 8), ("alt+left", 7), ("alt+left", 8), ("alt+left", 1), ("alt+right", 8)):
        await pilot.press(key)
        assert at(app) == number, key
    await pilot.press("alt+left", "alt+left")
    assert said(app)[-1] == "There is no place to go back to."


@on_screen(count=27)
async def test_o_leaves_a_filter_that_hides_the_request_and_back_brings_it_again(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press("slash", *"nl.errno > 0", "enter")
    await until(lambda: app.browser.listing.count == 3)
    await app.settled()
    assert at(app) == 8
    await pilot.press("o")
    await until(lambda: app.browser.filter_text == "" and at(app) == 7)
    assert "Message 7 does not pass the filter" in said(app)[0]
    await pilot.press("alt+left")
    await until(lambda: app.browser.filter_text == "nl.errno > 0" and at(app) == 8)


@on_screen(count=14)
async def test_w_goes_to_what_deserves_attention(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("w")
    await until(lambda: bool(said(app)))
    assert said(app) == ["There is no warning, and no slow or unanswered call."]


@on_capture("errors.pcap")
async def test_w_and_shift_w_go_round_the_warnings(app: NldissectApp, pilot: Pilot[None]) -> None:
    seen = []
    for key in ("w", "w", "W"):
        await pilot.press(key)
        await app.settled()
        seen.append(at(app))
    assert seen[0] < seen[1]
    assert seen[2] == seen[0]


@on_screen(count=27)
async def test_marks_are_set_gone_to_and_taken_away(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("apostrophe")
    assert said(app) == ["No message is marked; `m` marks one."]
    await pilot.press("j", "m", "j", "j", "m", "g")
    assert "2 marks" in lines(app.query_one(StatusLine))[0]
    assert "◆" in lines(app.browser.messages)[2]
    numbers = []
    for key in ("apostrophe", "apostrophe", "apostrophe", "quotation_mark"):
        await pilot.press(key)
        numbers.append(at(app))
    assert numbers == [2, 4, 2, 4]
    await pilot.press("m")
    assert "1 mark " in lines(app.query_one(StatusLine))[0] + " "


@on_screen(count=27)
async def test_times_count_from_a_message(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "j", "T")
    assert "-0.000500" in lines(app.browser.messages)[1]
    assert "0.000000" in lines(app.browser.messages)[3]
    await pilot.press("T")
    assert "0.000500" in lines(app.browser.messages)[3]


@on_screen(count=2000)
async def test_colon_goes_to_times_too(app: NldissectApp, pilot: Pilot[None]) -> None:
    for text, number in (("+1ms", 5), ("0.25", 1001), ("-0.1s", 601), ("12", 12)):
        await pilot.press("colon", *text, "enter")
        assert at(app) == number, text
    await pilot.press("colon", *"nowhere", "enter")
    assert "'nowhere' is no place in the capture" in said(app)[0]


@pytest.mark.parametrize("kind", range(4))
def test_f_finds_and_n_goes_on(kind: int) -> None:
    text = ("red", r"na.e \[red", "5b7265645d", 'ifla.ifname contains "red"')[kind]

    @on_screen(count=60)
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await pilot.press("f", *["tab"] * kind, *text, "enter")
        await app.settled()
        found = [at(app)]
        for key in ("n", "n", "N"):
            await pilot.press(key)
            await app.settled()
            found.append(at(app))
        assert len(set(found)) == 3
        assert found[3] == found[1]
        assert {number % 9 for number in found} <= {7, 8}

    scenario()


@on_screen()
async def test_what_is_not_found_is_said_and_so_is_what_cannot_be_looked_for(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press("n")
    await pilot.press("f", *"nothing like it", "enter")
    await app.settled()
    await pilot.press("f", "tab", *"(", "enter")
    await pilot.press("f", "escape")
    assert said(app)[:2] == ["Nothing was looked for yet; `f` asks.", "'nothing like it' is in no message."]
    assert "is no regular expression" in said(app)[2]
    assert app.focused is app.browser.messages


@on_screen(count=90)
async def test_the_list_is_sorted_by_any_column_and_errors_follow_in_that_order(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    await pilot.press(*"lll", "S")  # from Type to Len
    messages = app.browser.messages
    for _ in range(3):
        await app.settled()
        if messages.column != "length":
            await pilot.press("l")
    assert messages.sorted_by
    await app.settled()
    assert f"by {messages.sorted_title}" in lines(app.query_one(StatusLine))[0]
    for key in ("number", "time", "delta", "port", "kind", "family", "type", "info", "length"):
        messages.column = key
        messages.sorted_by = ""
        await pilot.press("S")
        await app.settled()
        order = messages.listing.order
        assert order is not None
        assert sorted(order.tolist()) == list(range(90))
        await pilot.press("S")
        await app.settled()
    await pilot.press("g", "e")
    assert at(app) % 9 == 8


@on_screen(count=90)
async def test_a_makes_filters_of_what_is_selected(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("a", "enter")
    await app.settled()
    assert app.browser.filter_text == "nl.type == RTM_GETLINK"
    assert app.browser.listing.count == 10
    await pilot.press("l", "l", "a", "vertical_line")  # the length
    await app.settled()
    assert app.browser.filter_text.startswith("nl.type == RTM_GETLINK || ")
    await pilot.press("a", "exclamation_mark")
    await app.settled()
    assert app.browser.filter_text.startswith("!(")
    before = app.browser.filter_text
    await pilot.press("a", "p", "enter")
    await pilot.pause()
    assert app.browser.filter_text == before
    assert app.filter_bar.input.has_focus
    await pilot.press("escape", "escape")
    assert app.focused is app.browser.messages


@on_screen(count=90)
async def test_a_field_becomes_a_filter_and_f1_says_what_it_is(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "tab", "G")
    node = app.browser.panes.selected_node
    assert node is not None
    assert node.path == "ifla.mtu"
    await pilot.press("f1")
    await until(lambda: len(app.screen_stack) == 2)
    text = "\n".join(str(static.render()) for static in app.screen.query("Static"))
    assert "IFLA_MTU" in text
    assert "linux/if_link.h" in text
    await pilot.press("escape")
    await pilot.press("a", "enter")
    await app.settled()
    assert app.browser.filter_text == "ifla.mtu == 1500"
    assert app.browser.listing.count == 20


@on_screen()
async def test_layouts_go_round(app: NldissectApp, pilot: Pilot[None]) -> None:
    panes, messages = app.browser.panes, app.browser.messages
    seen = []
    for _ in range(4):
        seen.append((panes.display and panes.region.x > messages.region.x, bool(panes.size.height)))
        await pilot.press("vertical_line")
        await pilot.pause()
    assert seen == [(False, True), (True, True), (False, False), (False, True)]


@on_screen()
async def test_columns_are_chosen_and_any_field_can_be_one(app: NldissectApp, pilot: Pilot[None]) -> None:
    assert app.browser.messages.choose_columns(["number", "ifla.ifname", "info", "no.such"]) != []
    await pilot.pause()
    shown = lines(app.browser.messages)
    assert shown[0].split() == ["No.", "ifla.ifname", "Info"]
    assert "eth0" in shown[2]
    await pilot.press("C")
    await until(lambda: len(app.screen_stack) == 2)
    await pilot.press("r", "enter")
    await until(lambda: len(app.screen_stack) == 1)
    await pilot.pause()
    assert "Type" in lines(app.browser.messages)[0]


@on_screen(count=27)
async def test_c_copies_in_the_form_that_is_asked_for(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("c", "r")
    await until(lambda: app.clipboard.startswith("1\t0.000000"))
    await pilot.press("tab", "c", "H")
    await until(lambda: bytes.fromhex(app.clipboard.replace("\n", " ")) == app.capture.message(0).data)


@on_screen(count=27)
async def test_views_have_their_keys_and_keep_their_place(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "j")
    for view in (2, 3, 4, 5, 1):
        await pilot.press(str(view))
        await app.settled()
        assert app.browser.views.number == view - 1
        assert sum(bool(each and each.display) for each in app.browser.views.made) == 1
    assert at(app) == 3
