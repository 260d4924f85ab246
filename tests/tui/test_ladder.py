"""The ladder: the messages of the call under the cursor, and what keys do among them."""

from __future__ import annotations

from textual.pilot import Pilot

import nldissect
from nldissect.capture import Capture
from nldissect.tui.glyphs import ASCII
from nldissect.tui.ladder import Ladder
from tests.sources.build import Packet, cooked, message, pcap

from .calls_screen import CallsApp, on_calls
from .screens import until


def drawn(ladder: Ladder) -> list[str]:
    """The lines of the ladder with the spaces at their ends."""
    return ["".join(segment.text for segment in ladder.row_segments(line, 119)) for line in range(ladder.row_count)]


@on_calls("errors")
async def test_requests_go_to_the_kernel_and_errors_come_back(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.select(14)
    request, answer = drawn(app.ladder)
    assert request.startswith(" 0.666884 port 743 ─ RTM_NEWLINK link add vx0 mtu 70000 type vxlan id 5 ──")
    assert request.endswith("─▶ kernel    27          ")
    assert answer.startswith(' 0.666908 port 743 ◀ ✗ NLMSG_ERROR EINVAL @ IFLA_MTU "MTU must be between 68 ')
    assert answer.endswith("─ kernel    28    +24µs ")
    assert len(request) == len(answer) == 119


@on_calls("errors", size=(80, 12))
async def test_in_80_columns_the_lines_are_as_wide(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.select(14)
    width = app.ladder.scrollable_content_region.width
    for line in range(2):
        assert sum(segment.cell_length for segment in app.ladder.row_segments(line, width)) == width
    assert app.ladder.outer_size.height == 4
    assert app.calls.size.height == 8


@on_calls("errors", glyphs=ASCII)
async def test_plain_terminals_get_ascii(app: CallsApp, pilot: Pilot[None]) -> None:
    await app.select(14)
    request, answer = drawn(app.ladder)
    assert (request + answer).isascii()
    assert "-> kernel" in request
    assert "< x NLMSG_ERROR" in answer


@on_calls("dumps")
async def test_many_parts_are_one_line_until_enter_unfolds_them(app: CallsApp, pilot: Pilot[None]) -> None:
    ladder = app.ladder
    assert ladder.row_count == 3
    assert "◀ ▸» 1651 parts 2-1656 (RTM_NEWROUTE) ─" in drawn(ladder)[1]
    await pilot.press("enter", "j", "enter")
    assert ladder.row_count == 1654
    assert "▾» 1651 parts" in drawn(ladder)[1]
    assert ladder.cursor == 1
    await pilot.press("j", "j")
    assert ladder.selected_row() == 2
    await pilot.press("k", "k", "enter")
    assert ladder.row_count == 3
    assert app.jumps == []


@on_calls("dumps")
async def test_enter_in_the_ladder_asks_for_its_message_among_the_others(app: CallsApp, pilot: Pilot[None]) -> None:
    await pilot.press("enter")
    await until(lambda: app.ladder.has_focus)
    assert app.pane.selected_row() == 0
    await pilot.press("G", "enter")
    await until(lambda: bool(app.jumps))
    assert app.jumps == [app.pane.selected_row()] == [1656]


@on_calls("errors")
async def test_the_panes_follow_the_ladder_while_it_has_the_focus(app: CallsApp, pilot: Pilot[None]) -> None:
    await pilot.press("enter", "j")
    assert app.pane.selected_row() == 1
    assert app.pane.conditions() == ["call.number == 1", "nl.number == 2"]
    await pilot.press("escape")
    await until(lambda: app.calls.has_focus)
    assert app.pane.selected_row() == 0


@on_calls("dumps")
async def test_another_call_is_shown_from_its_request_and_folded(app: CallsApp, pilot: Pilot[None]) -> None:
    await pilot.press("enter", "j", "enter", "G", "escape", "j")
    await app.ordered()
    assert app.ladder.cursor == 0
    await pilot.press("k")
    await app.ordered()
    assert app.ladder.row_count == 3


@on_calls("dumps", size=(80, 12))
async def test_who_enters_the_ladder_sees_more_of_it(app: CallsApp, pilot: Pilot[None]) -> None:
    assert app.ladder.outer_size.height == 4
    await pilot.press("enter")
    await until(lambda: app.ladder.outer_size.height == 6)
    await pilot.press("escape")
    await until(lambda: app.ladder.outer_size.height == 4)


@on_calls("dumps")
async def test_a_click_on_a_fold_unfolds_it(app: CallsApp, pilot: Pilot[None]) -> None:
    await pilot.click(app.ladder, offset=(40, 2))
    assert app.ladder.row_count == 1654


def bridge() -> Capture:
    """A request, three copies of what it did, and the acknowledgement."""
    request = message(bytes(16), kind=16, flags=0x5, seq=7, port=5)
    notification = message(bytes(32), kind=16, flags=0, seq=7, port=5)
    ack = message(bytes(4) + request[:16], kind=2, flags=0x100, seq=7, port=5)
    datagrams = [request, notification, notification, notification, ack]
    packets = [Packet(cooked(each), place * 1000) for place, each in enumerate(datagrams)]
    return nldissect.open(pcap(packets, nano=True)).load()


@on_calls(bridge)
async def test_copies_of_a_notification_are_one_line_without_an_arrow(app: CallsApp, pilot: Pilot[None]) -> None:
    _, notification, ack = drawn(app.ladder)
    assert "│ * RTM_NEWLINK (3 copies) link" in notification
    assert notification.endswith(" │ kernel     2     +1µs ")
    assert "◀ ✓ NLMSG_ERROR" in ack


@on_calls("errors")
async def test_a_line_can_be_copied(app: CallsApp, pilot: Pilot[None]) -> None:
    await pilot.press("enter", "j")
    assert app.ladder.cell_text() == "✗ NLMSG_ERROR ENODEV"
    assert app.ladder.row_text() == "2\t+16µs\t✗ NLMSG_ERROR ENODEV"
