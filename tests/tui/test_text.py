"""Cells, times and signs: what is written, in how many cells."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from nldissect.output.encoding import locale_is_unicode
from nldissect.tui.cells import crop, fit, printable, size_text
from nldissect.tui.glyphs import ASCII, UNICODE
from nldissect.tui.times import NANOSECONDS, duration_text, seconds_text, time_text


@pytest.mark.parametrize(
    "text", ["", "eth0", "a" * 50, "网络接口网络接口", "e\u0301" * 9, "\x1b[31mred", "\u202eabc", "a\tb\0"]
)
@pytest.mark.parametrize("width", [0, 1, 2, 7, 40])
def test_text_takes_exactly_its_cells(text: str, width: int) -> None:
    for glyphs in (UNICODE, ASCII):
        for right in (False, True):
            shown = fit(text, width, glyphs, right=right)
            assert cell_len(shown) == width
            assert shown.isprintable()
            assert shown.isascii() or not glyphs.ascii


def test_nothing_a_terminal_obeys_is_written() -> None:
    assert printable("\x1b]0;x\x07\x9b31m\u202e") == "\\x1b]0;x\\x07\\x9b31m\\u202e"
    assert crop("[red]\x1b", 40, UNICODE) == "[red]\\x1b"
    assert crop("a long name", 7, UNICODE) == "a long…"


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0"), (1, "1ns"), (999, "999ns"), (76_000, "76µs"), (999_499, "999µs"), (999_600, "1.00ms"),
        (1_234_567, "1.23ms"), (12_345_678, "12.3ms"), (297_000_000, "297ms"), (1_200_000_000, "1.20s"),
        (59_900_000_000, "59.9s"), (192_000_000_000, "3m12s"), (18_420_000_000_000, "5h07m"),
        (10**18, "11574d"), (-76_000, "-76µs"),
    ],
)  # fmt: skip
def test_durations_are_short(nanoseconds: int, text: str) -> None:
    assert duration_text(nanoseconds) == text


def test_times_keep_the_microsecond() -> None:
    at = 1_700_000_000 * NANOSECONDS + 123_456_789
    assert time_text("epoch", at, 0, 0) == "1700000000.123456"
    assert time_text("relative", at, at - 2 * NANOSECONDS, 0) == "2.000000"
    assert time_text("delta", at, 0, at + 1500) == "-0.000001"
    assert time_text("clock", at, 0, 0).endswith(".123456")
    assert time_text("clock", 2**62, 0, 0)
    assert seconds_text(-1_500_000_000) == "-1.500000"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (2048, "2.0 kB"), (198_400, "198 kB"), (2_600_000, "2.6 MB")]
)
def test_sizes_are_short(count: int, text: str) -> None:
    assert size_text(count) == text


def test_the_locale_decides_on_the_signs() -> None:
    assert locale_is_unicode({})
    assert locale_is_unicode({"LANG": "de_DE.UTF-8"})
    assert locale_is_unicode({"LC_ALL": "", "LANG": "C.utf8"})
    assert not locale_is_unicode({"LC_ALL": "C", "LANG": "de_DE.UTF-8"})
    assert not locale_is_unicode({"LANG": "de_DE.ISO-8859-1"})


def test_every_sign_takes_one_cell() -> None:
    for glyphs in (UNICODE, ASCII):
        assert all(cell_len(sign) == 1 for sign in glyphs.kinds.values())
        assert set(glyphs.kinds) == {"request", "ack", "error", "part", "done", "notification", "fragment"}
        assert glyphs.kind("what") == " "
