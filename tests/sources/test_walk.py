"""The walk over records: whatever their sizes, cycles or not, the same records as one by one."""

from __future__ import annotations

import random
import struct

import pytest

from nldissect.sources import walk


def file_of(sizes: list[int], order: str = "<") -> bytes:
    """Records whose packets have these sizes."""
    return b"".join(struct.pack(order + "IIII", 0, 0, size, size) + bytes(size) for size in sizes)


def plain(sizes: list[int]) -> list[int]:
    """Where these records begin."""
    return [16 * place + sum(sizes[:place]) for place in range(len(sizes))]


def walked(data: bytes, position: int = 0, stop: int | None = None, order: str = "<") -> list[int]:
    found = walk.portions(data, position, len(data) if stop is None else stop, len(data), order)
    return [int(offset) for portion in found for offset in portion]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "FIRST", 32)
    monkeypatch.setattr(walk, "CYCLES", 3)
    monkeypatch.setattr(walk, "PORTION", 100)


@pytest.mark.parametrize("cycle", [[60], [60, 76, 36], [0], [1, 2, 3, 4, 5, 6, 7, 8]])
@pytest.mark.parametrize("order", ["<", ">"])
def test_sizes_that_repeat_are_walked_as_they_are(cycle: list[int], order: str) -> None:
    sizes = cycle * 60 + [44] + cycle * 40 + [100, 4] * 30
    assert walked(file_of(sizes, order), order=order) == plain(sizes)


def test_most_of_a_cycle_is_guessed_and_not_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [60, 76, 36] * 1000
    steps = 0
    real = walk._steps

    def counted(*arguments: object) -> object:
        nonlocal steps
        for offset in real(*arguments):  # type: ignore[arg-type]
            steps += 1
            yield offset

    monkeypatch.setattr(walk, "_steps", counted)
    assert walked(file_of(sizes)) == plain(sizes)
    assert steps < 100


def test_any_sizes_are_walked_as_they_are() -> None:
    chance = random.Random(1)
    for _ in range(60):
        sizes: list[int] = []
        while len(sizes) < 500:
            cycle = [chance.choice((0, 4, 16, 33, 60)) for _ in range(chance.randint(1, 9))]
            sizes += cycle * chance.choice((1, 5, 40))
        data = file_of(sizes)
        assert walked(data) == plain(sizes)
        stop = chance.randrange(len(data))
        assert walked(data, stop=stop) == [offset for offset in plain(sizes) if offset < stop]


def test_a_file_that_ends_anywhere_gives_the_whole_records_before() -> None:
    sizes = [20, 8] * 60
    data, begins = file_of(sizes), plain(sizes)
    for end in range(0, len(data), 7):
        whole = [begin for begin, size in zip(begins, sizes, strict=True) if begin + 16 + size <= end]
        assert walked(data[:end]) == whole


def test_a_length_beyond_the_file_ends_the_walk_in_a_cycle_too() -> None:
    data = bytearray(file_of([20] * 200))
    struct.pack_into("<I", data, 36 * 150 + 8, 0xFFFFFFFF)
    assert walked(bytes(data)) == plain([20] * 150)
