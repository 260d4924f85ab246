"""The layout cache: a message whose steering bytes were seen before is not walked again.

Two ways to the same layouts: `of` for one message, `assign` for very many at once. Both group messages by root and
extent; within a group a layout is found by comparing the steering bytes, which are a mask over the message.
What a hostile capture can make this keep is bounded; past the bounds messages are walked each time they are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
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
SLICE = 8192  # rows compared at a time: what they gather stays in the processor's cache
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
        words: npt.NDArray[np.uint32],
        read: Callable[[int], bytes],
    ) -> Numbers:
        """Layout numbers of messages of one root and extent.

        offsets  where the messages start in the file; int64
        words    the file as overlapping little-endian 32-bit words, one for each byte offset
        read     gives the bytes of the message at an offset
        Numbers are NOT_KEPT for messages whose layout is not kept.
        """
        count = len(offsets)
        numbers = np.zeros(count, np.uint32)
        group = self._group(root, extent)
        if count <= FEW or int(offsets.max()) + ((extent - 1) & ~3) >= len(words):
            for row in range(count):
                numbers[row] = self.of(root, read(int(offsets[row]))).number or NOT_KEPT
            return numbers
        known = list(group.layouts)
        pending = np.arange(count)
        hashes = _Hashes(words, offsets)
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

    def __init__(self, words: npt.NDArray[np.uint32], offsets: Offsets) -> None:
        self._words = words
        self._offsets = offsets
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

    def _gather(self, layout: Layout, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.uint32]:
        places, _, masks = layout.words
        found: npt.NDArray[np.uint32] = self._words[self._offsets[rows][:, None] + places]
        return found if masks is None else found & masks

    def _equal(self, layout: Layout, pending: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        expected = layout.words[1]
        found = np.empty(len(pending), np.bool_)
        for start in range(0, len(pending), SLICE):
            rows = pending[start : start + SLICE]
            np.equal(self._gather(layout, rows), expected).all(axis=1, out=found[start : start + SLICE])
        return found

    def _hash(self, layout: Layout, pending: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
        hashes = np.zeros(len(self._offsets), np.uint64)
        factors = _factors(len(layout.words[1]))
        for start in range(0, len(pending), SLICE):
            rows = pending[start : start + SLICE]
            hashes[rows] = (self._gather(layout, rows) * factors).sum(axis=1, dtype=np.uint64)
        return hashes


def _factors(count: int) -> npt.NDArray[np.uint64]:
    return np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1)
