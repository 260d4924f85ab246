"""Statistics, against a count of the same files by other means."""

import errno
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, combinations, product
from pathlib import Path

import numpy as np
import pytest

import nldissect
from nldissect.analysis.groupings import GROUPINGS
from nldissect.analysis.statistics import Count, Statistics
from nldissect.capture import Capture
from nldissect.message import Message
from tests.analysis import one_by_one
from tests.analysis.plain import CONTROL_TYPES, NLCTRL_COMMANDS, NLMSG_ERROR, ROUTE_TYPES, Plain, families, plain
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import GENERIC, Packet, cooked, enhanced, interface, message as build, option, pcap, section

PCAPS = [path for path in FILES if path.suffix == ".pcap"]


def statistics(source: Path | bytes) -> Statistics:
    return Statistics(nldissect.open(source).load())


def summed(rows: list[Count]) -> dict[str, tuple[int, int, int]]:
    """Messages, bytes and errors by key."""
    return {" ".join(map(str, row.keys)): (row.messages, row.bytes, row.errors) for row in rows}


class Plainly:
    """Counts of messages of a capture that are looked at one by one."""

    def __init__(self, capture: Capture, rows: list[int] | None = None) -> None:
        self.messages = [capture.message(row) for row in (range(len(capture)) if rows is None else rows)]
        self.errors = [each for each in self.messages if (each.errno or 0) > 0]
        chosen = {each.row for each in self.messages}
        calls = [call for call in capture.calls if call.request.row in chosen and call.latency is not None]
        self.requests = [call.request for call in calls]
        self.latencies = [call.latency or 0 for call in calls]
        self._memory: dict[tuple[object, ...], list[one_by_one.Label]] = {}

    def labels(
        self, find: Callable[[str, Message], list[one_by_one.Label]], some: Sequence[str], message: Message
    ) -> Iterator[one_by_one.Label]:
        """The labels of a message by several groupings; none when it has none by one of them."""
        parts = []
        for grouping in some:
            key = (find, grouping, message.row)
            if key not in self._memory:
                self._memory[key] = find(grouping, message)
            parts.append(self._memory[key])
        for each in product(*parts):
            yield tuple(chain.from_iterable(each))

    def counts(self, some: Sequence[str]) -> dict[one_by_one.Label, tuple[object, ...]]:
        """By label the messages, bytes, errors, first row and percentiles of latency."""
        rows = defaultdict[one_by_one.Label, list[Message]](list)
        errors = defaultdict[one_by_one.Label, list[Message]](list)
        latencies = defaultdict[one_by_one.Label, list[int]](list)
        for message in self.messages:
            for label in self.labels(one_by_one.labels, some, message):
                rows[label].append(message)
        for message in self.errors:
            for label in self.labels(one_by_one.failed_labels, some, message):
                errors[label].append(message)
        for message, latency in zip(self.requests, self.latencies, strict=True):
            for label in self.labels(one_by_one.request_labels, some, message):
                latencies[label].append(latency)
        return {
            label: (
                len(rows[label]),
                sum(each.length for each in rows[label]),
                len(errors[label]),
                (rows[label] or errors[label])[0].row,
                one_by_one.percentiles(latencies[label]) if latencies[label] else None,
            )
            for label in {**rows, **errors}
        }


