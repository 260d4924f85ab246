"""`nldissect serve`: the interface in a browser, and that nothing of it is left behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.captures import CAPTURES

pytest.importorskip("textual_serve", reason="the extra `web` is not installed")

from .chromium import PROGRAM, Chromium

COLLECT = """
window.received = "";
const Original = window.WebSocket;
window.WebSocket = class extends Original {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", async (event) => {
      const data = event.data;
      window.received += typeof data === "string" ? data
        : new TextDecoder().decode(data instanceof Blob ? await data.arrayBuffer() : data);
    });
  }
};
"""
"""What the page is sent is kept, for the terminal in it paints pixels only."""


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address."""
    command = [sys.executable, "-m", "nldissect", "serve", "--port", "0", *arguments]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        match = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert match is not None
        yield server, match[0]
    finally:
        server.kill()
        server.communicate()


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(process: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def gone(processes: list[int], timeout: float = 15.0) -> None:
    """Wait until processes have ended; raises TimeoutError."""
    async with asyncio.timeout(timeout):
        while any(map(alive, processes)):
            await asyncio.sleep(0.05)


async def received(page: Chromium, text: str) -> None:
    """Wait until the page was sent a text; raises TimeoutError."""
    async with asyncio.timeout(15):
        while not await page.value(f"window.received.includes({text!r})"):
            await asyncio.sleep(0.05)


async def painted(page: Chromium, before: str) -> str:
    """The pixels of the terminal when they are no more what they were; raises TimeoutError when they stay."""
    async with asyncio.timeout(10):
        while (found := await page.value('document.querySelector("canvas.xterm-text-layer").toDataURL()')) == before:
            await asyncio.sleep(0.05)
    return str(found)


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed (Debian: apt install chromium)")
def test_a_browser_shows_the_list_and_its_keys_work_and_no_program_outlives_its_tab(tmp_path: Path) -> None:
    async def session() -> None:
        async with Chromium(tmp_path) as page:
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=COLLECT)
            with serving(str(CAPTURES / "errors.pcap")) as (server, address):
                await page.call("Page.navigate", url=address)
                await received(page, "Details of 1")
                await received(page, "error ENODEV for RTM_NEWLINK")
                await page.click(300, 65)  # the first row
                await received(page, "Details of 1")
                picture = await painted(page, "")
                for key, expected in (("j", "Details of 2"), ("e", "Details of 6"), ("4", "Rate/s")):
                    await page.press(key)
                    await received(page, expected)
                    picture = await painted(page, picture)
                programs = children(server.pid)
                assert len(programs) == 1
                await page.call("Page.navigate", url="about:blank")
                await gone(programs)
                await page.call("Page.navigate", url=address)
                await received(page, "Details of 1")
                programs = children(server.pid)
                server.send_signal(signal.SIGTERM)
                assert await asyncio.to_thread(server.wait, 15) == 0
                await gone(programs)
            with serving(str(CAPTURES / "errors.pcap")) as (server, address):
                await page.call("Page.navigate", url=address)
                await received(page, "Details of 1")
                programs = children(server.pid)
                server.kill()
                await gone(programs)

    asyncio.run(asyncio.wait_for(session(), 100))


def test_pages_of_others_are_not_served() -> None:
    with serving(str(CAPTURES / "errors.pcap")) as (_, address):
        with urllib.request.urlopen(address) as answer:
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert b"errors.pcap" in answer.read()
        for headers in ({"Origin": "http://example.org"}, {"Host": "example.org"}):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(urllib.request.Request(address, headers=headers))


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["no-such.pcap"], 1, "no-such.pcap: no such file"),
        ([str(CAPTURES / "README.md")], 1, "not a capture file"),
        (["-"], 2, "standard input can be read once only"),
        ([str(CAPTURES / "errors.pcap"), "-Y", "nl.errno =="], 2, "-Y:"),
        ([str(CAPTURES / "errors.pcap"), "--port", "70000"], 2, "is not a port"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(arguments: list[str], code: int, sentence: str) -> None:
    command = [sys.executable, "-m", "nldissect", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == code
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_whose_name_is_made_of_shell_syntax_is_served(tmp_path: Path) -> None:
    path = tmp_path / "-x '$(touch bad)' .pcap"
    path.write_bytes((CAPTURES / "errors.pcap").read_bytes())
    environment = {**os.environ, "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "COLUMNS": "80"}
    from nldissect.web import LocalServer

    command = LocalServer(["--", str(path)], 1, "x").command
    program = subprocess.Popen(
        ["/bin/sh", "-c", command], cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"__GANGLION__\n"
    program.kill()
    program.communicate()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
