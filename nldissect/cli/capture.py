"""`nldissect capture`: live traffic into files, or printed as it comes."""

from __future__ import annotations

import argparse

from nldissect.cli import UsageError, live


def run(options: argparse.Namespace) -> int:
    if options.unshare and not options.run:
        raise UsageError("--unshare needs a command to run there, after --")
    if options.run and not options.unshare:
        raise UsageError("a command is run only with --unshare, in namespaces of its own; see also `nldissect run`")
    if options.unshare and (options.netns or options.interface):
        raise UsageError("--unshare captures its own network namespace; leave out -i and --netns")
    destination = live.destination(options)
    session, name = live.session(options)
    return live.record(session, destination, name, options)
