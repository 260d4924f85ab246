"""`nldissect read FILE`: the messages of a capture as text, tree, JSON, fields or hex, or into another capture."""

from __future__ import annotations

import argparse
import contextlib
from typing import TYPE_CHECKING

from nldissect.capture import Capture
from nldissect.cli import UsageError
from nldissect.cli.common import compiled, opened, warn
from nldissect.cli.printing import batches, check, print_messages, printer

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter


def run(options: argparse.Namespace) -> int:
    check(options)
    _check(options)
    chosen = compiled(options)
    with opened(options.file, options) as capture:
        if options.write:
            _write(capture, options, chosen)
        else:
            print_messages(capture, options, chosen, printer(options))
        return warn(capture)


def _check(options: argparse.Namespace) -> None:
    if options.write and (options.format or options.hex):
        raise UsageError("-w writes packets instead of printing messages; leave out -T, -V, -e and -x")
    if options.write_format and not options.write:
        raise UsageError("-F goes with -w OUT")


def _write(capture: Capture, options: argparse.Namespace, chosen: Filter | None) -> None:
    from nldissect.output.pcap import Format, write_capture

    frames: dict[int, None] = {}
    with contextlib.suppress(KeyboardInterrupt):  # of a stream that is stopped, what has come is written
        for rows in batches(capture, chosen, options.count):
            frames.update(dict.fromkeys(capture.index.messages.frame[rows].tolist()))
    named: Format = "pcap" if options.write.endswith((".pcap", ".cap")) else "pcapng"
    write_capture(options.write, capture.source, list(frames), format=options.write_format or named)
