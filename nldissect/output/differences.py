"""Differences of captures as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nldissect.analysis.difference import Difference
    from nldissect.message import Message


def difference_lines(found: Sequence[Difference], alike: int, arrow: str) -> Iterator[str]:
    """A line for each message that differs, one for each field below it, and what there was of each kind.

    A message is removed (-), added (+) or changed (~), and has its numbers before and after.
    """
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
