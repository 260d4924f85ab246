"""`nldissect run -- COMMAND`: what a command and its children say by netlink, by strace."""

from __future__ import annotations

import argparse

from nldissect.cli import UsageError, live
from nldissect.errors import CaptureError


def run(options: argparse.Namespace) -> int:
    if bool(options.run) == (options.process is not None):
        raise UsageError("needs a command, after --, or a process, by -p")
    if options.unshare and not options.run:
        raise UsageError("--unshare needs a command to run there, after --")
    from nldissect.live.keeper import LiveError
    from nldissect.live.traced import Traced

    destination = live.destination(options)
    if options.unshare:
        from nldissect.live.namespaces import live_apart

        try:
            live_apart()
        except LiveError as error:
            raise CaptureError(str(error)) from None
    name = options.run[0] if options.run else f"process {options.process}"
    return live.record(Traced(options.run or options.process, aside=live.aside(options)), destination, name, options)
