"""Packets and messages of our own benchmark captures: classic pcap, little-endian, link type NETLINK.

Deliberately apart from `nldissect`: what is measured does not prepare its own measurement, and the
peers' scripts read captures by the same few lines. Captures are never held as a whole: a process
inherits the peak memory of the one that started it, so what starts the programs under measurement
must stay small.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

FILE_HEADER = struct.Struct("<IHHiIII")
PACKET_HEADER = struct.Struct("<IIII")
MICROSECONDS, NETLINK = 0xA1B2C3D4, 253
COOKED_HEADER = 16
MESSAGE_HEADER = 16


def is_plain(header: bytes) -> bool:
    """Whether the first 24 bytes of a file are those of the one format that the benchmarks use."""
    if len(header) < FILE_HEADER.size:
        return False
    magic, *_, link_type = FILE_HEADER.unpack_from(header)
    return bool(magic == MICROSECONDS and link_type == NETLINK)


def packets(file: BinaryIO) -> Iterator[bytes]:
    """Each packet's record (16 bytes of header, then the packet) of a capture, from where the file stands."""
    while len(header := file.read(PACKET_HEADER.size)) == PACKET_HEADER.size:
        captured = PACKET_HEADER.unpack(header)[2]
        packet = file.read(captured)
        if len(packet) < captured:
            return
        yield header + packet


def records(path: Path) -> Iterator[bytes]:
    """Each packet's record of the capture at that path."""
    with path.open("rb") as file:
        file.seek(FILE_HEADER.size)
        yield from packets(file)


def datagrams(path: Path) -> Iterator[bytes]:
    """The netlink datagram of each packet of a capture, without its cooked header."""
    for record in records(path):
        yield record[PACKET_HEADER.size + COOKED_HEADER :]


def count_messages(record: bytes) -> int:
    """Messages in a packet's record; bytes that hold none count as one."""
    count, offset = 0, PACKET_HEADER.size + COOKED_HEADER
    while offset < len(record):
        count += 1
        if offset + MESSAGE_HEADER > len(record):
            break
        length = int.from_bytes(record[offset : offset + 4], "little")
        if length < MESSAGE_HEADER:
            break
        offset += (length + 3) & ~3
    return max(count, 1)


def messages_in(path: Path) -> int:
    """Messages in the capture at that path."""
    return sum(map(count_messages, records(path)))
