"""`nldissect serve FILE`: the terminal interface in a browser on this machine."""

from __future__ import annotations

import argparse
import importlib.util
import os
import socket

from nldissect.cli import UsageError
from nldissect.cli.common import opened
from nldissect.errors import CaptureError

MISSING = "serving needs the extra `web`: pip install 'nldissect[web]'"


def run(options: argparse.Namespace) -> int:
    if importlib.util.find_spec("textual_serve") is None:
        raise UsageError(MISSING)
    if options.file == "-":
        raise UsageError("standard input can be read once only, and each tab reads by itself; give a file")
    opened(options.file, options).source.close()  # what cannot be read is better said here than in each tab
    from nldissect.web import ADDRESS, LocalServer

    arguments = [f"--profile={options.profile}"] if options.profile else []
    for number, name in options.genl_family:
        arguments += ["--genl-family", f"{number}={name}"]
    if options.filter:
        from nldissect.cli.common import compiled

        compiled(options)
        arguments.append(f"-Y{options.filter}")
    try:
        with socket.create_server((ADDRESS, options.port)) as probe:
            port = int(probe.getsockname()[1])
    except OSError as error:
        raise CaptureError(f"port {options.port}: {error.strerror}; --port gives another") from None
    path = os.path.abspath(options.file)
    LocalServer([*arguments, "--", path], port, os.path.basename(path)).serve()
    return 0
