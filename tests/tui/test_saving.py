"""The window that saves: what it suggests and asks, what it writes, and what it says of it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.app import App
from textual.pilot import Pilot

import nldissect
from nldissect.capture import Capture
from nldissect.output import saving as writing
from nldissect.output.saving import Saved
from nldissect.tui.glyphs import ASCII, UNICODE, Glyphs
from nldissect.tui.saving import SaveWindow, completed, contents, sentence, suggestion
from tests.captures import CAPTURES

from .screens import lines, until


class Saver(App[None]):
    """An application that only saves."""

    def __init__(self, capture: Capture, glyphs: Glyphs = UNICODE) -> None:
        super().__init__()
        rows = np.arange(0, len(capture), 3)
        sets = {"shown": rows, "all": None, "marked": rows[:5], "this message": np.array([20])}
        self.window = SaveWindow(capture, sets, glyphs)
        self.answers: list[Saved | None] = []
        self.told: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(self.window, self.answers.append)

    def notify(self, message: str, *, markup: bool = True, **options: Any) -> None:
        assert not markup
        self.told.append(message)

    def on_rows_cursor_moved(self) -> None:
        raise AssertionError("the cursor of the window moved one of the application's lists")


Scenario = Callable[[Saver, Pilot[None]], Awaitable[None]]


def asked(
    size: tuple[int, int] = (80, 24), glyphs: Glyphs = UNICODE, name: str = "errors.pcap"
) -> Callable[[Scenario], Callable[[Path, pytest.MonkeyPatch], None]]:
    """Make a test of a scenario: the window over a capture, in an empty directory."""

    def decorate(scenario: Scenario) -> Callable[[Path, pytest.MonkeyPatch], None]:
        async def session(capture: Capture) -> None:
            app = Saver(capture, glyphs)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await scenario(app, pilot)

        def test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
            monkeypatch.chdir(tmp_path)
            with nldissect.open(CAPTURES / name).load() as capture:
                asyncio.run(asyncio.wait_for(session(capture), 20))

        return test

    return decorate


def told(app: Saver) -> str:
    """What the window says below."""
    return " ".join(str(app.window.told.visual).split())


async def write_name(app: Saver, pilot: Pilot[None], name: str) -> None:
    app.window.file.focus()
    await pilot.press("ctrl+e", "ctrl+u")
    app.window.file.insert_text_at_cursor(name)
    await pilot.pause()


@asked()
async def test_enter_saves_what_is_suggested(app: Saver, pilot: Pilot[None]) -> None:
    await pilot.press("enter")
    await until(lambda: bool(app.answers))
    path = Path("errors-shown.pcapng").absolute()
    assert app.answers[0] is not None
    assert (app.answers[0].path, app.answers[0].size) == (str(path), path.stat().st_size)
    assert app.told == [sentence(app.answers[0])]
    assert len(nldissect.open(path).load()) == app.answers[0].held


@asked()
async def test_the_name_follows_what_is_chosen_until_the_user_writes_one(app: Saver, pilot: Pilot[None]) -> None:
    names = []
    for key in ("down", "j", "j"):
        await pilot.press(key)
        names.append(app.window.file.value)
    await pilot.press("tab", "right", "l")
    names.append(app.window.file.value)
    assert names[:2] == ["errors-all.pcapng", "errors-marked.pcapng"]
    assert names[2:] == ["errors-message-21.pcapng", "errors-message-21.ndjson"]
    await write_name(app, pilot, "mine.ndjson")
    await pilot.press("shift+tab", "left", "shift+tab", "k")
    assert app.window.chosen == "marked"
    assert app.window.file.value == "mine.pcap"


@asked()
async def test_the_format_follows_the_name(app: Saver, pilot: Pilot[None]) -> None:
    await write_name(app, pilot, "mine.jsonl")
    assert app.window.formats.chosen == "ndjson"
    await pilot.press("enter")
    await until(lambda: bool(app.answers))
    assert len(Path("mine.jsonl").read_text().splitlines()) == 80


@asked()
async def test_each_format_is_saved(app: Saver, pilot: Pilot[None]) -> None:
    await pilot.press("tab", "l", "l", "l", "l", "enter")
    await until(lambda: bool(app.answers))
    assert app.window.formats.chosen == "tree"
    assert Path("errors-shown.txt").read_text().count("\n    nlmsghdr") == 80


@asked()
async def test_a_click_chooses(app: Saver, pilot: Pilot[None]) -> None:
    await pilot.click(app.window.formats, offset=(10, 0))
    assert app.window.formats.chosen == "pcap"
    await pilot.click(app.window.rows, offset=(6, 1))
    assert app.window.chosen == "all"
    assert not app.answers


@asked()
async def test_a_file_that_is_there_is_asked_about(app: Saver, pilot: Pilot[None]) -> None:
    there = Path("errors-shown.pcapng")
    there.write_text("before")
    await pilot.press("enter")
    assert told(app) == f"! {there.absolute()} exists (6 B); Enter again replaces it."
    assert there.read_text() == "before"
    await pilot.press("enter")
    await until(lambda: bool(app.answers))
    assert there.read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"


@asked()
async def test_the_question_holds_for_that_file_only(app: Saver, pilot: Pilot[None]) -> None:
    for name in ("errors-shown.pcapng", "errors-all.pcapng"):
        Path(name).write_text("before")
    await pilot.press("enter", "down", "enter")
    assert told(app).startswith("! ")
    assert "errors-all" in told(app)
    assert {Path(name).read_text() for name in os.listdir()} == {"before"}


@asked()
async def test_a_failure_is_told_where_it_can_be_mended(app: Saver, pilot: Pilot[None]) -> None:
    await write_name(app, pilot, "none/x.pcap")
    await pilot.press("enter")
    await until(lambda: told(app).startswith("✗"))
    assert told(app).endswith("none/x.pcap: cannot be written (No such file or directory)")
    os.mkdir("none")
    await pilot.press("enter")
    await until(lambda: bool(app.answers))
    assert os.listdir("none") == ["x.pcap"]


@asked()
async def test_a_full_disk_is_told(app: Saver, pilot: Pilot[None]) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    await write_name(app, pilot, "/dev/full")
    await pilot.press("enter")
    assert told(app) == "! /dev/full exists (no regular file); Enter again replaces it."
    await pilot.press("enter")
    await until(lambda: told(app).startswith("✗"))
    assert told(app) == "✗ /dev/full: cannot be written (No space left on device)"


@asked()
async def test_the_capture_itself_is_refused_at_once(app: Saver, pilot: Pilot[None]) -> None:
    await write_name(app, pilot, str(CAPTURES / "errors.pcap"))
    await pilot.press("enter")
    assert told(app).endswith("errors.pcap: is the capture that is being read; write to another file")
    assert told(app).startswith("✗")


@asked()
async def test_a_name_is_needed(app: Saver, pilot: Pilot[None]) -> None:
    for name in ("", "  ", ".", os.getcwd()):
        await write_name(app, pilot, name)
        await pilot.press("enter")
        assert told(app) == "✗ Write the name of a file."
    assert os.listdir() == []


@asked()
async def test_the_home_directory_has_its_short_name(app: Saver, pilot: Pilot[None]) -> None:
    before, os.environ["HOME"] = os.environ["HOME"], os.getcwd()
    try:
        await write_name(app, pilot, "~/x.pcap")
        await pilot.press("enter")
        await until(lambda: bool(app.answers))
    finally:
        os.environ["HOME"] = before
    assert os.listdir() == ["x.pcap"]


@asked()
async def test_leaving_saves_nothing(app: Saver, pilot: Pilot[None]) -> None:
    await pilot.press("escape")
    await until(lambda: bool(app.answers))
    assert (app.answers, app.told, os.listdir()) == ([None], [], [])


def held_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Every save stands still at a quarter until the event is set."""
    going_on = threading.Event()
    whole = writing._copy

    def slow(*arguments: Any) -> int:
        arguments[2](0.25)
        going_on.wait(10)
        return whole(*arguments)

    monkeypatch.setattr(writing, "_copy", slow)
    return going_on


