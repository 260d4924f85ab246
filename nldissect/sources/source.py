"""A capture as frames, from a file, a stream or bytes."""

from __future__ import annotations

import contextlib
import mmap
import os
import stat
import sys
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from nldissect.errors import CaptureError
from nldissect.notes import Process
from nldissect.sources import gzip
from nldissect.sources.data import Data
from nldissect.sources.formats import HEAD, Parser, foreign, parser
from nldissect.sources.frames import Contents, Frames, Interface
from nldissect.sources.growing import Growing
from nldissect.sources.spool import Spool
from nldissect.sources.supply import Supply, from_memory, from_stream

if TYPE_CHECKING:
    from nldissect.sources.importing import Import


class Source:
    """The frames of a capture, read bit by bit by `advance`; made by `open_source`.

    One thread calls `advance`; others may look at the first `len(frames)` frames, and at their bytes in `data`, at
    any time, if they take the length first and `data` after it.

    importing  how to read what is no capture; it is read whole, and `data` are those of the capture made of it
    """

    def __init__(
        self,
        name: str,
        data: Data = b"",
        supply: Supply | Growing | None = None,
        importing: Import | None = None,
    ) -> None:
        self._contents = Contents(name)
        self._whole = data
        self._supply = supply
        self._importing = importing
        self._imported = ""
        self._parser: Parser | None = None
        self._position = 0
        self._waiting = False
        self._opened = contextlib.ExitStack()
        self.complete = False
        self.identity: tuple[int, int] | None = None
        """device and inode of the file, so that nobody writes over it"""

    @property
    def name(self) -> str:
        """What to call the capture in titles and messages."""
        return self._contents.name

    @property
    def data(self) -> Data:
        """The bytes that offsets refer to; valid up to `size`. Replaced by more of the same as a stream goes on."""
        return self._supply.spool.data if self._supply else self._whole

    @property
    def size(self) -> int:
        """How many bytes of `data` there are so far."""
        return self._supply.spool.size if self._supply else len(self._whole)

    @property
    def position(self) -> int:
        """How many bytes of `data` have been parsed."""
        return self._position

    @property
    def frames(self) -> Frames:
        """The frames so far, as columns."""
        return self._contents.frames

    @property
    def interfaces(self) -> list[Interface]:
        """The interfaces so far; `frames.interface` counts them from 0."""
        return self._contents.interfaces

    @property
    def comments(self) -> dict[int, list[str]]:
        """Comments by frame (0-based); those on sections and interfaces under -1."""
        return self._contents.comments

    @property
    def warnings(self) -> list[str]:
        """What is wrong with the file: full sentences with byte offsets."""
        return self._contents.warnings

    @property
    def dropped(self) -> int | None:
        """How many packets the capture program or the kernel dropped, as far as the file tells; None if it does not."""
        return sum(self._contents.dropped.values()) if self._contents.dropped else None

    @property
    def own(self) -> set[tuple[int, int, int]]:
        """Interface, protocol and port of the netlink sockets of the program that captured."""
        return self._contents.own

    @property
    def processes(self) -> list[Process]:
        """Whose the netlink sockets are, as far as the file tells it."""
        return self._contents.processes

    @property
    def format(self) -> str:
        """What the file is: "pcap", "pcapng", either with ", gzip", or an importer's name; "": not known yet."""
        if self._imported:
            return self._imported
        name = self._parser.format if self._parser else ""
        return f"{name}, gzip" if name and self._supply and self._supply.compressed else name

    def advance(self, budget: int | None = 1 << 20) -> bool:
        """Parse about `budget` more bytes (None or -1: all there is); True while more may come.

        Of a stream it waits for some bytes and then takes what is there. Raises CaptureError when it turns out that
        the capture cannot be read at all.
        """
        if self.complete:
            return False
        if budget is not None and budget < 0:
            budget = None
        if self._supply and (budget is None or self._waiting or self.size == self._position):
            self._supply.fill(budget)
        try:
            if self.recognise():
                self._scan(budget)
            else:
                self._waiting = True
        except CaptureError:
            self.complete = True
            raise
        finally:
            if self._supply and self._supply.damage and self.complete:
                self._contents.warn(self._supply.damage)
                self._supply.damage = ""
        return not self.complete

    def recognise(self) -> bool:
        """Whether the format is known; raises CaptureError when the bytes that are there are no capture."""
        if self._parser is None:
            head = self.data[: min(HEAD, self.size)]
            try:
                self._parser = parser(self._contents, head, self._ended)
            except CaptureError:
                if self._importing is None or foreign(head):
                    raise
                self._import(self._importing)
        return self._parser is not None

    def _import(self, importing: Import) -> None:
        """Take what an importer makes of all the bytes in their place."""
        supply = self._supply
        while supply and not supply.ended:
            supply.fill(None)
        if supply and supply.damage:
            self._contents.warn(supply.damage)
        try:
            whole = importing.capture(self.data[: self.size])
        except CaptureError as error:
            raise CaptureError(f"{self.name}: {error}") from None
        if supply:
            supply.spool.close()
        self._whole, self._supply, self._imported = whole, None, importing.format
        self._parser = parser(self._contents, whole[:HEAD], True)

    @property
    def _ended(self) -> bool:
        return self._supply is None or self._supply.ended

    def _scan(self, budget: int | None) -> None:
        assert self._parser is not None
        before, ended, end = self._position, self._ended, self.size
        stop = end if budget is None else min(end, before + max(budget, 1))
        self._position = self._parser.scan(self.data, before, stop, end)
        self._waiting = self._position == before  # for the rest of one long packet
        if self._parser.damaged or (ended and (stop == end or self._waiting)):
            self.complete = True
            self._parser.finish(self.data, self._position, end)

    def keep(self, file: BinaryIO) -> None:
        """Have `file` closed when the source is."""
        self._opened.callback(file.close)

    def close(self) -> None:
        """Give the file back; bytes that somebody still looks at stay until he stops."""
        self.complete = True
        self._opened.close()
        if self._supply:
            self._supply.spool.close()
        if isinstance(self.data, mmap.mmap):
            with contextlib.suppress(BufferError):
                self.data.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_source(
    path_or_file: str | os.PathLike[str] | BinaryIO | bytes,
    *,
    name: str | None = None,
    importing: Import | None = None,
) -> Source:
    """The capture at a path ("-": standard input), in a binary file object, or in bytes; nothing is parsed yet.

    With `importing` it need not be a capture. Raises CaptureError when it cannot be opened or is no capture; for a
    stream that only turns out in `advance`.
    """
    if isinstance(path_or_file, bytes):
        return from_data(path_or_file, name or "capture", importing)
    if isinstance(path_or_file, os.PathLike):
        path_or_file = os.fspath(path_or_file)
    if path_or_file == "-":
        return from_file(sys.stdin.buffer, name or "standard input", importing)
    if isinstance(path_or_file, str):
        return from_path(path_or_file, name or path_or_file, importing)
    given = getattr(path_or_file, "name", None)
    return from_file(path_or_file, name or (given if isinstance(given, str) else "capture"), importing)


