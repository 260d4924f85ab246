"""What holds for every message, real or mutated: no byte is lost, a cached layout is the fresh one, nothing raises."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from nldissect.capture import Capture, open_capture
from nldissect.engine.cache import NOT_KEPT, LayoutCache
from nldissect.engine.interpreter import interpret
from tests.captures import FILES, names
from tests.engine.accounting import assert_children_lie_inside, assert_every_byte_is_somewhere, assert_shows, same

MUTATED = 400  # messages of each capture that are mutated


@pytest.fixture(params=FILES, ids=names(FILES), scope="module")
def capture(request: pytest.FixtureRequest) -> Capture:
    path: Path = request.param
    return open_capture(path).load()


def test_every_byte_of_every_message_is_in_exactly_one_place(capture: Capture) -> None:
    for number in np.unique(capture.assign_layouts()).tolist():
        layout = capture.decoder.layouts[number]
        assert_every_byte_is_somewhere(layout)
        assert_children_lie_inside(layout)


def test_the_layout_of_every_message_is_the_one_that_a_fresh_walk_finds(capture: Capture) -> None:
    numbers = capture.assign_layouts()
    assert NOT_KEPT not in numbers
    for row in range(len(capture)):
        kept = capture.decoder.layouts[int(numbers[row])]
        assert same(kept, interpret(kept.root, capture.data(row))), capture.message(row)


def test_one_by_one_and_all_at_once_find_the_same_layouts(capture: Capture) -> None:
    numbers = capture.assign_layouts()
    cache = LayoutCache()
    for row in range(0, len(capture), 3):
        kept = capture.decoder.layouts[int(numbers[row])]
        assert same(kept, cache.of(kept.root, capture.data(row)))


def test_mutated_messages_lose_no_byte_and_have_the_layout_of_a_fresh_walk(capture: Capture) -> None:
    numbers = capture.assign_layouts()
    chance = random.Random(capture.name)
    cache = capture.decoder.layouts
    for _ in range(MUTATED):
        row = chance.randrange(len(capture))
        root = cache[int(numbers[row])].root
        data = bytearray(capture.data(row))
        for _ in range(chance.choice((1, 1, 2, 5))):
            place = chance.randrange(len(data))
            data[place] = chance.choice((0, 1, 2, 3, 4, 8, 0x80, 0xFF, data[place] ^ 1 << chance.randrange(8)))
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        mutated = bytes(data)
        fresh = interpret(root, mutated)
        assert same(cache.of(root, mutated), fresh)
        assert_every_byte_is_somewhere(fresh)
        assert_children_lie_inside(fresh)
        assert_shows(fresh, mutated)


def test_messages_cut_at_every_byte_and_with_bytes_behind_lose_none(capture: Capture) -> None:
    seen: set[int] = set()
    for row in range(len(capture)):
        message = capture.message(row)
        if id(message.declaration) in seen or len(message.data) > 400:
            continue
        seen.add(id(message.declaration))
        root = message.layout.root
        for data in (*(message.data[:stop] for stop in range(len(message.data))), message.data + b"\0\1\2\3\4\5\6"):
            layout = interpret(root, data)
            assert_every_byte_is_somewhere(layout)
            assert_shows(layout, data)
