"""The decoder of a capture: finds the layout of each message, by the declaration that holds where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.dynamic import Extent, History, lessons, protocols
from nldissect.analysis.policies import Policies
from nldissect.engine.cache import NOT_KEPT, LayoutCache
from nldissect.engine.layout import Layout
from nldissect.engine.root import Root
from nldissect.index.grouping import grouped
from nldissect.index.messages import BIG_ENDIAN, FRAGMENT, NLMSG_ERROR
from nldissect.message import Message

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.schema.message import Message as Declaration

    Rows = npt.NDArray[np.int64]

# Messages grouped at a time: a few, whose columns stay in the processor's cache, unless they fall into so many groups
# that what each group costs counts more.
PORTION = 1 << 16
LARGE_PORTION = 1 << 19
MANY_GROUPS = 64
MOST_PARTS = 3
QUOTED_TYPE = 24  # where an error has the type of the request that it quotes


Parts = list[tuple[Layout, "npt.NDArray[Any]"]]  # layouts, and the rows that have them


class RememberedParts:
    """Groups of rows by layout that were made for one question and serve the next alike: a filter that is edited.

    A few of them, four bytes a message each.
    """

    def __init__(self) -> None:
        self._kept: dict[object, tuple[int, Parts]] = {}

    def get(self, key: object, count: int) -> Parts | None:
        """What was kept for a key when the capture had `count` messages, each layout once; else None."""
        kept = self._kept.get(key)
        if kept is None or kept[0] != count:
            return None
        rows: dict[Layout, list[npt.NDArray[Any]]] = {}
        for layout, part in kept[1]:
            rows.setdefault(layout, []).append(part)
        if len(rows) < len(kept[1]):
            merged: Parts = [(layout, np.concatenate(parts)) for layout, parts in rows.items()]
            self._kept[key] = kept = count, merged
        return kept[1]

    def keep(self, key: object, count: int, parts: Parts) -> None:
        """Keep groups instead of the oldest."""
        if len(self._kept) >= MOST_PARTS:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = count, parts

    def forget(self) -> None:
        """Keep nothing of what there is."""
        self._kept.clear()


class Decoder:
    """Layouts of the messages of one capture.

    families   names of dynamic message types that the user gives: generic netlink family id to name
    """

    def __init__(self, capture: Capture, families: Mapping[int, str]) -> None:
        self.capture = capture
        self.layouts = LayoutCache()
        self.parts = RememberedParts()
        self._dynamic: dict[int, History] = {}
        self._policies: dict[int, Policies] = {}
        self._given = dict(families)
        self._roots: dict[tuple[object, ...], Root] = {}
        self._numbers = np.zeros(0, np.uint32)  # layout number of each row: 0 not looked at yet
        self._taught = Extent()
        self._portion = 0  # not known yet
        self._lock = RLock()
        self._learning = False

    def message(self, row: int) -> Message:
        """The message in a row."""
        return Message(self.capture, row)

    def layout(self, row: int) -> Layout:
        """The layout of the message in a row."""
        self._learn()
        number = int(self._room()[row])
        if number and number != NOT_KEPT:
            return self.layouts[number]
        with self._lock:
            layout = self.layouts.of(self._root_of(row), self.capture.data(row))
            self._room()[row] = layout.number or NOT_KEPT
        return layout

    def assign(self, rows: Rows | None = None, *, learn: bool = True) -> npt.NDArray[np.uint32]:
        """Layout numbers of the given rows (None: all), found for all of them at once.

        A message whose layout is not kept has NOT_KEPT; `layout` walks it when asked. Messages that name dynamic
        types are looked for first, unless `learn` is false.
        """
        if learn:
            self._learn()
        count = len(self.capture)
        with self._lock:
            numbers = self._room()
            for portion in self._portions(np.arange(count) if rows is None else rows):
                part = portion[numbers[portion] == 0]
                if len(part):
                    for _ in self._assign(part, numbers):
                        pass
        return numbers[:count] if rows is None else numbers[rows]

    def by_layout(self, rows: Rows) -> Iterator[tuple[Layout, Rows]]:
        """The given rows by their layouts, a layout perhaps more than once; one that is not kept comes alone."""
        self._learn()
        for portion in self._portions(rows):
            with self._lock:
                numbers = self._room()
                if numbers[portion].any():
                    groups = [(portion, self.assign(portion))]
                else:
                    groups = list(self._assign(portion, numbers))
            for part, found in groups:
                yield from self._split(part, found)

    def _split(self, rows: Rows, numbers: npt.NDArray[np.uint32]) -> Iterator[tuple[Layout, Rows]]:
        """Rows by their layout numbers."""
        first = int(numbers[0])
        if first != NOT_KEPT and (numbers == first).all():
            yield self.layouts[first], rows
            return
        order = np.argsort(numbers.astype(np.uint16), kind="stable")  # layouts are few; NOT_KEPT becomes 65,535
        ordered = numbers[order]
        starts = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
        heads = [0, *starts.tolist()]
        for head, part in zip(heads, np.split(rows[order], starts), strict=True):
            number = int(ordered[head])
            if number == NOT_KEPT:
                yield from ((self.layout(row), part[place : place + 1]) for place, row in enumerate(part.tolist()))
            else:
                yield self.layouts[number], part

    @property
    def portion(self) -> int:
        """How many messages are best grouped at a time, told by the first of the capture."""
        if not self._portion:
            if len(self.capture) < PORTION:
                return PORTION
            few = len(grouped(self._keys(np.arange(PORTION)))[1]) <= MANY_GROUPS
            self._portion = PORTION if few else LARGE_PORTION
        return self._portion

    def _portions(self, rows: Rows) -> Iterator[Rows]:
        """Rows as many at a time as are best grouped together."""
        size = self.portion
        return (rows[start : start + size] for start in range(0, len(rows), size))

    def _assign(
        self, rows: Rows, numbers: npt.NDArray[np.uint32]
    ) -> Iterator[tuple[Rows, npt.NDArray[np.uint32]]]:
        """Find the layout numbers of some rows; group by group the rows and their numbers."""
        table, data = self.capture.index.messages, self.capture.source.data
        octets = np.frombuffer(data, np.uint8)
        order, groups = grouped(self._keys(rows))
        rows = rows[order]
        offsets = table.offset[rows].astype(np.int64)
        heads = rows[[start for start, _ in groups]]
        extents = table.extent[heads].tolist()
        for (start, stop), head, extent in zip(groups, heads.tolist(), extents, strict=True):
            found = self.layouts.assign(
                self._root_of(head),
                extent,
                offsets[start:stop],
                octets,
                lambda offset, size=extent: bytes(data[offset : offset + size]),  # type: ignore[misc]
            )
            numbers[rows[start:stop]] = found
            yield rows[start:stop], found

    def _room(self) -> npt.NDArray[np.uint32]:
        """The layout numbers, with room for all messages."""
        count = len(self.capture)
        if len(self._numbers) < count:
            numbers = np.zeros(count if self.capture.complete else max(1024, count * 2), np.uint32)
            numbers[: len(self._numbers)] = self._numbers
            self._numbers = numbers
        return self._numbers

    def _keys(self, rows: Rows) -> npt.NDArray[np.uint64]:
        """What rows must share to share a root and an extent, in one integer."""
        table = self.capture.index.messages
        heads = table.type[rows].astype(np.uint64)
        heads |= table.protocol[rows].astype(np.uint64) << np.uint64(16)
        heads |= (table.state[rows] & np.uint8(BIG_ENDIAN | FRAGMENT)).astype(np.uint64) << np.uint64(24)
        for number, dynamic in self._dynamic.items():
            here = np.flatnonzero(table.protocol[rows] == number)
            names = dynamic.numbers(self._subjects(rows[here]), rows[here])
            heads[here] |= names.astype(np.uint64) << np.uint64(26)
        if len(heads) and int(heads.max()) >> 32:
            heads = np.unique(heads, return_inverse=True)[1].astype(np.uint64)
        return heads << np.uint64(32) | table.extent[rows]

    def _subjects(self, rows: Rows) -> npt.NDArray[np.uint16]:
        """The types whose names decide how messages are read: their own, or that of the request an error quotes."""
        table = self.capture.index.messages
        types: npt.NDArray[np.uint16] = table.type[rows]
        errors = np.flatnonzero((types == NLMSG_ERROR) & (table.extent[rows] >= QUOTED_TYPE + 2))
        if len(errors):
            places = table.offset[rows[errors]].astype(np.int64)[:, None] + np.array([QUOTED_TYPE, QUOTED_TYPE + 1])
            low, high = np.frombuffer(self.capture.source.data, np.uint8)[places].astype(np.uint16).T
            big = table.state[rows[errors]] & BIG_ENDIAN != 0
            types[errors] = np.where(big, low << 8 | high, high << 8 | low)
        return types

    def _root_of(self, row: int) -> Root:
        table = self.capture.index.messages
        protocol, type_, state = int(table.protocol[row]), int(table.type[row]), int(table.state[row])
        names: dict[int, str] = {}
        told: dict[int, Declaration] = {}
        if self.capture.registry.protocol(protocol).teaches is not None and not state & FRAGMENT:
            dynamic = self._dynamic.get(protocol)
            subject = int(self._subjects(np.array([row]))[0])
            if dynamic is not None and (name := dynamic.name(subject, row)):
                names[subject] = name
            told = self._policed(protocol, subject, names)
        key = (protocol, -1 if state & FRAGMENT else type_, state & BIG_ENDIAN, *names.items(), *told.values())
        root = self._roots.get(key)
        if root is None:
            declaration = told.get(type_) or self.capture.registry.find(protocol, type_, names)
            root = self._roots[key] = Root(
                self.capture.registry,
                protocol,
                None if state & FRAGMENT else declaration,
                bool(state & BIG_ENDIAN),
                names,
                told,
            )
        return root

    def _policed(self, protocol: int, number: int, names: Mapping[int, str]) -> dict[int, Declaration]:
        """The declaration of a type by its policies, where nobody declares it and the capture tells them."""
        policies = self._policies.get(protocol)
        if policies is None:
            return {}
        declaration = self.capture.registry.find(protocol, number, names)
        made = None if declaration.declared else policies.message(declaration, number)
        return {} if made is None else {number: made}

    def dynamic(self, protocol: int) -> History:
        """The names of the dynamic types of a protocol, as far as the capture tells them."""
        self._learn()
        return self._dynamic.setdefault(protocol, History(self._given))

    def _learn(self) -> None:
        """Take in what messages since the last time tell of dynamic types."""
        if self._taught == Extent.of(self.capture):
            return
        with self._lock:  # a screen asks for messages while another thread reads on
            if not self._learning:  # learning looks at messages itself
                self._learning = True
                self._learn_until(Extent.of(self.capture))
                self._learning = False

    def _learn_until(self, stop: Extent) -> None:
        first = self._taught
        for number in protocols(self.capture, first, stop):
            protocol = self.capture.registry.protocol(number)
            if protocol.teaches is None:
                continue
            dynamic = self._dynamic.setdefault(number, History(self._given))
            told = lessons(self.capture, protocol, protocol.teaches, first, stop)
            known = {lesson.number for row, lesson in told if dynamic.learn(row, lesson)}
            if protocol.policies is not None:
                if number not in self._policies:
                    self._policies[number] = Policies(self.capture, protocol, protocol.policies, dynamic)
                known.update(self._policies[number].extend(first, stop))
            if known:
                self._forget(number, [*known, NLMSG_ERROR])
        self._taught = stop

    def _forget(self, protocol: int, types: list[int]) -> None:
        """Drop the layouts that were found before so much was known of these types."""
        self.parts.forget()
        table = self.capture.index.messages
        count = min(len(self._numbers), len(self.capture))
        rows = np.flatnonzero((table.protocol[:count] == protocol) & (self._numbers[:count] != 0))
        self._numbers[rows[np.isin(table.type[rows], types)]] = 0
