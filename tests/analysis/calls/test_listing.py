"""Lists of calls: which are in them, and in what order."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import nldissect
from nldissect.analysis.calls import State
from nldissect.analysis.calls.listing import KEYS, CallListing, call_listing
from tests.captures import CAPTURES

from .test_calls import ACK, DUMP, GETLINK, MULTI, NEWLINK, SECOND, ask, error, found, tell


@cache
def listing(name: str) -> CallListing:
    return call_listing(nldissect.open(CAPTURES / f"{name}.pcap").load())


def made(*datagrams: bytes, after: int = 0) -> CallListing:
    return call_listing(found(*datagrams, after=after).capture)


def test_all_calls_are_listed_in_the_order_of_their_requests() -> None:
    calls = listing("errors")
    assert calls.numbers.tolist() == list(range(1, 110))
    assert (np.diff(calls.request[calls.numbers].astype(int)) > 0).all()


def test_a_call_is_listed_when_any_of_its_messages_is_chosen() -> None:
    capture = listing("errors").capture
    assert call_listing(capture, np.array([1, 4, 5])).numbers.tolist() == [1, 3]


def test_messages_that_belong_to_no_call_choose_none() -> None:
    notification = tell(NEWLINK, 0, seq=0)
    capture = found(ask(GETLINK), notification).capture
    assert call_listing(capture, np.array([1])).numbers.tolist() == []


def test_a_capture_without_messages_has_no_calls() -> None:
    calls = made()
    assert (len(calls), calls.end, calls.position(3)) == (0, 0, 0)
    assert not any(len(calls.sorted(key, descending=True)) for key in (*KEYS, "arguments"))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", [*KEYS, "arguments"])
def test_an_order_keeps_every_call(key: str, descending: bool) -> None:
    calls = listing("misbehaving").sorted(key, descending)
    assert sorted(calls.numbers.tolist()) == list(range(1, 181))


def test_latencies_rise_or_fall_and_unanswered_calls_come_last_in_both_orders() -> None:
    calls = listing("wild")
    unanswered = [8, 9, 10, 24]
    for descending in (False, True):
        numbers = calls.sorted("latency", descending).numbers
        assert numbers[-4:].tolist() == unanswered
        steps = np.diff(calls.latency(numbers[:-4]))
        assert (steps <= 0 if descending else steps >= 0).all()


def test_a_call_that_goes_on_has_no_latency_yet() -> None:
    calls = made(ask(GETLINK, DUMP), tell(NEWLINK, 5, MULTI))
    assert calls.state[1] == State.RUNNING
    assert (calls.latency(np.array([1])).tolist(), calls.first_latency(np.array([1])).tolist()) == ([-1], [1000])


def test_calls_are_sorted_by_the_names_of_their_types() -> None:
    calls = listing("generic").sorted("request", descending=False)
    names = [calls.capture.message(row).type_name for row in calls.request[calls.numbers].tolist()]
    assert names == sorted(names)


def test_calls_are_sorted_by_the_names_of_their_families() -> None:
    calls = listing("generic").sorted("family", descending=True)
    names = [calls.capture.message(row).family_name for row in calls.request[calls.numbers].tolist()]
    assert names == sorted(names, reverse=True)


def test_calls_are_sorted_by_how_they_went() -> None:
    request = ask(NEWLINK, ACK)
    answers = [error(request, 1, 22), error(request, 1), error(request, 1, 17)]
    calls = made(*(each for answer in answers for each in (request, answer)))
    assert calls.sorted("result", descending=False).numbers.tolist() == [3, 1, 2]  # EEXIST, EINVAL, ok


def test_equal_calls_stay_in_the_order_of_their_requests() -> None:
    calls = listing("errors").sorted("replies", descending=True)
    for replies in (0, 1):
        numbers = calls.numbers[calls.replies[calls.numbers] == replies]
        assert (np.diff(numbers.astype(int)) > 0).all()


def test_calls_are_sorted_by_their_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nldissect.analysis.calls.listing.TEXTS", 7)
    for descending in (False, True):
        calls = listing("errors").sorted("arguments", descending)
        texts = [calls.capture.message(row).summary for row in calls.request[calls.numbers].tolist()]
        assert texts == sorted(texts, reverse=descending)


def test_sorting_by_arguments_can_be_stopped() -> None:
    asked = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    listing("errors").sorted("arguments", descending=False, stopped=stopped)
    assert len(asked) == 4


def test_a_call_is_found_in_any_order_and_one_that_is_gone_by_the_nearest() -> None:
    calls = listing("errors").sorted("latency", descending=True)
    assert calls.numbers[calls.position(50)] == 50
    some = call_listing(calls.capture, calls.request[[20, 30]])
    assert some.numbers[some.position(28)] == 30


def test_the_rows_of_a_call_are_those_that_the_call_has() -> None:
    calls = listing("dumps")
    for number in calls.numbers.tolist():
        assert calls.rows(number).tolist() == calls.capture.calls[number].rows.tolist()


def test_the_end_is_when_the_last_message_came() -> None:
    calls = made(ask(GETLINK, ACK), after=5 * SECOND)
    assert calls.end - int(calls.time(np.array([0]))[0]) == 5 * SECOND
    assert calls.state[1] == State.NO_REPLY
