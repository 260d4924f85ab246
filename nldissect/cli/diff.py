"""`nldissect diff A B`: what differs in meaning between two captures."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from nldissect.analysis.content import GENERATED, VOLATILE, Rules
from nldissect.analysis.difference import Difference, differences
from nldissect.cli.common import compiled, opened, plain_output, warn
from nldissect.errors import CaptureError
from nldissect.output.differences import difference_lines

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.filter import Filter
    from nldissect.capture import Capture
    from nldissect.message import Message

DIFFERENT = 1
TROUBLE = 2  # as diff(1) has it


def run(options: argparse.Namespace) -> int:
    chosen = compiled(options)
    usual = ((), ()) if options.exact else (VOLATILE, GENERATED)
    rules = Rules((*usual[0], *options.ignore), (*usual[1], *options.replace), options.secrets)
    try:
        with opened(options.before, options) as before, opened(options.after, options) as after:
            rows = _rows(before, chosen), _rows(after, chosen)
            found, alike = differences(before, after, rules, rows=rows)
            if options.json:
                _print_json(before, after, found, alike)
            else:
                arrow = "->" if plain_output(options.ascii) else "\u2192"
                if found:
                    print(f"--- {before.name}\n+++ {after.name}")
                for line in difference_lines(found, alike, arrow):
                    print(line)
            warn(before)
            warn(after)
    except CaptureError as error:
        print(f"nldissect diff: {error}", file=sys.stderr)
        return TROUBLE
    return DIFFERENT if found else 0


def _rows(capture: Capture, chosen: Filter | None) -> npt.NDArray[np.int64] | None:
    capture.load()
    return None if chosen is None else chosen.rows(capture)


def _print_json(before: Capture, after: Capture, found: list[Difference], alike: int) -> None:
    json.dump(
        {
            "before": before.name,
            "after": after.name,
            "alike": alike,
            "differences": [
                {
                    "before": _reference(each.before),
                    "after": _reference(each.after),
                    "changes": [change._asdict() for change in each.changes],
                }
                for each in found
            ],
        },
        sys.stdout,
        indent=1,
    )
    print()


def _reference(message: Message | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {
        "number": message.number,
        "family": message.family_name,
        "type": message.type_name,
        "summary": message.summary,
    }