def named(each: Plain, known: dict[int, str]) -> str:
    """The family and type that a message is to be counted under; "" where the table of this test has no name."""
    if each.protocol == 16 and each.type and each.type >= 16:
        family, command = known.get(each.type, ""), each.data[16] if len(each.data) > 16 else None
        if family == "nlctrl" or each.type == 16:
            return f"nlctrl {NLCTRL_COMMANDS[command]}" if command in NLCTRL_COMMANDS else ""
        if family:
            return f"{family} {family} cmd {command}"
        return f"generic type {each.type:#x} cmd {command}" if command is not None else f"generic type {each.type:#x}"
    protocol = {0: "route", 2: "usersock", 4: "sock_diag", 10: "fib_lookup", 16: "generic"}.get(each.protocol, "")
    if each.type is None:
        return f"{protocol} data"
    types = {**CONTROL_TYPES, **(ROUTE_TYPES if each.protocol == 0 else {})}
    return f"{protocol} {types[each.type]}" if each.type in types else ""


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_totals_are_those_of_a_plain_count(path: Path) -> None:
    found = plain(path)
    total = statistics(path).totals()
    assert total.messages == len(found)
    assert total.bytes == sum(each.length for each in found)
    assert total.errors == sum(each.errno != 0 for each in found)
    assert total.duration == pytest.approx((max(each.time for each in found) - found[0].time) / 1e6, abs=1.0)


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_types_have_the_counts_of_a_plain_count_and_the_errors_of_their_requests(path: Path) -> None:
    found = plain(path)
    known = families(found)
    counted: dict[str, tuple[int, int, int]] = {}
    for each in found:
        key = named(each, known)
        count, size, errors = counted.get(key, (0, 0, 0))
        counted[key] = (count + 1, size + each.length, errors)
    for each in found:
        if each.type == NLMSG_ERROR and each.errno and len(each.data) >= 36:
            key = named(each.quoted, known)
            count, size, errors = counted.get(key, (0, 0, 0))
            counted[key] = (count, size, errors + 1)
    rows = summed(statistics(path).by("type"))
    for key, expected in counted.items():
        if key and not key.startswith("ethtool"):
            assert rows.pop(key) == expected, key
    others = [sum(row[place] for row in rows.values()) for place in (0, 1)]
    rest = [each for each in counted.items() if not each[0] or each[0].startswith("ethtool")]
    assert others == [sum(row[place] for _, row in rest) for place in (0, 1)]


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_errnos_have_the_counts_of_a_plain_count(path: Path) -> None:
    answers = [each for each in plain(path) if each.errno or (each.type == NLMSG_ERROR and len(each.data) >= 20)]
    numbers = Counter(each.errno for each in answers)
    rows = {row.keys[0]: row for row in statistics(path).by("errno")}
    assert sum(row.messages for row in rows.values()) == len(answers)
    for number, count in numbers.items():
        row = rows[{0: "0", errno.EOPNOTSUPP: "EOPNOTSUPP"}.get(number) or errno.errorcode[number]]
        assert (row.messages, row.errors) == (count, count if number else 0)


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_seconds_have_the_counts_of_a_plain_count(path: Path) -> None:
    found = plain(path)
    start = min(each.time for each in found)
    messages = Counter((each.time - start) // 1_000_000 for each in found)
    rows = statistics(path).by("second")
    assert [(row.keys[0], row.messages) for row in rows] == sorted(messages.items())
    assert all(row.rate == row.messages for row in rows)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_grouping_and_pair_of_them_has_the_counts_of_the_messages_one_by_one(path: Path) -> None:
    capture = nldissect.open(path).load()
    counted = Statistics(capture)
    plain = Plainly(capture)
    for some in (*((each,) for each in GROUPINGS), *combinations(GROUPINGS, 2)):
        assert {row.keys: row[1:3] + row[5:] for row in counted.by(*some, latency=True)} == plain.counts(some), some


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_statistics_of_some_messages_are_those_of_these_one_by_one(path: Path) -> None:
    capture = nldissect.open(path).load()
    rows = np.flatnonzero(capture.index.messages.length[: len(capture)] % 3 == 0)
    counted = Statistics(capture, rows)
    plain = Plainly(capture, rows.tolist())
    for some in (*((each,) for each in GROUPINGS), ("interface", "diagnostic"), ("errno", "type", "second")):
        found = counted.by(*some, latency=True)
        assert {row.keys: row[1:3] + row[5:] for row in found} == plain.counts(some), some
        assert all(row.share == row.messages / len(rows) for row in found)
    total = counted.totals()
    assert total.messages == len(rows)
    assert total.bytes == sum(capture.message(row).length for row in rows.tolist())
    assert total.errors == sum((capture.message(row).errno or 0) > 0 for row in rows.tolist())
    assert total.duration == Statistics(capture).totals().duration


def test_no_rows_have_no_statistics() -> None:
    capture = nldissect.open(CAPTURES / "errors.pcap").load()
    counted = Statistics(capture, np.zeros(0, np.int64))
    assert [counted.by(each, latency=True) for each in GROUPINGS] == [[]] * len(GROUPINGS)
    assert counted.totals(latency=True)[:3] == (0, 0, 0)
    assert counted.totals(latency=True).latency is None


def test_generic_commands_are_counted_each_by_itself() -> None:
    rows = summed(statistics(CAPTURES / "generic.pcap").by("type"))
    assert rows["nlctrl CTRL_CMD_GETFAMILY"][0] > 0
    assert rows["nlctrl CTRL_CMD_NEWFAMILY"][0] > rows["nlctrl CTRL_CMD_DELFAMILY"][0] > 0
    assert any(key.startswith("ethtool ") for key in rows)


def test_an_error_counts_for_the_command_of_the_request_it_quotes() -> None:
    request = build(b"\3\1\0\0", kind=16, port=5)
    error = build((-2).to_bytes(4, "little", signed=True) + request, kind=2, flags=0, port=5)
    ack = build(bytes(4) + request[:16], kind=2, flags=0x100, port=5)
    rows = summed(statistics(pcap([Packet(cooked(each, GENERIC)) for each in (request, error, ack)])).by("type"))
    assert rows == {"nlctrl CTRL_CMD_GETFAMILY": (1, 20, 1), "generic NLMSG_ERROR": (2, 76, 0)}


def test_an_error_without_the_request_still_counts_as_one() -> None:
    short = build((-1).to_bytes(4, "little", signed=True), kind=2, flags=0)
    counted = statistics(pcap([Packet(cooked(short))]))
    assert counted.totals().errors == 1
    assert summed(counted.by("type")) == {"route NLMSG_ERROR": (1, 20, 0)}
    assert summed(counted.by("errno")) == {"EPERM": (1, 20, 1)}


def test_a_dump_that_ends_with_an_errno_is_an_error() -> None:
    done = build((-4).to_bytes(4, "little", signed=True), kind=3, flags=2)
    counted = statistics(pcap([Packet(cooked(done))]))
    assert counted.totals().errors == 1
    assert summed(counted.by("errno")) == {"EINTR": (1, 20, 1)}


def test_an_error_too_short_for_an_errno_is_none() -> None:
    counted = statistics(pcap([Packet(cooked(build(b"\xff\xff", kind=2, flags=0)))]))
    assert counted.totals().errors == 0
    assert counted.by("errno") == []


def test_shares_and_rates_are_of_the_whole_capture() -> None:
    times = [1_000_000_000, 1_500_000_000, 3_000_000_000, 3_000_000_000]
    packets = [Packet(cooked(build(kind=16 if time < 2_000_000_000 else 18)), time=time) for time in times]
    rows = statistics(pcap(packets, nano=True)).by_type()
    assert [(row.type_name, row.messages, row.share, row.rate) for row in rows] == [
        ("RTM_GETLINK", 2, 0.5, 1.0),
        ("RTM_NEWLINK", 2, 0.5, 1.0),
    ]


def test_a_capture_without_messages_has_no_rows() -> None:
    counted = statistics(pcap([]))
    assert counted.totals().messages == 0
    assert [counted.by(each) for each in GROUPINGS] == [[]] * len(GROUPINGS)


def test_a_capture_of_one_moment_has_no_rate() -> None:
    (row,) = statistics(pcap([Packet(cooked(build()))])).by_type()
    assert row.rate == 0


def test_times_may_be_as_far_apart_as_64_bits_allow() -> None:
    packet = Packet(cooked(build()))
    clock = option(9, b"\x09")  # if_tsresol: nanoseconds
    file = section() + interface(options=clock) + b"".join(enhanced(packet, ticks=each) for each in (2**63, 2**63 - 1))
    counted = statistics(file)
    assert [row.keys for row in counted.by("second")] == [(0,), (18446744073,)]
    assert counted.totals().duration == pytest.approx(18446744073.7)


def test_an_interface_is_counted_by_the_name_that_it_has_in_each_message() -> None:
    def link(name: bytes) -> Packet:
        attribute = (5 + len(name)).to_bytes(2, "little") + b"\3\0" + name + b"\0"
        return Packet(cooked(build(bytes(4) + b"\4" + bytes(11) + attribute, kind=16, flags=0, port=0)))

    file = pcap([link(b"red"), link(b"red"), link(b"blue"), link(b"red")])
    rows = statistics(file).by("interface")
    assert [(row.keys, row.messages, row.first) for row in rows] == [(("red",), 3, 0), (("blue",), 1, 2)]
    unnamed = Statistics(nldissect.open(file, names=False).load()).by("interface")
    assert [(row.keys, row.messages) for row in unnamed] == [(("if4",), 4)]


def test_the_port_of_a_request_that_leaves_it_out_is_the_asker_s() -> None:
    request = build(b"\1\0\0\0", kind=18, flags=5, seq=3, port=0)
    ack = build(bytes(4) + request[:16], kind=2, flags=0x100, seq=3, port=77)
    assert summed(statistics(pcap([Packet(cooked(each)) for each in (request, ack)])).by("port")) == {"77": (2, 56, 0)}


def test_errors_about_requests_that_the_capture_lacks_have_a_row_without_messages() -> None:
    error = build((-19).to_bytes(4, "little", signed=True) + build(bytes(16), kind=16, flags=5), kind=2, flags=0)
    (own, about) = statistics(pcap([Packet(cooked(error))])).by("type")
    assert (own.keys, own.messages, own.errors) == (("route", "NLMSG_ERROR"), 1, 0)
    assert (about.keys, about.messages, about.errors, about.first) == (("route", "RTM_NEWLINK"), 0, 1, 0)
