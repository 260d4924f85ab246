"""Where keys lead to."""

from __future__ import annotations

import nldissect
from nldissect.tui.targets import in_call, peer, warnings

from .made import made


def test_the_messages_of_a_call_follow_each_other() -> None:
    with nldissect.open(made(18)) as capture:
        capture.load()
        assert [in_call(capture, row) for row in range(9)] == [1, 2, 3, None, 5, None, 7, None, None]
        assert [in_call(capture, row, backwards=True) for row in range(9)] == [None, 0, 1, 2, None, 4, None, 6, None]


def test_a_reply_leads_to_its_request_and_a_request_to_its_last_answer() -> None:
    with nldissect.open(made(18)) as capture:
        capture.load()
        assert [peer(capture, row) for row in range(9)] == [3, 0, 0, 0, 5, 4, 7, 6, None]


def test_slow_calls_and_unanswered_ones_are_warnings() -> None:
    with nldissect.open(made(14)) as capture:  # ends with a request that is not answered
        capture.load()
        assert warnings(capture, 10**9).tolist() == []
        assert warnings(capture, 600_000).tolist() == [0, 9]
