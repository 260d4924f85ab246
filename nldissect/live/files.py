"""The files that a capture is written to: one, or a ring of them, plain or gzip, or standard output."""

from __future__ import annotations

import os
import stat
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from nldissect.errors import CaptureError

GZIP = 31  # zlib's wbits: a gzip member
MODE = 0o600
"""Captures hold keys: nobody but their owner reads them, unless he says so."""

PCAP_SUFFIXES = (".pcap", ".cap", ".pcap.gz", ".cap.gz")


@dataclass(frozen=True, slots=True)
class Limits:
    """When to end a capture, or to go on in the next file; 0: never for this reason.

    duration  seconds
    size      bytes of packets, of all interfaces
    packets   of all interfaces
    files     number of files: after so many the capture ends, or the oldest goes
    """

    duration: float = 0
    size: int = 0
    packets: int = 0
    files: int = 0

    def __bool__(self) -> bool:
        return bool(self.duration or self.size or self.packets or self.files)


NO_LIMITS = Limits()


class File:
    """A file that a capture is appended to; what is written is whole for whoever reads it then."""

    def __init__(self, path: str, descriptor: int = -1) -> None:
        """`descriptor`: of the file where it is open already. Raises CaptureError."""
        self.path = path
        self.size = 0
        self._compressor = zlib.compressobj(wbits=GZIP) if path.endswith(".gz") else None
        self._descriptor = descriptor if descriptor >= 0 else created(path)
        found = os.fstat(self._descriptor)
        self._regular = stat.S_ISREG(found.st_mode)
        self._named = bool(found.st_nlink)
        self._before = found.st_size  # standard output may be a file that others have written to

    def write(self, data: bytes) -> None:
        """Append; raises OSError, of which a regular file then keeps nothing."""
        if self._compressor is not None:
            data = self._compressor.compress(data) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        self._append(data)

    def _append(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError:
            if self._regular:
                with suppress(OSError):
                    os.ftruncate(self._descriptor, self._before + self.size)
            raise
        self.size += len(data)

    def harmed(self) -> bool:
        """Whether somebody else has removed the file, or taken bytes of it away."""
        found = os.fstat(self._descriptor)
        return self._regular and (found.st_size < self._before + self.size or (self._named and not found.st_nlink))

    def close(self) -> None:
        """End the file; raises OSError when its last bytes cannot be written."""
        try:
            if self._compressor is not None:
                self._append(self._compressor.flush())
        finally:
            if self._descriptor > 2:
                os.close(self._descriptor)


class Files:
    """What a capture is written to: `path`, or with a rotation the files that are named after it and the time.

    Raises CaptureError when it cannot be opened.
    """

    def __init__(self, path: str, rotation: Limits = NO_LIMITS, descriptor: int = -1) -> None:
        self.path = path
        self._rotation = rotation
        self._count = 0
        self._written: deque[str] = deque()
        self.current = self._next(descriptor)

    @property
    def is_pcap(self) -> bool:
        """Whether the name asks for the older format."""
        return self.path.endswith(PCAP_SUFFIXES)

    @property
    def count(self) -> int:
        """How many files were begun."""
        return self._count

    def switch(self) -> None:
        """End the present file, and begin the next one; raises OSError or CaptureError."""
        self.current.close()
        self.current = self._next()

    def _next(self, descriptor: int = -1) -> File:
        self._count += 1
        if not self._rotation:
            return File(self.path, 1 if self.path == "-" else descriptor)
        directory, name = os.path.split(self.path)
        stem, dot, suffix = name.partition(".")
        now = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        made = File(os.path.join(directory, f"{stem}_{self._count:05}_{now}{dot}{suffix}"))
        self._written.append(made.path)
        if self._rotation.files and len(self._written) > self._rotation.files:
            with suppress(OSError):
                os.unlink(self._written.popleft())
        return made


def created(path: str) -> int:
    """A descriptor of a new file, for writing; raises CaptureError."""
    try:
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, MODE)
    except IsADirectoryError:
        raise CaptureError(f"{path}: is a directory; give the name of a file") from None
    except PermissionError as error:
        whom = f"user {os.geteuid()}" if os.geteuid() else "root, whose rights over the files of others are given up"
        raise CaptureError(f"{path}: cannot be written by {whom} ({error.strerror})") from None
    except OSError as error:
        raise CaptureError(f"{path}: cannot be written ({error.strerror})") from None
