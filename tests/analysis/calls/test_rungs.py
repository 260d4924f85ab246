"""Rungs: what is a line of a ladder."""

from __future__ import annotations

import numpy as np

from nldissect.analysis.calls import Role
from nldissect.analysis.calls.listing import call_listing
from nldissect.analysis.calls.rungs import MOST_COMPARED, Rung, Rungs
from tests.sources.build import message

from .test_calls import ACK, DUMP, GETLINK, MULTI, NEWLINK, ask, done, error, found, tell


def rungs(*datagrams: bytes, unfolded: tuple[int, ...] = ()) -> list[Rung]:
    """The rungs of the first call of a capture of these datagrams."""
    listing = call_listing(found(*datagrams).capture)
    made = Rungs(listing, listing.rows(1), unfolded)
    return [made[place] for place in range(len(made))]


def dump(parts: int) -> list[bytes]:
    return [ask(GETLINK, DUMP), *[tell(NEWLINK, 5, MULTI)] * parts, done(5)]


def told(number: int) -> bytes:
    """A notification of what a request with seq 7 did."""
    return message(bytes([number]) + bytes(31), kind=NEWLINK, flags=0, seq=7, port=5)


def test_few_messages_are_a_rung_each() -> None:
    roles = [rung.role for rung in rungs(*dump(6))]
    assert roles == [Role.REQUEST, *[Role.PART] * 6, Role.DONE]


def test_many_parts_are_one_rung() -> None:
    assert rungs(*dump(7)) == [
        Rung(0, 0, 1, Role.REQUEST, fold=False),
        Rung(1, 7, 7, Role.PART, fold=True),
        Rung(8, 8, 1, Role.DONE, fold=False),
    ]


def test_parts_that_are_unfolded_follow_their_rung() -> None:
    found = rungs(*dump(7), unfolded=(1,))
    assert [rung.row for rung in found] == [0, 1, 1, 2, 3, 4, 5, 6, 7, 8]
    assert [rung.fold for rung in found] == [False, True, *[False] * 8]


def test_copies_of_a_notification_are_one_rung() -> None:
    request = ask(NEWLINK, ACK)
    found = rungs(request, told(1), told(1), told(1), told(2), error(request, 5))
    assert found[1:3] == [Rung(1, 3, 3, Role.NOTIFICATION, fold=False), Rung(4, 4, 1, Role.NOTIFICATION, fold=False)]


def test_copies_are_not_taken_for_many_notifications() -> None:
    request = ask(NEWLINK, ACK)
    found = rungs(request, *[told(1)] * 20, error(request, 5))
    assert [rung.messages for rung in found] == [1, 20, 1]
    assert not found[1].fold


def test_more_notifications_than_anybody_compares_are_folded() -> None:
    request = ask(NEWLINK, ACK)
    found = rungs(request, *[told(1)] * (MOST_COMPARED + 1), error(request, 5))
    assert found[1] == Rung(1, MOST_COMPARED + 1, MOST_COMPARED + 1, Role.NOTIFICATION, fold=True)


def test_a_call_without_messages_has_no_rungs() -> None:
    listing = call_listing(found(ask(GETLINK)).capture)
    assert len(Rungs(listing, np.zeros(0, np.int64))) == 0
