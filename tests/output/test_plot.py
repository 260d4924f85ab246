"""Bars, and the plot over time."""

import pytest
from hypothesis import given, strategies as st

from nldissect.output.plot import HEIGHT, WIDEST, bars, over_time

SECONDS = st.dictionaries(
    st.integers(0, 2**40) | st.integers(0, 200), st.tuples(st.integers(1, 10**9), st.integers(0, 9)), min_size=1
)


def test_the_longest_bar_fills_the_width_and_the_others_are_in_proportion() -> None:
    assert bars([16, 8, 4, 1], 4, ascii_only=False) == ["████", "██", "█", "▎"]
    assert bars([16, 8, 4], 4, ascii_only=True) == ["####", "##", "#"]


def test_what_is_not_zero_has_a_bar() -> None:
    assert bars([10**9, 1, 0], 10, ascii_only=False) == ["█" * 10, "▏", ""]
    assert bars([10**9, 1, 0], 10, ascii_only=True) == ["#" * 10, "#", ""]


def test_no_values_and_only_zeros_have_no_bars() -> None:
    assert bars([], 10, ascii_only=True) == []
    assert bars([0, 0], 10, ascii_only=True) == ["", ""]


def test_a_plot_has_its_scale_its_empty_seconds_and_marks_where_errors_were() -> None:
    assert list(over_time([(0, 8, 0), (1, 4, 2), (3, 1, 0)], 17, ascii_only=True)) == [
        "messages per second",
        "      8 |##",
        "        |##",
        "        |##",
        "        |##",
        "        |####",
        "        |####",
        "        |####",
        "        |####  ##",
        "      0 +--------",
        " errors    xx",
        "         0 s  4 s",
    ]


def test_heights_between_lines_are_shown_with_partial_blocks() -> None:
    lines = list(over_time([(0, 64, 0), (1, 9, 0)], 17, ascii_only=False))
    assert [line[9:] for line in lines[7:9]] == ["████▁▁▁▁", "████████"]


def test_seconds_that_have_no_column_of_their_own_are_shown_by_their_mean() -> None:
    lines = list(over_time([(second, 10, 0) for second in range(1, 100, 2)], 59, ascii_only=True))
    assert lines[0] == "messages per second, mean of 2 s"
    assert lines[1] == f"      5 |{'#' * 50}"
    assert lines[-1].split() == ["0", "s", "100", "s"]


def test_nothing_has_no_plot() -> None:
    assert list(over_time([], 80, ascii_only=True)) == []


@pytest.mark.parametrize("ascii_only", [False, True])
@given(seconds=SECONDS, width=st.integers(40, 300))
def test_a_plot_keeps_to_the_width_and_height(
    seconds: dict[int, tuple[int, int]], width: int, ascii_only: bool
) -> None:
    lines = list(over_time([(second, *counts) for second, counts in seconds.items()], width, ascii_only=ascii_only))
    assert max(map(len, lines[1:])) <= min(width, WIDEST)
    assert len(lines) == 1 + HEIGHT + 2 + any(errors for _, errors in seconds.values())
    assert all(line.isascii() for line in lines) or not ascii_only
    assert ("#" if ascii_only else "█") in lines[1]
