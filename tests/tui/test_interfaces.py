"""Captures of several network namespaces: what tells on which interface a message was captured."""

from __future__ import annotations

import os
from collections.abc import Iterable

import numpy as np
from textual.pilot import Pilot

import nldissect
from nldissect import blocks
from nldissect.analysis.talkers import KERNEL
from nldissect.capture import Capture
from nldissect.tui.app import NldissectApp
from nldissect.tui.calls_view import CallsView
from nldissect.tui.column_chooser import ColumnRows
from nldissect.tui.interfaces import interfaces_of_ports
from nldissect.tui.talkers_view import TalkersView

from .made import COOKED, NINE, PORT, START, STEP, made
from .screens import lines, run, until

NAMES = ("nltap7@blue", "nltap7@red")


def head(names: Iterable[str] = NAMES) -> bytes:
    return blocks.section() + b"".join(blocks.interface(253, name=name) for name in names)


def packets(interface: int, first: int, stop: int) -> bytes:
    """The messages of `made` from `first` to `stop`, on an interface."""
    parts = []
    for number in range(first, stop):
        data = COOKED + NINE[number % len(NINE)]
        parts.append(blocks.packet(interface, START * 10**9 + number * STEP * 1000, data, len(data)))
    return b"".join(parts)


def both() -> Capture:
    return nldissect.open(head() + packets(0, 0, 9) + packets(1, 9, 18))


def titles(app: NldissectApp) -> list[str]:
    return lines(app.browser.messages)[0].split()


def test_the_interface_is_told_from_the_first_message_of_the_second_one_on() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        messages = app.browser.messages
        await until(lambda: messages.row_count == 9)
        assert titles(app) == ["No.", "Time", "Type", "Info"], "though two are declared"
        os.write(writing, packets(1, 9, 18))
        await until(lambda: messages.row_count == 18)
        assert titles(app) == ["No.", "Time", "Netns", "Type", "Info"]
        shown = lines(messages)[1:]
        assert any(" blue  " in line for line in shown)
        told = next(line for line in shown if " red " in line and "RTM_NEWROUTE" in line)
        assert " 192.0.2.1" in told, "at 80 columns what it says is to be read, too"
        assert all(len(line) <= 79 for line in shown)
        os.close(writing)
        await app.settled()

    reading, writing = os.pipe()
    os.write(writing, head() + packets(0, 0, 9))
    run(scenario, nldissect.open(os.fdopen(reading, "rb")), (80, 24), wait=False, live=True)


def test_captures_of_one_interface_look_as_ever() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert titles(app) == ["No.", "Time", "\N{GREEK CAPITAL LETTER DELTA}", "Port", "Family", "Type", "Info", "Len"]
        for view, widget in (("2", CallsView), ("3", TalkersView)):
            await pilot.press(view)
            await app.settled()
            assert not {"Netns", "Tap"} & {*lines(app.query_one(widget))[0].split()}

    one = head(NAMES[:1]) + packets(0, 0, 9)
    for data in (made(9), one, one + one, head() + packets(0, 0, 9)):
        with nldissect.open(data) as capture:
            run(scenario, capture)


def test_the_list_filters_and_sorts_by_the_interface() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        messages = app.browser.messages
        assert titles(app)[3:5] == ["Netns", "Port"], "which means something only with the namespace"
        assert messages.conditions()[-1] == 'frame.interface_name == "nltap7@blue"'
        messages.column = "interface"
        assert messages.cell_text() == "blue"
        assert messages.conditions()[0] == 'frame.interface_name == "nltap7@blue"'
        assert len(list(app.capture.filter(messages.conditions()[0]))) == 9
        await pilot.press("S", "S")
        await app.settled()
        await pilot.press("g")
        assert messages.cell_text() == "red"
        messages.choose_columns(["number", "info"])
        assert titles(app)[:2] == ["No.", "Info"], "who chose columns has these"
        await pilot.press("C")
        await until(lambda: bool(app.screen.query(ColumnRows)))
        await until(lambda: any("[ ] Netns " in line for line in lines(app.screen.query_one(ColumnRows))))

    with both() as capture:
        run(scenario, capture)


def test_calls_tell_the_interface_and_are_sorted_by_it() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await pilot.press("2")
        await app.settled()
        calls = app.query_one(CallsView)
        assert lines(calls)[0].split() == [
            "No.", "Start", "\N{BLACK UP-POINTING TRIANGLE}", "Latency", "Netns", "Request", "Arguments", "Result",
        ]  # fmt: skip
        assert [" blue " in line for line in lines(calls)[1:7]] == [True] * 3 + [False] * 3
        assert "link show dev eth0" in lines(calls)[1], "the arguments are to be read, too"
        calls.column = "interface"
        assert calls.conditions()[0] == 'frame.interface_name == "nltap7@blue"'
        await pilot.press("S", "S")
        await app.settled()
        assert [" red " in line for line in lines(calls)[1:7]] == [True] * 3 + [False] * 3

    with both() as capture:
        run(scenario, capture, (80, 24))


def test_talkers_tell_their_interface() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        await pilot.press("3")
        await app.settled()
        view = app.query_one(TalkersView)
        assert lines(view)[0].split()[:3] == ["Port", "Netns", "Families"]
        assert lines(view)[1].split()[:2] == ["kernel", "all"]
        await pilot.press("slash", *'frame.interface_name contains "red"', "enter")
        await app.settled()
        assert [line.split()[1] for line in lines(view)[1:3]] == ["red", "red"]
        view.column = "interface"
        await pilot.press("S")
        assert view.cell_text() == "red"

    with both() as capture:
        run(scenario, capture)


def test_a_talker_on_several_interfaces_has_their_number() -> None:
    names = (*NAMES, "nltap7@green")
    with nldissect.open(head(names) + packets(0, 0, 9) + packets(1, 9, 18)) as capture:
        capture.load()
        assert interfaces_of_ports(capture, None) == {KERNEL: "2/3", PORT: "2/3"}
        assert interfaces_of_ports(capture, np.arange(12, 18)) == {KERNEL: "red", PORT: "red"}


def test_a_device_without_a_namespace_is_called_by_its_name() -> None:
    async def scenario(app: NldissectApp, pilot: Pilot[None]) -> None:
        assert titles(app)[3] == "Tap"
        assert any(" nlmon1 " in line for line in lines(app.browser.messages))

    with nldissect.open(head(("nlmon0", "nlmon1")) + packets(0, 0, 9) + packets(1, 9, 18)) as capture:
        run(scenario, capture)
