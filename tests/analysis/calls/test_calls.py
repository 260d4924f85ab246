"""Calls: which messages belong together, and how it went."""

from __future__ import annotations

import csv
import errno
import struct
from pathlib import Path

import numpy as np
import pytest

import nldissect
from nldissect.analysis import calls as module
from nldissect.analysis.calls import Calls, Role, State, pairing
from nldissect.analysis.calls.exchange import Exchange
from tests.captures import CAPTURES, FILES, names
from tests.sources.build import GENERIC, Packet, cooked, enhanced, interface, message, pcap, section

REQUEST, MULTI, ACK, INTERRUPTED, DUMP = 0x01, 0x02, 0x04, 0x10, 0x300
NEWLINK, DELLINK, GETLINK, NEWADDR, GETADDR = 16, 17, 18, 20, 22
START = 1_700_000_000_000_000_000
SECOND = 1_000_000_000
BY_ROW = ("number", "role", "direction")
BY_CALL = ("request", "port", "first", "last", "errno", "replies", "notifications", "transaction", "state")
BIG = ">"


def ask(kind: int, flags: int = 0, seq: int = 7, port: int = 0, order: str = "<") -> bytes:
    return message(bytes(16), kind=kind, flags=REQUEST | flags, seq=seq, port=port, order=order)


def tell(kind: int, port: int, flags: int = 0, seq: int = 7) -> bytes:
    return message(bytes(32), kind=kind, flags=flags, seq=seq, port=port)


def error(request: bytes, port: int, number: int = 0, order: str = "<") -> bytes:
    """What the kernel answers to a request; an acknowledgement without a number."""
    quoted = request[:16] if not number else request
    (seq,) = struct.unpack_from(order + "I", request, 8)
    payload = struct.pack(order + "i", -number) + quoted
    return message(payload, kind=2, flags=0 if number else 0x100, seq=seq, port=port, order=order)


def done(port: int, number: int = 0, seq: int = 7, flags: int = MULTI) -> bytes:
    return message(struct.pack("<i", -number), kind=3, flags=flags, seq=seq, port=port)


def found(*datagrams: bytes, protocol: int = 0, after: int = 0, step: int = 1000) -> Calls:
    """The calls of a capture of these datagrams, a step (ns) apart; `after`: how much longer the capture goes on."""
    packets = [Packet(cooked(each, protocol), START + place * step) for place, each in enumerate(datagrams)]
    if after:
        packets.append(Packet(cooked(message(kind=1, flags=0, seq=0, port=0)), packets[-1].time + after))
    return nldissect.open(pcap(packets, nano=True)).load().calls


def groups(calls: Calls) -> list[list[int]]:
    """The rows of each call."""
    return [call.rows.tolist() for call in calls]


def assert_same(left: Calls, right: Calls) -> None:
    for name in (*BY_ROW, *BY_CALL):
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name), name)


# --- what belongs together


def test_a_request_takes_its_port_from_the_reply() -> None:
    request = ask(NEWLINK, ACK)
    (call,) = found(request, error(request, 500))
    assert (call.port, call.state, call.errno, call.replies) == (500, State.OK, 0, 0)
    assert (call.latency, call.first_latency) == (1000, 1000)


def test_a_dump_has_its_parts_and_its_end() -> None:
    part = tell(NEWLINK, 500, MULTI)
    calls = found(ask(GETLINK, DUMP), part + part, part + done(500))
    assert groups(calls) == [[0, 1, 2, 3, 4]]
    assert calls.role.tolist() == [Role.REQUEST, Role.PART, Role.PART, Role.PART, Role.DONE]
    (call,) = calls
    assert (call.replies, call.state, call.first_latency, call.latency) == (3, State.OK, 1000, 2000)


def test_requests_with_one_seq_are_told_apart_by_the_ports_of_their_replies() -> None:
    calls = found(
        ask(GETLINK, DUMP),
        tell(NEWLINK, 1, MULTI),
        ask(GETLINK, DUMP),
        tell(NEWLINK, 2, MULTI),
        tell(NEWLINK, 1, MULTI),
        done(2),
        done(1),
    )
    assert groups(calls) == [[0, 1, 4, 6], [2, 3, 5]]
    assert calls.port.tolist() == [0, 1, 2]


