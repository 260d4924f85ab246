"""`nldissect diff A B`: what differs in meaning between two captures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nldissect.analysis.content import GENERATED, VOLATILE, Rules
from nldissect.analysis.difference import Difference, differences
from nldissect.cli.common import compiled, opened, plain_output, warn
from nldissect.errors import CaptureError

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
    rules = Rules((*usual[0], *options.ignore), (*usual[1], *options.replace))
    try:
        with opened(options.before, options) as before, opened(options.after, options) as after:
            rows = _rows(before, chosen), _rows(after, chosen)
            found, alike = differences(before, after, rules, rows=rows)
            if options.json:
                _print_json(before, after, found, alike)
            else:
                plain = plain_output(options.ascii)
                for line in _lines(before, after, found, alike, "->" if plain else "\u2192"):
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


def _lines(before: Capture, after: Capture, found: list[Difference], alike: int, arrow: str) -> Iterator[str]:
    if found:
        yield f"--- {before.name}"
        yield f"+++ {after.name}"
    for each in found:
        if each.before is None or each.after is None:
            yield _message("+" if each.before is None else "-", each.before, each.after)
            continue
        yield _message("~", each.before, each.after)
        width = max(len(change.path) for change in each.changes)
        for change in each.changes:
            old, new = ("none" if value is None else value for value in (change.before, change.after))
            yield f"        {change.path:{width}}  {old} {arrow} {new}"
    counts = [
        (alike, "alike"),
        (sum(each.before is not None and each.after is not None for each in found), "changed"),
        (sum(each.after is None for each in found), "removed"),
        (sum(each.before is None for each in found), "added"),
    ]
    yield "messages: " + ", ".join(f"{count:,} {what}" for count, what in counts)


def _message(sign: str, before: Message | None, after: Message | None) -> str:
    shown = after or before
    assert shown is not None  # one of them is there
    numbers = f"{before.number if before else '':>6}{after.number if after else '':>6}"
    return f"{sign}{numbers}  {shown.family_name:<8} {shown.type_name:<15} {shown.summary}"


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
