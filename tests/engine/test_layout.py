"""Layouts: what steers them, and how the values come out of the bytes."""

from __future__ import annotations

from struct import pack

import pytest

from nldissect.engine.layout import packed
from nldissect.schema import Attributes, Struct, be16, select, string, u8, u16, u32
from tests.engine.building import attribute, message, reader


class head(Struct):
    kind = u8
    pad = u8
    port = be16


class TABLE(Attributes):
    NUMBER = 1, u32
    NAME = 2, string
    BY_KIND = 3, select("kind", {1: u16})


read = reader(TABLE, head)
HEAD = b"\1\0\0\x50"


def test_lengths_and_types_steer_and_values_do_not() -> None:
    found = read(HEAD, attribute(1, b"\5\0\0\0"))
    layout = found.layout
    assert layout.fits(message(b"\2\1\1\1" + attribute(1, b"\6\0\0\0"), flags=9))
    assert not layout.fits(message(HEAD + attribute(2, b"\5\0\0\0")))
    assert not layout.fits(message(HEAD + attribute(1, b"\5\0\0", length=7)))


def test_a_value_that_selects_steers() -> None:
    layout = read(HEAD, attribute(3, b"\5\0")).layout
    assert layout.fits(message(HEAD + attribute(3, b"\6\0")))
    assert not layout.fits(message(b"\2\0\0\0" + attribute(3, b"\5\0")))


def test_steering_words_are_those_of_the_mask() -> None:
    offsets, expected, masks = read(HEAD, attribute(3, b"\5\0")).layout.words
    assert offsets.tolist() == [0, 16, 20]
    assert expected.tolist() == [28, 1, 0x0003_0006]
    assert masks is not None
    assert masks.tolist() == [0xFFFFFFFF, 0xFF, 0xFFFFFFFF]


def test_masks_that_are_full_are_left_out() -> None:
    assert read(HEAD, attribute(1, bytes(4))).layout.words[2] is None


def test_values_come_out_in_host_order_and_those_in_network_order_as_bytes() -> None:
    found = read(HEAD, attribute(1, b"\5\0\0\0"), attribute(2, b"lo\0"))
    assert found.layout.unpack.unpack_from(found.data)[5:] == (1, 0, b"\0\x50", 5, b"lo\0")
    assert len(found.layout.leaves) == 10


def test_some_values_can_be_taken_out_of_a_part_of_the_bytes() -> None:
    layout = read(HEAD, attribute(1, b"\5\0\0\0"), attribute(2, b"lo\0")).layout
    chosen = layout.leaves[-2:]
    assert layout.unpacker(chosen, origin=20).unpack_from(attribute(1, b"\7\0\0\0") + attribute(2, b"hi\0")) == (
        7,
        b"hi\0",
    )


@pytest.mark.parametrize("big", [False, True])
def test_packed_skips_what_is_between(big: bool) -> None:
    order = ">" if big else "<"
    data = pack(f"{order}xxHxI3s", 1, 2, b"abc")
    assert packed(big, [(2, 4, "H"), (5, 9, "I"), (9, 12, "3s")]).unpack_from(data) == (1, 2, b"abc")


def test_everything_below_a_node_is_its_children() -> None:
    layout = read(HEAD, attribute(1, bytes(4))).layout
    assert [layout.spans[index][0].name for index in layout.children(0)] == ["len", "type", "flags", "seq", "pid"]
    assert list(layout.children(1)) == []
