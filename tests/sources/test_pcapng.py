import struct

import pytest

from nldissect.errors import CaptureError
from nldissect.sources import Source
from tests.sources.build import (
    NETLINK,
    SLL2,
    Packet,
    block,
    cooked,
    enhanced,
    interface,
    message,
    obsolete,
    option,
    pcapng,
    section,
    simple,
    varied,
)
from tests.sources.test_pcap import frame_bytes, load

ONE = Packet(cooked(message(b"1234")), time=1_700_000_000_123_456_000)
OTHER = Packet(cooked(message(b"123456789")), time=1_700_000_001_000_001_000)


def times(source: Source) -> list[int]:
    return [int(time) for time in source.frames.time[: len(source.frames)]]


@pytest.mark.parametrize("order", "<>")
def test_packets_come_back_in_either_byte_order(order: str) -> None:
    packets = varied()
    source = load(pcapng(packets, order))
    assert frame_bytes(source) == [packet.data for packet in packets]
    assert times(source) == [packet.time // 1000 * 1000 for packet in packets]
    assert (source.format, source.warnings) == ("pcapng", [])


@pytest.mark.parametrize(
    ("resolution", "ticks", "nanoseconds"),
    [
        (0, 5, 5_000_000_000),
        (3, 1234, 1_234_000_000),
        (6, 1_700_000_000_123_456, 1_700_000_000_123_456_000),
        (9, 1_700_000_000_123_456_789, 1_700_000_000_123_456_789),
        (12, 1_700_000_123_456_789_012, 1_700_000_123_456_789),
        (30, 1 << 60, 0),
        (127, 1 << 63, 0),
        (0x80, 5, 5_000_000_000),
        (0x80 | 10, 3 << 9, 1_500_000_000),
        (0x80 | 32, (1_700_000_000 << 32) + (1 << 31), 1_700_000_000_500_000_000),
        (0x80 | 40, (1_000_000 << 40) + (1 << 38), 1_000_000_250_000_000),
        (0x80 | 63, 3 << 62, 1_500_000_000),
        (0x80 | 64, 3 << 62, 750_000_000),
        (0x80 | 70, 1 << 63, 7_812_500),
        (0x80 | 127, (1 << 64) - 1, 0),
    ],
)
def test_every_time_resolution_gives_nanoseconds(resolution: int, ticks: int, nanoseconds: int) -> None:
    described = interface(options=option(9, bytes([resolution])) + option(0))
    assert times(load(section() + described + enhanced(ONE, ticks=ticks))) == [nanoseconds]


def test_each_interface_has_its_own_clock_offset_and_name() -> None:
    first = interface(options=option(2, b"nlmon0") + option(3, b"the tap") + option(9, b"\x09") + option(0))
    second = interface(options=option(2, b"nlmon1\0") + option(9, b"\x8a") + option(14, struct.pack("<q", -100)))
    third = interface(SLL2, options=option(14, struct.pack("<q", 1_000_000_000)))
    packets = [enhanced(Packet(ONE.data, interface=index % 3), ticks=1 << 11) for index in range(6)]
    source = load(section() + first + second + third + b"".join(packets))
    assert times(source) == [2048, -98_000_000_000, 10**18 + 2_048_000] * 2
    assert [(each.name, each.description, each.ticks, each.offset) for each in source.interfaces] == [
        ("nlmon0", "the tap", 10**9, 0),
        ("nlmon1", "", 1024, -100),
        ("", "", 10**6, 10**9),
    ]


def test_clocks_of_ten_and_eight_ticks_a_second_are_not_confused() -> None:
    both = interface(options=option(9, b"\x01")) + interface(options=option(9, b"\x83"))
    packets = [enhanced(Packet(ONE.data, interface=index), ticks=40) for index in (0, 1)]
    assert times(load(section() + both + b"".join(packets))) == [4_000_000_000, 5_000_000_000]


def test_sections_have_their_own_byte_order_and_interfaces() -> None:
    data = b"".join(
        section(order) + interface(link_type, order) + enhanced(packet, order)
        for order, link_type, packet in [("<", NETLINK, ONE), (">", SLL2, OTHER), ("<", NETLINK, OTHER)]
    )
    source = load(data)
    assert frame_bytes(source) == [ONE.data, OTHER.data, OTHER.data]
    assert source.frames.interface[:3].tolist() == [0, 1, 2]
    assert [(each.link_type, each.section) for each in source.interfaces] == [(NETLINK, 0), (SLL2, 1), (NETLINK, 2)]


def test_comments_are_kept_by_frame_and_those_of_the_section_apart() -> None:
    commented = Packet(ONE.data, options=option(2, b"\0\0\0\1") + option(1, b"first") + option(1, "zwölf".encode()))
    late = Packet(ONE.data, options=b"".join(option(code, b"ab") for code in range(2, 14)) + option(1, b"late"))
    data = section(options=option(1, b"whole file") + option(0)) + interface(options=option(1, b"tap"))
    source = load(data + enhanced(ONE) + enhanced(commented) + enhanced(ONE) + enhanced(late))
    assert source.comments == {-1: ["whole file", "tap"], 1: ["first", "zwölf"], 3: ["late"]}


def test_unknown_and_custom_blocks_between_packets_are_skipped() -> None:
    strange = block(0xBAD, b"\0\0\0\x2a" + b"private") + block(4, b"names") + block(0x7777, b"")
    source = load(section() + strange + interface() + enhanced(ONE) + strange + enhanced(OTHER))
    assert frame_bytes(source) == [ONE.data, OTHER.data]
    assert source.warnings == []


@pytest.mark.parametrize("order", "<>")
def test_simple_and_obsolete_packet_blocks_keep_their_place_among_others(order: str) -> None:
    second = Packet(OTHER.data, time=OTHER.time, interface=1)
    head = section(order) + interface(order=order) + interface(SLL2, order)
    data = head + enhanced(ONE, order) + obsolete(second, order) + simple(OTHER, order) + enhanced(second, order)
    source = load(data + simple(ONE, order))
    assert frame_bytes(source) == [ONE.data, OTHER.data, OTHER.data, OTHER.data, ONE.data]
    assert source.frames.interface[:5].tolist() == [0, 1, 0, 1, 0]
    assert times(source) == [ONE.time, OTHER.time, 0, OTHER.time, 0]


def test_a_simple_packet_is_as_long_as_the_snap_length_allows() -> None:
    cut = struct.pack("<I", 1000) + ONE.data[:24]
    source = load(section() + interface(snap_length=22) + block(3, cut))
    assert (source.frames.captured[0], source.frames.length[0]) == (22, 1000)


def test_packets_that_the_program_lost_are_a_warning() -> None:
    lost = struct.pack("<III", 0, 0, 0) + option(4, bytes(8)) + option(5, struct.pack("<Q", 12)) + option(0)
    source = load(section() + interface(options=option(2, b"nlmon0")) + enhanced(ONE) + block(5, lost))
    assert source.warnings == ["x.pcap: the capture program lost 12 packets on nlmon0"]


def test_a_packet_of_an_undeclared_interface_is_left_out_with_a_warning() -> None:
    stray = enhanced(Packet(ONE.data, interface=3))
    source = load(section() + interface() + enhanced(ONE) + stray + stray + enhanced(OTHER))
    assert frame_bytes(source) == [ONE.data, OTHER.data]
    assert source.warnings == ["x.pcap: the packet at byte 144 is of no interface of the file, left out"]


def test_a_packet_longer_than_its_block_is_what_the_block_has() -> None:
    long = bytearray(enhanced(ONE))
    long[20:24] = struct.pack("<I", 5000)
    source = load(section() + interface() + bytes(long) + enhanced(OTHER))
    assert frame_bytes(source) == [ONE.data, OTHER.data]
    assert "says more bytes than its block has" in source.warnings[0]


def test_a_block_whose_ends_differ_ends_the_capture_there() -> None:
    broken = bytearray(enhanced(ONE))
    broken[-4:] = b"\1\0\0\0"
    source = load(section() + interface() + enhanced(ONE) + bytes(broken) + enhanced(OTHER))
    assert frame_bytes(source) == [ONE.data]
    assert source.warnings == [
        "x.pcap: damaged at byte 116: the block there ends with another length than it begins with, "
        "so the rest cannot be read"
    ]


@pytest.mark.parametrize("size", [0, 3, 8, 12, 70, 0xFFFFFFF0])
def test_a_block_of_impossible_length_ends_the_capture_there(size: int) -> None:
    source = load(section() + interface() + enhanced(ONE) + struct.pack("<II", 6, size) + bytes(100))
    assert frame_bytes(source) == [ONE.data]
    assert source.warnings == [
        f"x.pcap: damaged at byte 116: the block there says {size:,} bytes, so the rest cannot be read"
    ]


def test_a_cut_packet_block_yields_what_is_there() -> None:
    data = section() + interface() + enhanced(ONE)
    source = load(data[:-10])
    assert frame_bytes(source) == [ONE.data[:-6]]
    assert source.warnings == [f"x.pcap: cut at byte {len(data) - 10}: the last block says 68 bytes, 58 are there"]


@pytest.mark.parametrize("size", [4, 10, 27])
def test_a_section_header_that_is_cut_is_an_error(size: int) -> None:
    with pytest.raises(CaptureError, match="cut or damaged in the first block"):
        load(section()[:size])


def test_a_section_without_byte_order_magic_is_an_error() -> None:
    with pytest.raises(CaptureError, match="cut or damaged in the first block"):
        load(section()[:8] + b"oops" + section()[12:])


def test_a_capture_of_ethernet_alone_is_an_error() -> None:
    with pytest.raises(CaptureError, match=r"holds Ethernet packets \(link type 1\), no netlink"):
        load(section() + interface(1) + enhanced(ONE))


def test_an_interface_of_another_kind_beside_netlink_is_kept() -> None:
    source = load(section() + interface(1) + interface() + enhanced(Packet(ONE.data, interface=1)) + enhanced(ONE))
    assert len(source.frames) == 2
