"""Whatever the bytes are: no exception but CaptureError, and every byte of every datagram is in one row."""

import gzip

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from nldissect.errors import CaptureError
from nldissect.index import Index, chase as chase_module
from nldissect.sources import open_source
from nldissect.sources.frames import LINKTYPE_LINUX_SLL2
from tests.index.test_index import rows
from tests.sources.build import (
    SLL2,
    Packet,
    cooked2,
    enhanced,
    interface,
    message,
    option,
    pcap,
    pcapng,
    section,
    varied,
)

COMMENTED = Packet(varied()[1].data, options=option(1, b"a comment") + option(0))
SMALL = [
    pcap(varied()),
    pcap(varied(), ">", nano=True),
    pcapng([*varied(), COMMENTED]),
    pcapng([COMMENTED, *varied()], ">"),
    section() + interface(SLL2) + enhanced(Packet(cooked2(message()))) + pcapng(varied()[:2], ">"),
    gzip.compress(pcap(varied()), mtime=0),
]


def check(data: bytes, budget: int | None = None) -> Index | None:
    """Read it all; every netlink datagram must be covered by its rows in order, without gap or overlap."""
    try:
        source = open_source(data, name="x")
        index = Index(source)
        while source.advance(budget):
            index.extend()
    except CaptureError as error:
        sentence = str(error)
    else:
        sentence = ""
    assert "\n" not in sentence
    if sentence:
        return None
    index.extend()
    frames, messages = source.frames, index.messages
    first = 0
    counts = np.bincount(messages.frame[: len(index)], minlength=len(frames)).tolist()
    others = 0
    for frame, count in enumerate(counts):
        sll2 = source.interfaces[frames.interface[frame]].link_type == LINKTYPE_LINUX_SLL2
        start = int(frames.offset[frame]) + (20 if sll2 else 16)
        end = int(frames.offset[frame]) + int(frames.captured[frame])
        assert end <= source.size
        for row in range(first, first + count):
            assert int(messages.offset[row]) == start
            assert messages.extent[row] > 0
            start += int(messages.extent[row])
        assert count == 0 or start == end
        others += count == 0 and start != end
        first += count
    assert first == len(index)
    assert others <= index.other_frames <= len(frames)
    return index


@pytest.mark.parametrize("data", SMALL)
def test_every_truncation_is_read(data: bytes) -> None:
    for cut in range(len(data)):
        check(data[:cut])


@pytest.mark.parametrize("data", SMALL)
def test_every_byte_may_be_broken(data: bytes) -> None:
    for position in range(len(data)):
        for value in (0xFF, data[position] ^ 0x10):
            check(data[:position] + bytes([value]) + data[position + 1 :])


@given(
    st.sampled_from(SMALL),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(max_size=8)), max_size=6),
    st.sampled_from([None, 1, 77, 1000]),
    st.sampled_from([0, 2, 128]),
)
@settings(max_examples=300, deadline=None)
def test_mutated_captures_are_read(data: bytes, changes: list[tuple[int, bytes]], budget: int | None, few: int) -> None:
    changed = bytearray(data)
    for position, value in changes:
        position %= len(changed)
        changed[position : position + len(value)] = value
    before, chase_module.FEW = chase_module.FEW, few
    try:
        check(bytes(changed), budget)
    finally:
        chase_module.FEW = before


@given(st.sampled_from([pcap([])[:24], pcap([], ">")[:24], pcapng([]), pcapng([], ">"), b"", b"\x1f\x8b\x08\0"]),
       st.binary(max_size=300))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_random_bytes_after_a_good_beginning_are_read(head: bytes, body: bytes) -> None:
    check(head + body)


@given(st.lists(st.tuples(st.binary(max_size=80), st.integers(0, 20)), max_size=20), st.sampled_from([None, 50]))
@settings(max_examples=200, deadline=None)
def test_datagrams_of_random_bytes_are_covered_by_rows(datagrams: list[tuple[bytes, int]], budget: int | None) -> None:
    packets = [Packet(cooked2(message(seq=seq) * (seq % 3) + body, protocol=seq)) for body, seq in datagrams]
    index = check(pcap(packets, link_type=SLL2), budget)
    assert index is not None
    assert index.other_frames == 0
    whole = check(pcap(packets, link_type=SLL2))
    assert whole is not None
    assert rows(index) == rows(whole)
