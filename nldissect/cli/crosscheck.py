"""`nldissect crosscheck FILE...`: our decoding compared with Wireshark's."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator

from nldissect.capture import open_capture
from nldissect.cli import FAILED, UsageError
from nldissect.cli.common import plain_output, warn
from nldissect.engine.values import printable
from nldissect.errors import CaptureError
from nldissect.interop.crosscheck import REASONS, Crosscheck, Disagreement, Tally, Wireshark, WiresharkError, compare
from nldissect.output.table import table_lines


def run(options: argparse.Namespace) -> int:
    for path in options.files:
        if path == "-" or (os.path.exists(path) and not os.path.isfile(path)):
            raise UsageError(f"{path}: Wireshark has to read it, too, which takes a file")
    result = Crosscheck()
    code = 0
    with Wireshark() as wireshark:
        result.wireshark = wireshark.version
        for path in options.files:
            try:
                # to Wireshark the messages of the program that captured are like any other
                with open_capture(path, families=dict(options.genl_family), own=True) as capture:
                    compare(capture, wireshark.frames(path), wireshark.kinds, result)
                    code |= warn(capture)
            except WiresharkError:
                raise
            except CaptureError as error:  # the other files can still be compared
                print(f"nldissect: {error}", file=sys.stderr)
                code = FAILED
    if code and not result.files:
        return code
    if options.json:
        print(json.dumps(result.to_dict(), indent=1))
    else:
        plain_output(False)
        for line in _lines(result, options.verbose):
            print(line)
    return FAILED if result.total.unexplained else code


def _lines(result: Crosscheck, verbose: bool) -> Iterator[str]:
    total = result.total
    head = ("field", "agree", "only theirs", "explained", "unexplained")
    rows = [(name, *_cells(tally)) for name, tally in [("all", total), *sorted(result.fields.items())]]
    yield from table_lines(head, rows)
    if verbose:
        yield from _one_sided(result)
    for key, reason in REASONS.items():
        alike = [each for (found, _), each in sorted(result.explained.items()) if found == key]
        if alike:
            yield ""
            yield f"{sum(each.count for each in alike):,} explained by {key}: {reason.sentence}"
        if verbose:
            yield from (f"{each.count:>10,}  {_told(each.first)}" for each in alike)
    if result.unexplained:
        yield ""
        listed = len(result.unexplained)
        yield f"{total.unexplained:,} unexplained{f', the first {listed:,}' if listed < total.unexplained else ''}"
        yield from (f"    {_told(each)}" for each in result.unexplained)
    yield ""
    files = f"{result.files:,} files" if result.files > 1 else "1 file"
    yield f"Wireshark {result.wireshark}: {result.frames:,} frames of {files}"
    yield (
        f"{total.agree:,} fields agree, {total.only_theirs:,} only Wireshark has, "
        f"{sum(result.only_ours.values()):,} only we have, "
        f"{total.explained:,} disagree for a known reason, {total.unexplained:,} for none"
    )


def _cells(tally: Tally) -> tuple[str, ...]:
    counts = (tally.agree, tally.only_theirs, tally.explained, tally.unexplained)
    return tuple(f"{count:,}" if count else "" for count in counts)


def _one_sided(result: Crosscheck) -> Iterator[str]:
    yield ""
    yield "only Wireshark has"
    for (name, path), count in result.only_theirs.most_common():
        yield f"{count:>10,}  {name}{f', in {path}' if path else ''}"
    yield ""
    yield "only we have"
    for path, count in result.only_ours.most_common():
        yield f"{count:>10,}  {path}"


def _told(found: Disagreement) -> str:
    """A disagreement in one line."""
    place = f"{os.path.basename(found.capture)} frame {found.frame} byte {found.offset}"
    theirs = f"{found.field} {printable(found.theirs)}"
    return f"{place}: {theirs}, ours {printable(f'{found.path} {found.ours}'.strip())} ({found.what})"
