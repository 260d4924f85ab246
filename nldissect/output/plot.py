"""Pictures of numbers in a terminal: bars, and a plot over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

HEIGHT = 8  # lines of a plot
WIDEST = 100  # columns of a plot
UPWARDS = " ▁▂▃▄▅▆▇█"
RIGHTWARDS = " ▏▎▍▌▋▊▉█"
ASCII = " #"


def bars(values: Sequence[int], width: int, *, ascii_only: bool) -> list[str]:
    """A bar for each value, the longest `width` columns; what is not zero shows."""
    signs = ASCII if ascii_only else RIGHTWARDS
    steps = len(signs) - 1
    top = max(values, default=0)
    drawn = []
    for value in values:
        whole, rest = divmod(level(value, top, width * steps), steps)
        drawn.append(signs[-1] * whole + (signs[rest] if rest else ""))
    return drawn


def level(value: float, top: float, levels: int) -> int:
    """How many of `levels` a value fills when `top` fills all; at least one unless it is zero."""
    return max(1, round(value * levels / top)) if value else 0


def over_time(seconds: Sequence[tuple[int, int, int]], width: int, *, ascii_only: bool) -> Iterator[str]:
    """A plot of messages per second, and below it a mark wherever there were errors.

    seconds  number of a second, its messages and errors; those without messages may be left out
    width    columns to draw in; where they are fewer than seconds, a column shows the mean of several
    """
    if not seconds:
        return
    width = min(width, WIDEST)
    length = 1 + max(second for second, _, _ in seconds)
    # As wide as the axis may have to be: for the largest number, "errors", or "1.2e-07".
    margin = max(len(f"{max(messages for _, messages, _ in seconds):,}"), 7) + 2
    room = max(8, width - margin)
    merged = -(-length // room)
    columns = -(-length // merged)
    heights = [0.0] * columns
    failed = [False] * columns
    for second, messages, errors in seconds:
        column = second // merged
        heights[column] += messages / merged
        failed[column] |= errors > 0
    wide = room // columns  # a short capture fills the width too
    top = max(heights)
    signs, upright, corner, floor, mark = (ASCII, "|", "+", "-", "x") if ascii_only else (UPWARDS, "│", "└", "─", "✗")
    steps = len(signs) - 1
    levels = [level(height, top, HEIGHT * steps) for height in heights]
    yield "messages per second" + (f", mean of {merged:,} s" if merged > 1 else "")
    for line in reversed(range(HEIGHT)):
        scale = "" if line < HEIGHT - 1 else f"{top:,.0f}" if top >= 10 else f"{top:.2g}"
        cells = "".join(signs[min(max(each - line * steps, 0), steps)] * wide for each in levels)
        yield f"{scale.rjust(margin - 2)} {upright}{cells}".rstrip()
    yield f"{'0'.rjust(margin - 2)} {corner}{floor * columns * wide}"
    if any(failed):
        yield f"{'errors'.rjust(margin - 2)}  {''.join((mark if each else ' ') * wide for each in failed)}".rstrip()
    last = f"{length:,} s"
    yield f"{' ' * margin}0 s{last.rjust(max(columns * wide - 3, len(last) + 1))}"
