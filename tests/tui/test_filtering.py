"""Which threads find what passes the filters, and which have ended."""

from __future__ import annotations

from typing import cast

from nldissect.analysis.filter import Filter
from nldissect.families import registry
from nldissect.tui.filtering import Filtering
from nldissect.tui.matching import Matching

ERRORS, ROUTES = Filter("nl.errno > 0", registry), Filter("rta.dst", registry)


class Thread:
    """What Filtering asks of a Matching."""

    def __init__(self, chosen: Filter) -> None:
        self.filter = chosen
        self.stopped = self.finished = False

    def stop(self) -> None:
        self.stopped = True


def filtering() -> tuple[Filtering, list[Thread]]:
    started: list[Thread] = []

    def start(chosen: Filter) -> Matching:
        started.append(Thread(chosen))
        return cast(Matching, started[-1])

    return Filtering(start), started


def test_what_was_found_while_a_filter_was_written_holds_when_it_is_applied() -> None:
    found, started = filtering()
    found.write(ERRORS)
    found.apply(ERRORS)
    assert len(started) == 1
    assert found.applied is cast(Matching, started[0])
    assert found.latest is found.applied
    assert not started[0].stopped


def test_an_edit_ends_what_was_written_before_but_not_what_is_in_force() -> None:
    found, started = filtering()
    found.apply(ERRORS)
    found.write(ROUTES)
    found.write(ERRORS)
    assert [each.stopped for each in started] == [False, True]
    assert found.written is found.applied
    found.write(None)
    assert [each.stopped for each in started] == [False, True]


def test_a_filter_that_is_taken_off_or_replaced_ends() -> None:
    found, started = filtering()
    found.apply(ERRORS)
    found.write(ROUTES)
    found.apply(ROUTES)
    assert [each.stopped for each in started] == [True, False]
    found.write(ERRORS)
    found.apply(None)
    assert [each.stopped for each in started] == [True, True, True]
    assert found.latest is None
    assert found.finished


def test_all_end_at_the_end() -> None:
    found, started = filtering()
    found.apply(ERRORS)
    found.write(ROUTES)
    assert not found.finished
    found.stop()
    assert all(each.stopped for each in started)