def test_a_save_goes_on_when_its_window_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = held_up(monkeypatch)

    @asked()
    async def scenario(app: Saver, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(lambda: told(app) == "Saving … 25%")
        await pilot.press("enter", "escape")
        await until(lambda: bool(app.answers))
        assert app.told == ["Saving goes on; you will be told when it is done."]
        assert not os.path.exists("errors-shown.pcapng")
        going_on.set()
        await until(lambda: len(app.told) == 2)
        assert app.told[1].startswith("Wrote 80 messages")
        assert os.listdir() == ["errors-shown.pcapng"]

    scenario(tmp_path, monkeypatch)


def test_a_failure_after_the_window_was_left_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = held_up(monkeypatch)

    @asked()
    async def scenario(app: Saver, pilot: Pilot[None]) -> None:
        os.mkdir("there")
        await write_name(app, pilot, "there/x.pcap")
        await pilot.press("enter", "escape")
        await until(lambda: bool(os.listdir("there")) and bool(app.answers))
        for name in os.listdir("there"):
            os.unlink(f"there/{name}")
        os.rmdir("there")
        going_on.set()
        await until(lambda: len(app.told) == 2)
        assert app.told[1].endswith("there/x.pcap: cannot be written (No such file or directory)")

    scenario(tmp_path, monkeypatch)


def test_a_save_ends_whole_when_the_program_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = held_up(monkeypatch)

    @asked()
    async def scenario(app: Saver, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await until(lambda: told(app) == "Saving … 25%")
        app.exit()
        threading.Timer(0.3, going_on.set).start()

    scenario(tmp_path, monkeypatch)
    assert os.listdir() == ["errors-shown.pcapng"]
    assert len(nldissect.open("errors-shown.pcapng").load()) == 85


@asked(glyphs=ASCII)
async def test_everything_is_seen_in_80_by_24_in_plain_ascii(app: Saver, pilot: Pilot[None]) -> None:
    assert [line.strip() for line in lines(app.window.rows)] == [
        ">  shown         80 messages",
        "all           238 messages",
        "marked        5 messages",
        "this message  1 message",
    ]
    assert lines(app.window.formats) == ["[pcapng] pcap  NDJSON  text  tree"]
    assert told(app) == "80 packets, which hold 85 messages"
    screen = [strip.text for strip in app.screen._compositor.render_strips()]
    assert all(line.isascii() for line in screen)
    assert any("Enter save  Tab next  Esc close" in line for line in screen)


@asked()
async def test_the_path_is_completed_by_files_that_are_there(app: Saver, pilot: Pilot[None]) -> None:
    os.mkdir("captures")
    await write_name(app, pilot, "cap")
    await until(lambda: app.window.file._suggestion == "captures/")
    await pilot.press("right")
    assert app.window.file.value == "captures/"


# Texts


def test_paths_complete_to_the_first_name_and_never_fail(tmp_path: Path) -> None:
    (tmp_path / "beta").mkdir()
    for name in ("alpha", "alphabet", ".hidden"):
        (tmp_path / name).write_text("")
    found = {begun: completed(f"{tmp_path}/{begun}") for begun in ("a", "alphab", "b", "", ".", "c", "none/x", "\0")}
    assert found == {
        "a": f"{tmp_path}/alpha",
        "alphab": f"{tmp_path}/alphabet",
        "b": f"{tmp_path}/beta/",
        "": f"{tmp_path}/alpha",
        ".": f"{tmp_path}/.hidden",
        "c": None,
        "none/x": None,
        "\0": None,
    }
    assert completed("") is None


@pytest.mark.parametrize(
    ("capture", "chosen", "rows", "name"),
    [
        ("captures/errors.pcap", "shown", None, "errors-shown"),
        ("boot.pcapng.gz", "all", None, "boot-all"),
        ("standard input", "marked", [3], "capture-marked"),
        ("a b\x1b[2J.pcap", "all", None, "a-b-2J-all"),
        ("x.pcap", "this call", [11, 12], "x-call-12"),
        ("x.pcap", "this message", [], "x-this-message"),
        ("x.2026", "shown", [1], "x.2026-shown"),
    ],
)
def test_the_suggested_name_says_what_is_in_it(capture: str, chosen: str, rows: list[int] | None, name: str) -> None:
    assert suggestion(capture, chosen, None if rows is None else np.array(rows, np.int64)) == name


def test_what_a_file_will_hold_is_said_in_words() -> None:
    capture = nldissect.open(CAPTURES / "errors.pcap").load()
    assert contents(capture, None, "pcapng") == "238 messages in 232 packets"
    assert contents(capture, np.array([0]), "pcap") == "1 message in 1 packet"
    redacted = "; keys and passwords are redacted"
    assert contents(capture, None, "ndjson") == f"238 messages, a line each{redacted}"
    assert contents(capture, np.arange(2), "tree") == f"2 messages, with all their fields{redacted}"


def test_what_was_written_is_said_in_words() -> None:
    assert sentence(Saved("/x", 4_100_000, 1234, 1180, 1234)) == "Wrote 1,234 messages (1,180 packets) to /x (4.1 MB)."
    assert sentence(Saved("/x", 90, 1, 1, 3)) == "Wrote 1 message (1 packet, which hold 3 messages) to /x (90 B)."
    assert sentence(Saved("/x", 90, 2, None, 2)) == "Wrote 2 messages to /x (90 B)."
