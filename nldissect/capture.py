"""A capture: its source, message table and messages under one roof."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from nldissect import blocks
from nldissect.cooked import cooked
from nldissect.errors import CaptureError
from nldissect.index import Index
from nldissect.schema.registry import Registry
from nldissect.sources import Source, open_source
from nldissect.sources.frames import LINKTYPE_NETLINK

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.analysis.calls import Calls
    from nldissect.analysis.filter import Filter
    from nldissect.analysis.names import Names
    from nldissect.decoder import Decoder
    from nldissect.engine.layout import Layout
    from nldissect.message import Message

    Rows = npt.NDArray[np.int64]

class Capture:
    """The messages of a source.

    One thread calls `advance`; any thread may look at the first `len(capture)` messages.

    families   names of dynamic message types that the user gives: generic netlink family id to name
    names      whether numbers of interfaces, routing tables, users ... are shown with their names
    own        whether the messages by which the capturing program asked the kernel are among the others
    index      of the messages, where it is made already
    """

    def __init__(
        self,
        source: Source,
        registry: Registry,
        families: Mapping[int, str] | None = None,
        *,
        names: bool = True,
        own: bool = False,
        index: Index | None = None,
    ) -> None:
        self.source = source
        self.registry = registry
        self.index = Index(source, with_own=own) if index is None else index
        self.patience: int | None = None
        """How many messages may be taken in to tell whether one is a request; None: any number. Screens cannot wait."""
        self._own: Capture | None = None
        self._families = dict(families or {})
        self._named = names

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

    def filter(self, text: str) -> Iterator[Message]:
        """The messages that pass a display filter, read as they are asked for.

        Raises FilterError, a ValueError, at once when the filter is wrong.
        """
        from nldissect.analysis.filter import Filter

        return self._passing(Filter(text, self.registry))

    def _passing(self, chosen: Filter) -> Iterator[Message]:
        row = 0
        while True:
            stop = len(self)
            yield from map(self.message, chosen.rows(self, row, stop).tolist() if stop > row else ())
            row = stop
            if not self.advance() and row == len(self):
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.source.close()

    @property
    def own(self) -> Capture | None:
        """The messages of the program that captured where they are not among these; None when there are none.

        It asked the kernel for what explains the others: links, generic netlink families.
        """
        if self._own is None and self.index.own is not None:
            self._own = Capture(self.source, self.registry, self._families, names=self._named, index=self.index.own)
        return self._own

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
        return self.decoder.message(row)

    def data(self, row: int) -> bytes:
        """The bytes of a row."""
        start = int(self.index.messages.offset[row])
        try:
            return bytes(self.source.data[start : start + int(self.index.messages.extent[row])])
        except ValueError:  # of a map that is closed
            raise CaptureError(f"{self.name}: was closed before its message {row + 1} was looked at") from None

    @cached_property
    def decoder(self) -> Decoder:
        """What finds the layouts; made, with all that it imports, when the first message is looked at."""
        from nldissect.decoder import Decoder

        return Decoder(self, self._families)

    @cached_property
    def calls(self) -> Calls:
        """Requests with their replies; found when first asked for."""
        from nldissect.analysis.calls import Calls

        return Calls(self)

    def known_calls(self, few: int | None) -> Calls | None:
        """The calls, where asking them takes in no more than a few messages (None: any number); else None.

        With a limit somebody else, in a thread, has to begin: what finds calls takes its time to import.
        """
        if few is not None and ("calls" not in vars(self) or len(self) - self.calls.known > few):
            return None
        return self.calls

    @cached_property
    def names(self) -> Names:
        """The names of numbers, as of each message."""
        from nldissect.analysis.names import Names

        return Names(self, on=self._named)

    def layout(self, row: int) -> Layout:
        """The layout of the message in a row."""
        return self.decoder.layout(row)

    def assign_layouts(self, rows: Rows | None = None) -> npt.NDArray[np.uint32]:
        """Layout numbers of the messages in the given rows (None: all), found for all of them at once."""
        return self.decoder.assign(rows)


def open_capture(
    path: str | os.PathLike[str] | BinaryIO | bytes,
    *,
    registry: Registry | None = None,
    families: Mapping[int, str] | None = None,
    names: bool = True,
    own: bool = False,
    format: str = "",  # noqa: A002 (the word users know)
    protocol: str | int | None = None,
) -> Capture:
    """A capture file (pcap, pcapng, gzip), "-" for standard input, an open file, or the bytes of one.

    Without `names` numbers have none but those that their declarations give. With `own` the messages are shown too by
    which the capturing program asked the kernel (`Capture.own`).
    What is no capture is read as `format` says: "hex", "strace", "libnl", "libmnl" or "raw", also gzipped. `protocol`
    ("route", 0) is that of its datagrams where they do not tell; without it it is guessed, and a warning says so.
    Raises CaptureError when nothing can be read, ValueError for a format or protocol that there is not.
    """
    if registry is None:
        from nldissect.families import registry as registered

        registry = registered
    importing = None
    if format:
        from nldissect.analysis.guess import guess
        from nldissect.families import protocol_number
        from nldissect.sources.importing import FORMATS, Import

        if format not in FORMATS:
            raise ValueError(f"no format {format!r}; known are {', '.join(FORMATS)}")
        number = None if protocol is None else protocol_number(protocol)
        importing = Import(format, number, partial(guess, registry))
    return Capture(open_source(path, importing=importing), registry, families, names=names, own=own)


def decode(
    data: bytes, protocol: str | int = "route", *, families: Mapping[int, str] | None = None, names: bool = True
) -> list[Message]:
    """The messages in the bytes of one netlink datagram; `protocol` by name ("route", "NETLINK_ROUTE") or number.

    The byte order is told from the first nlmsg_len. Raises ValueError for an unknown protocol name.
    """
    from nldissect.families import protocol_number

    packet = cooked(protocol_number(protocol)) + data
    file = blocks.section() + blocks.interface(LINKTYPE_NETLINK) + blocks.packet(0, 0, packet, len(packet))
    return list(open_capture(file, families=families, names=names))

