"""Looking for texts, expressions, bytes and what filters say."""

from __future__ import annotations

import pytest

import nldissect
from nldissect.families import registry
from nldissect.tui.listing import Listing
from nldissect.tui.search import Search
from tests.captures import CAPTURES


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "UNKNOWN device"),
        ("regex", r"unknown\s+d[e]vice"),
        ("hex", "556e6b6e6f776e20646576696365"),
        ("hex", "55:6E:6b:6e 6f77"),
        ("filter", 'nl.extack.msg contains "Unknown device"'),
    ],
)
def test_each_kind_finds_the_same_message(kind: str, text: str) -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        listing = Listing(len(capture.load()))
        search = Search(kind, text, registry)
        assert search.next(capture, listing, 0, backwards=False, stopped=lambda: False) == 11
        assert search.next(capture, listing, 20, backwards=True, stopped=lambda: False) == 11
        assert search.next(capture, listing, 11, backwards=False, stopped=lambda: False) is not None


def test_a_name_in_bytes_is_found_though_no_line_says_it() -> None:
    with nldissect.open(CAPTURES / "links.pcap") as capture:
        listing = Listing(len(capture.load()))
        assert Search("text", "noqueue", registry).next(
            capture, listing, 0, backwards=False, stopped=lambda: False
        ) is not None  # fmt: skip


def test_what_is_nowhere_is_not_found_and_a_search_can_be_stopped() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        listing = Listing(len(capture.load()))
        for kind, text in (("text", "no such words"), ("filter", "nl.type == 4000"), ("hex", "fe fe fe fe fe")):
            assert Search(kind, text, registry).next(capture, listing, 0, backwards=False, stopped=bool) is None
        assert Search("text", "a", registry).next(capture, listing, 0, backwards=False, stopped=lambda: True) is None


@pytest.mark.parametrize(("kind", "text"), [("regex", "(x"), ("hex", "xyz"), ("hex", "abc"), ("filter", "rta.dst ==")])
def test_what_cannot_be_looked_for_is_said(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Search(kind, text, registry)
