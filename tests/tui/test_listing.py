"""Which messages are listed, where, and what comes next among them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from nldissect.tui.listing import Listing

SHOWN = np.array([2, 3, 5, 8, 13])


def test_all_messages_stand_at_their_rows() -> None:
    listing = Listing(4)
    assert [listing.row(position) for position in range(4)] == [0, 1, 2, 3]
    assert [listing.position(row) for row in (0, 3, 4)] == [0, 3, None]
    assert listing.members().tolist() == [0, 1, 2, 3]


def test_of_a_filter_only_the_rows_found_so_far_count() -> None:
    listing = Listing(3, SHOWN)
    assert listing.row(2) == 5
    assert [listing.position(row) for row in (2, 5, 8, 4)] == [0, 2, None, None]
    assert [listing.nearest(row) for row in (0, 4, 5, 9)] == [0, 2, 2, 3]


def test_in_another_order_a_row_stands_where_it_is_listed() -> None:
    listing = Listing(5, SHOWN, np.array([13, 2, 8, 3, 5]))
    assert [listing.row(position) for position in range(5)] == [13, 2, 8, 3, 5]
    assert [listing.position(row) for row in (13, 2, 8, 3, 5)] == [0, 1, 2, 3, 4]
    assert listing.position(4) is None
    assert listing.nearest(4) == 4  # where 5 is


def test_the_next_of_some_rows_is_the_next_that_is_listed_and_goes_round() -> None:
    wanted = np.array([0, 3, 4, 13])
    listing = Listing(5, SHOWN)
    assert [listing.next(wanted, position) for position in range(5)] == [1, 4, 4, 4, 1]
    assert [listing.next(wanted, position, backwards=True) for position in range(5)] == [4, 4, 1, 1, 1]
    assert listing.next(np.array([4, 9]), 0) is None


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 70)), st.booleans(), st.randoms())
def test_next_finds_what_a_walk_through_the_list_finds(
    shown: set[int], wanted: set[int], backwards: bool, random: object
) -> None:
    rows = np.array(sorted(shown))
    order = rows.tolist()
    random.shuffle(order)  # type: ignore[attr-defined]
    for listing in (Listing(len(rows), rows), Listing(len(rows), rows, np.array(order))):
        for position in range(listing.count):
            step = -1 if backwards else 1
            walk = [(position + step * distance) % listing.count for distance in range(1, listing.count + 1)]
            expected = next((place for place in walk if listing.row(place) in wanted), None)
            found = listing.next(np.array(sorted(wanted), np.int64), position, backwards=backwards)
            assert found == expected
