"""Where the bytes of a capture come from when they cannot be mapped: a pipe, a file object, or gzip data."""

from __future__ import annotations

import contextlib
import os
import select
import stat
from collections.abc import Callable
from typing import BinaryIO

from nldissect.sources.data import Data
from nldissect.sources.gzip import MAGIC, Inflater
from nldissect.sources.spool import Spool

PIECE = 1 << 16
PIPE = 1 << 20
# What one `fill` takes at most of a stream that never pauses, when all is asked for.
BURST = 1 << 24

Read = Callable[[int], bytes]


class Supply:
    """Reads bytes, decompresses them if they are gzip, and appends them to a spool.

    `ended`: nothing more will come; `damage`: "" or what went wrong with the bytes; `compressed`: they are gzip.
    """

    def __init__(self, read: Read, ready: Callable[[], bool], spool: Spool, patient: bool) -> None:
        self.spool = spool
        self.ended = False
        self.damage = ""
        self.compressed = False
        self._read = read
        self._ready = ready
        self._patient = patient
        self._taken = 0
        self._head: bytes | None = b""
        self._inflater: Inflater | None = None

    def fill(self, budget: int | None) -> None:
        """Add about `budget` bytes to the spool: waits for the first of them, and then takes what is there.

        None: all there is of a file, or of a stream what is there now.
        """
        limit = budget if budget is not None else BURST if self._patient else None
        target = None if limit is None else self.spool.size + limit
        while not self.ended and (target is None or self.spool.size < target):
            try:
                piece = self._read(PIECE)
            except (OSError, ValueError) as error:
                self._end(f"cannot be read on ({getattr(error, 'strerror', None) or error})")
                return
            try:
                self._add(piece)
            except OSError as error:
                self._end(f"no room for its bytes in the temporary directory ({error.strerror})")
                return
            if not self._ready():
                break

    def _add(self, piece: bytes) -> None:
        self._taken += len(piece)
        if self._head is not None:  # not yet known whether it is gzip
            self._head += piece
            if piece and len(self._head) < len(MAGIC):
                return
            piece_or_head, self._head = self._head, None
            if piece_or_head.startswith(MAGIC):
                self.compressed = True
                self._inflater = Inflater()
            if piece_or_head:
                self._decompress(piece_or_head)
        elif piece:
            self._decompress(piece)
        if not piece:
            if self._inflater:
                self.spool.write(self._inflater.finish())
                self._check(self._inflater)
            self._end("")

    def _decompress(self, piece: bytes) -> None:
        if self._inflater is None:
            self.spool.write(piece)
            return
        for inflated in self._inflater.feed(piece):
            self.spool.write(inflated)
        self._check(self._inflater)

    def _check(self, inflater: Inflater) -> None:
        if inflater.damage:
            self._end(f"{inflater.damage} before byte {self._taken:,} of the compressed file")

    def _end(self, damage: str) -> None:
        self.ended = True
        self.damage = self.damage or damage


def from_memory(data: Data, spool: Spool) -> Supply:
    """A supply of bytes that are all there already (a compressed file)."""
    position = 0

    def read(size: int) -> bytes:
        nonlocal position
        piece = data[position : position + size]
        position += len(piece)
        return piece

    return Supply(read, lambda: True, spool, patient=False)


def from_stream(stream: BinaryIO, spool: Spool) -> Supply:
    """A supply from a pipe, terminal or socket: it takes what is there without waiting for a full buffer."""
    try:
        descriptor = stream.fileno()
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    except (OSError, AttributeError):
        read: Read = getattr(stream, "read1", stream.read)
        return Supply(read, lambda: False, spool, patient=True)
    if regular:  # some of it has been read before, perhaps into a buffer
        return Supply(stream.read, lambda: True, spool, patient=False)
    widen(descriptor)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN | select.POLLHUP)
    # by way of `stream`, which would close the descriptor if nobody kept it
    return Supply(lambda size: os.read(stream.fileno(), size), lambda: bool(poll.poll(0)), spool, patient=True)


def widen(descriptor: int) -> None:
    """Let a pipe hold more than the usual 64 KiB, where the system can, so that its writer waits less."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE)
