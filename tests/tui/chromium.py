"""A headless Chromium, driven over the DevTools protocol: its tabs, their keys, and the terminal in them."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")

# The page keeps its terminal to itself; it can be had when it is given the property that its script looks for.
FIND_TERMINAL = """
Object.defineProperty(Object.prototype, "websocket_url", {
    configurable: true,
    set(value) {
        window.textual = this;
        Object.defineProperty(this, "websocket_url", {value, writable: true, configurable: true});
    },
});
"""

READ_SCREEN = """
(() => {
    const terminal = window.textual?.terminal;
    if (!terminal) return [];
    const buffer = terminal.buffer.active;
    return Array.from({length: terminal.rows}, (_, row) => buffer.getLine(buffer.viewportY + row)
        ?.translateToString(true) ?? "");
})()
"""


class Chromium:
    """A browser of its own profile; an asynchronous context that ends it."""

    async def __aenter__(self) -> Self:
        assert CHROMIUM is not None
        self.profile = tempfile.mkdtemp(prefix="nldissect-chromium-")
        self.process = subprocess.Popen(
            [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.profile}",
                "--window-size=1300,900",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what Debian installs is a script that starts the browser, which starts others
        )
        self.session = aiohttp.ClientSession()
        self.errors: list[str] = []
        """What went wrong in the pages."""
        self.requests: list[str] = []
        """The addresses that the pages asked for."""
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = count(1)
        try:
            port = Path(self.profile, "DevToolsActivePort")
            deadline = time.monotonic() + 15
            while not (port.exists() and len(port.read_text().split()) == 2):
                assert self.process.poll() is None, f"{CHROMIUM} has ended with {self.process.returncode}"
                assert time.monotonic() < deadline, f"{CHROMIUM} does not say where it listens"
                await asyncio.sleep(0.02)
            number, path = port.read_text().split()
            self.socket = await self.session.ws_connect(f"ws://127.0.0.1:{number}{path}", max_msg_size=0)
            self._listening = asyncio.create_task(self._listen())
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._listening.cancel()
        await self.socket.close()
        await self._end()

    async def _end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        await self.session.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    async def _listen(self) -> None:
        async for message in self.socket:
            event = json.loads(message.data)
            if "id" in event:
                self._answers.pop(event["id"]).set_result(event)
            elif event["method"] == "Network.requestWillBeSent":
                self.requests.append(event["params"]["request"]["url"])
            elif event["method"] == "Network.webSocketCreated":
                self.requests.append(event["params"]["url"])
            elif event["method"] == "Runtime.exceptionThrown":
                self.errors.append(str(event["params"]["exceptionDetails"]))

    async def call(self, method: str, session: str | None = None, /, **parameters: object) -> dict[str, Any]:
        """What the browser, or in a tab's session the tab, answers to a command of the protocol."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        session_id = {} if session is None else {"sessionId": session}
        await self.socket.send_json({"id": number, "method": method, "params": parameters, **session_id})
        event = await asyncio.wait_for(answer, 15)
        assert "error" not in event, f"{method}: {event['error']}"
        result: dict[str, Any] = event["result"]
        return result

    async def open(self, address: str) -> Tab:
        """A new tab at an address."""
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            await self.call(f"{domain}.enable", session)
        await self.call("Page.addScriptToEvaluateOnNewDocument", session, source=FIND_TERMINAL)
        await self.call("Page.navigate", session, url=address)
        return Tab(self, target, session)


class Tab:
    """A page with a terminal in it."""

    def __init__(self, chromium: Chromium, target: str, session: str) -> None:
        self.chromium = chromium
        self.target = target
        self.session = session

    async def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = await self.chromium.call("Runtime.evaluate", self.session, expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def lines(self) -> list[str]:
        """What the terminal shows, line by line; [] before there is one."""
        shown: list[str] = await self.evaluate(READ_SCREEN)
        return shown

    async def until(self, condition: Callable[[list[str]], bool], what: str, timeout: float = 15) -> list[str]:
        """The lines of the terminal as soon as they are as wanted."""
        deadline = time.monotonic() + timeout
        while not condition(lines := await self.lines()):
            assert time.monotonic() < deadline, "\n".join([f"not seen: {what}", *lines, *self.chromium.errors])
            await asyncio.sleep(0.02)
        return lines

    async def press(self, key: str) -> None:
        """Press and release a key that is a character."""
        await self.evaluate('document.querySelector("textarea").focus()')
        code = {"key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
        await self.chromium.call("Input.dispatchKeyEvent", self.session, type="keyDown", text=key, **code)
        await self.chromium.call("Input.dispatchKeyEvent", self.session, type="keyUp", **code)

    async def picture(self, path: str | os.PathLike[str]) -> None:
        """Save what the tab shows as PNG."""
        import base64

        answer = await self.chromium.call("Page.captureScreenshot", self.session)
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    async def close(self) -> None:
        await self.chromium.call("Target.closeTarget", targetId=self.target)
