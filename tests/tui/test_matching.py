"""The thread that finds the messages that pass a filter."""

from __future__ import annotations

from time import monotonic, sleep

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.families import registry
from nldissect.tui.matching import Matching

from .made import Growing, made


def found(matching: Matching) -> list[int]:
    rows: list[int] = matching.rows.tolist()
    return rows


def wait(condition: object, timeout: float = 10.0) -> None:
    end = monotonic() + timeout
    while not condition():  # type: ignore[operator]
        assert monotonic() < end
        sleep(0.002)


def test_it_finds_what_the_filter_finds_and_ends() -> None:
    with nldissect.open(made(50_000)) as capture:
        capture.load()
        for text in ("nl.type == RTM_NEWLINK", "call.errno != 0", "nl.type == 999"):
            chosen = Filter(text, registry)
            matching = Matching(capture, chosen, ended=lambda: True)
            matching.start()
            matching.join(10)
            assert matching.finished
            assert found(matching) == chosen.rows(capture).tolist()


def test_it_follows_a_capture_that_grows() -> None:
    growing = Growing(90)
    capture = growing.capture
    capture.advance()
    matching = Matching(capture, Filter("nl.errno > 0", registry), ended=lambda: capture.complete)
    matching.start()
    wait(lambda: matching.looked_at == len(capture))
    assert not matching.finished
    growing.arrive(900)
    growing.end()
    capture.load()
    matching.join(10)
    assert len(found(matching)) == 100
    capture.source.close()


def test_what_later_messages_change_is_looked_at_again() -> None:
    growing = Growing(7)
    capture = growing.capture
    while len(capture) < 7:
        capture.advance()
    chosen = Filter("call.errno == EEXIST && nl.flags.request", registry)
    matching = Matching(capture, chosen, ended=lambda: capture.complete)
    matching.start()
    wait(lambda: matching.looked_at == 7)
    assert found(matching) == []
    growing.arrive(9)
    growing.end()
    capture.load()
    matching.join(10)
    assert found(matching) == [6]
    capture.source.close()


def test_it_ends_when_it_is_told_to() -> None:
    growing = Growing(9)
    matching = Matching(growing.capture, Filter("nl", registry), ended=lambda: False)
    matching.start()
    matching.stop()
    matching.join(5)
    assert not matching.is_alive()
    assert not matching.finished
    growing.end()
