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


def columns(values: Sequence[float], height: int, top: float, signs: str) -> list[str]:
    """Upright bars side by side, in `height` lines from the top one down.

    top    the value whose bar is as high as all the lines
    signs  what a line shows of a bar that ends in it, from nothing to full
    """
    steps = len(signs) - 1
    levels = [level(value, top, height * steps) for value in values]
    return [
        "".join(signs[min(max(each - line * steps, 0), steps)] for each in levels) for line in reversed(range(height))
    ]


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
    count = -(-length // merged)
    heights = [0.0] * count
    failed = [False] * count
    for second, messages, errors in seconds:
        column = second // merged
        heights[column] += messages / merged
        failed[column] |= errors > 0
    wide = room // count  # a short capture fills the width too
    top = max(heights)
    signs, upright, corner, floor, mark = (ASCII, "|", "+", "-", "x") if ascii_only else (UPWARDS, "│", "└", "─", "✗")
    yield "messages per second" + (f", mean of {merged:,} s" if merged > 1 else "")
    scale = f"{top:,.0f}" if top >= 10 else f"{top:.2g}"
    for line in columns([height for height in heights for _ in range(wide)], HEIGHT, top, signs):
        yield f"{scale.rjust(margin - 2)} {upright}{line}".rstrip()
        scale = ""
    yield f"{'0'.rjust(margin - 2)} {corner}{floor * count * wide}"
    if any(failed):
        yield f"{'errors'.rjust(margin - 2)}  {''.join((mark if each else ' ') * wide for each in failed)}".rstrip()
    last = f"{length:,} s"
    yield f"{' ' * margin}0 s{last.rjust(max(count * wide - 3, len(last) + 1))}"
