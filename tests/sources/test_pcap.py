import struct

import pytest

from nldissect.errors import CaptureError
from nldissect.sources import Source, open_source
from tests.sources.build import NETLINK, SLL, SLL2, Packet, cooked, message, pcap, varied


def load(data: bytes) -> Source:
    source = open_source(data, name="x.pcap")
    while source.advance(None):
        pass
    return source


def frame_bytes(source: Source) -> list[bytes]:
    frames = source.frames
    pairs = zip(frames.offset[: len(frames)].tolist(), frames.captured[: len(frames)].tolist(), strict=True)
    return [bytes(source.data[offset : offset + captured]) for offset, captured in pairs]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("nano", [False, True])
def test_packets_come_back_in_either_byte_order_and_precision(order: str, nano: bool) -> None:
    packets = varied()
    source = load(pcap(packets, order, nano))
    assert frame_bytes(source) == [packet.data for packet in packets]
    unit = 1 if nano else 1000
    assert source.frames.time[: len(packets)].tolist() == [packet.time // unit * unit for packet in packets]
    assert (source.format, source.warnings, source.complete) == ("pcap", [], True)


@pytest.mark.parametrize("link_type", [NETLINK, SLL, SLL2])
def test_the_three_link_types_are_read(link_type: int) -> None:
    source = load(pcap([Packet(cooked(message()))], link_type=link_type))
    assert source.interfaces[0].link_type == link_type


def test_bits_above_the_link_type_tell_of_a_checksum_and_are_no_part_of_it() -> None:
    assert load(pcap([], link_type=NETLINK | 0x14000000)).interfaces[0].link_type == NETLINK


def test_wire_length_is_kept_beside_what_was_captured() -> None:
    source = load(pcap([Packet(cooked(message()), length=1000)]))
    assert (source.frames.captured[0], source.frames.length[0]) == (32, 1000)


def test_an_empty_capture_is_fine() -> None:
    source = load(pcap([]))
    assert (len(source.frames), source.warnings) == (0, [])


def test_a_packet_that_is_cut_yields_what_is_there_and_a_warning() -> None:
    data = pcap([Packet(cooked(message(b"1234")))] * 2)
    source = load(data[:-5])
    assert source.frames.captured[:2].tolist() == [36, 31]
    assert source.warnings == [f"x.pcap: cut at byte {len(data) - 5}: the last packet says 36 bytes, 31 are there"]


def test_a_packet_header_that_is_cut_yields_a_warning() -> None:
    source = load(pcap([Packet(cooked(message()))]) + b"123456")
    assert len(source.frames) == 1
    assert source.warnings == ["x.pcap: cut at byte 78: the last packet's header has 6 of 16 bytes"]


@pytest.mark.parametrize("captured", [300_000, 1 << 29, 0xFFFFFFFF])
def test_an_absurd_length_ends_the_capture_there(captured: int) -> None:
    good = pcap([Packet(cooked(message()))])
    source = load(good + struct.pack("<IIII", 1, 2, captured, captured) + bytes(1000))
    assert len(source.frames) == 1
    assert source.warnings == [
        f"x.pcap: damaged at byte 72: the packet there says {captured:,} bytes, so the rest cannot be read"
    ]


def test_a_packet_longer_than_the_usual_limit_is_read_when_it_is_there() -> None:
    source = load(pcap([Packet(cooked(bytes(400_000)))] * 2))
    assert source.frames.captured[:2].tolist() == [400_016] * 2


def test_a_file_header_that_is_cut_is_an_error() -> None:
    with pytest.raises(CaptureError, match=r"^x.pcap: cut in the file header, so nothing can be read$"):
        load(pcap([])[:20])


def test_another_link_type_is_named_in_the_error() -> None:
    with pytest.raises(CaptureError, match=r"^x.pcap: holds Ethernet packets \(link type 1\), no netlink; record an"):
        load(pcap([], link_type=1))


def test_an_unknown_link_type_is_given_by_number() -> None:
    with pytest.raises(CaptureError, match="holds packets of link type 4711, no netlink"):
        load(pcap([], link_type=4711))


@pytest.mark.parametrize("budget", [1, 100, 4096])
def test_any_budget_gives_the_same_frames(budget: int) -> None:
    packets = varied() * 5
    source = open_source(pcap(packets))
    steps = 1
    while source.advance(budget):
        steps += 1
    assert frame_bytes(source) == [packet.data for packet in packets]
    assert steps >= len(pcap(packets)) // (budget + 1000)


def test_the_cut_at_any_byte_yields_every_packet_before_it() -> None:
    packets = varied()
    data = pcap(packets)
    ends = [len(pcap(packets[: count + 1])) for count in range(len(packets))]
    for cut in range(24, len(data)):
        source = load(data[:cut])
        whole = sum(end <= cut for end in ends)
        assert frame_bytes(source)[:whole] == [packet.data for packet in packets[:whole]]
        assert len(source.frames) <= whole + 1
        assert len(source.warnings) == (cut not in (24, *ends))
