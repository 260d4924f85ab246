"""Captures made for the tests of the screen: any number of messages at once, and one that grows.

Nine messages repeat, a quarter of a millisecond apart: a link dump (request, two parts, done), a route that is added
(request, ack), a link that is refused (request, error), and a notification.
"""

from __future__ import annotations

import os
import struct
import threading
from functools import cache

import nldissect
from nldissect.capture import Capture

START = 1_700_000_000  # seconds
STEP = 250  # microseconds between two messages
PORT = 4242
REQUEST, MULTI, ACK, DUMP = 0x1, 0x2, 0x4, 0x300


def attribute(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def message(kind: int, flags: int, body: bytes, seq: int, port: int = PORT) -> bytes:
    return struct.pack("<IHHII", 16 + len(body), kind, flags, seq, port) + body


IFINFOMSG = struct.pack("<BxHiII", 0, 1, 2, 0x11043, 0)
LINK = IFINFOMSG + attribute(3, b"eth0\0") + attribute(4, struct.pack("<I", 1500))
RTMSG = struct.pack("<BBBBBBBBI", 2, 8, 0, 0, 254, 4, 0, 1, 0)
ROUTE = RTMSG + attribute(1, bytes([10, 0, 0, 0])) + attribute(5, bytes([192, 0, 2, 1]))
NAMED = IFINFOMSG + attribute(3, b"[red]x[/]\0")
ADD = 24, REQUEST | ACK | 0x600
ADD_LINK = 16, REQUEST | ACK | 0x600

NINE = (
    message(18, REQUEST | DUMP, IFINFOMSG, 1),
    message(16, MULTI, LINK, 1),
    message(16, MULTI, LINK + attribute(200, b"\1"), 1),
    message(3, MULTI, struct.pack("<i", 0), 1),
    message(*ADD, ROUTE, 2),
    message(2, 0x100, struct.pack("<i", 0) + message(*ADD, ROUTE, 2)[:16], 2),
    message(*ADD_LINK, NAMED, 3),
    message(2, 0, struct.pack("<i", -17) + message(*ADD_LINK, NAMED, 3), 3),
    message(24, 0, ROUTE, 0, 0),
)
FILE_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 253)
COOKED = struct.pack(">HHH8xH", 4, 824, 0, 0)


def records(first: int, stop: int) -> bytes:
    """The packets of the messages from `first` to `stop`."""
    parts: list[bytes] = []
    for number in range(first, stop):
        seconds, microseconds = divmod(number * STEP, 1_000_000)
        data = COOKED + NINE[number % len(NINE)]
        parts += (struct.pack("<IIII", START + seconds, microseconds, len(data), len(data)), data)
    return b"".join(parts)


@cache
def made(count: int) -> bytes:
    """A pcap file of so many messages."""
    return FILE_HEADER + records(0, count)


class Growing:
    """A capture that comes through a pipe; `arrive(n)` has it hold n messages, `end()` says that no more come."""

    def __init__(self, count: int = 0) -> None:
        read, self._write = os.pipe()
        self.capture: Capture = nldissect.open(os.fdopen(read, "rb"))
        self._arrived = 0
        self._writing: list[threading.Thread] = []
        self._put(FILE_HEADER)
        self.arrive(count)

    def arrive(self, count: int) -> None:
        self._put(records(self._arrived, count))
        self._arrived = count

    def end(self) -> None:
        for thread in self._writing:
            thread.join(10)
        if self._write >= 0:
            os.close(self._write)
            self._write = -1

    def _put(self, data: bytes) -> None:
        """Write without waiting for the reader; a pipe holds 64 kB."""
        before = self._writing[-1] if self._writing else None

        def write() -> None:
            if before is not None:
                before.join()
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._write, rest) :]

        self._writing.append(threading.Thread(target=write, daemon=True))
        self._writing[-1].start()
