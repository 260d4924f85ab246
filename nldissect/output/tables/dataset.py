"""Datasets: the files of the tables of a capture, partitioned by day and host as Hive does it."""

from __future__ import annotations

import os
import shutil
import socket
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from glob import escape, glob
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nldissect.errors import CaptureError
from nldissect.output.tables.body import Gathering, bodies
from nldissect.output.tables.gathering import Room
from nldissect.output.tables.messages import PORTION, message_table

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[Any]

THREADS = 2  # that write: they compress most of the time, while this one gathers
WAITING = 2  # tables that are gathered and not yet written: bounds the memory
LONGEST_NAME = 100  # of a capture in the names of its files
DAY = 86_400_000_000_000
SUFFIXES = (".gz", ".pcapng", ".pcap", ".cap")
RISING = ("number", "frame", "time", "time_ns", "seq", "port", "length", "call")  # columns of small steps


class Exported(NamedTuple):
    """What was written: of which capture, how many messages, in how many files of how many bytes."""

    key: str
    messages: int
    files: int
    bytes: int


def key_of(capture: Capture) -> str:
    """What tells a capture from others: its file's name and its first packet, which stays when the file grows."""
    name = os.path.basename(capture.name)
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    digest = blake2b(digest_size=4)
    frames, data = capture.source.frames, capture.source.data
    if len(frames) and int(frames.time[0]):
        start = int(frames.offset[0])
        digest.update(int(frames.time[0]).to_bytes(8, "little", signed=True))
        digest.update(data[start : start + int(frames.captured[0])])
    else:
        digest.update(data)
    return f"{quote(name, safe='')[:LONGEST_NAME]}-{digest.hexdigest()}"


def export(
    capture: Capture, directory: str | Path, rows: Rows | None = None, *, host: str | None = None, secrets: bool = False
) -> Exported:
    """Write the messages in `rows` (ascending; None: all) into the dataset in a directory.

    Files of an earlier export of the same capture and host are replaced. Keys and passwords are left out unless
    `secrets`. Raises CaptureError when the directory cannot be written.
    """
    capture.load()
    if rows is None:
        rows = np.arange(len(capture))
    where = f"host={quote(host or socket.gethostname(), safe='')}"
    writer = _Writer(Path(directory), key_of(capture), where)
    try:
        with writer:
            _write(writer, capture, rows, secrets)
    except OSError as error:
        raise CaptureError(f"{directory}: cannot be written ({error.strerror or error})") from None
    return Exported(writer.key, len(rows), len(writer.files), writer.size)


def _write(writer: _Writer, capture: Capture, rows: Rows, secrets: bool) -> None:
    room = Room()
    writer.later(_find_calls, capture)
    for day, part in _by_day(capture, rows):
        for body in bodies(capture, part, secrets):
            for each in body.parts():
                gathering = Gathering(each, capture, writer.key, room)
                writer.later(_write_gathered, writer.path(body.name, day), gathering, room)
    for day, part in _by_day(capture, rows):
        for first in range(0, len(part), PORTION):
            portion = part[first : first + PORTION]
            writer.later(_write_messages, writer.path("messages", day), capture, writer.key, portion, secrets)


def _find_calls(capture: Capture) -> int:
    """Find what only the table of all messages tells, while other tables are made."""
    capture.calls.update()
    return 0


def _by_day(capture: Capture, rows: Rows) -> Iterator[tuple[str, Rows]]:
    """The messages of each day (UTC)."""
    days = capture.source.frames.time[capture.index.messages.frame[rows]] // DAY
    if len(days) and (days == days[0]).all():
        yield str(np.datetime64(int(days[0]), "D")), rows
        return
    for day in np.unique(days).tolist():
        yield str(np.datetime64(day, "D")), rows[days == day]


def _write_file(path: Path, table: pa.Table) -> int:
    """Write a file; the number of its bytes."""
    sink = pa.BufferOutputStream()  # what a disk has no room for is told by Python, in its words
    with pq.ParquetWriter(sink, table.schema, **_settings(table.schema)) as writer:
        writer.write_table(table, row_group_size=max(1, len(table)))
    data = sink.getvalue()
    with open(path, "xb") as file:
        file.write(data)
    return len(data)


def _write_gathered(path: Path, gathering: Gathering, room: Room) -> int:
    size = _write_file(path, gathering.table())
    gathering.done(room)
    return size


def _write_messages(path: Path, capture: Capture, key: str, rows: Rows, secrets: bool) -> int:
    return _write_file(path, message_table(capture, key, rows, secrets))


def _settings(schema: pa.Schema) -> dict[str, Any]:
    """How Parquet is written: what all engines read, and what costs least."""
    texts = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    return {
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": texts,
        "column_encoding": {name: "DELTA_BINARY_PACKED" for name in RISING if name in schema.names},
        # the least and greatest text of a column takes longer to find than all of it to write
        "write_statistics": [field.name for field in schema if field.name not in texts],
        "write_batch_size": 1 << 16,
    }


class _Writer:
    """Writes files beside their places, in threads of its own, and puts them there when all of them are whole."""

    def __init__(self, directory: Path, key: str, where: str) -> None:
        self.key = key
        self.size = 0
        self.files: dict[Path, Path] = {}  # where each belongs, and where it is
        self._directory = directory
        self._where = where
        self._beside = directory / f".nldissect-{os.getpid()}-{id(self):x}"
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._pool = ThreadPoolExecutor(THREADS)
        self._pending: deque[Future[int]] = deque()

    def __enter__(self) -> _Writer:
        self._directory.mkdir(parents=True, exist_ok=True)
        self._beside.mkdir()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._wait(0)
                self._replace()
        finally:
            self._pool.shutdown(cancel_futures=True)
            shutil.rmtree(self._beside, ignore_errors=True)

    def path(self, table: str, day: str) -> Path:
        """Where the next file of a table and day is written."""
        number = self._numbers[table, day]
        self._numbers[table, day] += 1
        name = f"{self.key}.{number:04}.parquet" if number else f"{self.key}.parquet"
        beside = self._beside / str(len(self.files))
        self.files[self._directory / table / f"day={day}" / self._where / name] = beside
        return beside

    def later(self, write: Callable[..., int], *what: object) -> None:
        """Have a file written by and by."""
        self._pending.append(self._pool.submit(write, *what))
        self._wait(WAITING)

    def _wait(self, most: int) -> None:
        """Wait until no more than so many things are to be done."""
        while len(self._pending) > most:
            self.size += self._pending.popleft().result()

    def _replace(self) -> None:
        """Put the files in their places, and take away those of an earlier export that were not written again."""
        pattern = str(Path(escape(str(self._directory)), "*", "day=*", escape(self._where), escape(self.key)))
        earlier = {Path(path) for ending in ("", f".{'[0-9]' * 4}") for path in glob(f"{pattern}{ending}.parquet")}
        for path, beside in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside, path)
        for path in earlier - self.files.keys():
            path.unlink(missing_ok=True)
