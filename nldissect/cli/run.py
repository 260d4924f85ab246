"""`nldissect run -- COMMAND`: what a command and its children say by netlink, by strace."""

from __future__ import annotations

import argparse

from nldissect.cli import UsageError, live


def run(options: argparse.Namespace) -> int:
    if not options.run:
        raise UsageError("needs a command, after --")
    from nldissect.live.traced import Traced

    destination = live.destination(options)
    return live.record(Traced(options.run, aside=live.aside(options)), destination, options.run[0], options)
