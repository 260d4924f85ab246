"""`nldissect coverage FILE...`: what the registry knows of the attributes of captures."""

from __future__ import annotations

import argparse
import json

from nldissect.analysis.coverage import Coverage, Tally, coverage
from nldissect.cli.common import opened, warn
from nldissect.output.text import table_lines


def run(options: argparse.Namespace) -> int:
    result = Coverage()
    for path in options.files:
        with opened(path, options) as capture:
            result.add(coverage(capture.load()))
            warn(capture)
    if options.json:
        print(json.dumps(result.to_dict(), indent=1))
    else:
        _print(result)
    return 0


def _cells(tally: Tally) -> tuple[str, ...]:
    numbers = (tally.messages, tally.attributes, tally.typed, tally.guessed, tally.misfit)
    share = f"{tally.typed / tally.attributes:.1%}" if tally.attributes else ""
    return (*(f"{number:,}" for number in numbers), share)


def _print(result: Coverage) -> None:
    rows = [("all", "", *_cells(result.total))]
    for name, types in sorted(result.types.items()):
        rows.append((name, "", *_cells(result.protocol(name))))
        rows.extend(("", type_, *_cells(tally)) for type_, tally in sorted(types.items()))
    head = ("protocol", "type", "messages", "attributes", "typed", "guessed", "misfit", "typed %")
    for line in table_lines(head, rows, left=2):
        print(line)
    if result.unknown:
        print("\nundeclared attributes, by path and number")
        for path, count in result.unknown.most_common():
            print(f"{count:>10,}  {path}")
    if result.issues:
        print("\ndeclared attributes that do not fit")
        for (path, issue), count in result.issues.most_common():
            print(f"{count:>10,}  {path}: {issue}")
