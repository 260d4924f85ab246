"""Processes: whose the messages are, as far as a capture tells it."""

from __future__ import annotations

import io
import struct
from dataclasses import asdict, dataclass, replace

import numpy as np
import pytest

import nldissect
from nldissect import blocks
from nldissect.analysis.processes import described, process_names, process_of, processes
from nldissect.capture import Capture
from nldissect.notes import Process
from nldissect.output.fields import FieldsWriter
from nldissect.output.pcap import write_capture
from tests.sources.build import GENERIC, NETLINK, ROUTE, cooked, message

NEWLINK, GETLINK, ERROR, DONE, NLCTRL = 16, 18, 2, 3, 16
REQUEST, MULTI, ACK, DUMP = 0x1, 0x2, 0x4, 0x300
PORT = 4242
TIME = 1_700_000_000_000_000_000

IP = Process(0, ROUTE, PORT, 7, "ip link show", "ip", 0)
SS = Process(0, GENERIC, PORT, 8, "ss -a", "ss", 1000)
IFINFOMSG = bytes(16)


@dataclass(frozen=True)
class Datagram:
    """What an interface of the capture saw."""

    data: bytes
    protocol: int = ROUTE
    interface: int = 0


def asked(seq: int = 1, port: int = 0, kind: int = GETLINK, flags: int = DUMP, **where: int) -> Datagram:
    """A request; as with most programs it does not tell the port."""
    return Datagram(message(IFINFOMSG, kind, REQUEST | flags, seq, port), **where)


def link(seq: int = 1, port: int = PORT, flags: int = MULTI, **where: int) -> Datagram:
    name = struct.pack("<HH", 9, 3) + b"eth0\0" + bytes(3)
    return Datagram(message(IFINFOMSG + name, NEWLINK, flags, seq, port), **where)


def done(seq: int = 1, port: int = PORT, **where: int) -> Datagram:
    return Datagram(message(bytes(4), DONE, MULTI, seq, port), **where)


def error(request: Datagram, port: int = PORT, number: int = 0) -> Datagram:
    """What the kernel says of a request in the end."""
    seq = int.from_bytes(request.data[8:12], "little")
    return Datagram(message(struct.pack("<i", -number) + request.data, ERROR, 0, seq, port), request.protocol)


def captured(*datagrams: Datagram, told: tuple[Process, ...] = (IP,)) -> Capture:
    count = 1 + max(each.interface for each in datagrams)
    parts = [blocks.section(), *(blocks.interface(NETLINK, 0, f"nlmon{number}") for number in range(count))]
    for number, each in enumerate(datagrams):
        data = cooked(each.data, each.protocol)
        parts.append(blocks.packet(each.interface, TIME + number * 1000, data, len(data)))
    # the program that captures knows whose a socket is when it has seen its messages
    parts += [blocks.note({"process": asdict(each)}) for each in told]
    return nldissect.open(b"".join(parts)).load()


def of(capture: Capture) -> list[Process | None]:
    """The process of each message; asked for one by one, and all at once."""
    alone = [process_of(capture, row) for row in range(len(capture))]
    found, places = processes(capture, np.arange(len(capture)))
    assert [found[place] if place >= 0 else None for place in places.tolist()] == alone
    return alone


def passing(capture: Capture, text: str) -> list[int]:
    return [each.row for each in capture.filter(text)]


def fields(capture: Capture, *names: str) -> list[str]:
    writer = FieldsWriter(list(names))
    return [writer.line(capture.message(row)) for row in range(len(capture))]


def test_a_request_and_its_replies_belong_to_the_process_that_asked() -> None:
    assert of(captured(asked(), link(), link(), done())) == [IP] * 4


def test_a_request_that_tells_its_port_needs_no_reply() -> None:
    assert of(captured(asked(port=PORT), asked(2, PORT + 1))) == [IP, None]


def test_a_request_that_nothing_answers_is_nobodys() -> None:
    assert of(captured(asked())) == [None]


def test_a_reply_whose_request_is_missing_belongs_to_the_port_that_it_was_sent_to() -> None:
    assert of(captured(link(), done(port=PORT + 1))) == [IP, None]


def test_an_error_and_an_acknowledgement_belong_to_the_process_that_asked() -> None:
    first, second = asked(1, kind=NEWLINK, flags=ACK), asked(2, kind=NEWLINK, flags=ACK)
    assert of(captured(first, error(first), second, error(second, number=1))) == [IP] * 4


def test_a_notification_belongs_to_the_process_that_caused_it() -> None:
    request = asked(kind=NEWLINK, flags=ACK)
    capture = captured(request, link(flags=0), error(request), link(0, 0, flags=0))
    assert of(capture) == [IP, IP, IP, None]
    assert capture.message(1).kind == "notification"


def test_each_reply_belongs_to_who_asked_for_it() -> None:
    other = replace(IP, port=99, process=9, name="tc")
    capture = captured(asked(1), asked(2), link(1), link(2, 99), done(2, 99), done(1), told=(IP, other))
    assert of(capture) == [IP, other, IP, other, other, IP]


def test_a_port_of_another_network_namespace_is_another_process() -> None:
    there = replace(IP, interface=1, process=9, name="dhcpcd")
    datagrams = [asked(), done(), asked(interface=1), done(interface=1)]
    assert of(captured(*datagrams, told=(IP, there))) == [IP, IP, there, there]
    assert of(captured(*datagrams, told=(there,))) == [None, None, there, there]


