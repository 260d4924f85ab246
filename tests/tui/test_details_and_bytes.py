"""The tree of fields, the bytes, and that each marks what is selected in the other."""

from __future__ import annotations

import asyncio

from textual.pilot import Pilot

from nldissect.tui.generated import Generated
from nldissect.tui.glyphs import ASCII

from .pane_screen import PaneApp, capture, lines, on_panes


@on_panes("links", 1)
async def test_fields_fold_and_open(app: PaneApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    shown = lines(details)
    assert shown[0].startswith("  ▸ Message 1  768 to kernel  request of cal…")
    assert shown[1].startswith("  ▸ nlmsghdr  len 40  type RTM_GETLINK (18) …")
    assert shown[2:4] == ["  ▾ ifinfomsg", "      family: AF_UNSPEC (0)"]
    await pilot.press("j", "enter", "l")
    assert app.selected == "len"
    await pilot.press("h")
    assert app.selected == "nlmsghdr"
    await pilot.press("h")
    assert "▸ nlmsghdr" in lines(details)[1]
    await pilot.press("H")
    assert all("▾" not in line for line in lines(details))
    await pilot.press("L")
    assert all("▸" not in line for line in lines(details))
    assert details.row_count == len(details.nodes)
    await pilot.press("g", "H")
    await pilot.click(details, offset=(3, 2))
    assert "▾ nlmsghdr" in lines(details)[1]


@on_panes("links", 1)
async def test_the_first_line_opens_to_the_computed_fields(app: PaneApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    assert "[nl.number" not in "\n".join(lines(details))
    await pilot.press("g", "enter")
    shown = "\n".join(lines(details))
    assert "[frame.number: 1]" in shown
    assert "[nl.protocol: 0]" in shown
    assert any(node.path == "call.state" and node.text for node in details.nodes)
    await pilot.press("j")
    assert app.panes.bytes_view.span == (0, 0)
    assert "worked out" in app.shown[-1].field
    app.show(2)
    assert "[frame.number: 2]" in "\n".join(lines(details))
    await pilot.press("h", "h")
    assert "[frame.number" not in "\n".join(lines(details))


@on_panes("links", 2)
async def test_the_number_of_the_request_leads_to_it(app: PaneApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    await pilot.press("g", "enter")
    index = next(index for index, node in enumerate(details.nodes) if node.path == "call.request")
    assert details.nodes[index].text == "→ 1"
    details.move_to(index)
    assert details.link() == 0
    assert details.path == "call.request"
    assert details.conditions() == ["call.request == 1"]


@on_panes("errors", 28)
async def test_an_error_is_shown_at_the_attribute_that_was_refused(app: PaneApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    text = "\n".join(lines(details))
    assert "▸ Message 28  kernel to 743  error of call" in lines(details)[0]
    assert '✗   error  EINVAL "MTU must be' in text
    assert "✗       IFLA_MTU: 70000  ← rejected" in text
    assert app.selected == "IFLA_MTU"
    assert details.link() == 26
    assert app.panes.bytes_view.error_span == (52, 60)
    offs = next(index for index, node in enumerate(details.nodes) if node.path == "nl.extack.offs")
    assert details.fields.remarks[offs].text == "→ IFLA_MTU in 27"
    assert details.fields.link(offs) == 26


@on_panes("misbehaving", 484, size=(120, 30))
async def test_what_the_kernel_accepts_is_told_where_there_is_room(app: PaneApp, pilot: Pilot[None]) -> None:
    line = next(line for line in lines(app.panes.details) if "IFLA_IFNAME" in line and "rejected" in line)
    assert "← rejected" in line
    await pilot.resize_terminal(200, 30)
    await pilot.pause()
    assert "← rejected  (string of at most 15 bytes)" in "\n".join(lines(app.panes.details))


@on_panes("errors", 214)
async def test_something_missing_is_told_where_it_is_missing(app: PaneApp, pilot: Pilot[None]) -> None:
    assert app.selected == "msg"
    assert "← genl.1 missing here" in "\n".join(lines(app.panes.details))
    app.show(213)
    await pilot.pause()
    assert app.selected == "Message 213"
    assert app.panes.details.link() == 213
    app.show(220)
    await pilot.pause()
    assert "← genl.2.1.1 missing here" in "\n".join(lines(app.panes.details))


@on_panes("errors", 27)
async def test_a_request_that_failed_marks_its_attribute_and_leads_to_the_error(
    app: PaneApp, pilot: Pilot[None]
) -> None:
    assert "✗   IFLA_MTU: 70000  ← rejected" in lines(app.panes.details)
    assert app.panes.bytes_view.error_span == (32, 40)
    assert app.panes.details.link() == 27
    await pilot.press("g", "j")
    assert app.selected == "failed"
    assert app.panes.details.link() == 27
    assert app.panes.details.conditions() == ["call.state == failed"]


@on_panes("errors", 28)
async def test_a_field_chosen_in_an_error_stays_chosen_in_the_next(app: PaneApp, pilot: Pilot[None]) -> None:
    app.show(32)
    await pilot.pause()
    assert app.selected == "IFLA_VXLAN_PORT_RANGE"
    await pilot.press("g", "j", "j")
    assert app.selected == "nlmsghdr"
    app.show(28)
    await pilot.pause()
    assert app.selected == "nlmsghdr"
    app.panes.details.reveal(52)
    assert app.selected == "IFLA_MTU"
    app.show(32)
    await pilot.pause()
    assert app.selected == "IFLA_VXLAN_PORT_RANGE"


@on_panes("links", 1)
async def test_what_is_open_and_selected_stays_so_from_message_to_message(app: PaneApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "enter", "j", "j", "j")
    assert app.selected == "flags"
    app.show(2)
    await pilot.pause()
    assert app.selected == "flags"
    assert "▾ nlmsghdr" in "\n".join(lines(app.panes.details))
    app.show(28)
    await pilot.pause()
    assert app.selected == "flags"


@on_panes("misbehaving", 103)
async def test_what_does_not_fit_is_said_once_and_marked_twice(app: PaneApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    odd, node = next((index, node) for index, node in enumerate(details.nodes) if isinstance(node, Generated) and index)
    assert (node.path, node.text) == ("nl.diagnostic", "trailing-bytes: tail: 128 bytes that nobody declares")
    about = details.fields.at((node.start, node.end))
    assert about in details.fields.said
    assert details.fields.remarks[about].sign == node.sign
    details.move_to(details._visible.index(odd))
    await pilot.pause()
    assert app.panes.bytes_view.span == (node.start, node.end)
    await pilot.press("enter")
    assert details.selected == about


@on_panes("links", 1)
async def test_the_selected_field_is_marked_in_the_bytes(app: PaneApp, pilot: Pilot[None]) -> None:
    shown, details = app.panes.bytes_view, app.panes.details
    details.move_to(details.row_count - 1)
    await pilot.pause()
    node = details.selected_node
    assert node is not None
    assert shown.span == (node.start, node.end)
    field = shown.get_component_rich_style("hex--field").bgcolor
    marked = "".join(
        segment.text
        for y in range(shown.size.height)
        for segment in shown.render_line(y)
        if segment.style and segment.style.bgcolor == field
    )
    assert shown.data[node.start : node.start + 1].hex() in marked
    assert f"offset 0x{node.start:02x}" in app.shown[-1].field


@on_panes("links", 1)
async def test_moving_in_the_bytes_selects_the_deepest_field(app: PaneApp, pilot: Pilot[None]) -> None:
    shown = app.panes.bytes_view
    await pilot.press("H", "tab")
    assert app.focused is shown
    await pilot.press("l", "l", "l", "l", "l")
    await pilot.pause()
    assert app.selected == "type"
    assert shown.span == (4, 6)
    assert shown.cursor == 5
    await pilot.press("G")
    assert shown.cursor == len(shown.data) - 1
    await pilot.press("g", "l", "k", "pageup")
    await pilot.pause()
    assert shown.cursor == 0
    assert app.selected == "len"


@on_panes("links", 1)
async def test_bytes_become_filters(app: PaneApp, pilot: Pilot[None]) -> None:
    shown = app.panes.bytes_view
    assert shown.selected_row() == 0
    app.panes.details.reveal(4)
    await pilot.pause()
    shown.cursor = 4
    data = shown.data[4:6].hex(":")
    assert shown.conditions() == [f"nl[4:2] == {data}", f"nl contains {data}"]
    shown.span = (0, 0)
    assert shown.conditions()[0] == f"nl[4] == {shown.data[4]:#04x}"


@on_panes("errors", 28)
async def test_refused_bytes_stand_in_brackets(app: PaneApp, pilot: Pilot[None]) -> None:
    shown = app.panes.bytes_view
    assert "[08 00 04 00  70 11 01 00]" in lines(shown)[3]
    style = shown.get_component_rich_style("hex--error").bgcolor
    marked = [segment.text for segment in shown.render_line(3) if segment.style and segment.style.bgcolor == style]
    assert "".join(marked) == "08 00 04 00  70 11 01 00....p..."
    app.panes.details.reveal(0)
    await pilot.pause()
    assert "[08 00 04 00  70 11 01 00]" in lines(shown)[3]


@on_panes("errors", 28, glyphs=ASCII)
async def test_the_ascii_panes_are_ascii(app: PaneApp, pilot: Pilot[None]) -> None:
    await pilot.press("L")
    await pilot.pause()
    for widget in (app.panes.details, app.panes.bytes_view, app.panes.request.details, app.panes.request.bytes_view):
        assert all(line.isascii() for line in lines(widget))
    assert "x       IFLA_MTU: 70000  < rejected" in "\n".join(lines(app.panes.details))


def test_bytes_per_row_follow_the_width() -> None:
    async def session() -> None:
        for size, count in (((80, 24), 16), ((100, 30), 8), ((120, 40), 16), ((240, 60), 32)):
            app = PaneApp(capture("links"), ASCII)
            async with app.run_test(size=size) as pilot:
                app.show(1)
                await pilot.pause()
                if app.panes.has_class("-narrow"):
                    app.panes.toggle_bytes()
                    await pilot.pause()
                view = app.panes.bytes_view
                assert view.per_row == count
                first = lines(view)[0]
                for offset in range(count):
                    x = first.index(" ") + 1 + offset * 3 + offset // 8
                    assert view.offset_at(x, 0) == offset
                    assert int(first[x : x + 2], 16) == view.data[offset]
                assert view.offset_at(0, 0) is None
                assert view.offset_at(4, 99) is None

    asyncio.run(asyncio.wait_for(session(), 30))
