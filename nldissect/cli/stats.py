"""`nldissect stats FILE`: counts by type, family, port, errno, second and more."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from nldissect.analysis.groupings import GROUPINGS
from nldissect.analysis.statistics import Count, Latency, Statistics, Totals
from nldissect.cli import UsageError
from nldissect.cli.common import compiled, opened, plain_output, warn
from nldissect.output.duration import duration
from nldissect.output.table import table_lines

VERSION = 2  # of the object that --json prints
SHORTEST_BAR = 10
HEADS = {"type_name": "type"}
PERCENTILES = ("p50", "p95", "p99", "max")


def run(options: argparse.Namespace) -> int:
    names = _groupings(options.by)
    if options.diagnostics and (options.by or options.plot):
        raise UsageError("--diagnostics is a table of its own; --by diagnostic goes with other keys and --plot")
    chosen = compiled(options)
    with opened(options.file, options) as capture:
        capture.load()
        statistics = Statistics(capture, None if chosen is None else chosen.rows(capture))
        total = statistics.totals(latency=options.latency)
        others = capture.index.other_frames
        if options.json:
            _print_json(statistics, names, total, others, options)
        else:
            plain = plain_output(options.ascii)
            for line in _lines(statistics, names, options, plain):
                print(line)
            print(_total_line(total))
            if others:
                print(f"{others:,} other packets in the capture are not netlink")
        return warn(capture)


def _groupings(given: Sequence[str]) -> list[str]:
    """The names of groupings in `--by a,b --by c`, each once."""
    names = list(dict.fromkeys(name for part in given or ["type"] for name in part.split(",")))
    for name in names:
        if name not in GROUPINGS:
            raise UsageError(f"no key {name!r} to count by; there are {', '.join(GROUPINGS)}")
    return names


def _columns(names: Sequence[str]) -> list[str]:
    return [column for name in names for column in GROUPINGS[name].columns]


def _print_json(
    statistics: Statistics, names: Sequence[str], total: Totals, others: int, options: argparse.Namespace
) -> None:
    import json

    def members(counted: Count | Totals) -> dict[str, object]:
        found = counted._asdict()
        found["latency"] = counted.latency and counted.latency._asdict()
        for name in ("keys", "first", *(() if options.latency else ("latency",))):
            found.pop(name, None)  # where a group starts in the capture is the interface's affair
        return found

    printed: dict[str, object] = {"version": VERSION, "total": {**members(total), "other_packets": others}}
    if options.diagnostics:
        printed["diagnostics"] = [row._asdict() for row in statistics.diagnostics()]
    else:
        columns = _columns(names)
        rows = []
        for row in statistics.by(*names, latency=options.latency):
            keys = dict(zip(columns, row.keys, strict=True))
            key = {"key": str(row.keys[0])} if len(columns) == 1 else {}
            rows.append({**keys, **key, **members(row)})
        printed |= {"by": ",".join(names), "rows": rows}
    print(json.dumps(printed, indent=1))


def _lines(
    statistics: Statistics, names: Sequence[str], options: argparse.Namespace, ascii_only: bool
) -> Iterator[str]:
    if options.diagnostics:
        head = ("severity", "diagnostic", "messages", "meaning")
        found = [(row.severity, row.code, f"{row.messages:,}", row.meaning) for row in statistics.diagnostics()]
        return table_lines(head, found, left=2, last_left=True)
    rows = statistics.by(*names, latency=options.latency)
    if options.plot:
        return _picture(names, rows, ascii_only or not sys.stdout.isatty())
    return _table(names, rows, options.latency)


def _table(names: Sequence[str], rows: Sequence[Count], latency: bool) -> Iterator[str]:
    columns = _columns(names)
    head = (*(HEADS.get(column, column) for column in columns), "messages", "bytes", "share", "per second", "errors")
    table = []
    for row in rows:
        counts = (f"{row.messages:,}", f"{row.bytes:,}", f"{row.share:.1%}", f"{row.rate:,.1f}", f"{row.errors:,}")
        table.append((*map(_key, row.keys), *counts, *(_latencies(row.latency) if latency else ())))
    return table_lines((*head, *(PERCENTILES if latency else ())), table, left=len(columns))


def _picture(names: Sequence[str], rows: Sequence[Count], ascii_only: bool) -> Iterator[str]:
    from shutil import get_terminal_size

    from nldissect.output.plot import bars, over_time

    width = get_terminal_size().columns
    if names == ["second"]:
        return over_time([(int(row.keys[0]), row.messages, row.errors) for row in rows], width, ascii_only=ascii_only)
    columns = [HEADS.get(column, column) for column in _columns(names)]
    head = (*columns, "messages", "errors")
    table = [(*map(_key, row.keys), f"{row.messages:,}", f"{row.errors:,}") for row in rows]
    room = width - 2 - max(map(len, table_lines(head, table)))
    drawn = bars([row.messages for row in rows], max(SHORTEST_BAR, room), ascii_only=ascii_only)
    pictured = [(*cells, bar) for cells, bar in zip(table, drawn, strict=True)]
    return table_lines((*head, ""), pictured, left=len(columns), last_left=True)


def _total_line(total: Totals) -> str:
    line = f"{total.messages:,} messages, {total.bytes:,} bytes, {total.errors:,} errors in {total.duration:,.3f} s"
    if total.latency is None:
        return line
    percentiles = zip(PERCENTILES, _latencies(total.latency), strict=True)
    return f"{line}; {total.latency.calls:,} calls, {', '.join(f'{name} {time}' for name, time in percentiles)}"


def _key(key: str | int) -> str:
    """A part of a label, with nothing in it that a terminal could act on."""
    text = str(key)
    if text.isprintable():
        return text
    from nldissect.engine.values import printable

    return printable(text)


def _latencies(latency: Latency | None) -> tuple[str, ...]:
    if latency is None:
        return ("",) * len(PERCENTILES)
    return tuple(duration(getattr(latency, name)) for name in PERCENTILES)
