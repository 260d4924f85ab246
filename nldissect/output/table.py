"""Tables of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def table_lines(
    head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1, *, last_left: bool = False
) -> Iterator[str]:
    """A table with the first `left` columns flush left, the last one on request, and the others flush right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        cells = [
            cell.ljust(width) if place < left or (last_left and place == len(head) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