def test_a_port_of_another_protocol_is_another_process() -> None:
    datagrams = [asked(), done(), Datagram(asked(kind=NLCTRL).data, GENERIC), done(protocol=GENERIC)]
    capture = captured(*datagrams, told=(IP, SS))
    assert of(capture) == [IP, IP, SS, SS]
    assert process_names(capture) == {PORT: "ip ss"}
    assert passing(capture, "process.name == ss") == [2, 3]


def test_port_ids_above_the_process_ids_are_known_too() -> None:
    high = replace(IP, port=0xC0A80001)
    assert of(captured(asked(), done(port=0xC0A80001), told=(high,))) == [high, high]


def test_what_is_told_last_of_a_socket_holds() -> None:
    guess = replace(IP, certain=False, name="ip-guess")
    assert of(captured(asked(), done(), told=(guess, IP))) == [IP, IP]


def test_processes_are_each_found_once() -> None:
    other = replace(IP, port=99, process=9)
    capture = captured(asked(1), link(1), done(1), asked(2), done(2, 99), asked(3), told=(other, IP))
    found, places = processes(capture, np.array([5, 4, 3, 2, 0]))
    assert sorted(each.process for each in found) == [7, 9]
    assert [found[place].process if place >= 0 else 0 for place in places.tolist()] == [0, 9, 9, 7, 7]
    found, places = processes(capture, np.array([3, 4]))
    assert (found, places.tolist()) == ([other], [0, 0])


def test_no_rows_have_no_processes() -> None:
    found, places = processes(captured(asked(), done()), np.arange(0))
    assert (found, places.tolist()) == ([], [])


def test_a_capture_that_tells_none_has_none() -> None:
    capture = captured(asked(), done(), told=())
    assert of(capture) == [None, None]
    assert process_names(capture) == {}


def test_what_comes_later_is_taken_in() -> None:
    datagrams = [each for seq in range(100) for each in (asked(seq), done(seq))]
    whole = captured(*datagrams)
    file = io.BytesIO()
    write_capture(file, whole.source, range(len(datagrams)))
    bits = nldissect.open(file.getvalue())
    seen = 0
    while bits.advance(64):
        seen += len(bits) > 1 and process_of(bits, 1) == IP
    assert seen > 50
    assert of(bits) == of(whole) == [IP] * 200


def test_processes_are_kept_in_a_capture_that_is_saved() -> None:
    capture = captured(asked(), done(), asked(interface=1), done(interface=1), told=(IP, replace(IP, interface=1)))
    file = io.BytesIO()
    write_capture(file, capture.source, [0, 1, 2, 3])
    again = nldissect.open(file.getvalue()).load()
    assert again.source.processes == capture.source.processes
    assert of(again) == of(capture)


def test_a_process_is_described_by_its_name_and_id() -> None:
    assert described(IP) == "ip (7)"
    assert described(replace(IP, certain=False)) == "ip (7?)"
    assert described(replace(IP, name="")) == "process (7)"
    assert described(replace(IP, name="\x1b[31m\n")) == r"\x1b[31m\n (7)"


def test_names_of_ports_are_told_once_and_without_control_characters() -> None:
    told = (IP, IP, replace(IP, interface=1), replace(IP, port=9, name="a\nb"), replace(IP, port=10, name=""))
    assert process_names(captured(asked(), told=told)) == {PORT: "ip", 9: r"a\nb"}


@pytest.mark.parametrize(
    "text",
    [
        'process.name == "ip"', "process.name == ip", 'process.command contains "link"', "process.id == 7",
        "process.id < 8", "process.user == root", "process.user == 0", "process.name", "process.id",
        "process.user in {root}",
    ],
)  # fmt: skip
def test_filters_find_the_messages_of_a_process(text: str) -> None:
    others = [Datagram(asked(kind=NLCTRL).data, GENERIC), done(protocol=GENERIC)]
    told = (IP, replace(SS, process=100))
    expected = [0, 1, 2, 3, 4] if text in ("process.name", "process.id") else [2, 3, 4]
    assert passing(captured(*others, asked(), link(), done(), link(0, 0), told=told), text) == expected


def test_filters_find_the_messages_of_nobody() -> None:
    capture = captured(asked(), done(), link(0, 0, 0))
    assert passing(capture, "not process.id") == passing(capture, "!process.name") == [2]
    assert passing(capture, "process.id == 8") == []


def test_a_user_that_is_not_known_is_none() -> None:
    capture = captured(asked(), done(), told=(replace(IP, user=-1),))
    assert passing(capture, "process.user") == []
    assert passing(capture, "process.id") == [0, 1]


def test_fields_of_processes_are_written_as_they_are_told() -> None:
    capture = captured(asked(), done(), link(0, 0, 0))
    line = "ip link show\tip\t7\t0"
    assert fields(capture, "process.command", "process.name", "process.id", "process.user") == [line, line, "\t\t\t"]


@pytest.mark.parametrize("name", ["process", "user"])
def test_numbers_that_cannot_be_are_no_error(name: str) -> None:
    told = asdict(IP)
    told[name] = 10**30
    capture = captured(asked(), done(), told=(Process(**told),))
    assert len(fields(capture, "process.id", "process.user")) == 2
    assert passing(capture, "process.id == 7 and process.user == 0") == []