def test_requests_that_are_sent_at_once_are_answered_in_their_order() -> None:
    requests = ask(GETLINK), ask(GETLINK)
    calls = found(*requests, tell(NEWLINK, 1), tell(NEWLINK, 2))
    assert groups(calls) == [[0, 2], [1, 3]]


def test_replies_go_to_the_request_about_the_same_object() -> None:
    calls = found(ask(GETLINK, DUMP), ask(GETADDR, DUMP), tell(NEWADDR, 2, MULTI), tell(NEWLINK, 1, MULTI))
    assert groups(calls) == [[0, 3], [1, 2]]


def test_errors_go_to_the_request_that_they_quote() -> None:
    create, change = ask(NEWLINK, ACK | 0x600), ask(NEWLINK, ACK)
    calls = found(create, change, error(change, 2, errno.ENODEV), error(create, 1))
    assert groups(calls) == [[0, 3], [1, 2]]


def test_an_error_quotes_a_request_whose_flags_the_kernel_has_changed() -> None:
    # ip6_route_multipath_add() clears NLM_F_EXCL
    request, quoted = ask(24, ACK | 0x600), ask(24, ACK | 0x400)
    assert groups(found(request, tell(24, 500, 0x400), error(quoted, 500))) == [[0, 1, 2]]


def test_a_reply_goes_to_who_asks_and_not_to_who_changes_something() -> None:
    # ip link set: its first socket waits for the acknowledgement while another program looks up a link
    change, look = ask(NEWLINK, ACK), ask(GETLINK)
    calls = found(change, look, tell(NEWLINK, 2), error(change, 1))
    assert groups(calls) == [[0, 3], [1, 2]]


def test_what_was_removed_is_told_about_the_request_to_remove_it() -> None:
    remove, look = ask(DELLINK, ACK), ask(GETLINK)
    calls = found(remove, look, tell(DELLINK, 1), tell(NEWLINK, 2), error(remove, 1))
    assert groups(calls) == [[0, 2, 4], [1, 3]]


def test_a_request_that_fills_in_its_port_gets_the_replies_of_that_port() -> None:
    calls = found(ask(GETLINK, DUMP), ask(GETLINK, DUMP, port=2), tell(NEWLINK, 2, MULTI), tell(NEWLINK, 1, MULTI))
    assert groups(calls) == [[0, 3], [1, 2]]


def test_a_request_may_lie_about_its_port() -> None:
    request = ask(GETLINK, ACK, port=4242)
    (call,) = found(request, tell(NEWLINK, 500), error(request, 500))
    assert (call.port, call.replies, call.state) == (500, 1, State.OK)


def test_ports_and_seqs_are_used_again() -> None:
    request = ask(NEWLINK, ACK)
    calls = found(*[request, error(request, 500)] * 3)
    assert groups(calls) == [[0, 1], [2, 3], [4, 5]]


def test_other_protocols_and_interfaces_are_other_conversations() -> None:
    request = ask(NEWLINK, ACK)
    datagrams = [(0, 0, request), (0, 1, request), (GENERIC, 0, request)]
    datagrams += [(GENERIC, 0, error(request, 3)), (0, 1, error(request, 2)), (0, 0, error(request, 1))]
    packets = [Packet(cooked(data, protocol), START, None, place) for protocol, place, data in datagrams]
    file = section() + interface() * 2 + b"".join(map(enhanced, packets))
    calls = nldissect.open(file).load().calls
    assert groups(calls) == [[0, 5], [1, 4], [2, 3]]


def test_a_part_of_a_dump_may_lack_the_port() -> None:
    calls = found(ask(GETLINK, DUMP), tell(NEWLINK, 0, MULTI), done(500))
    assert groups(calls) == [[0, 1, 2]]
    assert calls.port.tolist() == [0, 500]


def test_a_list_that_is_no_dump_has_an_end_and_then_an_acknowledgement() -> None:
    # teamnl and devlink
    request = message(b"\2\1\0\0", kind=28, flags=REQUEST | ACK)
    reply = message(b"\2\1\0\0", kind=28, flags=MULTI | ACK, port=500)
    calls = found(request, reply, done(500), error(request, 500), protocol=GENERIC)
    assert groups(calls) == [[0, 1, 2, 3]]


