"""`nldissect serve`: the same interface in a browser, and nothing that outlives it."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.captures import CAPTURES
from tests.cli.program import Command, in_process

if TYPE_CHECKING:
    from tests.tui.chromium import Chromium, Tab

ERRORS = CAPTURES / "errors.pcap"
NO_EXTRA = importlib.util.find_spec("textual_serve") is None
NO_CHROMIUM = not (shutil.which("chromium-headless-shell") or shutil.which("chromium"))

extra = pytest.mark.skipif(NO_EXTRA, reason="needs textual-serve (pip install 'nldissect[web]')")
chromium = pytest.mark.skipif(NO_EXTRA or NO_CHROMIUM, reason="needs textual-serve and chromium-headless-shell")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    return in_process(capsys)


@dataclass(frozen=True)
class Served:
    """A server that runs, and where it is."""

    process: subprocess.Popen[str]
    address: str

    def programs(self) -> list[int]:
        """The processes that the server has started."""
        number = self.process.pid
        return [int(word) for word in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


@contextmanager
def served(path: Path, *options: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "nldissect", "serve", *options, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C", "TERM": "dumb"},  # of the terminal of the server, not of the browser
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        found = re.search(r"http://\S+/", said)
        assert found, said
        yield Served(process, found[0])
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def with_tab(server: Served, scenario: Callable[[Chromium, Tab], Awaitable[None]]) -> None:
    """Run a scenario with a tab that shows the list."""
    from tests.tui.chromium import Chromium

    async def session() -> None:
        async with Chromium() as browser:
            tab = await browser.open(server.address)
            await tab.until(shows("Details of "), "the details of a message")
            await scenario(browser, tab)

    asyncio.run(asyncio.wait_for(session(), 60))


def shows(text: str) -> Callable[[list[str]], bool]:
    return lambda lines: any(text in line for line in lines)


def alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def until(condition: Callable[[], bool], timeout: float = 10) -> None:
    async with asyncio.timeout(timeout):
        while not condition():
            await asyncio.sleep(0.02)


async def until_closed(tab: Tab) -> None:
    """Wait until the page says that the program has ended."""
    async with asyncio.timeout(10):
        while "-closed" not in await tab.evaluate("document.body.className"):
            await asyncio.sleep(0.02)


@chromium
def test_a_tab_shows_the_list_and_answers_keys_and_its_program_ends_with_it() -> None:
    with served(ERRORS) as server:

        async def scenario(browser: Chromium, tab: Tab) -> None:
            lines = await tab.lines()
            assert "errors.pcap" in lines[0]
            assert any("→ route     RTM_NEWLINK        link add eth0 type dummy" in line for line in lines)
            await tab.press("j")
            await tab.until(shows("Details of 2"), "the next message")
            await tab.press("e")
            await tab.until(shows("Details of 6"), "the next error")
            assert any("error ENODEV" in line for line in await tab.lines())
            assert browser.errors == []
            (program,) = server.programs()
            await tab.close()
            await until(lambda: not alive(program) and server.programs() == [])

        with_tab(server, scenario)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == 0


@chromium
def test_each_tab_has_its_own_program_and_q_ends_only_that() -> None:
    with served(ERRORS) as server:

        async def scenario(browser: Chromium, tab: Tab) -> None:
            other = await browser.open(server.address)
            await other.until(shows("Details of 1"), "the details of the first message")
            assert len(server.programs()) == 2
            await tab.press("q")
            await until(lambda: len(server.programs()) == 1)
            await until_closed(tab)
            await other.press("j")
            await other.until(shows("Details of 2"), "the next message")

        with_tab(server, scenario)


@chromium
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_program_outlives_the_server(number: signal.Signals) -> None:
    with served(ERRORS) as server:

        async def scenario(browser: Chromium, tab: Tab) -> None:
            (program,) = server.programs()
            server.process.send_signal(number)
            await until(lambda: not alive(program))
            await until_closed(tab)
            await until(lambda: server.process.poll() is not None)
            assert server.process.returncode == (-number if number == signal.SIGKILL else 0)

        with_tab(server, scenario)


@chromium
def test_a_program_that_does_not_end_is_ended() -> None:
    with served(ERRORS) as server:

        async def scenario(browser: Chromium, tab: Tab) -> None:
            (program,) = server.programs()
            os.kill(program, signal.SIGSTOP)
            await tab.close()
            await until(lambda: not alive(program))

        with_tab(server, scenario)


@chromium
def test_a_program_that_dies_ends_its_tab() -> None:
    with served(ERRORS) as server:

        async def scenario(browser: Chromium, tab: Tab) -> None:
            os.kill(server.programs()[0], signal.SIGKILL)
            await until_closed(tab)

        with_tab(server, scenario)


@chromium
def test_any_file_name_and_option_reaches_the_program_as_it_is_and_no_other_host_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "-a 'b' \"c\" $(d) `e` <i>;&.pcap"
    shutil.copy(ERRORS, path)
    with served(path, "--genl-family", "0x1c=it's", "-Y", "nl.errno == EEXIST") as server:

        async def scenario(browser: Chromium, tab: Tab) -> None:
            lines = await tab.until(shows("Details of 8"), "the first error that passes the filter")
            assert path.name in lines[0]
            assert "nl.errno == EEXIST" in lines[1]
            assert await tab.evaluate("document.title") == f"{path.name} - nldissect"
            assert await tab.evaluate("document.querySelector('i')") is None
            own = server.address.removeprefix("http://")
            assert {address.partition("://")[2][: len(own)] for address in browser.requests} == {own}

        with_tab(server, scenario)


@extra
def test_only_who_has_the_address_gets_in() -> None:
    import urllib.error
    import urllib.request

    with served(ERRORS) as server:
        root = re.sub(r"[^/]+/$", "", server.address)
        for address in (root, f"{root}ws", f"{root}static/js/textual.js", f"{server.address[:-2]}/ws"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(address)
        with urllib.request.urlopen(server.address) as page:
            assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert server.programs() == []


@extra
def test_what_cannot_be_served_is_said_in_one_sentence(run: Command, tmp_path: Path) -> None:
    text = tmp_path / "notes.pcap"
    text.write_text("hello, world\n")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for code, reason, *words in (
            (1, "notes.pcap", text),
            (1, "missing.pcap", tmp_path / "missing.pcap"),
            (1, str(tmp_path), tmp_path),
            (2, "each tab", "-"),
            (2, "each tab", pipe),
            (2, "no loopback address", "--host", "0.0.0.0", ERRORS),
            (2, "no loopback address", "--host", "192.0.2.1", ERRORS),
            (2, "no loopback address", "--host", "::", ERRORS),
            (2, "in use", "--port", port, ERRORS),
            (2, "not a port", "--port", "65536", ERRORS),
            (2, "-Y", "-Y", "nonsense ==", ERRORS),
        ):
            result = run("serve", *words)
            assert result.code == code, words
            assert reason in result.errors.splitlines()[-1]
            assert result.output == ""
            assert len(result.errors.splitlines()) == 1 or reason == "-Y"


def test_without_the_extra_it_is_said_what_to_install(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    result = run("serve", ERRORS)
    assert (result.code, result.output) == (2, "")
    assert "pip install 'nldissect[web]'" in result.errors
    assert result.errors.count("\n") == 1
