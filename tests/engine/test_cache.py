"""The layout cache: the same layouts one by one and all at once, and bounds on what a hostile capture makes it keep."""

from __future__ import annotations

import random
from collections.abc import Callable
from struct import pack

import numpy as np
import pytest

from nldissect.engine import cache as caches
from nldissect.engine.cache import NOT_KEPT, LayoutCache
from nldissect.engine.interpreter import interpret
from nldissect.engine.layout import Layout
from nldissect.engine.root import Root
from nldissect.schema import Attributes, Struct, equals, one_of, select, string, u8, u16, u32
from tests.engine.accounting import same
from tests.engine.building import attribute, declare, message, registry_of

HOSTILE = 20_000


class head(Struct):
    family = u8
    kind = u8
    length = u16


class INNER(Attributes):
    NUMBER = 1, u32
    NAME = 2, string


class TABLE(Attributes):
    NUMBER = 1, u32
    NAME = 2, string
    BY_KIND = 3, select("kind", {1: u32, 2: INNER, 7: string})
    BY_FAMILY = 4, one_of((equals("family", 2), u32), otherwise=u8)
    NEST = 5, INNER


def make_root(big: bool = False) -> Root:
    declared = declare(TABLE, head)
    return Root(registry_of(declared), declared.number, declared.find(20), big, {})


