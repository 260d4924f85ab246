import ctypes
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import nldissect
from nldissect.live import packet_filter
from nldissect.live.packets import Format, Pcap, Pcapng, heard_port
from nldissect.sources.source import Source

ROUTE, GENERIC = 0, 16
TIME = 1_760_000_000_123_456_789
DONE = struct.pack("=IHHII", 20, 3, 2, 7, 4711) + bytes(4)
LONG = struct.pack("=IHHII", 99, 16, 0, 1, 815) + bytes(range(83))


class tpacket3_hdr(ctypes.Structure):
    """From linux/if_packet.h, with the members of tpacket_hdr_variant1."""

    _fields_ = [
        ("tp_next_offset", ctypes.c_uint32),
        ("tp_sec", ctypes.c_uint32),
        ("tp_nsec", ctypes.c_uint32),
        ("tp_snaplen", ctypes.c_uint32),
        ("tp_len", ctypes.c_uint32),
        ("tp_status", ctypes.c_uint32),
        ("tp_mac", ctypes.c_uint16),
        ("tp_net", ctypes.c_uint16),
        ("tp_rxhash", ctypes.c_uint32),
        ("tp_vlan_tci", ctypes.c_uint32),
        ("tp_vlan_tpid", ctypes.c_uint16),
        ("tp_padding", ctypes.c_uint16),
        ("tp_padding8", ctypes.c_uint8 * 8),
    ]


class sockaddr_ll(ctypes.Structure):
    """From linux/if_packet.h."""

    _fields_ = [
        ("sll_family", ctypes.c_uint16),
        ("sll_protocol", ctypes.c_uint16.__ctype_be__),
        ("sll_ifindex", ctypes.c_int32),
        ("sll_hatype", ctypes.c_uint16),
        ("sll_pkttype", ctypes.c_uint8),
        ("sll_halen", ctypes.c_uint8),
        ("sll_addr", ctypes.c_uint8 * 8),
    ]


def in_ring(time: int, protocol: int, data: bytes, length: int) -> bytes:
    """A packet as the kernel puts it into a block: the header, the address, and at an offset of its own the data."""
    start = 80
    size = (start + len(data) + 15) & ~15
    header = tpacket3_hdr(size, *divmod(time, 10**9), len(data), length, 1, start, start, 0xAAAAAAAA)
    address = sockaddr_ll(17, protocol, 5, 824, 4, 0)
    return (bytes(header) + bytes(address)).ljust(start, b"\xee") + data.ljust(size - start, b"\xee")


PACKETS = [
    (TIME, GENERIC, DONE, len(DONE)),
    (TIME + 1, ROUTE, LONG, len(LONG)),
    (TIME + 10**9, ROUTE, LONG[:21], len(LONG)),
    (TIME + 2 * 10**9, ROUTE, DONE[:3], len(DONE)),
]
SHOWN = [
    (time, len(data) + 16, length + 16, bytes.fromhex(f"0004 0338 0000 0000000000000000 {protocol:04x}") + data)
    for time, protocol, data, length in PACKETS
]
"""Of each frame: time, bytes that are there, bytes on the wire; and the bytes, behind the cooked header of nlmon."""


def frames(source: Source) -> list[tuple[int, int, int, bytes]]:
    data = bytes(source.data[: source.size])
    table = source.frames
    columns = (column[: len(table)].tolist() for column in (table.time, table.captured, table.length, table.offset))
    return [
        (time, captured, length, data[offset : offset + captured])
        for time, captured, length, offset in zip(*columns, strict=True)
    ]


def read(path: Path, *parts: bytes) -> Source:
    path.write_bytes(b"".join(parts))
    return nldissect.open(path).load().source


@pytest.mark.parametrize(("made", "name"), [(Pcapng, "pcapng"), (Pcap, "pcap")])
def test_a_block_of_the_ring_becomes_packets_with_its_times_and_lengths(
    tmp_path: Path, made: Callable[[], Format], name: str
) -> None:
    form = made()
    block = b"\xcc" * 48 + b"".join(in_ring(*each) for each in PACKETS)
    source = read(tmp_path / "a", form.begin(["nltap1"], 0), form.packets(block, 48, len(PACKETS), 0))
    assert source.format == name
    assert not source.warnings
    assert frames(source) == SHOWN


@pytest.mark.parametrize("made", [Pcapng, Pcap])
def test_a_datagram_becomes_the_same_packet(tmp_path: Path, made: Callable[[], Format]) -> None:
    form = made()
    parts = [form.datagram(0, time, protocol, data, length) for time, protocol, data, length in PACKETS]
    assert frames(read(tmp_path / "a", form.begin(["multicast"], 0), *parts)) == SHOWN


