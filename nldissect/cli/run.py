"""`nldissect run -- COMMAND`: what a command and its children say by netlink, by strace."""

from __future__ import annotations

import argparse

from nldissect.cli import UsageError, live


def run(options: argparse.Namespace) -> int:
    if not options.run:
        raise UsageError("needs a command, after --")
    from nldissect.live.traced import Traced

    destination = live.destination(options)
    session = Traced(options.run, aside=not options.write or options.write == "-")
    if not options.write:
        return live.show(session, destination, options.run[0], options)
    return live.write(session, destination, options.run[0])
