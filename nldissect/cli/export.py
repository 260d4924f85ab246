"""`nldissect export FILE... -o DIR`: the messages of captures as Parquet tables."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from nldissect.cli import FAILED, UsageError
from nldissect.cli.common import compiled, opened, warn
from nldissect.errors import CaptureError

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter
    from nldissect.output.tables import Exported


def run(options: argparse.Namespace) -> int:
    if options.host == "":
        raise UsageError("--host: the name is empty")
    chosen = compiled(options)
    code = 0
    written: dict[str, str] = {}
    for path in options.files:
        try:
            done, its_code = _export(path, options, chosen)
        except CaptureError as error:  # the other files can still be written
            print(f"nldissect: {error}", file=sys.stderr)
            code = FAILED
            continue
        code |= its_code
        print(f"{path}: {done.messages:,} messages in {done.files:,} files, {done.bytes:,} bytes")
        if done.key in written:
            print(f"nldissect: {path}: the same capture as {written[done.key]}, which it replaces", file=sys.stderr)
        written[done.key] = path
    return code


def _export(path: str, options: argparse.Namespace, chosen: Filter | None) -> tuple[Exported, int]:
    from nldissect.output.tables import export

    with opened(path, options) as capture:
        capture.load()
        rows = None if chosen is None else chosen.rows(capture)
        done = export(capture, options.directory, rows, host=options.host, secrets=options.secrets)
        return done, warn(capture)
