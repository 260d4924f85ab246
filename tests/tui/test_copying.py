"""Copying: what is offered of a selection, and what comes to the clipboard."""

from __future__ import annotations

import ast
import asyncio
import json
import stat
import struct
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

import nldissect
from nldissect.engine.node import Node
from nldissect.message import Message
from nldissect.output.text import summary_line, tree_lines
from nldissect.sources.hex import bytes_of
from nldissect.tui.copying import SAFE, Copy, choices, copy
from nldissect.tui.glyphs import ASCII, UNICODE, Glyphs
from nldissect.tui.menu import Menu
from tests.output.test_saving import KEY, state_with_a_key

from .made import made
from .screens import until

LINK = 1  # the row of a message with an IFLA_IFNAME


def message_in(row: int = LINK) -> Message:
    return nldissect.open(made(9)).load().message(row)


def named(message: Message, name: str) -> Node:
    return next(node for node in message.nodes() if node.name == name)


def texts(message: Message | None, node: Node | None = None, row: str = "", cell: str = "", condition: str = "",
          glyphs: Glyphs = UNICODE) -> dict[str, str]:  # fmt: skip
    """What is copied by each key."""
    return {choice.key: made_of(choice.value).text for choice in choices(message, node, row, cell, condition, glyphs)}


def made_of(value: object) -> Copy:
    assert isinstance(value, Copy)
    return value


def test_row_value_and_filter_are_copied_as_they_are() -> None:
    found = texts(None, None, "1\teth0", "eth0", 'ifla.ifname == "eth0"')
    assert found == {"r": "1\teth0", "v": "eth0", "f": 'ifla.ifname == "eth0"'}


def test_what_is_not_there_is_not_offered() -> None:
    assert texts(None) == {}
    assert set(texts(message_in())) == set("STJHPCUYD")


def test_the_message_is_copied_as_the_commands_print_it() -> None:
    message = message_in()
    found = texts(message)
    assert found["S"] == summary_line(message).strip()
    assert found["T"].splitlines() == [summary_line(message), *tree_lines(message)]
    assert json.loads(found["J"]) == message.to_dict()
    assert texts(message, glyphs=ASCII)["S"].isascii()


@pytest.mark.parametrize("key", "HPCD")
def test_the_bytes_of_the_message_can_be_decoded_again(key: str) -> None:
    message = message_in()
    assert bytes_of(texts(message)[key]) == message.data


def test_the_bytes_of_the_field_are_those_that_the_screen_marks() -> None:
    message = message_in()
    node = named(message, "IFLA_IFNAME")
    found = texts(message, node)
    marked = message.data[node.start : node.end]
    assert marked.endswith(b"eth0\0")
    assert bytes_of(found["h"]) == ast.literal_eval(found["p"]) == marked
    assert found["c"].startswith("static const unsigned char ifla_ifname[9] = {")
    assert found["u"].startswith("const IFLA_IFNAME: [u8; 9] = [")


def test_every_choice_shows_the_beginning_of_its_text_in_a_line() -> None:
    message = message_in()
    for choice in choices(message, named(message, "IFLA_IFNAME"), "1\teth0", "eth0", "nl", UNICODE):
        shown = made_of(choice.value).text
        assert " ".join(shown.split()).startswith(choice.detail)
        assert choice.detail.isprintable()


def test_no_key_of_a_choice_is_one_that_moves_in_the_menu() -> None:
    message = message_in()
    keys = [choice.key for choice in choices(message, message.nodes()[0], "row", "value", "nl", UNICODE)]
    assert len(set(keys)) == len(keys) == 16
    assert not set(keys) & set("jkgGq")


def test_nothing_that_is_copied_can_act_on_a_terminal() -> None:
    found = texts(None, None, "1\tevil\x1b[2J\n\trest", "line\nrm -rf\r\x1b]0;x\x07")
    assert found["r"] == "1\tevil\\x1b[2J\\n\trest"
    assert found["v"].isprintable()


def test_of_a_value_too_long_for_the_screen_all_is_copied() -> None:
    data = bytes(range(1, 201))
    body = bytes(16) + struct.pack("<HH", 4 + len(data), 200) + data
    (message,) = nldissect.decode(struct.pack("<IHHII", 16 + len(body), 16, 0, 1, 0) + body)
    node = message.nodes()[-1]
    assert data.hex() not in node.text
    found = texts(message, node, f"{node.name}: {node.text}", node.text)
    assert found["v"] == data.hex()
    assert found["r"] == f"{node.name}: {data.hex()}"


