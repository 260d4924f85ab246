"""A place for bytes that cannot be mapped where they come from: pipes, and what was compressed."""

from __future__ import annotations

import mmap
import weakref

FIRST = 1 << 20


class Spool:
    """An unlinked temporary file, mapped; `data` is replaced by a longer map when it grows.

    A map that was replaced lives on for whoever still looks at it. Bytes of `data` past `size` are not valid.
    Written by write(2) and not through the map, so that a full disk is an OSError and not the end of the process.
    """

    def __init__(self) -> None:
        self.size = 0
        import tempfile

        self._file = tempfile.TemporaryFile(prefix="nldissect-", buffering=0)  # noqa: SIM115 (lives as long as this)
        self.close = weakref.finalize(self, self._file.close)
        """closes the file; its disk space is freed when the last map goes"""
        self._capacity = FIRST
        self._file.truncate(FIRST)
        self.data = mmap.mmap(self._file.fileno(), FIRST, access=mmap.ACCESS_READ)

    def write(self, piece: bytes) -> None:
        """Append bytes; raises OSError when there is no room."""
        rest = memoryview(piece)
        while rest:
            written = self._file.write(rest)
            rest = rest[written:]
            self.size += written
        if self.size > self._capacity:
            while self._capacity < self.size:
                self._capacity *= 2
            self._file.truncate(self._capacity)
            self.data = mmap.mmap(self._file.fileno(), self._capacity, access=mmap.ACCESS_READ)
