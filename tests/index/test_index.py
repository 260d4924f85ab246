import struct
import threading

import numpy as np
import pytest

from nldissect.index import BIG_ENDIAN, CUT, FRAGMENT, Index, chase as chase_module
from nldissect.index.grouping import among, distinct
from nldissect.sources import Source, open_source
from tests.sources.build import (
    NETLINK,
    SLL,
    SLL2,
    Packet,
    cooked,
    cooked2,
    enhanced,
    interface,
    message,
    pcap,
    pcapng,
    section,
    varied,
)

COLUMNS = ("offset", "extent", "frame", "length", "type", "flags", "seq", "port", "protocol", "state")


def indexed(data: bytes, budget: int | None = None) -> Index:
    source = open_source(data)
    index = Index(source)
    while source.advance(budget):
        index.extend()
    index.extend()
    return index


def rows(index: Index, *names: str) -> list[tuple[int, ...]]:
    columns = [getattr(index.messages, name)[: len(index)].tolist() for name in names or COLUMNS]
    return list(zip(*columns, strict=True))


def expected(source: Source) -> list[tuple[int, ...]]:
    """What little-endian NETLINK frames hold, by the plainest code there is."""
    found: list[tuple[int, ...]] = []
    for frame in range(len(source.frames)):
        start = int(source.frames.offset[frame]) + 16
        end = start + int(source.frames.captured[frame]) - 16
        (protocol,) = struct.unpack_from(">H", source.data, start - 2)
        first = len(found)
        while start < end:
            left = end - start
            header = struct.unpack_from("<IHHII", source.data, start) if left >= 16 else (0, 0, 0, 0, 0)
            if header[0] < 16:
                if len(found) == first:
                    found.append((start, left, frame, left, 0, 0, 0, 0, protocol, FRAGMENT))
                else:
                    found[-1] = (found[-1][0], found[-1][1] + left, *found[-1][2:])
                break
            extent = min((header[0] + 3) // 4 * 4, left)
            found.append((start, extent, frame, *header, protocol, CUT if header[0] > left else 0))
            start += extent
    return found


def test_messages_are_found_with_all_their_fields() -> None:
    first, second = message(b"1234", kind=24, flags=0x301, seq=5, port=6), message(kind=3, flags=2, seq=8, port=1 << 31)
    index = indexed(pcap([Packet(cooked(first + second, protocol=12))]))
    assert rows(index) == [(56, 20, 0, 20, 24, 0x301, 5, 6, 12, 0), (76, 16, 0, 16, 3, 2, 8, 1 << 31, 12, 0)]


@pytest.mark.parametrize("few", [0, 1, 3, 1000])
def test_long_and_short_datagrams_are_walked_alike(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chase_module, "FEW", few)
    packets = varied() + [Packet(cooked(message(bytes(count % 7)) * count)) for count in range(30)] + varied()
    index = indexed(pcap(packets))
    assert rows(index) == expected(index.source)


@pytest.mark.parametrize("budget", [1, 500, None])
def test_the_index_does_not_depend_on_the_portions_it_is_made_in(budget: int | None) -> None:
    assert rows(indexed(pcap(varied() * 3), budget)) == expected(indexed(pcap(varied() * 3)).source)


def test_many_frames_are_indexed_in_several_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rows(indexed(pcap(varied() * 20)))
    monkeypatch.setattr("nldissect.index.index.FRAMES", 7)
    monkeypatch.setattr("nldissect.index.index.BYTES", 300)
    monkeypatch.setattr("nldissect.sources.walk.PORTION", 11)
    assert rows(indexed(pcap(varied() * 20))) == whole


def test_a_message_cut_by_the_snap_length_is_marked() -> None:
    whole = cooked(message(b"12345678"))
    index = indexed(pcap([Packet(whole[:30], length=40), Packet(whole[:36], length=40), Packet(whole)]))
    assert rows(index, "extent", "length", "state") == [(14, 14, FRAGMENT | CUT), (20, 24, CUT), (24, 24, 0)]


def test_padding_missing_at_the_end_is_no_cut() -> None:
    assert rows(indexed(pcap([Packet(cooked(message(b"1")[:17]))])), "extent", "length", "state") == [(17, 17, 0)]


def test_a_length_near_the_largest_does_not_wrap_around() -> None:
    lengths = (20, 0xFFFFFFFF, 0x80000000, 0xFFFFFFFD)
    index = indexed(pcap([Packet(cooked(message(b"1234", length=length))) for length in lengths]))
    assert rows(index, "extent", "length", "state")[1:] == [(20, length, CUT) for length in lengths[1:]]


@pytest.mark.parametrize(("link_type", "build"), [(NETLINK, cooked), (SLL, cooked), (SLL2, cooked2)])
def test_protocol_numbers_are_read_from_each_cooked_header(link_type: int, build: type[bytes]) -> None:
    packets = [Packet(build(message(), protocol)) for protocol in (0, 4, 16, 31)]  # type: ignore[call-overload]
    assert rows(indexed(pcap(packets, link_type=link_type)), "protocol") == [(0,), (4,), (16,), (31,)]


@pytest.mark.parametrize(("link_type", "build"), [(SLL, cooked), (SLL2, cooked2)])
def test_other_packets_of_the_any_device_are_counted(link_type: int, build: object) -> None:
    other = Packet(build(message(), hardware=772))  # type: ignore[operator]
    packets = [other, Packet(build(message())), other, Packet(b"short"), Packet(b"")]  # type: ignore[operator]
    index = indexed(pcap(packets, link_type=link_type))
    assert (rows(index, "frame"), index.other_frames) == ([(1,)], 4)


def test_frames_of_several_link_types_keep_their_order() -> None:
    head = section() + interface(NETLINK) + interface(1) + interface(SLL2)
    kinds = [
        (cooked(message(seq=1)), 0),
        (b"ethernet" * 8, 1),
        (cooked2(message(seq=2)), 2),
        (cooked(message(seq=3)), 0),
    ]
    index = indexed(head + b"".join(enhanced(Packet(data, interface=number)) for data, number in kinds))
    assert rows(index, "frame", "seq") == [(0, 1), (2, 2), (3, 3)]
    assert index.other_frames == 1


def test_a_capture_without_netlink_frames_has_no_rows() -> None:
    assert len(indexed(pcap([Packet(cooked(message(), hardware=1))] * 3, link_type=SLL))) == 0
    assert len(indexed(pcap([]))) == 0


@pytest.mark.parametrize("headers", "<>")
@pytest.mark.parametrize("kernel", "<>")
def test_the_byte_order_of_messages_is_the_kernels_and_not_the_files(headers: str, kernel: str) -> None:
    datagram = message(b"1234", 24, 0x305, 77, 88, order=kernel) + message(b"12", 25, 2, 78, 89, order=kernel)
    for build in (pcap, pcapng):
        index = indexed(build([Packet(cooked(datagram))], headers))
        state = BIG_ENDIAN if kernel == ">" else 0
        assert rows(index, "length", "type", "flags", "seq", "port", "state") == [
            (20, 24, 0x305, 77, 88, state), (18, 25, 2, 78, 89, state)]  # fmt: skip


def test_both_byte_orders_in_one_capture_are_told_apart_datagram_by_datagram() -> None:
    orders = "<><<>>><" * 50
    packets = [Packet(cooked(message(b"123", seq=number, order=order) * 3)) for number, order in enumerate(orders)]
    index = indexed(pcap(packets))
    assert rows(index, "seq", "state") == [
        (number, BIG_ENDIAN * (order == ">")) for number, order in enumerate(orders) for _ in range(3)
    ]


def test_undecidable_datagrams_go_with_the_majority_before_them() -> None:
    lying = struct.pack(">IHHII", 5000, 24, 0, 1, 2)
    big, little = message(order=">"), message()
    index = indexed(pcap([Packet(cooked(datagram)) for datagram in (big, little, big, lying, b"abc")]))
    assert rows(index, "state") == [(1,), (0,), (1,), (1 | CUT,), (1 | FRAGMENT,)]
    assert rows(index, "length")[3] == (5000,)


def test_undecidable_datagrams_go_with_those_of_their_own_interface() -> None:
    head = section() + interface() + interface()
    lying = {order: struct.pack(order + "IHHII", 5000, 24, 0, 1, 2) for order in "<>"}
    packets = [(message(), 0), (message(order=">"), 1), (message(), 0), (lying[">"], 1), (lying["<"], 0)]
    index = indexed(head + b"".join(enhanced(Packet(cooked(data), interface=number)) for data, number in packets))
    assert rows(index, "length", "state")[3:] == [(5000, BIG_ENDIAN | CUT), (5000, CUT)]


def test_without_any_before_it_the_order_nearest_to_the_length_counts() -> None:
    for order in "<>":
        index = indexed(pcap([Packet(cooked(struct.pack(order + "IHHII", 300, 24, 0, 1, 2)))]))
        assert rows(index, "length", "state") == [(300, CUT | BIG_ENDIAN * (order == ">"))]


def test_the_wire_length_decides_for_a_datagram_that_was_cut() -> None:
    datagram = message(bytes(0x1000 - 16), order=">")
    index = indexed(pcap([Packet(cooked(datagram)[:60], length=16 + len(datagram))]))
    assert rows(index, "length", "state") == [(0x1000, BIG_ENDIAN | CUT)]


def test_readers_in_other_threads_see_only_whole_rows() -> None:
    packets = [Packet(cooked(message(seq=number))) for number in range(20_000)]
    source = open_source(pcap(packets))
    index = Index(source)
    wrong: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            count = len(index)
            if not np.array_equal(index.messages.seq[:count], np.arange(count)):
                wrong.append(count)

    reader = threading.Thread(target=read)
    reader.start()
    while source.advance(2000):
        index.extend()
    done.set()
    reader.join()
    assert not wrong
    assert index.extend() == 20_000


def test_a_row_takes_34_bytes_and_a_frame_26() -> None:
    index = indexed(pcap([Packet(cooked(message()))]))
    assert sum(getattr(index.messages, name).itemsize for name in index.messages.types) == 34
    assert sum(getattr(index.source.frames, name).itemsize for name in index.source.frames.types) == 26


def test_distinct_values_and_those_among_others_are_what_numpy_finds() -> None:
    values = np.random.default_rng(1).integers(0, 50, 300)
    wanted = np.array([49, 3, 3, 7, 100])
    assert distinct(values).tolist() == np.unique(values).tolist()
    assert among(values, wanted).tolist() == np.isin(values, wanted).tolist()
    assert not among(values, wanted[:0]).any()
    assert not len(distinct(values[:0]))