# Keys and passwords


def state() -> tuple[Message, Node]:
    message = state_with_a_key().message(0)
    return message, named(message, "XFRMA_ALG_CRYPT")


def test_a_key_is_redacted_wherever_its_text_would_be_copied() -> None:
    message, node = state()
    digits = KEY.hex()
    condition = f"{node.path} == {node.text}"
    found = texts(message, node, f"{node.name}: {node.text}", node.text, condition)
    for key in "rvfSTJ":
        assert digits not in found[key].replace(":", "")
        assert KEY.decode() not in found[key]
    assert (found["v"], found["f"]) == ("(redacted)", node.path)
    assert "(redacted)" in found["T"]
    assert "(redacted)" in found["J"]


def test_bytes_hold_keys_and_say_so() -> None:
    message, node = state()
    offered = {choice.key: made_of(choice.value) for choice in choices(message, node, "", "", "", UNICODE)}
    assert {key for key, value in offered.items() if value.secret} == set("hpcuHPCUYD")
    header = {choice.key: made_of(choice.value) for choice in choices(message, message.nodes()[0], "", "", "", UNICODE)}
    assert {key for key, value in header.items() if value.secret} == set("HPCUYD")
    assert bytes_of(offered["H"].text) == message.data


# The clipboard


class Copier(App[None]):
    """An application that only offers to copy."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []
        self.message = message

    def on_mount(self) -> None:
        offered = choices(self.message, None, "1\teth0", "[b]eth0[/b]", "nl", UNICODE)
        self.push_screen(Menu("Copy", offered, UNICODE), lambda chosen: copy(self, chosen))

    def notify(self, message: str, *, severity: str = "", markup: bool = True, **options: Any) -> None:
        assert not markup
        self.told.append((message, severity))


def pressed(*keys: str, message: Message | None = None) -> Copier:
    async def session() -> Copier:
        app = Copier(message)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*keys)
            await until(lambda: not app.workers or all(worker.is_finished for worker in app.workers))
        return app

    return asyncio.run(asyncio.wait_for(session(), 20))


@pytest.fixture(autouse=True)
def no_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)


def test_the_key_of_a_choice_copies_it_and_says_so() -> None:
    app = pressed("v")
    assert app.clipboard == "[b]eth0[/b]"
    assert app.told == [("Copied the value: [b]eth0[/b].", "information")]


def test_enter_copies_what_is_under_the_cursor() -> None:
    assert pressed("j", "j", "enter").clipboard == "nl"


def test_leaving_the_menu_copies_nothing() -> None:
    app = pressed("escape")
    assert (app.clipboard, app.told) == ("", [])


def test_bytes_are_counted() -> None:
    message = message_in()
    assert pressed("P", message=message).told == [(f"Copied {len(message.data)} bytes as Python bytes.", "information")]


def test_bytes_with_a_key_come_with_a_warning() -> None:
    message, _ = state()
    told = f"Copied {len(message.data)} bytes as a C array. A key or password is in it."
    assert pressed("C", message=message).told == [(told, "warning")]


def test_a_text_longer_than_terminals_take_is_copied_with_a_warning() -> None:
    (message,) = nldissect.decode(bytes.fromhex("00400000 10000000 00000000 00000000") + bytes(0x4000 - 16))
    app = pressed("C", message=message)
    assert bytes_of(app.clipboard) == message.data
    assert len(app.clipboard) > SAFE
    ((told, severity),) = app.told
    assert told.endswith("Many terminals take no more than 75 kB; if yours did not, save it (s).")
    assert severity == "warning"


def test_tmux_is_given_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmux = tmp_path / "tmux"
    tmux.write_text(f'#!/bin/sh\necho "$*" > {tmp_path}/arguments\ncat > {tmp_path}/text\n')
    tmux.chmod(tmux.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    assert pressed("v").clipboard == "[b]eth0[/b]"
    assert (tmp_path / "arguments").read_text() == "load-buffer -w -\n"
    assert (tmp_path / "text").read_text() == "[b]eth0[/b]"


def test_without_a_tmux_program_the_terminal_has_the_text_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    assert pressed("v").clipboard == "[b]eth0[/b]"
