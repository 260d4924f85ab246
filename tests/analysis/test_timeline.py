"""Timelines: each message in its interval, with errors, the first of it and the types."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import nldissect
from nldissect.analysis.filter import Filter
from nldissect.analysis.timeline import RECENT_INTERVALS, extent, recent, recent_by, timeline
from nldissect.families import registry
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import Packet, cooked, message, pcap

SECOND = 10**9


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_each_message_is_in_the_interval_of_its_time(path: Path) -> None:
    with nldissect.open(path) as capture:
        first, last = extent(capture.load()) or (0, 0)
        width = (last - first) // 50 + 1
        line = timeline(capture, None, first, width, 50, types=3)
        messages = [capture.message(row) for row in range(len(capture))]
        counts = Counter((each.time - first) // width for each in messages)
        errors = Counter((each.time - first) // width for each in messages if (each.errno or 0) > 0)
        types = Counter(((each.time - first) // width, each.type_name) for each in messages)
        assert line.messages.tolist() == [counts[interval] for interval in range(50)]
        assert line.errors.tolist() == [errors[interval] for interval in range(50)]
        for interval, highest in enumerate(line.types):
            here = {name: count for (at, name), count in types.items() if at == interval}
            assert [count for _, count in highest] == sorted(here.values(), reverse=True)[:3]
            assert all(here[name] == count for name, count in highest)
        for interval in np.flatnonzero(line.messages).tolist():
            found = capture.message(int(line.firsts[interval]))
            assert found.time == line.times[interval]
            assert line.interval(found.time) == interval
            assert line.begin(interval) <= found.time < line.begin(interval + 1)
        assert (line.firsts[line.messages == 0] == -1).all()


def test_of_some_rows_only_these_are_counted() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        rows = Filter("nl.errno > 0", registry).rows(capture.load())
        line = timeline(capture, rows, capture.message(0).time, 1000 * SECOND, 1, types=2)
        assert (line.messages[0], line.errors[0], line.firsts[0]) == (len(rows), len(rows), rows[0])
        assert sum(count for _, count in line.types[0]) == len(rows)
        no_rows = timeline(capture, rows[:0], 0, SECOND, 3, types=2)
        assert no_rows.messages.tolist() == [0, 0, 0]
        assert no_rows.types == [[], [], []]


def test_what_is_outside_of_the_intervals_is_not_counted() -> None:
    packets = [Packet(cooked(message(seq=at)), at * SECOND) for at in range(10)]
    with nldissect.open(pcap(packets)) as capture:
        line = timeline(capture.load(), None, 3 * SECOND, SECOND, 4)
        assert line.messages.tolist() == [1, 1, 1, 1]
        assert line.firsts.tolist() == [3, 4, 5, 6]


def test_an_interval_holds_what_comes_when_it_begins_and_not_what_comes_when_it_ends() -> None:
    packets = [Packet(cooked(message(seq=at)), at) for at in (999, 1000, 1999, 2000)]
    with nldissect.open(pcap(packets, nano=True)) as capture:
        assert timeline(capture.load(), None, 1000, 1000, 1).firsts.tolist() == [1]
        assert timeline(capture, None, 1000, 1000, 1).messages.tolist() == [2]


def test_a_clock_that_is_set_back_moves_messages_to_earlier_intervals() -> None:
    times = [5, 6, 7, 0, 1, 6]
    error = message((-17).to_bytes(4, "little", signed=True) + message(), kind=2, flags=0)
    packets = [Packet(cooked(error if at == 6 else message(seq=at)), at * SECOND) for at in times]
    with nldissect.open(pcap(packets)) as capture:
        assert extent(capture.load()) == (0, 7 * SECOND)
        line = timeline(capture, None, 0, SECOND, 8, types=1)
        assert line.messages.tolist() == [1, 1, 0, 0, 0, 1, 2, 1]
        assert line.errors.tolist() == [0, 0, 0, 0, 0, 0, 2, 0]
        assert line.firsts.tolist() == [3, 4, -1, -1, -1, 0, 1, 2]
        assert line.types[6] == [("NLMSG_ERROR", 2)]


def test_times_at_either_end_of_what_a_file_can_say_are_counted() -> None:
    packets = [Packet(cooked(message()), at * SECOND) for at in (0, 2**32 - 1)]
    with nldissect.open(pcap(packets)) as capture:
        line = timeline(capture.load(), None, 0, 2**62, 4)
        assert line.messages.tolist() == [2, 0, 0, 0]
        assert timeline(capture, None, -(2**64), 2**60, 3).messages.tolist() == [0, 0, 0]


def test_recent_intervals_end_with_the_last_message() -> None:
    packets = [Packet(cooked(message()), at * SECOND) for at in (0, 60, 99, 100)]
    with nldissect.open(pcap(packets)) as capture:
        found = recent(capture.load())
        assert (found.span, found.end) == (60 * SECOND, 100 * SECOND + 1)
        assert found.intervals(capture, slice(0, 4)).tolist() == [-1, 3, RECENT_INTERVALS - 1, RECENT_INTERVALS - 1]


def test_recent_counts_by_type_are_those_of_all_messages_of_a_short_capture() -> None:
    with nldissect.open(CAPTURES / "misbehaving.pcap") as capture:
        rows = np.arange(10, len(capture.load()))
        for given, expected in ((slice(0, len(capture)), len(capture)), (rows, len(rows))):
            found = recent_by(capture, given, "type")
            assert sum(map(sum, found.values())) == expected
        types = Counter((capture.message(row).family_name, capture.message(row).type_name) for row in rows.tolist())
        assert {label: sum(counts) for label, counts in found.items()} == types


def test_a_capture_without_messages_has_no_extent() -> None:
    with nldissect.open(pcap([])) as capture:
        assert extent(capture.load()) is None
        assert recent(capture).span == 0
        assert recent_by(capture, slice(0, 0), "type") == {}
        assert timeline(capture, None, 0, SECOND, 2, types=3).messages.tolist() == [0, 0]