def test_big_endian_errors_are_understood() -> None:
    requests = [ask(kind, ACK, order=BIG) for kind in (NEWLINK, NEWADDR)]
    answers = [error(requests[1], 2, errno.EEXIST, BIG), error(requests[0], 1, 0, BIG)]
    packets = [Packet(cooked(each)) for each in (*requests, *answers)]
    calls = nldissect.open(pcap(packets, BIG)).load().calls
    assert groups(calls) == [[0, 3], [1, 2]]
    assert calls.errno.tolist() == [0, 0, errno.EEXIST]


# --- notifications


def test_notifications_belong_to_the_request_that_caused_them_a_copy_for_each_listener() -> None:
    request = ask(NEWADDR, ACK)
    told = tell(NEWADDR, 500)
    calls = found(request, told, told, error(request, 500))
    (call,) = calls
    assert (call.notifications, call.replies, call.first_latency) == (2, 0, 3000)
    assert calls.role.tolist() == [Role.REQUEST, Role.NOTIFICATION, Role.NOTIFICATION, Role.ACK]


def test_a_notification_with_port_0_belongs_to_nobody() -> None:
    request = ask(NEWADDR, ACK)
    calls = found(request, tell(NEWADDR, 0), error(request, 500))
    assert calls.number.tolist() == [1, 0, 1]
    assert calls.role[1] == Role.NOTIFICATION


def test_a_notification_without_seq_belongs_to_nobody() -> None:
    # RTM_NEWNEIGH has the port of who caused it, and seq 0
    request = ask(28, ACK)
    calls = found(request, tell(28, 500, seq=0), error(request, 500))
    assert calls.number.tolist() == [1, 0, 1]
    assert calls.role[1] == Role.NOTIFICATION


def test_data_whose_request_is_not_there_has_no_role() -> None:
    calls = found(tell(NEWLINK, 500))
    assert (len(calls), calls.number.tolist(), calls.role.tolist()) == (0, [0], [Role.NONE])


def test_what_programs_tell_each_other_is_no_call() -> None:
    calls = found(ask(NEWLINK), error(ask(NEWLINK), 500, errno.EPERM), done(500, errno.EPERM), protocol=2)
    assert (len(calls), calls.role.tolist()) == (0, [Role.NONE] * 3)


def test_a_request_with_the_type_of_an_error_is_no_error() -> None:
    calls = found(message(struct.pack("<i", -1) + bytes(16), kind=2, flags=REQUEST, port=0))
    assert (calls.errno.tolist(), calls.role.tolist()) == ([0, 0], [Role.REQUEST])


# --- states


def test_a_request_that_changes_something_is_ok_when_no_error_comes() -> None:
    assert [call.state for call in found(ask(NEWLINK), after=5 * SECOND)] == [State.OK]


@pytest.mark.parametrize("request_", [ask(NEWLINK, ACK), ask(GETLINK), ask(GETLINK, DUMP)])
def test_an_answer_that_is_due_and_does_not_come_is_missed_a_second_later(request_: bytes) -> None:
    assert [call.state for call in found(request_, after=2 * SECOND)] == [State.NO_REPLY]
    assert [call.state for call in found(request_, after=SECOND)] == [State.RUNNING]


def test_a_dump_without_its_end_is_lost() -> None:
    datagrams = ask(GETLINK, DUMP), tell(NEWLINK, 500, MULTI)
    assert [call.state for call in found(*datagrams, after=2 * SECOND)] == [State.LOST]
    assert [call.state for call in found(*datagrams)] == [State.RUNNING]


def test_a_dump_that_was_changed_meanwhile_is_interrupted() -> None:
    parts = tell(NEWLINK, 500, MULTI) + tell(NEWLINK, 500, MULTI | INTERRUPTED)
    assert [call.state for call in found(ask(GETLINK, DUMP), parts, done(500))] == [State.INTERRUPTED]
    end = done(500, flags=MULTI | INTERRUPTED)
    assert [call.state for call in found(ask(GETLINK, DUMP), end)] == [State.INTERRUPTED]


