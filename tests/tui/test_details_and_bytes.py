"""The tree of fields, the bytes, and that each marks what is selected in the other."""

from __future__ import annotations

from textual.pilot import Pilot

from nldissect.tui.app import NldissectApp
from nldissect.tui.lines import StatusLine

from .fake_capture import FakeCapture
from .screens import lines, on_screen, run, until


def selected_name(app: NldissectApp) -> str:
    details = app.panes.details
    return details.nodes[details.selected].name


@on_screen()
async def test_fields_fold_and_open(app: NldissectApp, pilot: Pilot[None]) -> None:
    details = app.panes.details
    await pilot.press("j", "tab")
    assert [line.strip() for line in lines(details)[:3]][1:] == ["▾ ifinfomsg", "index: 2"]
    await pilot.press("enter", "l")
    assert selected_name(app) == "len"
    await pilot.press("h")
    assert selected_name(app) == "nlmsghdr"
    await pilot.press("h")
    assert "▸ nlmsghdr  len 64" in lines(details)[0]
    await pilot.press("H")
    assert all("▾" not in line for line in lines(details))
    assert "IFLA_LINKINFO  IFLA_INFO_KIND dummy" in "".join(lines(details))
    await pilot.press("L")
    assert all("▸" not in line for line in lines(details))
    assert details.row_count == len(details.nodes)
    await pilot.click(app.panes.details, offset=(1, 1))
    assert "▸ nlmsghdr" in lines(details)[0]


@on_screen()
async def test_what_is_open_and_selected_stays_so_from_message_to_message(
    app: NldissectApp, pilot: Pilot[None]
) -> None:
    details = app.panes.details
    await pilot.press("j", "tab", "enter", "G", "shift+tab", "j")
    await until(lambda: app.panes.row == 2)
    assert "▾ nlmsghdr" in lines(details)[0]
    assert selected_name(app) == "IFLA_INFO_DATA"
    await pilot.press("j", "k")
    await until(lambda: app.panes.row == 2)
    assert selected_name(app) == "IFLA_INFO_DATA"


@on_screen()
async def test_what_does_not_fit_is_marked(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "j", "tab", "G")
    assert "attribute 200: 01  1 byte, 4 expected" in "\n".join(lines(app.panes.details))
    assert "1 byte, 4 expected" in lines(app.query_one(StatusLine))[0]


@on_screen()
async def test_the_selected_field_is_marked_in_the_bytes(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "tab", "G", "k")
    assert selected_name(app) == "IFLA_INFO_KIND"
    shown = app.panes.bytes_view
    await until(lambda: shown.span == (48, 58))
    assert shown.parent_span == (44, 64)
    assert "ifla.linkinfo.kind  IFLA_INFO_KIND  offset 0x30, 10 bytes" in lines(app.query_one(StatusLine))[0]
    field = shown.get_component_rich_style("hex--field").bgcolor
    marked = "".join(
        segment.text for segment in shown.render_line(3) if segment.style and segment.style.bgcolor == field
    )
    assert marked == "0a 00 01 00 64 75 6d 6d  79 00....dummy."


@on_screen()
async def test_moving_in_the_bytes_selects_the_deepest_field(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j", "tab", "H", "tab")
    shown = app.panes.bytes_view
    await pilot.press("j", "j", "j")
    assert shown.cursor == 48
    await until(lambda: selected_name(app) == "IFLA_INFO_KIND")
    assert shown.span == (48, 58)
    assert shown.cursor == 48
    await pilot.press("h")
    await until(lambda: selected_name(app) == "IFLA_LINKINFO")
    await pilot.press("G")
    assert shown.cursor == 63
    await pilot.press("g", "l", "k", "pageup")
    assert shown.cursor == 0
    await until(lambda: selected_name(app) == "len")


@on_screen(count=3)
async def test_padding_belongs_to_the_attribute_before_it(app: NldissectApp, pilot: Pilot[None]) -> None:
    await pilot.press("j")
    await until(lambda: app.panes.row == 1)
    app.panes.details.reveal(42)
    assert selected_name(app) == "IFLA_IFNAME"


def test_bytes_per_row_follow_the_width() -> None:
    for size, count in (((80, 24), 16), ((100, 30), 8), ((120, 40), 16), ((240, 60), 32)):

        async def scenario(app: NldissectApp, pilot: Pilot[None], count: int = count) -> None:
            if app.panes.has_class("-narrow"):
                await pilot.press("b")
            view = app.panes.bytes_view
            assert view.per_row == count
            second = lines(view)[1]
            assert second.startswith(f"{count:04x} ") if len(view.data) > count else not second
            first = lines(view)[0]
            for offset in range(count):
                x = first.index(" ") + 1 + offset * 3 + offset // 8
                assert view.offset_at(x, 0) == offset
                assert int(first[x : x + 2], 16) == view.data[offset]
            assert view.offset_at(0, 0) is None
            assert view.offset_at(4, 9) is None

        run(scenario, FakeCapture(1), size)
