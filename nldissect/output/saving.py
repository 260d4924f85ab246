"""Messages of a capture saved in a file: the packets that hold them, JSON, or text. A file is whole or not there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from nldissect.errors import CaptureError
from nldissect.output import pcap
from nldissect.replacing import replacing

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[np.int64]
    Progress = Callable[[float], None]

Format = Literal["pcapng", "pcap", "ndjson", "text", "tree"]
FORMATS: tuple[Format, ...] = get_args(Format)
SUFFIXES: dict[str, Format] = {
    ".pcapng": "pcapng",
    ".pcap": "pcap",
    ".cap": "pcap",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "ndjson",
    ".txt": "text",
}
"""What the end of a file's name promises."""

TEXT_CHUNK = 1024  # messages that are written at a time


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written.

    path      absolute
    size      bytes of the file
    messages  how many were asked for
    packets   how many packets hold them; None for a format without packets
    held      how many messages these packets hold, others than those asked for too
    """

    path: str
    size: int
    messages: int
    packets: int | None
    held: int


def packets(capture: Capture, rows: Rows | None) -> tuple[Rows, int]:
    """The frames that hold the messages in `rows` (ascending; None: all), and how many messages they hold in all.

    A frame is a datagram, in which there may be messages that are not in `rows`.
    """
    count = len(capture)
    frames = capture.index.messages.frame[:count]
    holding = frames if rows is None else frames[rows]
    numbers = holding[np.flatnonzero(np.diff(holding, prepend=-1))]
    if len(holding) == count:
        return numbers.astype(np.int64), count
    held = np.searchsorted(frames, numbers, "right") - np.searchsorted(frames, numbers, "left")
    return numbers.astype(np.int64), int(held.sum())


def format_of(path: str, preferred: Format) -> Format:
    """The format that a file's name promises; `preferred` when it promises none, or one that is as good."""
    found = SUFFIXES.get(os.path.splitext(path)[1].lower(), preferred)
    return preferred if suffix(preferred) == suffix(found) else found


def suffix(format: Format) -> str:  # noqa: A002 (the word users know)
    """What the names of files of a format end with."""
    return next((ending for ending, found in SUFFIXES.items() if found == format), ".txt")


def save(
    capture: Capture,
    rows: Rows | None,
    path: str | Path,
    format: Format = "pcapng",  # noqa: A002
    *,
    ascii_only: bool = False,
    progress: Progress = lambda share: None,
) -> Saved:
    """Save the messages in `rows` (ascending; None: all that there are now) in a file.

    A file that is there already is replaced when the new one is whole; after a failure it is what it was. Keys and
    passwords are redacted in JSON and text, packets hold them. `progress` is told the share that is done, 0 to 1.
    Raises CaptureError when the file cannot be written, or is the one that the capture is read from, or when the
    format is pcap and the frames are of several link types.
    """
    if rows is None:
        rows = np.arange(len(capture))
    frames, held = None, len(rows)
    match format:
        case "pcapng" | "pcap":
            frames, held = packets(capture, rows)
            parts = _packet_parts(capture, frames, format)
        case "ndjson":
            parts = _json_parts(capture, rows)
        case "text" | "tree":
            parts = _text_parts(capture, rows, format == "tree", ascii_only)
    path = os.path.abspath(path)
    try:
        size = _write(capture, path, parts, progress)
    except OSError as error:
        raise CaptureError(f"{path}: cannot be written ({error.strerror})") from None
    except ValueError as error:  # a NUL in the name
        raise CaptureError(f"{path!r}: cannot be written ({error})") from None
    return Saved(path, size, len(rows), None if frames is None else len(frames), held)


def _write(capture: Capture, path: str, parts: Iterator[tuple[bytes, float]], progress: Progress) -> int:
    """Write all parts into a file beside the target, which then takes its place; the number of bytes."""
    pcap.refuse_own(path, capture.source)
    mode = os.stat(path).st_mode if os.path.exists(path) else stat.S_IFREG
    if stat.S_ISCHR(mode):
        with open(path, "wb") as device:
            return _copy(device.write, parts, progress)
    if not stat.S_ISREG(mode):
        kind = "is a directory" if stat.S_ISDIR(mode) else "is no regular file"
        raise CaptureError(f"{path}: {kind}; write to another file")
    with replacing(path) as file:
        size = _copy(file.write, parts, progress)
        file.flush()
        os.fsync(file.fileno())
    return size


def _copy(write: Callable[[bytes], int], parts: Iterator[tuple[bytes, float]], progress: Progress) -> int:
    size = 0
    for part, share in parts:
        write(part)
        size += len(part)
        progress(share)
    return size


def _packet_parts(capture: Capture, numbers: Rows, chosen: pcap.Format) -> Iterator[tuple[bytes, float]]:
    expected = int(capture.source.frames.captured[numbers].sum(dtype=np.int64)) + 1
    written = 0
    for piece in pcap.pieces(capture.source, numbers, chosen):
        written += len(piece)
        yield piece, min(1.0, written / expected)


def _json_parts(capture: Capture, rows: Rows) -> Iterator[tuple[bytes, float]]:
    from nldissect.output.json import blocks

    done = 0
    for block in blocks(capture, rows):
        done += len(block)
        yield "".join(f"{line}\n" for line in block).encode(), done / len(rows)


def _text_parts(capture: Capture, rows: Rows, tree: bool, ascii_only: bool) -> Iterator[tuple[bytes, float]]:
    from nldissect.output.text import ASCII_GLYPHS, GLYPHS, summary_line, tree_lines

    glyphs, encoding = (ASCII_GLYPHS, "ascii") if ascii_only else (GLYPHS, "utf-8")
    for start in range(0, len(rows), TEXT_CHUNK):
        chunk = rows[start : start + TEXT_CHUNK]
        capture.assign_layouts(chunk)
        lines: list[str] = []
        for row in chunk.tolist():
            message = capture.message(row)
            lines.append(summary_line(message, glyphs))
            if tree:
                lines += [*tree_lines(message), ""]
        text = "".join(f"{line}\n" for line in lines)
        yield text.encode(encoding, "backslashreplace"), (start + len(chunk)) / len(rows)
