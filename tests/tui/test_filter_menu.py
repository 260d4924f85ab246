"""The filter that a condition makes with the present one."""

from __future__ import annotations

import pytest

from nldissect.tui.filter_menu import joined


@pytest.mark.parametrize(
    ("present", "how", "expected"),
    [
        ("", "is", "b == 1"),
        ("", "not", "!(b == 1)"),
        ("", "and", "b == 1"),
        ("a == 2", "is", "b == 1"),
        ("a == 2", "and", "a == 2 && b == 1"),
        ("a == 2", "and not", "a == 2 && !(b == 1)"),
        ("a == 2", "or", "a == 2 || b == 1"),
        ("a == 2 or c", "and", "(a == 2 or c) && b == 1"),
        ("a == 2 && c", "or not", "(a == 2 && c) || !(b == 1)"),
    ],
)
def test_conditions_join_the_present_filter(present: str, how: str, expected: str) -> None:
    assert joined(present, "b == 1", how) == expected


def test_a_condition_of_several_parts_stays_one() -> None:
    assert joined("c", "a == 1 && b == 2", "or") == "c || (a == 1 && b == 2)"
    assert joined("c", "a == 1 && b == 2", "and not") == "c && !(a == 1 && b == 2)"
