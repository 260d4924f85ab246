"""A capture: its source, message table and layouts under one roof, and the view of one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from struct import pack
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import numpy as np

from nldissect.analysis.dynamic import DynamicTypes, lessons
from nldissect.engine.cache import NOT_KEPT, LayoutCache
from nldissect.engine.layout import Layout
from nldissect.engine.node import Node, build_nodes
from nldissect.engine.root import Root
from nldissect.engine.summary import summary_of
from nldissect.engine.values import presentation
from nldissect.index import Index
from nldissect.index.messages import BIG_ENDIAN, FRAGMENT
from nldissect.schema.message import Message as Declaration
from nldissect.schema.registry import Registry
from nldissect.sources import Source, open_source
from nldissect.sources.data import overlapping_words
from nldissect.sources.frames import LINKTYPE_NETLINK

if TYPE_CHECKING:
    import numpy.typing as npt

    Rows = npt.NDArray[np.int64]


# linux/netlink.h
NLMSG_ERROR = 2
NLMSG_DONE = 3
CONTROL_TYPES = 16
NLM_F_REQUEST = 0x01
NLM_F_MULTI = 0x02
QUOTED_TYPE = 24  # where an error has the type of the request that it quotes
ARPHRD_NETLINK = 824  # linux/if_arp.h


class Capture:
    """The messages of a source.

    One thread calls `advance`; any thread may look at the first `len(capture)` messages.

    families   names of dynamic message types that the user gives: generic netlink family id to name
    """

    def __init__(self, source: Source, registry: Registry, families: Mapping[int, str] | None = None) -> None:
        self.source = source
        self.registry = registry
        self.index = Index(source)
        self.layouts = LayoutCache()
        self._dynamic: dict[int, DynamicTypes] = {}
        self._given = dict(families or {})
        self._roots: dict[tuple[object, ...], Root] = {}
        self._numbers = np.zeros(0, np.uint32)  # layout number of each row: 0 not looked at yet
        self._taught = 0
        self._lock = RLock()
        self._learning = False

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def warnings(self) -> list[str]:
        return self.source.warnings

    @property
    def complete(self) -> bool:
        return self.source.complete

    def __len__(self) -> int:
        return len(self.index)

    def __iter__(self) -> Iterator[Message]:
        row = 0
        while True:
            while row < len(self):
                yield self.message(row)
                row += 1
            if not self.advance() and row == len(self):
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.source.close()

    def advance(self, budget: int | None = 1 << 20) -> bool:
        """Read and index about `budget` more bytes (None: all); True while more may come."""
        more = self.source.advance(budget)
        self.index.extend()
        return more

    def load(self) -> Self:
        """Read and index all of it."""
        while self.advance(None):
            pass
        return self

    def message(self, row: int) -> Message:
        """The message in a row, counted from 0."""
        return Message(self, row)

    def data(self, row: int) -> bytes:
        """The bytes of a row."""
        start = int(self.index.messages.offset[row])
        return bytes(self.source.data[start : start + int(self.index.messages.extent[row])])

    # Layouts

    def layout(self, row: int) -> Layout:
        """The layout of the message in a row."""
        number = int(self._room()[row])
        if number and number != NOT_KEPT:
            return self.layouts[number]
        self._learn()
        with self._lock:
            layout = self.layouts.of(self._root_of(row), self.data(row))
            self._room()[row] = layout.number or NOT_KEPT
        return layout

    def assign_layouts(self, rows: Rows | None = None, *, learn: bool = True) -> npt.NDArray[np.uint32]:
        """Layout numbers of the given rows (None: all), found for all of them at once.

        A message whose layout is not kept has NOT_KEPT; `layout(row)` walks it when asked. Messages that name dynamic
        types are looked for first, unless `learn` is false.
        """
        if learn:
            self._learn()
        if rows is None:
            rows = np.arange(len(self), dtype=np.int64)
        with self._lock:
            return self._assign(rows)

    def _assign(self, rows: Rows) -> npt.NDArray[np.uint32]:
        numbers = self._room()
        table = self.index.messages
        wanted = rows[numbers[rows] == 0]
        if len(wanted):
            words = overlapping_words(self.source.data)
            keys = self._keys(wanted)
            order = np.argsort(keys, kind="stable")
            wanted, keys = wanted[order], keys[order]
            starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
            stops = np.append(starts[1:], len(keys)).tolist()
            offsets = table.offset[wanted].astype(np.int64)
            found = np.empty(len(wanted), np.uint32)
            heads = wanted[starts]
            extents = table.extent[heads].tolist()
            data = self.source.data
            for start, stop, head, extent in zip(starts.tolist(), stops, heads.tolist(), extents, strict=True):
                found[start:stop] = self.layouts.assign(
                    self._root_of(head),
                    extent,
                    offsets[start:stop],
                    words,
                    lambda offset, size=extent: bytes(data[offset : offset + size]),  # type: ignore[misc]
                )
            numbers[wanted] = found
        return numbers[rows]

    def _room(self) -> npt.NDArray[np.uint32]:
        """The layout numbers, with room for all messages."""
        count = len(self)
        if len(self._numbers) < count:
            numbers = np.zeros(count if self.complete else max(1024, count * 2), np.uint32)
            numbers[: len(self._numbers)] = self._numbers
            self._numbers = numbers
        return self._numbers

    def _keys(self, rows: Rows) -> npt.NDArray[np.uint64]:
        """What rows must share to share a root and an extent, in one integer."""
        table = self.index.messages
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
        table = self.index.messages
        types: npt.NDArray[np.uint16] = table.type[rows]
        errors = np.flatnonzero((types == NLMSG_ERROR) & (table.extent[rows] >= QUOTED_TYPE + 2))
        if len(errors):
            places = table.offset[rows[errors]].astype(np.int64)[:, None] + np.array([QUOTED_TYPE, QUOTED_TYPE + 1])
            low, high = np.frombuffer(self.source.data, np.uint8)[places].astype(np.uint16).T
            big = table.state[rows[errors]] & BIG_ENDIAN != 0
            types[errors] = np.where(big, low << 8 | high, high << 8 | low)
        return types

    def _root_of(self, row: int) -> Root:
        table = self.index.messages
        protocol, type_, state = int(table.protocol[row]), int(table.type[row]), int(table.state[row])
        names: dict[int, str] = {}
        if self.registry.protocol(protocol).teaches is not None and not state & FRAGMENT:
            dynamic = self._dynamic.get(protocol)
            subject = int(self._subjects(np.array([row]))[0])
            if dynamic is not None and (name := dynamic.name(subject, row)):
                names[subject] = name
        key = (protocol, -1 if state & FRAGMENT else type_, state & BIG_ENDIAN, *names.items())
        root = self._roots.get(key)
        if root is None:
            declaration = None if state & FRAGMENT else self.registry.find(protocol, type_, names)
            root = self._roots[key] = Root(self.registry, protocol, declaration, bool(state & BIG_ENDIAN), names)
        return root

    # Dynamic types

    def dynamic(self, protocol: int) -> DynamicTypes:
        """The names of the dynamic types of a protocol, as far as the capture tells them."""
        self._learn()
        return self._dynamic.setdefault(protocol, DynamicTypes(self._given))

    def _learn(self) -> None:
        """Take in the names that messages since the last time give to dynamic types."""
        if self._taught == len(self):
            return
        with self._lock:  # a screen asks for messages while another thread reads on
            if not self._learning:  # learning looks at messages itself
                self._learning = True
                self._learn_until(len(self))
                self._learning = False

    def _learn_until(self, count: int) -> None:
        first = self._taught
        present = np.flatnonzero(np.bincount(self.index.messages.protocol[first:count], minlength=256)).tolist()
        for number in present:
            protocol = self.registry.protocol(number)
            if protocol.teaches is None:
                continue
            dynamic = self._dynamic.setdefault(number, DynamicTypes(self._given))
            told = lessons(self, protocol, protocol.teaches, first, count)
            named = {type_ for row, type_, name in told if dynamic.learn(row, type_, name)}
            if named:
                self._forget(number, [*named, NLMSG_ERROR])
        self._taught = count

    def _forget(self, protocol: int, types: list[int]) -> None:
        """Drop the layouts that were found before these types had their names."""
        table = self.index.messages
        count = min(len(self._numbers), len(self))
        rows = np.flatnonzero((table.protocol[:count] == protocol) & (self._numbers[:count] != 0))
        self._numbers[rows[np.isin(table.type[rows], types)]] = 0


class Message:
    """One message of a capture, decoded as far as it is looked at.

    number        its number in the capture, from 1
    frame_number  the number of its datagram, from 1
    time          when the datagram was captured, in nanoseconds since the epoch
    protocol      number of the netlink protocol
    """

    def __init__(self, capture: Capture, row: int) -> None:
        self.capture = capture
        self.row = row

    def __repr__(self) -> str:
        return f"<Message {self.number} {self.type_name}>"

    @property
    def number(self) -> int:
        return self.row + 1

    @property
    def frame(self) -> int:
        """Row of the datagram in `capture.source.frames`."""
        return int(self.capture.index.messages.frame[self.row])

    @property
    def frame_number(self) -> int:
        return self.frame + 1

    @property
    def time(self) -> int:
        return int(self.capture.source.frames.time[self.frame])

    @property
    def protocol(self) -> int:
        return int(self.capture.index.messages.protocol[self.row])

    @property
    def protocol_name(self) -> str:
        return self.capture.registry.protocol(self.protocol).short

    @property
    def family_name(self) -> str:
        """The generic netlink family, or the protocol."""
        declaration = self.declaration
        return (declaration.family if declaration else "") or self.protocol_name

    @property
    def type(self) -> int:
        return int(self.capture.index.messages.type[self.row])

    @property
    def type_name(self) -> str:
        """The kernel's name of the message or command; "data" for bytes that are no message."""
        return self.declaration.name if self.declaration else "data"

    @property
    def flags(self) -> int:
        return int(self.capture.index.messages.flags[self.row])

    @property
    def seq(self) -> int:
        return int(self.capture.index.messages.seq[self.row])

    @property
    def port(self) -> int:
        return int(self.capture.index.messages.port[self.row])

    @property
    def length(self) -> int:
        return int(self.capture.index.messages.length[self.row])

    @property
    def errno(self) -> int | None:
        """The error number of an error (0: acknowledged) or of the end of a dump; None for other messages."""
        value = self.get("nl.errno")
        return value if isinstance(value, int) else None

    @property
    def kind(self) -> str:
        """ "request", "ack", "error", "part" (of a dump), "done", "notification" or "fragment"."""
        if self.declaration is None:
            return "fragment"
        if self.type == NLMSG_ERROR:
            return "error" if self.errno else "ack"
        if self.type == NLMSG_DONE:
            return "error" if self.errno else "done"
        if self.flags & NLM_F_REQUEST:
            return "request"
        return "part" if self.flags & NLM_F_MULTI else "notification"

    @cached_property
    def data(self) -> bytes:
        """The bytes of the message with its padding, as far as they were captured."""
        return self.capture.data(self.row)

    @cached_property
    def layout(self) -> Layout:
        return self.capture.layout(self.row)

    @property
    def declaration(self) -> Declaration | None:
        """The declaration of the message; None for bytes that are no message."""
        return self.layout.message

    @property
    def summary(self) -> str:
        """The message in one line, without control characters."""
        return summary_of(self.layout)(self.data)

    def nodes(self) -> list[Node]:
        """All nodes of the tree in preorder."""
        return build_nodes(self.layout, self.data)

    def tree(self) -> list[Node]:
        """The top nodes of the tree."""
        return [node for node in self.nodes() if node.depth == 0]

    def values(self, path: str) -> list[Any]:
        """The values of all fields with this path, in their order."""
        layout = self.layout
        indexes = tuple(index for index in layout.leaves if layout.spans[index][0].path == path)
        raws = layout.unpacker(indexes).unpack_from(self.data)
        found = []
        for index, raw in zip(indexes, raws, strict=True):
            leaf = layout.spans[index][1]
            assert leaf is not None  # leaves have one
            found.append(presentation(leaf).value(raw))
        return found

    def get(self, path: str, default: Any = None) -> Any:
        """The value of the first field with this path, or the default."""
        found = self.values(path)
        return found[0] if found else default

    def __getitem__(self, path: str) -> Any:
        """The value of the first field with this path; KeyError when the message has none."""
        found = self.values(path)
        if not found:
            raise KeyError(path)
        return found[0]

    def to_dict(self, *, spans: bool = False, secrets: bool = False) -> dict[str, Any]:
        """The message as JSON shows it."""
        from nldissect.output.json import message_dict

        return message_dict(self, spans=spans, secrets=secrets)


