"""`nldissect coverage FILE...`: what the registry knows of the attributes of captures."""

from __future__ import annotations

import argparse
import json
import sys

from nldissect.analysis.coverage import Coverage, Tally, coverage
from nldissect.cli import FAILED
from nldissect.cli.common import opened, plain_output, warn
from nldissect.errors import CaptureError
from nldissect.output.table import table_lines


def run(options: argparse.Namespace) -> int:
    result = Coverage()
    code = 0
    for path in options.files:
        try:
            with opened(path, options) as capture:
                result.add(coverage(capture.load()))
                code |= warn(capture)
        except CaptureError as error:  # the other files can still be counted
            print(f"nldissect: {error}", file=sys.stderr)
            code = FAILED
    if code and not result.total.messages:
        return code
    if options.json:
        print(json.dumps(result.to_dict(), indent=1))
    else:
        plain_output(False)
        _print(result)
    return code


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
        print("\nundeclared attributes by path and number, and bytes that are no attributes")
        for (path, _), count in result.unknown.most_common():
            print(f"{count:>10,}  {path}")
    if result.issues:
        print("\ndeclared attributes that do not fit")
        for (path, issue), count in result.issues.most_common():
            print(f"{count:>10,}  {path}: {issue}")