def from_path(path: str, name: str, importing: Import | None = None) -> Source:
    """The capture in the file, device or named pipe at `path`."""
    try:
        if os.path.isdir(path):
            raise CaptureError(f"{name}: is a directory, not a capture file")
        file = open(path, "rb", buffering=0)  # noqa: SIM115 (a stream is read later)
    except FileNotFoundError:
        raise CaptureError(f"{name}: no such file") from None
    except PermissionError:
        raise CaptureError(f"{name}: you may not read it (permission denied)") from None
    except (OSError, ValueError) as error:
        raise CaptureError(f"{name}: cannot be opened ({getattr(error, 'strerror', None) or error})") from None
    try:
        source = from_file(file, name, importing)
    except CaptureError:
        file.close()
        raise
    if source.identity is not None:
        file.close()  # its map is enough
    else:
        source.keep(file)
    return source


def from_file(file: BinaryIO, name: str, importing: Import | None = None) -> Source:
    """The capture in an open file: mapped when it is a whole regular one, else read as it comes."""
    data, identity = mapped(file)
    if data is None:
        return Source(name, supply=from_stream(file, spool(name)), importing=importing)
    source = from_data(data, name, importing)
    source.identity = identity
    return source


def mapped(file: BinaryIO) -> tuple[Data | None, tuple[int, int] | None]:
    """The bytes of a regular file, and its device and inode; None when it is none or has been read from already."""
    try:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or file.tell() != 0:
            return None, None
        identity = status.st_dev, status.st_ino
        if not status.st_size:
            return b"", identity
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), identity
    except (OSError, AttributeError, ValueError):
        return None, None  # no descriptor, or not to be mapped: it can still be read


def from_data(data: Data, name: str, importing: Import | None = None) -> Source:
    """The capture in bytes that are all there; raises CaptureError when they are none."""
    if data[: len(gzip.MAGIC)] == gzip.MAGIC:
        supply = from_memory(data, spool(name))
        supply.fill(HEAD)
        source = Source(name, supply=supply, importing=importing)
    else:
        source = Source(name, data, importing=importing)
    source.recognise()
    return source


def spool(name: str) -> Spool:
    """A new spool; raises CaptureError when there is no place for one."""
    try:
        return Spool()
    except OSError as error:
        raise CaptureError(f"{name}: no temporary file can be made for it ({error.strerror})") from None
