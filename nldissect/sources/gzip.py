"""gzip: compressed bytes in, the bytes of the capture out."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator

MAGIC = b"\x1f\x8b"
HEADER_AND_TRAILER = 31  # zlib's wbits: a gzip member with its checksum
PIECE = 1 << 20
PORTION = 1 << 12


class Inflater:
    """Decompresses gzip members one after the other; what comes before damage is never lost.

    `damage` is "" or says what is wrong; nothing more comes out after it.
    """

    def __init__(self) -> None:
        self.damage = ""
        self._member = zlib.decompressobj(HEADER_AND_TRAILER)
        self._begun = False
        self._padding = False

    def feed(self, compressed: bytes) -> Iterator[bytes]:
        """The bytes that `compressed` adds, in pieces of at most 1 MiB."""
        while compressed and not self.damage:
            if not self._begun and self._padded(compressed):
                return
            self._begun = True
            before = self._member.copy()
            try:
                piece = self._member.decompress(compressed, PIECE)
            except zlib.error as error:
                yield from salvage(before, compressed)
                self.damage = f"the gzip data are damaged ({str(error).rpartition(': ')[2]})"
                return
            compressed = self._member.unconsumed_tail or self._member.unused_data
            if piece:
                yield piece
            if self._member.eof:
                self._member = zlib.decompressobj(HEADER_AND_TRAILER)
                self._begun = False
                self._padding = True

    def finish(self) -> bytes:
        """The last bytes when nothing more will come; `damage` says so when a member has not ended."""
        if not self._begun or self.damage:
            return b""
        self.damage = "the gzip data end too early"
        return self._member.flush()

    def _padded(self, compressed: bytes) -> bool:
        """Whether what follows the members so far is no further one: zeros are padding, all else is noted."""
        if not self._padding or compressed[:1] == MAGIC[:1]:
            return False
        if compressed.strip(b"\0"):
            self.damage = "something else follows the gzip data"
        return True


def salvage(member: zlib._Decompress, compressed: bytes) -> Iterator[bytes]:
    """What can be had of `compressed` before an error, which zlib would otherwise throw away with the piece.

    First in portions of output until one holds the error, then that one in single bytes in and out.
    """
    piece = b""
    while compressed:
        before = member.copy()
        try:
            piece = member.decompress(compressed, PORTION)
        except zlib.error:
            member = before
            break
        compressed = member.unconsumed_tail
        yield piece
    with contextlib.suppress(zlib.error):
        for position in range(len(compressed)):
            rest = compressed[position : position + 1]
            while rest or piece:
                piece = member.decompress(rest, 1)
                rest = member.unconsumed_tail
                yield piece
