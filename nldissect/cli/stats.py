"""`nldissect stats FILE`: counts by type, family, port, errno or second."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from nldissect.analysis.statistics import Row, Statistics, Totals, TypeRow
from nldissect.cli.common import opened, warn
from nldissect.output.text import table_lines


def run(options: argparse.Namespace) -> int:
    with opened(options.file, options) as capture:
        capture.load()
        statistics = Statistics(capture)
        rows, total = statistics.by(options.by), statistics.totals()
        if options.json:
            text = {"total": asdict(total), "by": options.by, "rows": [_row(asdict(row)) for row in rows]}
            print(json.dumps(text, indent=1))
        else:
            _print(options.by, rows, total)
        if capture.index.other_frames and not options.json:
            print(f"{capture.index.other_frames:,} other packets in the capture are not netlink")
        warn(capture)
        return 0 if total.messages or not capture.warnings else 1


def _row(row: dict[str, object]) -> dict[str, object]:
    """A row as JSON has it; where it starts in the capture is the interface's affair."""
    row.pop("first", None)
    return row


def _print(by: str, rows: Sequence[Row], total: Totals) -> None:
    table = []
    for row in rows:
        key = (row.family, row.type_name) if isinstance(row, TypeRow) else (row.key,)
        counts = (f"{row.messages:,}", f"{row.bytes:,}", f"{row.share:.1%}", f"{row.rate:,.1f}", f"{row.errors:,}")
        table.append((*key, *counts))
    head = ("family", "type") if by == "type" else (by,)
    for line in table_lines((*head, "messages", "bytes", "share", "per second", "errors"), table, left=len(head)):
        print(line)
    print(f"{total.messages:,} messages, {total.bytes:,} bytes, {total.errors:,} errors in {total.duration:,.3f} s")
