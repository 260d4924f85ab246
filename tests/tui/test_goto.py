"""What the user may write to go somewhere."""

from __future__ import annotations

import pytest

import nldissect
from nldissect.capture import Capture
from nldissect.tui.goto import target

from .made import made


@pytest.fixture(scope="module")
def capture() -> Capture:
    """40,000 messages, a quarter of a millisecond apart, from 2023-11-14 22:13:20 UTC on."""
    return nldissect.open(made(40_000)).load()


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("1", 0),
        ("40,000", 39_999),
        ("#12", 11),
        ("1.5", 6_000),
        (".001", 4),
        ("2s", 8_000),
        ("+0.5s", 12_000),
        ("+1ms", 10_004),
        ("-250us", 9_999),
        ("-9s", 0),
        ("+100", 39_999),
        ("22:13:21", 4_000),
        ("22:13:21.5", 6_000),
        ("2023-11-14T22:13:22Z", 8_000),
        ("23:00", 39_999),
    ],
)
def test_a_number_or_a_time_is_a_place(capture: Capture, text: str, row: int) -> None:
    assert target(text, capture, 10_000) == row


@pytest.mark.parametrize("text", ["0", "40,001", "x", "+", "1.2.3", "25:99", "+1parsec", "99:00", "--1"])
def test_what_is_no_place_is_refused_in_a_sentence(capture: Capture, text: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z'].*\.$"):
        target(text, capture, 0)
