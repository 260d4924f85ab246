"""`nldissect tui FILE`: the terminal interface; without a terminal, the summary lines."""

from __future__ import annotations

import argparse
import sys


def run(options: argparse.Namespace) -> int:
    from nldissect.tui import run as run_interface, served

    if not sys.stdout.isatty() and not served():
        from nldissect.cli import main

        families = [word for number, name in options.genl_family for word in ("--genl-family", f"{number}={name}")]
        chosen = ["-Y", options.filter] if options.filter else []
        return main(["read", options.file, *chosen, *families, *(["--ascii"] if options.ascii else [])])
    if options.filter:
        from nldissect.cli.common import compiled

        compiled(options)  # a wrong one is better refused before the screen is up
    return run_interface(
        options.file,
        ascii=options.ascii,
        families=dict(options.genl_family),
        profile=options.profile,
        display_filter=options.filter or "",
    )
