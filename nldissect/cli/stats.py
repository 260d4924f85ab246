"""`nldissect stats FILE`: counts by type, family, port, errno or second."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nldissect.analysis.statistics import Row, Statistics, Totals, TypeRow
from nldissect.cli.common import opened, plain_output, warn
from nldissect.output.table import table_lines

VERSION = 1  # of the object that --json prints


def run(options: argparse.Namespace) -> int:
    with opened(options.file, options) as capture:
        capture.load()
        statistics = Statistics(capture)
        rows, total = statistics.by(options.by), statistics.totals()
        others = capture.index.other_frames
        if options.json:
            _print_json(options.by, rows, total, others)
        else:
            plain_output(False)
            _print(options.by, rows, total)
            if others:
                print(f"{others:,} other packets in the capture are not netlink")
        return warn(capture)


def _print_json(by: str, rows: Sequence[Row], total: Totals, others: int) -> None:
    import json

    listed = [row._asdict() for row in rows]
    for row in listed:
        row.pop("first", None)  # where the type starts in the capture is the interface's affair
    counted = {"version": VERSION, "total": {**total._asdict(), "other_packets": others}, "by": by, "rows": listed}
    print(json.dumps(counted, indent=1))


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
