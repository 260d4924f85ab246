"""Talkers, against a count of the same messages one by one, and against the filters that leave them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import nldissect
from nldissect.analysis import talkers as module
from nldissect.analysis.calls import Direction, Role
from nldissect.analysis.filter import Filter
from nldissect.analysis.talkers import KERNEL, Talker, talkers
from nldissect.capture import Capture
from nldissect.families import registry
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import Packet, cooked, message, pcap
from tests.tui.made import NINE, PORT, STEP, made

USERSOCK = 2
SECOND = 10**9


def by_port(capture: Capture, rows: np.ndarray | None = None) -> dict[int, Talker]:
    return {talker.port: talker for talker in talkers(capture, rows)}


def counted(capture: Capture) -> dict[int, Counter[str]]:
    """Messages by port and what they are to the talker, looked at one by one."""
    found: dict[int, Counter[str]] = {}
    for row in range(len(capture)):
        call, port = capture.calls.of(row), capture.message(row).port
        role, direction = Role(capture.calls.role[row]), Direction(capture.calls.direction[row])
        kind = "received"
        if role == Role.NOTIFICATION:
            kind = "notifications"
        elif role == Role.REQUEST or direction == Direction.USER_TO_USER:
            kind = "sent"
        if call is not None:
            found.setdefault(call.port, Counter())[kind] += 1
        elif port:
            found.setdefault(port, Counter())[kind] += 1
        if direction in (Direction.FROM_KERNEL, Direction.TO_KERNEL):
            answer = "sent" if direction == Direction.FROM_KERNEL else "received"
            found.setdefault(KERNEL, Counter())["notifications" if kind == "notifications" else answer] += 1
    return found


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_talkers_have_the_counts_of_messages_looked_at_one_by_one(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        found = {
            port: Counter(sent=each.sent, received=each.received, notifications=each.notifications)
            for port, each in by_port(capture).items()
        }
        assert found == counted(capture)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_latencies_are_those_of_the_calls_of_a_port(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        for port, talker in by_port(capture).items():
            latencies = sorted(call.latency for call in capture.calls if call.port == port and call.latency is not None)
            at = [-(-len(latencies) * part // 100) - 1 for part in (50, 95)]
            assert [talker.p50, talker.p95] == ([latencies[place] for place in at] if latencies else [None, None])


def test_a_talker_has_its_families_errors_and_latencies() -> None:
    with nldissect.open(made(len(NINE))) as capture:
        kernel, program = talkers(capture.load())
        assert program[:6] == (PORT, ("route",), 3, 5, 0, 1)
        assert (program.p50, program.p95) == (STEP * 1000, 3 * STEP * 1000)
        assert (program.first, program.last, program.outside) == (0, 7, 0)
        assert kernel[:6] == (KERNEL, ("route",), 5, 3, 1, 1)
        assert (kernel.p50, kernel.first, kernel.last) == (None, 0, 8)


def test_of_some_rows_only_these_are_counted() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        capture.load()
        rows = Filter("nl.errno > 0", registry).rows(capture)
        kernel, *programs = talkers(capture, rows)
        assert (kernel.sent, kernel.received, kernel.errors) == (len(rows), 0, len(rows))
        assert {each.sent for each in programs} == {0}
        assert sum(each.errors for each in programs) == sum(each.received for each in programs) == len(rows)
        assert all(each.families for each in programs)  # those of the requests, which are not among the rows
        assert {each.p95 for each in programs} == {None}


def test_messages_are_counted_alike_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    with nldissect.open(CAPTURES / "misbehaving.pcap") as capture:
        expected = list(talkers(capture.load()))
        monkeypatch.setattr(module, "CHUNK", 7)
        assert list(talkers(capture)) == expected
        rows = np.arange(3, len(capture), 2)
        in_portions = list(talkers(capture, rows))
        monkeypatch.setattr(module, "CHUNK", 1 << 17)
        assert list(talkers(capture, rows)) == in_portions


def test_a_message_of_no_call_belongs_to_the_port_it_names() -> None:
    notification = message(bytes(12), kind=28, flags=0, seq=0, port=55)
    said = message(b"hello", kind=100, flags=0, port=66)
    with nldissect.open(pcap([Packet(cooked(notification)), Packet(cooked(said, USERSOCK))])) as capture:
        found = by_port(capture.load())
        assert set(found) == {KERNEL, 55, 66}
        assert (found[55].notifications, found[55].outside, found[55].families) == (1, 1, ("route",))
        assert (found[66].sent, found[66].outside, found[66].families) == (1, 1, ("usersock",))
        assert found[KERNEL].families == ("route",)  # what programs tell each other is not the kernel's


def test_recent_messages_are_those_of_the_last_minute() -> None:
    times = [0, 41, 100] + [100] * 3
    packets = [Packet(cooked(message(bytes(4), kind=18, port=55, seq=at)), at * SECOND) for at in times]
    with nldissect.open(pcap(packets)) as capture:
        found = talkers(capture.load())
        assert found.span == 60 * SECOND
        assert by_port(capture)[55].recent == (1, *[0] * 10, 4)


def test_recent_messages_of_a_short_capture_are_all() -> None:
    with nldissect.open(made(120)) as capture:
        found = talkers(capture.load())
        assert found.span == 119 * STEP * 1000 + 1
        assert sum(found[1].recent) == found[1].sent + found[1].received


def test_in_a_capture_without_messages_nobody_speaks() -> None:
    with nldissect.open(pcap([])) as capture:
        assert len(talkers(capture.load())) == 0


def test_many_ports_are_counted_in_one_go() -> None:
    packets = [Packet(cooked(message(bytes(4), kind=18, port=1000 + each, seq=each))) for each in range(3000)]
    with nldissect.open(pcap(packets)) as capture:
        found = talkers(capture.load())
        assert len(found) == 3001
        assert (found.sent[1:] == 1).all()
        assert found.sent[0] == 0
        assert found.received[0] == 3000
