"""The layout cache: a message whose steering bytes were seen before is not walked again.

Two ways to the same layouts: `of` for one message, `assign` for very many at once. Both group messages by root and
extent; within a group a layout is found by comparing the steering bytes, which are a mask over the message.
What a hostile capture can make this keep is bounded; past the bounds messages are walked each time they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from nldissect.engine.interpreter import interpret
from nldissect.engine.layout import Layout
from nldissect.engine.root import Root

if TYPE_CHECKING:
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]

MOST_LAYOUTS = 16_384
MOST_SPANS = 500_000
MOST_IN_GROUP = 256  # layouts of one root and extent
NOT_KEPT = 0xFFFFFFFF
# Messages compared at a time: what is gathered of them is to stay in the processor's cache.
SLICE = 8192
FEWEST = 64
CACHED = 1 << 19
DENSE = 64  # of so many bytes one word steers: then a message is copied whole, which is faster than word by word
WORTH = 64  # messages for each steering word from which on it is faster to compare word by word
FEW = 3  # rows for which a comparison in Python is cheaper than one in numpy


class _Group:
    """The layouts of one root and extent, those most recently found first."""

    __slots__ = ("hits", "layouts", "misses")

    def __init__(self) -> None:
        self.layouts: list[Layout] = []
        self.hits = 0
        self.misses = 0

    def find(self, data: bytes) -> Layout | None:
        number = int.from_bytes(data, "little")
        for place, layout in enumerate(self.layouts):
            if number & layout.mask == layout.expected:
                self.hits += 1
                if place:
                    self.layouts.insert(0, self.layouts.pop(place))
                return layout
        self.misses += 1
        return None

    @property
    def hopeless(self) -> bool:
        """Whether looking through the layouts costs more than it saves: nearly every message has its own."""
        return len(self.layouts) >= MOST_IN_GROUP and self.misses > self.hits


class LayoutCache:
    """Layouts by number; number 0 is none."""

    def __init__(self) -> None:
        self.layouts: list[Layout | None] = [None]
        self._groups: dict[tuple[Root, int], _Group] = {}
        self._spans = 0

    def __getitem__(self, number: int) -> Layout:
        layout = self.layouts[number]
        assert layout is not None  # numbers come from this cache
        return layout

    def __len__(self) -> int:
        return len(self.layouts) - 1

    def of(self, root: Root, data: bytes) -> Layout:
        """The layout of one message, given the bytes of its row; number 0 when it is not kept."""
        group = self._group(root, len(data))
        if group.hopeless:
            return interpret(root, data)
        return group.find(data) or self._add(group, interpret(root, data))

    def _group(self, root: Root, extent: int) -> _Group:
        key = (root, extent)
        group = self._groups.get(key)
        if group is None:
            group = _Group()
            if len(self._groups) < MOST_LAYOUTS:
                self._groups[key] = group
        return group

    def _add(self, group: _Group, layout: Layout) -> Layout:
        spans = len(layout.spans)
        room = len(self.layouts) <= MOST_LAYOUTS and self._spans + spans <= MOST_SPANS
        if room and len(group.layouts) < MOST_IN_GROUP:
            layout.number = len(self.layouts)
            self.layouts.append(layout)
            group.layouts.insert(0, layout)
            self._spans += spans
        return layout

    def assign(
        self,
        root: Root,
        extent: int,
        offsets: Offsets,
        data: npt.NDArray[np.uint8],
        read: Callable[[int], bytes],
    ) -> Numbers:
        """Layout numbers of messages of one root and extent.

        offsets  where the messages start in the file; int64
        data     the file; uint8
        read     gives the bytes of the message at an offset
        Numbers are NOT_KEPT for messages whose layout is not kept.
        """
        count = len(offsets)
        numbers = np.zeros(count, np.uint32)
        group = self._group(root, extent)
        if count <= FEW or int(offsets.max()) + ((extent - 1) & ~3) >= len(data) - 3:
            for row in range(count):
                numbers[row] = self.of(root, read(int(offsets[row]))).number or NOT_KEPT
            return numbers
        known = list(group.layouts)
        pending = np.arange(count)
        hashes = _Hashes(data, offsets, extent)
        while len(pending):
            if known:
                layout = known.pop(0)
            else:
                layout = self._add(group, interpret(root, read(int(offsets[pending[0]]))))
                if not layout.number:
                    numbers[pending] = NOT_KEPT
                    break
            found = hashes.matches(layout, pending)
            numbers[pending[found]] = layout.number
            pending = pending[~found]
        return numbers


class _Hashes:
    """Compares the steering bytes of many messages with those of layouts, reading the messages once for each mask."""

    def __init__(self, data: npt.NDArray[np.uint8], offsets: Offsets, extent: int) -> None:
        size = (extent + 3) & ~3
        self._offsets = offsets
        self._size = size
        # The data as overlapping items, one for each byte offset: single words, and whole messages.
        self._words: npt.NDArray[np.uint32] = np.ndarray((len(data) - 3,), "<u4", data, strides=(1,))
        self._wholes: npt.NDArray[np.void] = np.ndarray((len(data) - size + 1,), f"V{size}", data, strides=(1,))
        self._slice = min(SLICE, max(FEWEST, CACHED // size))
        self._seen: set[int] = set()
        self._hashes: dict[int, npt.NDArray[np.uint64]] = {}

    def matches(self, layout: Layout, pending: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Which of the pending messages have this layout."""
        if layout.mask not in self._seen:
            self._seen.add(layout.mask)
            return self._equal(layout, pending)
        hashes = self._hashes.get(layout.mask)
        if hashes is None:
            hashes = self._hashes[layout.mask] = self._hash(layout, pending)
        _, expected, _ = layout.words
        target = (expected.astype(np.uint64) * _factors(len(expected))).sum(dtype=np.uint64)
        found: npt.NDArray[np.bool_] = hashes[pending] == target
        places = np.flatnonzero(found)
        if len(places):  # the hash only picks candidates
            found[places] = self._equal(layout, pending[places])
        return found

    def _dense(self, places: npt.NDArray[np.intp]) -> bool:
        return len(places) * DENSE >= self._size

    def _gather(self, layout: Layout, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32]:
        """The steering words of messages, a row for each."""
        places, _, masks = layout.words
        starts = self._offsets[rows]
        found: npt.NDArray[np.uint32]
        if self._dense(places):
            wholes = self._wholes[starts].view("<u4").reshape(len(rows), -1)
            found = np.take(wholes, places >> 2, axis=1)
        else:
            found = self._words[starts[:, None] + places]
        return found if masks is None else found & masks

    def _slices(self, pending: npt.NDArray[np.intp]) -> Iterator[tuple[slice, npt.NDArray[np.intp]]]:
        for start in range(0, len(pending), self._slice):
            part = slice(start, start + self._slice)
            yield part, pending[part]

    def _equal(self, layout: Layout, pending: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        places, expected, masks = layout.words
        found = np.empty(len(pending), np.bool_)
        if len(pending) < len(places) * WORTH or not self._dense(places):
            for part, rows in self._slices(pending):
                np.equal(self._gather(layout, rows), expected).all(axis=1, out=found[part])
            return found
        columns = list(zip((places >> 2).tolist(), expected, repeat(None) if masks is None else masks, strict=False))
        for part, rows in self._slices(pending):
            wholes = self._wholes[self._offsets[rows]].view("<u4").reshape(len(rows), -1)
            same = np.ones(len(rows), np.bool_)
            for place, value, mask in columns:
                same &= (wholes[:, place] if mask is None else wholes[:, place] & mask) == value
            found[part] = same
        return found

    def _hash(self, layout: Layout, pending: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
        hashes = np.zeros(len(self._offsets), np.uint64)
        factors = _factors(len(layout.words[1]))
        for _, rows in self._slices(pending):
            hashes[rows] = (self._gather(layout, rows) * factors).sum(axis=1, dtype=np.uint64)
        return hashes


def _factors(count: int) -> npt.NDArray[np.uint64]:
    return np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1)