def test_an_errno_in_an_error_or_in_the_end_of_a_dump_is_a_failure() -> None:
    request = ask(GETLINK, DUMP)
    (by_error,) = found(request, error(request, 500, errno.EINVAL))
    (by_end,) = found(request, tell(NEWLINK, 500, MULTI), done(500, errno.ENOENT))
    assert (by_error.state, by_error.errno) == (State.FAILED, errno.EINVAL)
    assert (by_end.state, by_end.errno, by_end.replies) == (State.FAILED, errno.ENOENT, 1)


def test_a_dump_of_generic_netlink_takes_both_bits() -> None:
    one, both = (message(b"\0\1\0\0", kind=30, flags=REQUEST | bits) for bits in (0x100, 0x300))
    states = [found(each, protocol=GENERIC, after=2 * SECOND)[1].state for each in (one, both)]
    assert states == [State.OK, State.NO_REPLY]


def test_a_generic_command_that_reads_is_missed_by_its_declaration() -> None:
    request = message(b"\3\1\0\0", kind=16, flags=REQUEST)  # CTRL_CMD_GETFAMILY
    assert found(request, protocol=GENERIC, after=2 * SECOND)[1].state == State.NO_REPLY


def test_states_have_words() -> None:
    assert [state.words for state in (State.OK, State.NO_REPLY, State.ROLLED_BACK)] == ["ok", "no reply", "rolled back"]


# --- asking


def test_calls_are_numbered_from_1() -> None:
    calls = found(ask(NEWLINK), ask(NEWLINK, seq=8))
    assert [call.number for call in calls] == [1, 2]
    assert calls[2].request.number == 2
    for number in (0, 3, -1):
        with pytest.raises(IndexError):
            calls[number]


def test_messages_know_their_call() -> None:
    request = ask(NEWLINK, ACK)
    calls = found(request, error(request, 500), tell(NEWLINK, 0))
    numbers = [call.number if (call := calls.of(row)) else None for row in range(3)]
    assert numbers == [1, 1, None]
    assert [each.type_name for each in calls[1].messages] == ["RTM_NEWLINK", "NLMSG_ERROR"]
    assert calls[1].answer is not None
    assert calls[1].answer.number == 2


def test_a_call_without_reply_has_no_latency() -> None:
    calls = found(ask(NEWLINK))
    assert (calls[1].latency, calls[1].first_latency, calls[1].answer) == (None, None, None)
    assert calls.latency(np.array([1])).tolist() == [-1]


def test_a_clock_that_is_set_back_makes_no_latency_negative() -> None:
    request = ask(NEWLINK, ACK)
    assert found(request, error(request, 500), step=-1000)[1].latency == 0


def test_an_empty_capture_has_no_calls() -> None:
    calls = nldissect.open(pcap([])).load().calls
    assert (len(calls), calls.number.tolist(), list(calls), len(calls.transactions)) == (0, [], [], 0)


