"""The terminal interface in a browser: a server on a loopback address that runs a program of its own for each tab.

textual-serve does the work. What is added: there is no login, so the address has a key in it, without which neither
another user of the machine nor a page of somebody else's gets in; the page asks no other host for anything; and no
program outlives its tab or the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shlex
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

Data = TypeVar("Data")

GRACE = 3.0
"""Seconds that a program, and the browser at the end of the connection, have to end in order."""


class Tab(AppService):
    """The program behind one tab of the browser."""

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            await self.remote_close()  # textual-serve leaves this to programs that end in order

    async def stop(self) -> None:
        assert self._process is not None  # it has been started
        deadline = asyncio.get_running_loop().time() + GRACE
        for ending in (super().stop, self._process.wait):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await ending()
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


class TabServer(Server):
    """Serves the screen of `nldissect tui` with these arguments on a socket that listens already.

    address  what to open in the browser
    """

    def __init__(self, arguments: Sequence[str], listening: socket.socket, title: str) -> None:
        # The shell that textual-serve starts gives its place to the program, which finds the modules that this one
        # finds, and none in the working directory.
        path = f"PYTHONPATH={os.pathsep.join(sys.path)}"
        words = ["exec", "env", path, sys.executable, "-P", "-m", "nldissect", "tui", *arguments]
        super().__init__(shlex.join(words), title=title, templates_path=Path(__file__).parent)
        self.listening = listening
        self.key = secrets.token_urlsafe(16)
        self._connections: set[web.WebSocketResponse] = set()

    @property
    def address(self) -> str:
        host, port = self.listening.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/{self.key}/"

    async def run(self) -> None:
        """Serve until SIGINT or SIGTERM, and end all programs then."""
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        application = web.Application()
        application.add_subapp(f"/{self.key}", await self._make_app())
        application.router.add_get("/download/{key}", self.handle_download)  # where the page's script looks for it
        application.on_response_prepare.append(self._confine)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=3 * GRACE)
        await runner.setup()
        await web.SockSite(runner, self.listening).start()
        await ended.wait()
        await asyncio.gather(*(connection.close() for connection in self._connections))
        await runner.cleanup()

    async def _confine(self, request: web.Request, response: web.StreamResponse) -> None:
        """Have the page ask no other host for anything, and no other page hold it."""
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self' ws://{request.host}; "
            "frame-ancestors 'none'"
        )

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing, where textual-serve shows its name."""

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse(heartbeat=15, timeout=GRACE)
        await connection.prepare(request)
        tab = Tab(
            self.command,
            write_bytes=_unless_closed(connection.send_bytes),
            write_str=_unless_closed(connection.send_str),
            close=partial(_close, connection),
            download_manager=self.download_manager,
        )
        await tab.start(to_int(request.query.get("width", ""), 80), to_int(request.query.get("height", ""), 24))
        self._connections.add(connection)
        try:
            await self._process_messages(connection, tab)
        finally:
            self._connections.discard(connection)
            await tab.stop()
        return connection


async def _close(connection: web.WebSocketResponse) -> None:
    await connection.close()


def _unless_closed(send: Callable[[Data], Awaitable[None]]) -> Callable[[Data], Awaitable[None]]:
    """Drops what a closed tab cannot take: textual-serve would stop reading, and the program wait to write for ever."""

    async def send_or_drop(data: Data) -> None:
        with contextlib.suppress(ConnectionError):
            await send(data)

    return send_or_drop