@pytest.fixture
def root() -> Root:
    return make_root()


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The messages that the cache has walked."""
    walked: list[bytes] = []

    def counting(root: Root, data: bytes) -> Layout:
        walked.append(data)
        return interpret(root, data)

    monkeypatch.setattr(caches, "interpret", counting)
    return walked


def numbered(number: int) -> bytes:
    """Messages of one size, each with a layout of its own."""
    return message(bytes(4) + attribute(1000 + number, bytes(4)) + attribute(2000 + number // 8000, bytes(4)))


class File:
    """Messages behind each other in a file, those of one size being a batch."""

    def __init__(self, messages: list[bytes], before: bytes = b"", behind: bytes = b"") -> None:
        self.data = before + b"".join(messages) + behind
        self.octets = np.frombuffer(self.data, np.uint8)
        starts = np.cumsum([len(before), *(len(each) for each in messages)])[:-1]
        self.sizes = np.array([len(each) for each in messages])
        self.starts = starts.astype(np.int64)

    def reader(self, extent: int) -> Callable[[int], bytes]:
        return lambda offset: self.data[offset : offset + extent]

    def assign(self, cache: LayoutCache, root: Root) -> dict[int, int]:
        """The number of the layout of each message by its offset, looked for size by size."""
        numbers: dict[int, int] = {}
        for extent in np.unique(self.sizes).tolist():
            offsets = self.starts[self.sizes == extent]
            found = cache.assign(root, extent, offsets, self.octets, self.reader(extent))
            numbers.update(zip(offsets.tolist(), found.tolist(), strict=True))
        return numbers


def random_messages(count: int, seed: int, *, align: bool) -> list[bytes]:
    """Messages of few sizes and many layouts; their bytes are not aligned in the file unless asked."""
    chance = random.Random(seed)
    messages = []
    for _ in range(count):
        header = bytes((chance.choice((0, 2, 3)), chance.choice((0, 1, 2, 7)), 0, 0))
        parts = [
            attribute(chance.choice((1, 2, 3, 4, 5, 99)), chance.randbytes(chance.choice((1, 4, 4, 8))))
            for _ in range(chance.choice((1, 2, 2)))
        ]
        data = message(header + b"".join(parts))
        if not align:
            data = data[: len(data) - chance.choice((0, 1, 2, 3))]
        messages.append(data)
    return messages


# One by one


def test_a_message_is_walked_once_for_all_that_have_its_layout(root: Root, walks: list[bytes]) -> None:
    cache = LayoutCache()
    one = message(bytes(4) + attribute(1, b"\1\0\0\0"))
    other = message(bytes(4) + attribute(1, b"\2\0\0\0"), flags=5)
    assert cache.of(root, one) is cache.of(root, other)
    assert walks == [one]
    assert (len(cache), cache.of(root, one).number) == (1, 1)
    assert cache[1] is cache.of(root, one)


def test_bytes_that_steer_make_another_layout(root: Root) -> None:
    cache = LayoutCache()
    layouts = [
        cache.of(root, message(bytes((0, kind, 0, 0)) + attribute(3, attribute(1, bytes(4))))) for kind in (1, 2, 7, 2)
    ]
    assert [layout.number for layout in layouts] == [1, 2, 3, 2]


def test_roots_and_sizes_do_not_share_layouts() -> None:
    cache = LayoutCache()
    little, other = make_root(), make_root()
    data = message(bytes(4) + attribute(1, bytes(4)))
    numbers = [cache.of(root, each).number for root in (little, other) for each in (data, data + bytes(4))]
    assert numbers == [1, 2, 3, 4]


# All at once


@pytest.mark.parametrize("align", [True, False])
@pytest.mark.parametrize("behind", [b"", b"\0", bytes(64)])
@pytest.mark.parametrize("before", [b"", b"\1\2\3"])
def test_all_at_once_and_one_by_one_find_the_same_layouts(
    root: Root, before: bytes, behind: bytes, align: bool
) -> None:
    messages = random_messages(600, 5, align=align)
    file = File(messages, before, behind)
    at_once, one_by_one = LayoutCache(), LayoutCache()
    numbers = file.assign(at_once, root)
    assert NOT_KEPT not in numbers.values()
    for start, data in zip(file.starts.tolist(), messages, strict=True):
        fresh = interpret(root, data)
        assert same(at_once[numbers[start]], fresh)
        assert same(one_by_one.of(root, data), fresh)
        assert at_once.of(root, data).number == numbers[start]
    assert len(at_once) == len(one_by_one)


def test_masks_that_take_part_of_a_word_compare_only_that_part(root: Root) -> None:
    """The kind in the header steers, the bytes beside it do not."""
    kinds = [1, 2, 7, 1, 2, 7, 1, 2]
    messages = [
        message(bytes((200 + place, kind, place, 255 - place)) + attribute(3, attribute(1, bytes(4))))
        for place, kind in enumerate(kinds)
    ]
    cache = LayoutCache()
    numbers = list(File(messages, b"\0").assign(cache, root).values())
    assert numbers == [1, 2, 3, 1, 2, 3, 1, 2]
    assert all(cache[number].words[2] is not None for number in numbers)


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 50])
def test_the_last_message_may_end_where_the_file_ends(root: Root, cut: int, count: int) -> None:
    whole = message(bytes(4) + attribute(1, bytes(4)) + attribute(2, b"eth0"))
    messages = [whole[: len(whole) - cut]] * count
    cache = LayoutCache()
    file = File(messages)
    assert set(file.assign(cache, root).values()) == {1}
    assert same(cache[1], interpret(root, messages[0]))


def test_later_batches_find_the_layouts_of_earlier_ones(root: Root, walks: list[bytes]) -> None:
    cache = LayoutCache()
    file = File(random_messages(300, 9, align=True))
    first = file.assign(cache, root)
    before = len(walks)
    assert file.assign(cache, root) == first
    assert len(walks) == before


def test_layouts_of_equal_mask_are_told_apart_by_their_bytes_and_not_by_a_hash(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches, "_factors", lambda count: np.zeros(count, np.uint64))  # every hash is the same
    messages = [numbered(number % 40) for number in range(400)]
    cache = LayoutCache()
    numbers = list(File(messages).assign(cache, root).values())
    assert len(cache) == 40
    assert numbers == [number % 40 + 1 for number in range(400)]


def test_rows_beyond_one_slice_are_compared_too(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "SLICE", 16)
    messages = [numbered(number % 7) for number in range(100)]
    numbers = list(File(messages).assign(LayoutCache(), root).values())
    assert numbers == [number % 7 + 1 for number in range(100)]


# Bounds


def test_a_group_keeps_a_bounded_number_of_layouts(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST_IN_GROUP", 5)
    cache = LayoutCache()
    numbers = [cache.of(root, numbered(number)).number for number in range(8)]
    assert numbers == [1, 2, 3, 4, 5, 0, 0, 0]
    assert len(cache) == 5


def test_all_groups_together_keep_a_bounded_number_of_layouts(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST_LAYOUTS", 5)
    cache = LayoutCache()
    for size in range(0, 400, 4):
        layout = cache.of(root, message(bytes(size)))
        assert same(layout, interpret(root, message(bytes(size))))
    assert len(cache) == 5
    assert len(cache._groups) <= 5


def test_a_bounded_number_of_nodes_is_kept(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST_SPANS", 100)
    cache = LayoutCache()
    for size in range(1, 60):
        cache.of(root, message(bytes(4) + attribute(1, bytes(4)) * size))
    assert 0 < sum(len(cache[number].spans) for number in range(1, len(cache) + 1)) <= 100


@pytest.mark.parametrize(("bound", "value"), [("MOST_IN_GROUP", 3), ("MOST_LAYOUTS", 3), ("MOST_SPANS", 60)])
def test_what_is_not_kept_is_said_so_all_at_once_and_known_layouts_are_found(
    root: Root, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    monkeypatch.setattr(caches, bound, value)
    messages = [numbered(number % 10) for number in range(100)]
    file = File(messages)
    cache = LayoutCache()
    numbers = file.assign(cache, root)
    assert NOT_KEPT in numbers.values()
    assert 0 < len(cache) <= 10
    for start, data in zip(file.starts.tolist(), messages, strict=True):
        if numbers[start] != NOT_KEPT:
            assert same(cache[numbers[start]], interpret(root, data))
        assert same(cache.of(root, data), interpret(root, data))


# Input made to defeat it


def test_messages_that_all_have_their_own_layout_are_soon_walked_without_looking(
    root: Root, walks: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[int] = []
    find = caches._Group.find

    def counting(self: caches._Group, data: bytes) -> Layout | None:
        searches.append(len(self.layouts))
        return find(self, data)

    monkeypatch.setattr(caches._Group, "find", counting)
    cache = LayoutCache()
    for number in range(HOSTILE):
        cache.of(root, numbered(number))
    assert len(walks) == HOSTILE
    assert len(cache) == caches.MOST_IN_GROUP
    assert len(searches) <= 2 * caches.MOST_IN_GROUP
    assert sum(searches) <= caches.MOST_IN_GROUP**2  # comparisons of a message with a layout: fewer than two a message


def test_messages_that_all_have_their_own_layout_are_given_up_all_at_once(root: Root, walks: list[bytes]) -> None:
    cache = LayoutCache()
    numbers = File([numbered(number) for number in range(HOSTILE)]).assign(cache, root)
    assert len(walks) <= caches.MOST_IN_GROUP + 1
    assert list(numbers.values()).count(NOT_KEPT) == HOSTILE - caches.MOST_IN_GROUP


def test_a_group_in_which_most_messages_are_found_is_not_given_up(root: Root, walks: list[bytes]) -> None:
    cache = LayoutCache()
    usual = numbered(0)
    for number in range(2 * caches.MOST_IN_GROUP):
        cache.of(root, numbered(number))
        cache.of(root, usual)
        cache.of(root, usual)
    assert walks.count(usual) == 1


def test_what_is_most_recently_found_is_looked_for_first(root: Root) -> None:
    cache = LayoutCache()
    layouts = [cache.of(root, numbered(number)) for number in range(3)]
    group = cache._group(root, len(numbered(0)))
    assert group.layouts == layouts[::-1]
    cache.of(root, numbered(0))
    assert group.layouts[0] is layouts[0]


def test_a_big_endian_message_has_the_layout_of_a_fresh_walk_too() -> None:
    root = make_root(big=True)
    data = message(bytes((2, 1, 0, 0)) + attribute(3, pack(">I", 5), big=True), big=True)
    cache = LayoutCache()
    assert set(File([data] * 9, b"\0").assign(cache, root).values()) == {1}
    assert same(cache[1], interpret(root, data))
