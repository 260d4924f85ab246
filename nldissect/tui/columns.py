"""Columns of a list: titles, widths, and the segments of a row whose cells are laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.segment import Segment
from rich.style import Style

from nldissect.tui.cells import fit
from nldissect.tui.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` 0 takes what the others leave. `key` names what it shows."""

    key: str
    title: str
    width: int
    right: bool = False


def lay_out(columns: Sequence[Column], width: int) -> tuple[Column, ...]:
    """The columns with the one of width 0 made as wide as `width` allows: a cell before, one between, one after."""
    left = width - sum(column.width for column in columns) - len(columns) - 1
    return tuple(column if column.width else replace(column, width=max(1, left)) for column in columns)


def row_segments(
    columns: Sequence[Column], texts: Sequence[str], styles: Sequence[Style | None], width: int, glyphs: Glyphs
) -> list[Segment]:
    """The cells of a row, a space between them, cut or filled to `width`; neighbours of one style are one segment."""
    segments: list[Segment] = []
    run, run_style, used = " ", styles[0] if styles else None, 1
    for column, text, style in zip(columns, texts, styles, strict=True):
        cell = fit(text, min(column.width, width - used), glyphs, right=column.right)
        if style is not run_style:
            segments.append(Segment(run, run_style))
            run, run_style = "", style
        run += cell
        used += min(column.width, width - used)
        if used < width:
            run += " "
            used += 1
    segments.append(Segment(run + " " * (width - used), run_style))
    return segments


def column_at(columns: Sequence[Column], x: int) -> Column | None:
    """The column under cell `x`; the space after a column belongs to it."""
    end = 1
    for column in columns:
        end += column.width + 1
        if x < end:
            return column
    return None
