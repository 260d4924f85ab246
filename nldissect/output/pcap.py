"""Frames of a capture, written as a pcap or pcapng file.

Formats: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/ and draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, BinaryIO, Literal

import numpy as np

from nldissect import blocks
from nldissect.errors import CaptureError
from nldissect.sources import Source
from nldissect.sources.frames import LINKTYPE_NETLINK
from nldissect.sources.pcap import MAXIMUM_SNAPLEN

if TYPE_CHECKING:
    import numpy.typing as npt

Format = Literal["pcap", "pcapng"]

SECOND = 1_000_000_000
MICROSECOND = 1_000
# Records that are put together for one write.
BATCH = 1024
PCAP_HEADER = Struct("<IHHiIII")
PCAP_RECORD = Struct("<IIII")


def write_capture(
    path_or_file: str | Path | BinaryIO,
    source: Source,
    frame_numbers: Iterable[int] | npt.NDArray[np.integer],
    format: Format = "pcapng",  # noqa: A002 (the word users know)
) -> int:
    """The number of frames written to a path ("-": standard output) or binary file object.

    `frame_numbers` are rows of `source.frames` (0-based), written in the order given. pcapng keeps the interfaces,
    comments and nanoseconds; pcap has one link type and no comments, and counts in nanoseconds only where
    microseconds would lose something. Raises CaptureError when the file cannot be written, or is the one that
    `source` reads from, or when the frames are of several link types and the format is pcap.
    """
    numbers = np.fromiter(frame_numbers, np.int64)
    path = path_or_file if isinstance(path_or_file, str | Path) else getattr(path_or_file, "name", "output")
    name = "standard output" if path == "-" else str(path)
    try:
        with _opened(path_or_file, source) as file:
            for piece in pieces(source, numbers, format):
                file.write(piece)
            file.flush()
    except BrokenPipeError:
        raise  # whoever reads our output has had enough: not an error of the capture
    except OSError as error:
        raise CaptureError(f"{name}: cannot be written ({error.strerror})") from None
    return len(numbers)


def _opened(path_or_file: str | Path | BinaryIO, source: Source) -> nullcontext[BinaryIO] | BinaryIO:
    if path_or_file == "-":
        return nullcontext(sys.stdout.buffer)
    if not isinstance(path_or_file, str | Path):
        return nullcontext(path_or_file)
    refuse_own(path_or_file, source)
    return open(path_or_file, "wb")


def refuse_own(path: str | Path, source: Source) -> None:
    """Raise CaptureError when a path leads to the file that `source` reads from."""
    if source.identity is not None and os.path.exists(path):
        status = os.stat(path)
        if (status.st_dev, status.st_ino) == source.identity:
            raise CaptureError(f"{path}: is the capture that is being read; write to another file")


def pieces(source: Source, numbers: npt.NDArray[np.int64], format: Format) -> Iterator[bytes]:  # noqa: A002
    """The file that `write_capture` writes, bit by bit; raises CaptureError when the format cannot hold the frames."""
    return _pcapng(source, numbers) if format == "pcapng" else _pcap(source, numbers)


def _records(source: Source, numbers: npt.NDArray[np.int64]) -> Iterator[tuple[int, int, int, int, int, bytes]]:
    """Number, interface, time in nanoseconds (never below 0), both lengths and bytes of each frame."""
    frames, data = source.frames, source.data
    for first in range(0, len(numbers), BATCH):
        batch = numbers[first : first + BATCH]
        columns = (frames.interface, frames.time, frames.length, frames.offset, frames.captured)
        rows = zip(batch.tolist(), *(column[batch].tolist() for column in columns), strict=True)
        for number, interface, time, length, offset, captured in rows:
            yield number, interface, max(time, 0), captured, length, data[offset : offset + captured]


def _joined(records: Iterator[bytes]) -> Iterator[bytes]:
    while batch := list(islice(records, BATCH)):
        yield b"".join(batch)


def _pcap(source: Source, numbers: npt.NDArray[np.int64]) -> Iterator[bytes]:
    used = np.unique(source.frames.interface[numbers]).tolist() or range(len(source.interfaces))
    link_types = {source.interfaces[number].link_type for number in used} or {LINKTYPE_NETLINK}
    if len(link_types) > 1 and len(numbers):
        listed = ", ".join(map(str, sorted(link_types)))
        raise CaptureError(f"{source.name}: has frames of link types {listed}, pcap can hold but one; write pcapng")
    return _pcap_pieces(source, numbers, min(link_types))


def _pcap_pieces(source: Source, numbers: npt.NDArray[np.int64], link_type: int) -> Iterator[bytes]:
    fine = bool((source.frames.time[numbers] % MICROSECOND).any())
    magic, unit = (0xA1B23C4D, 1) if fine else (0xA1B2C3D4, MICROSECOND)
    longest = max(MAXIMUM_SNAPLEN, int(source.frames.captured[numbers].max(initial=0)))
    yield PCAP_HEADER.pack(magic, 2, 4, 0, 0, longest, link_type)
    yield from _joined(
        PCAP_RECORD.pack(time // SECOND & 0xFFFFFFFF, time % SECOND // unit, captured, length) + frame
        for _, _, time, captured, length, frame in _records(source, numbers)
    )


def _pcapng(source: Source, numbers: npt.NDArray[np.int64]) -> Iterator[bytes]:
    yield blocks.section(source.comments.get(-1, ()))
    for interface in source.interfaces:
        yield blocks.interface(interface.link_type, interface.snap_length, interface.name, interface.description)
    for interface_number, protocol, port in sorted(source.own):
        yield blocks.note({"own": {"interface": interface_number, "protocol": protocol, "port": port}})
    for process in source.processes:
        yield blocks.note({"process": asdict(process)})
    yield from _joined(
        blocks.packet(interface_number, time, frame, length, source.comments.get(number, ()))
        for number, interface_number, time, _, length, frame in _records(source, numbers)
    )