def test_only_so_many_packets_of_a_block_are_taken_as_are_asked_for(tmp_path: Path) -> None:
    form = Pcapng()
    block = b"".join(in_ring(*each) for each in PACKETS)
    assert frames(read(tmp_path / "a", form.begin(["nltap1"], 0), form.packets(block, 0, 2, 0))) == SHOWN[:2]
    assert len(form.heard) == 2


def test_more_lengths_than_are_remembered_are_right(tmp_path: Path) -> None:
    form = Pcapng()
    lengths = range(5000)
    block = b"".join(in_ring(TIME, ROUTE, bytes(each), each) for each in lengths)
    source = read(tmp_path / "a", form.begin(["nltap1"], 0), form.packets(block, 0, len(lengths), 0))
    assert not source.warnings
    assert [captured for _, captured, _, _ in frames(source)] == [16 + each for each in lengths]


def test_a_pcapng_file_has_the_names_of_its_interfaces_and_their_counters(tmp_path: Path) -> None:
    form = Pcapng()
    source = read(
        tmp_path / "a",
        form.begin(["nltap1@blue", "nltap1@red"], 96),
        form.packets(in_ring(*PACKETS[0]), 0, 1, 1),
        form.datagram(0, TIME, ROUTE, LONG, len(LONG)),
        form.statistics(0, TIME, 7, 5),
        form.statistics(1, TIME, 2, 1),
        form.statistics(0, TIME, 9, 6),
    )
    assert [(each.name, each.snap_length) for each in source.interfaces] == [("nltap1@blue", 96), ("nltap1@red", 96)]
    assert source.frames.interface[: len(source.frames)].tolist() == [1, 0]
    assert source.dropped == 7, "each statistic holds for its interface from the beginning"


def test_a_pcap_file_has_packets_only(tmp_path: Path) -> None:
    form = Pcap()
    assert not form.statistics(0, TIME, 7, 5)
    assert not form.note({"warning": "nobody can say it there"})
    source = read(tmp_path / "a", form.begin(["nltap1"], 96))
    assert source.interfaces[0].snap_length == 96
    assert source.dropped is None


@pytest.mark.parametrize("made", [Pcapng, Pcap])
def test_the_ports_of_packets_are_heard(made: Callable[[], Format]) -> None:
    form = made()
    block = b"".join(in_ring(*each) for each in PACKETS[:2])
    form.packets(block, 0, 2, 0)
    assert {heard_port(each) for each in form.heard} == {(GENERIC, 4711), (ROUTE, 815)}
    form.heard.clear()
    form.datagram(0, TIME, GENERIC, LONG, len(LONG))
    assert {heard_port(each) for each in form.heard} == {(GENERIC, 815)}


# The filter in the kernel

PORTS = (0x01020304, 0xFFFFFFF0)


def passes(program: bytes, protocol: int, data: bytes) -> int:
    """How much of a packet a program of classic BPF takes; a load from behind its end takes nothing of it."""
    code: list[tuple[int, int, int, int]] = list(struct.iter_unpack("=HBBI", program))
    position = accumulator = 0
    while True:
        instruction, jump_true, jump_false, constant = code[position]
        position += 1
        match instruction:
            case 0x20 if constant == 0xFFFFF000:
                accumulator = protocol
            case 0x20:
                if constant + 4 > len(data):
                    return 0
                accumulator = int.from_bytes(data[constant : constant + 4], "big")
            case 0x80:
                accumulator = len(data)
            case 0x05:
                position += constant
            case 0x15:
                position += jump_true if accumulator == constant else jump_false
            case 0x35:
                position += jump_true if accumulator >= constant else jump_false
            case 0x06:
                return min(constant, len(data))
            case _:
                raise AssertionError(f"no such instruction is expected: {instruction:#x}")


@pytest.mark.parametrize("own", [(), PORTS[:1], PORTS])
@pytest.mark.parametrize("longest", [0, 30])
@pytest.mark.parametrize("protocols", [(), (GENERIC,), (GENERIC, ROUTE, 4)])
def test_the_filter_takes_what_is_asked_for(protocols: Sequence[int], longest: int, own: Sequence[int]) -> None:
    program = packet_filter.program(protocols, longest, own)
    for protocol in range(20):
        for port in (0, 1, *PORTS, int.from_bytes(PORTS[0].to_bytes(4, "little"), "big")):
            for size in (0, 15, 16, 99):
                data = (bytes(12) + port.to_bytes(4, sys.byteorder) + bytes(83))[:size]
                wanted = (not protocols or protocol in protocols) and not (port in own and size >= 16)
                assert passes(program, protocol, data) == (min(size, longest or size) if wanted else 0)


def test_the_filter_that_takes_everything_is_one_instruction() -> None:
    assert len(packet_filter.program((), 0, ())) == packet_filter.sock_filter.size
