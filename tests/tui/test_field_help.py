"""The window that says what a field is."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App

import nldissect
from nldissect.analysis.description import describe
from nldissect.engine.node import Node
from nldissect.families import registry
from nldissect.tui.field_help import FieldHelp, field_lines, symbol_lines
from nldissect.tui.glyphs import ASCII, UNICODE, Glyphs
from tests.captures import CAPTURES


def found(path: str) -> tuple[Node, bytes]:
    """The first node of a path in a capture, and the bytes of its message."""
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        capture.load()
        for row in range(len(capture)):
            message = capture.message(row)
            for node in message.nodes():
                if node.path == path:
                    return node, bytes(message.data)
    raise AssertionError(path)


def test_the_present_value_is_told_as_text_number_and_bytes() -> None:
    node, data = found("nl.type")
    described = describe("nl.type", registry)
    assert described is not None
    told = dict(field_lines(described, node, data))
    assert told["Value"] == "RTM_NEWLINK (16)"
    assert told["Number"] == "16 = 0x10"
    assert told["Bytes"] == "10 00"
    assert told["Place"] == "bytes 4 to 5 of the message (2)"
    assert told["Found in"] == "every message"
    (here,) = (line for line in symbol_lines(described, node, "<") if line[0])
    assert here[1] == "16"
    assert here[2].startswith("RTM_NEWLINK, ")  # before those of other protocols
    assert here[2].endswith("  < this one")


def test_the_flags_that_are_set_are_marked() -> None:
    node, _ = found("nl.flags")
    described = describe("nl.flags", registry)
    assert described is not None
    lines = {name.split()[0]: here for here, _, name in symbol_lines(described, node, "<")}
    assert lines["NLM_F_REQUEST"]
    assert not lines["NLM_F_MULTI"]


def test_a_field_without_a_value_is_described_alone() -> None:
    described = describe("ifla.mtu", registry)
    assert described is not None
    assert dict(field_lines(described, None))["Kernel name"] == "IFLA_MTU"
    assert "Value" not in dict(field_lines(described, None))


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_it_shows_scrolls_and_closes_by_any_of_its_keys(glyphs: Glyphs) -> None:
    described = describe("nl.type", registry)
    assert described is not None
    node, data = found("nl.type")

    async def session() -> None:
        app: App[None] = App()
        async with app.run_test(size=(80, 24)) as pilot:
            for key in ("escape", "q", "f1", "enter"):
                window = FieldHelp(described, node, glyphs, data)
                await app.push_screen(window)
                await pilot.pause()
                shown = "\n".join(strip.text for strip in window._compositor.render_strips())
                assert "nl.type" in shown
                assert "RTM_NEWLINK (16)" in shown
                assert window._values().plain.isascii() == glyphs.ascii
                scroll = window.query_one("VerticalScroll")
                await pilot.press("pagedown", "j")
                await pilot.pause()
                assert scroll.scroll_y > 10
                await pilot.press(key)
                await pilot.pause()
                assert app.screen is not window

    asyncio.run(asyncio.wait_for(session(), 30))
