"""Statistics, against a count of the same files by other means."""

import errno
from collections import Counter
from pathlib import Path

import pytest

import nldissect
from nldissect.analysis.statistics import Count, Statistics, TypeRow
from tests.analysis.plain import CONTROL_TYPES, NLCTRL_COMMANDS, NLMSG_ERROR, ROUTE_TYPES, Plain, families, plain
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import GENERIC, Packet, cooked, message, pcap

PCAPS = [path for path in FILES if path.suffix == ".pcap"]


def statistics(source: Path | bytes) -> Statistics:
    return Statistics(nldissect.open(source).load())


def summed(rows: list[TypeRow] | list[Count]) -> dict[str, tuple[int, int, int]]:
    """Messages, bytes and errors by family and type, or by key."""
    return {
        f"{row.family} {row.type_name}" if isinstance(row, TypeRow) else row.key: (row.messages, row.bytes, row.errors)
        for row in rows
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
    rows = summed(statistics(path).by_type())
    for key, expected in counted.items():
        if key and expected[0] and not key.startswith("ethtool"):
            assert rows.pop(key) == expected, key
    others = [sum(row[place] for row in rows.values()) for place in (0, 1)]
    rest = [each for each in counted.items() if not each[0] or each[0].startswith("ethtool")]
    assert others == [sum(row[place] for _, row in rest) for place in (0, 1)]


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_ports_have_the_counts_of_a_plain_count(path: Path) -> None:
    found = plain(path)
    messages = Counter(str(each.port) for each in found)
    sizes = Counter[str]()
    errors = Counter[str]()
    for each in found:
        sizes[str(each.port)] += each.length
        errors[str(each.port)] += each.errno != 0
    assert summed(statistics(path).by_port()) == {
        port: (messages[port], sizes[port], errors[port]) for port in messages
    }


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_errnos_have_the_counts_of_a_plain_count(path: Path) -> None:
    answers = [each for each in plain(path) if each.errno or (each.type == NLMSG_ERROR and len(each.data) >= 20)]
    numbers = Counter(each.errno for each in answers)
    rows = {row.key: row for row in statistics(path).by_errno()}
    assert sum(row.messages for row in rows.values()) == len(answers)
    for number, count in numbers.items():
        row = rows[{0: "0", errno.EOPNOTSUPP: "EOPNOTSUPP"}.get(number) or errno.errorcode[number]]
        assert (row.messages, row.errors) == (count, count if number else 0)


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_seconds_have_the_counts_of_a_plain_count(path: Path) -> None:
    found = plain(path)
    start = min(each.time for each in found)
    messages = Counter(str((each.time - start) // 1_000_000) for each in found)
    rows = statistics(path).by_second()
    assert {row.key: row.messages for row in rows} == messages
    assert [int(row.key) for row in rows] == sorted(int(key) for key in messages)
    assert all(row.rate == row.messages for row in rows)


@pytest.mark.parametrize("path", PCAPS, ids=names(PCAPS))
def test_families_are_the_sums_of_their_types(path: Path) -> None:
    counted = statistics(path)
    sums: dict[str, tuple[int, ...]] = {}
    for row in counted.by_type():
        sums[row.family] = tuple(
            map(sum, zip(sums.get(row.family, (0, 0, 0)), (row.messages, row.bytes, row.errors), strict=True))
        )
    assert summed(counted.by_family()) == sums


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_types_are_those_of_the_messages_one_by_one(path: Path) -> None:
    capture = nldissect.open(path).load()
    expected = Counter((each.family_name, each.type_name) for each in capture)
    rows = Statistics(capture).by_type()
    assert {(row.family, row.type_name): row.messages for row in rows} == expected
    for row in rows:
        first = capture.message(row.first)
        assert (first.family_name, first.type_name) == (row.family, row.type_name)
    assert [row.messages for row in rows] == sorted((row.messages for row in rows), reverse=True)


def test_generic_commands_are_counted_each_by_itself() -> None:
    rows = summed(statistics(CAPTURES / "generic.pcap").by_type())
    assert rows["nlctrl CTRL_CMD_GETFAMILY"][0] > 0
    assert rows["nlctrl CTRL_CMD_NEWFAMILY"][0] > rows["nlctrl CTRL_CMD_DELFAMILY"][0] > 0
    assert any(key.startswith("ethtool ") for key in rows)


def test_an_error_counts_for_the_command_of_the_request_it_quotes() -> None:
    request = message(b"\3\1\0\0", kind=16, port=5)
    error = message((-2).to_bytes(4, "little", signed=True) + request, kind=2, flags=0, port=5)
    ack = message(bytes(4) + request[:16], kind=2, flags=0x100, port=5)
    rows = summed(statistics(pcap([Packet(cooked(each, GENERIC)) for each in (request, error, ack)])).by_type())
    assert rows == {"nlctrl CTRL_CMD_GETFAMILY": (1, 20, 1), "generic NLMSG_ERROR": (2, 76, 0)}


def test_an_error_without_the_request_still_counts_as_one() -> None:
    short = message((-1).to_bytes(4, "little", signed=True), kind=2, flags=0)
    counted = statistics(pcap([Packet(cooked(short))]))
    assert counted.totals().errors == 1
    assert summed(counted.by_type()) == {"route NLMSG_ERROR": (1, 20, 0)}
    assert summed(counted.by_errno()) == {"EPERM": (1, 20, 1)}


def test_a_dump_that_ends_with_an_errno_is_an_error() -> None:
    done = message((-4).to_bytes(4, "little", signed=True), kind=3, flags=2)
    counted = statistics(pcap([Packet(cooked(done))]))
    assert counted.totals().errors == 1
    assert summed(counted.by_errno()) == {"EINTR": (1, 20, 1)}


def test_an_error_too_short_for_an_errno_is_none() -> None:
    counted = statistics(pcap([Packet(cooked(message(b"\xff\xff", kind=2, flags=0)))]))
    assert counted.totals().errors == 0
    assert counted.by_errno() == []


def test_shares_and_rates_are_of_the_whole_capture() -> None:
    times = [1_000_000_000, 1_500_000_000, 3_000_000_000, 3_000_000_000]
    packets = [Packet(cooked(message(kind=16 if time < 2_000_000_000 else 18)), time=time) for time in times]
    rows = statistics(pcap(packets, nano=True)).by_type()
    assert [(row.type_name, row.messages, row.share, row.rate) for row in rows] == [
        ("RTM_GETLINK", 2, 0.5, 1.0),
        ("RTM_NEWLINK", 2, 0.5, 1.0),
    ]


def test_a_capture_without_messages_has_no_rows() -> None:
    counted = statistics(pcap([]))
    assert counted.totals().messages == 0
    assert [counted.by(each) for each in ("type", "family", "port", "errno", "second")] == [[]] * 5


def test_a_capture_of_one_moment_has_no_rate() -> None:
    (row,) = statistics(pcap([Packet(cooked(message()))])).by_type()
    assert row.rate == 0
