"""The terminal interface in a browser: a server on the loopback address that runs one program for each tab.

textual-serve does the work. What is added: only this machine's own pages may speak to it (there is no login, and a page
of somebody else's could open a socket to it), and no program outlives it.
"""

from __future__ import annotations

import asyncio
import logging
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from textual_serve.server import Server

ADDRESS = "127.0.0.1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LocalServer(Server):
    """Serves the screen of `nldissect tui` with these arguments on a port of the loopback address."""

    def __init__(self, arguments: Sequence[str], port: int, title: str) -> None:
        # The shell that textual-serve starts it with gives its place to the program, which then hears of its end.
        command = "exec " + shlex.join([sys.executable, "-m", "nldissect", "tui", *arguments])
        super().__init__(command, host=ADDRESS, port=port, title=title)
        self._tabs: set[asyncio.Task[object]] = set()

    def serve(self, debug: bool = False) -> None:
        """Serve until SIGINT or SIGTERM; says the address once it is reached there."""
        logging.basicConfig(level=logging.WARNING, format="nldissect: %(message)s", stream=sys.stderr)
        said = f"{self.title} is on {self.public_url}/ - Ctrl+C ends it"
        web.run_app(
            self._make_app(), host=self.host, port=self.port, print=lambda _: print(said, flush=True), access_log=None
        )

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._admit)
        app.on_response_prepare.append(self._confine)
        return app

    async def _confine(self, request: web.Request, response: web.StreamResponse) -> None:
        """Have the page load nothing from elsewhere: textual-serve's asks for a font."""
        socket = f"ws://{request.host}"
        response.headers["Content-Security-Policy"] = (
            f"default-src 'self' 'unsafe-inline' data: blob:; connect-src 'self' {socket}; frame-ancestors 'none'"
        )

    @web.middleware
    async def _admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only what was asked of this address, by a page of this server or by none."""
        own = {f"{name}:{self.port}" for name in (ADDRESS, "localhost")}
        origin = request.headers.get("Origin")
        if request.host not in own or (origin is not None and origin.removeprefix("http://") not in own):
            raise web.HTTPForbidden(text="nldissect serves this machine's own browser only")
        task = asyncio.current_task()
        assert task is not None  # a request is handled in one
        self._tabs.add(task)
        try:
            return await handler(request)
        finally:
            self._tabs.discard(task)

    async def on_startup(self, app: web.Application) -> None:
        """Without textual-serve's banner."""

    async def on_shutdown(self, app: web.Application) -> None:
        # Else they are waited for until their tabs are closed.
        for task in list(self._tabs):
            task.cancel()
        await asyncio.gather(*self._tabs, return_exceptions=True)
