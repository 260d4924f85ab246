"""A file that another process appends to: read as it grows, never copied."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable

from nldissect.sources.data import Data


class Growth:
    """The bytes of the file so far; `data` is replaced by a longer map when it grows.

    A map that was replaced lives on for whoever still looks at it.
    """

    def __init__(self, descriptor: int) -> None:
        self.size = 0
        self.data: Data = b""
        self._descriptor = descriptor

    def extend(self, size: int) -> None:
        """Take in the bytes up to `size`, which are in the file."""
        if size > self.size:
            self.data = mmap.mmap(self._descriptor, size, access=mmap.ACCESS_READ)
            self.size = size

    def close(self) -> None:
        os.close(self._descriptor)


class Growing:
    """Waits for more of the file; in place of a `Supply`.

    descriptor  of the file, open for reading, and given up to this
    await_size  waits until the file has grown, and gives the size up to which it is whole; None: it grows no more
    failure     what to say then of how it ended, "" for nothing
    """

    def __init__(self, descriptor: int, await_size: Callable[[], int | None], failure: Callable[[], str]) -> None:
        self.spool = Growth(descriptor)
        self.ended = False
        self.damage = ""
        self.compressed = False
        self._descriptor = descriptor
        self._await_size = await_size
        self._failure = failure

    def fill(self, budget: int | None) -> None:
        """Wait for some bytes more, if there are none that were not read, and take in what is there."""
        size = self._await_size()
        if size is None:
            self.ended = True
            self.damage = self._failure()
            size = os.fstat(self._descriptor).st_size
        self.spool.extend(size)
