"""Messages of the capturing program itself: kept apart, and yet what names the numbers of all others."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

import nldissect
from nldissect import blocks, notes
from nldissect.analysis.statistics import Statistics
from nldissect.capture import Capture
from nldissect.output.pcap import write_capture
from tests.sources.build import (
    GENERIC,
    NETLINK,
    ROUTE,
    SLL2,
    Packet,
    block,
    cooked,
    cooked2,
    enhanced,
    interface,
    message,
    section,
)

NEWLINK, GETLINK, NEWROUTE, DONE, NLCTRL = 16, 18, 24, 3, 16
NEWFAMILY = 1
REQUEST, MULTI, DUMP = 1, 2, 0x300
OURS = 4242
TIME = 1_700_000_000_000_000_000

Socket = tuple[int, int, int]
OWN = ((0, ROUTE, OURS), (0, GENERIC, OURS))


@dataclass(frozen=True)
class Datagram:
    """What an interface of the capture saw."""

    data: bytes
    protocol: int = ROUTE
    interface: int = 0


def attribute(number: int, value: bytes, order: str = "<") -> bytes:
    return struct.pack(order + "HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def asked(port: int = OURS, order: str = "<", **where: int) -> Datagram:
    """A question for all links."""
    header = struct.pack(order + "BxHiII", 0, 0, 0, 0, 0)
    return Datagram(message(header, GETLINK, REQUEST | DUMP, port=port, order=order), **where)


def link(index: int, name: str, port: int = OURS, flags: int = MULTI, order: str = "<", **where: int) -> Datagram:
    """A message that tells the name of an interface."""
    payload = struct.pack(order + "BxHiII", 0, 1, index, 0, 0) + attribute(3, name.encode() + b"\0", order)
    return Datagram(message(payload, NEWLINK, flags, port=port, order=order), **where)


def renamed(index: int, name: str, order: str = "<") -> Datagram:
    """A notification."""
    return link(index, name, port=0, flags=0, order=order)


def route(index: int, port: int = 0, order: str = "<", **where: int) -> Datagram:
    """A route through an interface."""
    header = struct.pack(order + "BBBBBBBBI", 2, 0, 0, 0, 254, 4, 0, 1, 0)
    payload = header + attribute(4, struct.pack(order + "I", index), order)
    return Datagram(message(payload, NEWROUTE, 0, port=port, order=order), **where)


def family(number: int, name: str, port: int = OURS, order: str = "<") -> Datagram:
    """What the controller says of a family."""
    payload = struct.pack("BBxx", NEWFAMILY, 2) + attribute(1, struct.pack(order + "H", number), order)
    payload += attribute(2, name.encode() + b"\0", order)
    return Datagram(message(payload, NLCTRL, MULTI, port=port, order=order), GENERIC)


def command(number: int, order: str = "<") -> Datagram:
    """A message of the family that has a number."""
    return Datagram(message(struct.pack("BBxx", 1, 1), number, 0, port=0, order=order), GENERIC)


def recorded(*datagrams: Datagram, own: Sequence[Socket] = OWN, order: str = "<") -> bytes:
    """A capture as the program writes it; in big-endian, as another one may have rewritten it."""
    if order == ">":
        return rewritten(*datagrams, own=own)
    count = 1 + max((each.interface for each in datagrams), default=0)
    parts = [blocks.section(), *(blocks.interface(NETLINK, 0, f"nlmon{number}") for number in range(count))]
    parts += [blocks.note(told(each)) for each in own]
    for number, each in enumerate(datagrams):
        data = cooked(each.data, each.protocol)
        parts.append(blocks.packet(each.interface, TIME + number * 1000, data, len(data)))
    return b"".join(parts)


def rewritten(*datagrams: Datagram, own: Sequence[Socket]) -> bytes:
    """The same file from a big-endian machine."""
    facts = [block(notes.NOTE, notes.MAGIC + spaced(json.dumps(told(each)).encode()), ">") for each in own]
    packets = [enhanced(Packet(cooked(each.data, each.protocol)), ">") for each in datagrams]
    return section(">") + interface(order=">") + b"".join(facts + packets)


def told(own: Socket) -> dict[str, dict[str, int]]:
    return {"own": dict(zip(("interface", "protocol", "port"), own, strict=True))}


def spaced(body: bytes) -> bytes:
    return body + b" " * (-len(body) % 4)


def captured(*datagrams: Datagram, own: Sequence[Socket] = OWN, order: str = "<") -> Capture:
    return nldissect.open(recorded(*datagrams, own=own, order=order)).load()


def frames(capture: Capture | None) -> list[int]:
    """The frame numbers of its messages."""
    return [] if capture is None else [message.frame_number for message in capture]


def summaries(capture: Capture) -> list[str]:
    return [capture.message(row).summary for row in range(len(capture))]


def devices(capture: Capture) -> list[str]:
    """The interfaces of the routes."""
    return [text.partition(" dev ")[2].split()[0] for text in summaries(capture) if text.startswith("route")]


def families(capture: Capture) -> list[str]:
    return [each.to_dict()["family"] for each in capture]


@pytest.mark.parametrize("order", "<>")
def test_our_own_messages_are_kept_apart_and_frames_keep_their_numbers(order: str) -> None:
    datagrams = [asked(order=order), link(4, "eth0", order=order), route(4, order=order), link(5, "x", order=order)]
    capture = captured(*datagrams, asked(77, order), order=order)
    assert (frames(capture), frames(capture.own)) == ([3, 5], [1, 2, 4])
    assert (len(capture.source.frames), capture.index.other_frames) == (5, 0)
    assert [message.type_name for message in capture] == ["RTM_NEWROUTE", "RTM_GETLINK"]
    assert capture.own is not None
    types = [capture.own.message(row).type_name for row in range(len(capture.own))]
    assert types == ["RTM_GETLINK", "RTM_NEWLINK", "RTM_NEWLINK"]
    assert capture.own.own is None


def test_our_own_messages_are_a_capture_that_can_be_read_like_any() -> None:
    own = captured(asked(), link(4, "eth0"), route(4)).own
    assert own is not None
    assert [message.type_name for message in own] == ["RTM_GETLINK", "RTM_NEWLINK"]
    assert [message.row for message in own.filter("nl.type == RTM_NEWLINK")] == [1]
    assert len(own.load()) == 2


def test_they_are_among_the_others_when_that_is_wanted() -> None:
    file = recorded(asked(), link(4, "eth0"), route(4))
    capture = nldissect.open(file, own=True).load()
    assert (frames(capture), capture.own) == ([1, 2, 3], None)
    assert devices(capture) == ["eth0"]


def test_a_capture_without_messages_of_our_own_has_none() -> None:
    assert captured(route(4), asked(77)).own is None
    assert captured(route(4), own=()).own is None


def test_other_sockets_are_not_taken_for_our_own() -> None:
    other_port, other_protocol = asked(OURS + 1), asked(protocol=GENERIC)
    other_interface = asked(interface=1)
    capture = captured(asked(), other_port, other_protocol, other_interface, own=OWN[:1])
    assert (frames(capture), frames(capture.own)) == ([2, 3, 4], [1])


def test_the_interface_counts_from_the_start_of_its_section() -> None:
    both = recorded(asked(), own=()) + recorded(asked(), route(4), own=OWN[:1])
    capture = nldissect.open(both).load()
    assert (frames(capture), frames(capture.own)) == ([1, 3], [2])


def test_the_first_message_of_a_datagram_tells_whose_it_is() -> None:
    ours = Datagram(link(4, "eth0").data + link(5, "eth1").data + message(bytes(4), DONE, MULTI, port=OURS))
    theirs = Datagram(link(4, "eth0", 77).data + link(5, "eth1").data)
    capture = captured(ours, theirs)
    assert (frames(capture), frames(capture.own)) == ([2, 2], [1, 1, 1])


def test_datagrams_too_short_for_a_port_are_not_ours() -> None:
    capture = captured(*(Datagram(asked().data[:size]) for size in (0, 3, 12, 15, 16)))
    assert (frames(capture), frames(capture.own)) == ([2, 3, 4], [5])


def test_cooked_headers_of_other_link_types_are_looked_behind() -> None:
    packets = [Packet(cooked2(each.data)) for each in (asked(), route(4))]
    note = blocks.note(told((0, ROUTE, OURS)))
    capture = nldissect.open(section() + interface(SLL2) + note + b"".join(map(enhanced, packets))).load()
    assert (frames(capture), frames(capture.own)) == ([2], [1])


@pytest.mark.parametrize("order", "<>")
def test_interfaces_that_only_we_asked_for_have_names(order: str) -> None:
    capture = captured(link(4, "eth0", order=order), route(4, order=order), order=order)
    assert devices(capture) == ["eth0"]
    assert [each.row for each in capture.filter("rta.oif == eth0")] == [0]
    assert capture.names.spans("interface", "eth0") == [(4, 0, None)]


@pytest.mark.parametrize("order", "<>")
def test_families_that_only_we_asked_for_have_names(order: str) -> None:
    capture = captured(family(0x1C, "ethtool", order=order), command(0x1C, order), command(0x1D, order), order=order)
    assert families(capture) == ["ethtool", "generic"]
    assert [each.row for each in capture.filter("nl.family == ethtool")] == [0]


def test_what_we_were_told_later_names_what_came_before() -> None:
    capture = captured(route(4), command(0x1C), link(4, "eth0"), family(0x1C, "ethtool"))
    assert devices(capture) == ["eth0"]
    assert families(capture) == ["route", "ethtool"]


def test_a_name_that_we_were_told_holds_from_the_next_message_on() -> None:
    capture = captured(renamed(4, "eth0"), route(4), link(4, "lan0"), route(4), renamed(4, "wan0"), route(4))
    assert devices(capture) == ["eth0", "lan0", "wan0"]


def test_a_name_that_is_told_right_after_we_asked_is_the_newer_one() -> None:
    assert devices(captured(link(4, "eth0"), renamed(4, "lan0"), route(4))) == ["lan0"]


def test_a_name_that_is_told_again_after_we_were_told_another_is_the_newest() -> None:
    datagrams = [renamed(4, "lan0"), link(4, "eth0"), route(4), renamed(4, "lan0"), route(4)]
    assert devices(captured(*datagrams)) == ["eth0", "lan0"]


def test_our_own_messages_have_names_too() -> None:
    capture = captured(route(4, OURS), link(4, "eth0"))
    assert capture.own is not None
    assert devices(capture.own) == ["eth0"]


def test_names_that_are_not_wanted_are_not_shown() -> None:
    file = recorded(link(4, "eth0"), route(4), route(4, OURS))
    capture = nldissect.open(file, names=False).load()
    assert capture.own is not None
    assert (devices(capture), devices(capture.own)) == (["if4"], ["if4"])


def test_read_in_small_steps_it_is_the_same_in_the_end() -> None:
    datagrams = []
    for number in range(20):
        datagrams += [route(number), command(0x1C), asked(), link(number, "eth0"), route(number), asked(77)]
        datagrams += [family(0x1C, "ethtool"), command(0x1C), renamed(number, "lan0"), route(number)]
        datagrams += [link(number, "wan0"), route(number)]
    file = recorded(*datagrams)
    whole, bits = nldissect.open(file).load(), nldissect.open(file)
    looks = 0
    while bits.advance(64):
        if len(bits):
            assert bits.message(len(bits) - 1).summary  # what is looked at on the way is learned from
            looks += bits.own is not None
    assert looks > 100
    assert whole.own is not None
    assert bits.own is not None
    assert (frames(bits), frames(bits.own)) == (frames(whole), frames(whole.own))
    assert summaries(bits) == summaries(whole)
    assert summaries(bits.own) == summaries(whole.own)
    assert set(families(bits)) == {"route", "ethtool"}


def test_a_message_looked_at_before_we_asked_has_its_name_afterwards() -> None:
    datagrams = [route(4)] * 50 + [command(0x1C)] * 50 + [link(4, "eth0"), family(0x1C, "ethtool")]
    capture = nldissect.open(recorded(*datagrams))
    while len(capture) < 60:
        capture.advance(64)
    assert capture.own is None
    before = devices(capture)[0], families(capture)[55]
    capture.load()
    assert before == ("if4", "generic")
    assert (devices(capture)[0], families(capture)[55]) == ("eth0", "ethtool")


def test_a_capture_of_nothing_but_our_own_messages_is_empty() -> None:
    capture = captured(asked(), link(4, "eth0"))
    assert (len(capture), frames(capture.own)) == (0, [1, 2])
    assert capture.names.name("interface", 4, 0) == "eth0"


def test_statistics_and_calls_do_not_count_them() -> None:
    reply = link(4, "eth0", port=77)
    file = recorded(asked(), link(4, "eth0"), asked(77), reply)
    plain = recorded(asked(77), reply, own=())
    ours, theirs = (nldissect.open(each).load() for each in (file, plain))
    counts = [[row[:4] for row in Statistics(each).by("type")] for each in (ours, theirs)]
    assert counts[0] == counts[1]
    assert Statistics(ours).totals().messages == 2
    assert [(call.number, call.port) for call in ours.calls] == [(call.number, call.port) for call in theirs.calls]
    assert ours.own is not None
    assert len(list(ours.own.calls)) == 1


def test_a_saved_capture_knows_which_messages_are_our_own() -> None:
    datagrams = [asked(), link(4, "eth0"), route(4), asked(interface=1), link(4, "there0", interface=1)]
    capture = captured(*datagrams, own=[*OWN, (1, ROUTE, OURS + 1)])
    file = io.BytesIO()
    write_capture(file, capture.source, range(len(capture.source.frames)))
    again = nldissect.open(file.getvalue()).load()
    assert again.source.own == capture.source.own == {*OWN, (1, ROUTE, OURS + 1)}
    assert (frames(again), frames(again.own)) == (frames(capture), frames(capture.own)) == ([3, 4, 5], [1, 2])
    assert summaries(again) == summaries(capture)


def test_the_sockets_of_several_sections_are_saved_as_those_of_one() -> None:
    both = recorded(asked(), own=()) + recorded(asked(), route(4), own=OWN[:1])
    capture = nldissect.open(both).load()
    file = io.BytesIO()
    write_capture(file, capture.source, range(3))
    again = nldissect.open(file.getvalue()).load()
    assert again.source.own == {(1, ROUTE, OURS)}
    assert (frames(again), frames(again.own)) == ([1, 3], [2])


@pytest.mark.parametrize("name", ["interface", "protocol"])
def test_sockets_that_cannot_be_are_nobodys(name: str) -> None:
    for number in (-1, 1 << 20, 10**30):
        note = blocks.note({"own": {**told(OWN[0])["own"], name: number}})
        capture = nldissect.open(blocks.section() + blocks.interface(NETLINK) + note + recorded(asked(), own=())).load()
        assert (len(capture), capture.own) == (1, None)


@pytest.mark.parametrize("port", [-1, 1 << 32, 10**30])
def test_ports_that_cannot_be_are_nobodys(port: int) -> None:
    assert captured(asked(), own=[(0, ROUTE, port)]).own is None
