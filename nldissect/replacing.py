"""Files that are replaced in one step: nobody reads half of one, and after a failure the old one is there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: str | Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` once the block ends; it is taken away when the block fails.

    A link stays one. The mode is that of the file that is there; of a new one `mode`, without what the umask takes.
    Raises OSError; ValueError for a NUL in the path.
    """
    target = os.path.realpath(path)
    # Of its own name, which is short: the target's may be as long as a name can be.
    beside = os.path.join(os.path.dirname(target), f".nldissect-{os.urandom(8).hex()}")
    earlier = stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else None
    # With that mode from the start: what only its user may read is seen by nobody else while it is written.
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode if earlier is None else earlier)
    try:
        with open(number, "wb") as file:
            if earlier is not None:
                os.fchmod(number, earlier)
            yield file
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):  # what went wrong first is told
            os.unlink(beside)
        raise