def open_capture(
    path: str | Path | BinaryIO | bytes, *, registry: Registry | None = None, families: Mapping[int, str] | None = None
) -> Capture:
    """A capture file (pcap, pcapng, gzip), "-" for standard input, an open file, or the bytes of one.

    Raises CaptureError when nothing can be read.
    """
    if registry is None:
        from nldissect.families import registry as registered

        registry = registered
    return Capture(open_source(path), registry, families)


def decode(data: bytes, protocol: str | int = "route", *, families: Mapping[int, str] | None = None) -> list[Message]:
    """The messages in the bytes of one netlink datagram; `protocol` by name ("route", "NETLINK_ROUTE") or number.

    The byte order is told from the first nlmsg_len. Raises ValueError for an unknown protocol name.
    """
    from nldissect.families import protocol_number

    number = protocol_number(protocol)
    # a capture file of one packet, with the cooked header that nlmon devices give (LINKTYPE_NETLINK)
    cooked = pack(">HHHQH", 4, ARPHRD_NETLINK, 0, 0, number)
    size = len(cooked) + len(data)
    file = pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, size, LINKTYPE_NETLINK) + pack("<IIII", 0, 0, size, size)
    capture = open_capture(file + cooked + data, families=families).load()
    return [capture.message(row) for row in range(len(capture))]