# --- many at once, and one by one


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_messages_may_come_one_by_one(path: Path) -> None:
    whole = nldissect.open(path).load()
    with nldissect.open(path) as capture:
        more = True
        while more:
            more = capture.advance(1)
            capture.calls.update()
        assert len(capture) == len(whole)
        assert_same(capture.calls, whole.calls)
    steps = Calls(whole)
    frame = whole.index.messages.frame[: len(whole)]
    for stop in np.flatnonzero(np.append(frame[1:] != frame[:-1], True)).tolist():
        steps._take(len(steps._rows), stop + 1)
    assert_same(steps, whole.calls)


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_many_at_once_are_paired_as_by_the_rule(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = nldissect.open(path).load()
    quick = Calls(capture)
    quick.update()
    look = pairing._look

    def nothing_is_clear(
        exchange: Exchange, segments: pairing.Segments
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        return segments.asked.copy(), look(exchange, segments)[1]

    monkeypatch.setattr(pairing, "_look", nothing_is_clear)
    assert_same(Calls(capture), quick)


def test_random_conversations_are_paired_as_by_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    requests = [ask(kind, flags, seq, port) for kind in (NEWLINK, GETLINK, DELLINK) for flags in (0, ACK, DUMP, 0x605)
                for seq in (7, 8) for port in (0, 1)]  # fmt: skip
    answers = [tell(NEWLINK, port, flags, seq) for port in (0, 1, 2) for flags in (0, MULTI) for seq in (7, 8)]
    answers += [error(request, port) for request in requests for port in (1, 2)]
    answers += [done(port, seq=seq) for port in (1, 2) for seq in (7, 8)] + requests
    chosen = [answers[place] for place in random.integers(0, len(answers), 3000)]
    times = START + np.cumsum(random.choice([1000, 2 * SECOND], 3000, p=[0.7, 0.3]))
    packets = [Packet(cooked(each), int(time)) for each, time in zip(chosen, times, strict=True)]
    capture = nldissect.open(pcap(packets)).load()
    quick = Calls(capture)
    quick.update()
    assert 100 < np.count_nonzero(quick.number) < 3000
    with monkeypatch.context() as patch:
        patch.setattr(module, "CHUNK", 7)
        assert_same(Calls(capture), quick)
    look = pairing._look
    monkeypatch.setattr(pairing, "_look", lambda *given: (given[1].asked.copy(), look(*given)[1]))
    assert_same(Calls(capture), quick)


def test_a_flood_of_open_requests_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_OPEN", 3)
    monkeypatch.setattr(module, "CHUNK", 1)
    requests = [ask(NEWLINK, ACK, seq) for seq in range(10)]
    calls = found(*requests, *[error(each, 500) for each in requests])
    answered = [call.number for call in calls if call.latency is not None]
    assert answered == [8, 9, 10]


# --- real captures


def commands(name: str) -> list[tuple[float, int, int]]:
    """Start, process id and exit status of the commands of a capture that were no listeners."""
    with (CAPTURES / f"{name}.commands.tsv").open() as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [(float(row[0]), int(row[1]), int(row[2])) for row in rows if row[1].isdigit() and row[2].isdigit()]


@pytest.mark.parametrize("name", ["addresses", "links", "routes", "neighbours", "errors", "dumps"])
def test_ports_are_the_process_ids_of_the_commands_that_ran(name: str) -> None:
    capture = nldissect.open(CAPTURES / f"{name}.pcap").load()
    running = commands(name)
    first_sockets = [call for call in capture.calls if 0 < call.port < 1 << 31]
    known = 0
    for call in first_sockets:
        at = call.request.time / 1e9
        known += any(pid == call.port and start <= at + 0.1 for start, pid, _ in running)
    assert known >= 0.9 * len(first_sockets) > 0


def test_every_refused_request_is_found_with_its_errno() -> None:
    for path in FILES:
        capture = nldissect.open(path).load()
        calls = capture.calls
        refused = [each for each in capture if (each.errno or 0) > 0 and each.port]
        for each in refused:
            call = calls.of(each.row)
            assert call is not None
            assert (call.state, call.errno) == (State.FAILED, each.errno)
        assert np.count_nonzero(calls.errno) == len(refused)


def test_states_of_real_calls() -> None:
    states = {path.name: [call.state for call in nldissect.open(path).load().calls] for path in FILES}
    for name in ("addresses.pcap", "links.pcap", "routes.pcap", "neighbours.pcap", "errors.pcap", "misbehaving.pcap"):
        assert set(states[name]) == {State.OK, State.FAILED}
    assert states["dumps.pcap"].count(State.INTERRUPTED) == 1
    assert states["wild.pcap"].count(State.NO_REPLY) == 2
    # its acknowledgement is not among the 135 packets that were taken out of a longer capture
    assert states["big-endian.s390x.pcap"].count(State.NO_REPLY) == 1


def test_interleaved_dumps_of_three_sockets_with_one_seq_are_told_apart() -> None:
    calls = nldissect.open(CAPTURES / "wild.pcap").load().calls
    dumps = [call for call in calls if call.request.seq == 7 and call.request.protocol == 0]
    assert [call.request.type_name for call in dumps] == ["RTM_GETLINK", "RTM_GETADDR", "RTM_GETROUTE"]
    assert len({call.port for call in dumps}) == 3
    for call in dumps:
        assert call.state == State.OK
        kinds = {each.type_name for each in call.messages[1:]}
        assert kinds == {call.request.type_name.replace("GET", "NEW"), "NLMSG_DONE"}
