"""`nldissect serve FILE`: the terminal interface in a browser on this machine."""

from __future__ import annotations

import argparse
import importlib.util
import os
import socket
from ipaddress import ip_address
from pathlib import Path

from nldissect.cli import UsageError
from nldissect.cli.common import compiled, opened
from nldissect.cli.tui import imported


def run(options: argparse.Namespace) -> int:
    if importlib.util.find_spec("textual_serve") is None:
        raise UsageError("a browser needs the extra `web`: pip install 'nldissect[web]'")
    if options.file == "-" or Path(options.file).is_fifo():
        raise UsageError(f"{options.file} can be read only once, and each tab of the browser reads by itself")
    compiled(options)
    with opened(options.file, options):  # what cannot be read is better said here than in each tab
        pass
    with _listening(options.host, options.port) as listening:
        import asyncio

        from nldissect.web import TabServer

        path = os.path.abspath(options.file)
        server = TabServer(_arguments(options, path), listening, os.path.basename(path))
        print(f"{server.title} is at {server.address}; Ctrl+C ends it", flush=True)
        asyncio.run(server.run())
    return 0


def _arguments(options: argparse.Namespace, path: str) -> list[str]:
    """What the program of a tab is started with."""
    families = [f"--genl-family={number}={name}" for number, name in options.genl_family]
    chosen = [f"-Y{options.filter}"] if options.filter else []
    profile = [f"--profile={options.profile}"] if options.profile else []
    own = ["--own"] if options.own else []
    return [*families, *chosen, *profile, *own, *imported(options), path]


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens on this machine's loopback address."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        if not ip_address(address[0]).is_loopback:
            raise UsageError(f"{host} is no loopback address; there is no login, so only this machine is served")
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise UsageError(f"cannot serve on {host} port {port}: {error.strerror}") from None
