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


def lay_out(columns: Sequence[Column], width: int, gutter: int = 1) -> tuple[Column, ...]:
    """The columns with those of width 0 sharing what `width` allows: `gutter` cells before, one after each."""
    left = width - sum(column.width for column in columns) - len(columns) - gutter
    open_ = sum(not column.width for column in columns)
    return tuple(column if column.width else replace(column, width=max(1, left // open_)) for column in columns)


def row_segments(
    columns: Sequence[Column],
    texts: Sequence[str],
    styles: Sequence[Style | None],
    width: int,
    glyphs: Glyphs,
    gutter: str = " ",
    gutter_style: Style | None = None,
) -> list[Segment]:
    """The cells of a row, a space between them, cut or filled to `width`; neighbours of one style are one segment."""
    segments: list[Segment] = []
    run, run_style, used = gutter, gutter_style, len(gutter)
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


def column_at(columns: Sequence[Column], x: int, gutter: int = 1) -> Column | None:
    """The column under cell `x`; the space after a column belongs to it."""
    end = gutter
    for column in columns:
        end += column.width + 1
        if x < end:
            return column
    return None
