"""Captures recorded from made packets."""

import errno
import os
import socket
import struct
import time
from pathlib import Path
from typing import Any

import nldissect
from nldissect.capture import Capture
from nldissect.live.files import NO_LIMITS, Files, Limits
from nldissect.live.interface import Interface
from nldissect.live.keeper import Keeper
from nldissect.live.packets import Format
from nldissect.live.recorder import Recorder
from nldissect.notes import Process

ROUTE = 0
PORT, OWN = 815, 4711
BLOCK = 4  # packets that a made input gives at a time
PACKET = 32 + 16 + 20  # bytes of one in the file
KNOWN = Process(0, ROUTE, PORT, 77, "ip monitor", "ip", 0, True)


def datagram(number: int, port: int = PORT) -> bytes:
    return struct.pack("=IHHII", 20, 3, 2, number, port) + bytes(4)


class Made:
    """An input with a pipe, of which each byte is a datagram with this sequence number."""

    def __init__(self, numbers: bytes = b"", *, over: bool = False) -> None:
        self.packets = 0
        self.dropped = 0
        self.error = errno.ENETDOWN
        self._reading, self.writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        os.write(self.writing, numbers)
        if over:
            os.close(self.writing)

    def filenos(self) -> list[int]:
        return [self._reading]

    def take(self, form: Format, interface: int, most: int | None = None) -> tuple[int, bytes] | None:
        try:
            numbers = os.read(self._reading, BLOCK if most is None else min(BLOCK, most))
        except BlockingIOError:
            return None
        self.packets += len(numbers)
        parts = [form.datagram(interface, time.time_ns(), ROUTE, datagram(each), 20) for each in numbers]
        return (len(numbers), b"".join(parts)) if numbers else None

    def count(self) -> None:
        """What a test says was dropped stands."""

    def failure(self) -> int:
        return self.error

    def close(self) -> None:
        os.close(self._reading)


def recorder(path: Path, *inputs: Made, rotation: Limits = NO_LIMITS, **options: Any) -> Recorder:
    """A recorder that has begun."""
    interfaces = [Interface(f"made{number}", each, lambda error: "") for number, each in enumerate(inputs)]
    made = Recorder(Files(str(path), rotation), interfaces, rotation=rotation, **options)
    made.begin()
    return made


def record(path: Path, *inputs: Made, **options: Any) -> Recorder:
    made = recorder(path, *inputs, **options)
    made.run()
    return made


def captured(path: Path) -> Capture:
    return nldissect.open(path).load()


def numbers(found: Capture) -> list[int]:
    return [message.seq for message in found]


def warnings(path: Path) -> list[str]:
    return [each.removeprefix(f"{path}: ") for each in captured(path).warnings]


def ring_of(path: Path) -> list[Capture]:
    """The files that a rotation has left in a directory."""
    return [captured(each) for each in sorted(path.parent.iterdir())]


def relay(*datagrams: bytes) -> socket.socket:
    """A socket from which these come, as `dictionary.relayed` gives one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        for each in datagrams:
            theirs.send(bytes([ROUTE]) + time.time_ns().to_bytes(8, "little") + each)
    return ours


def connected() -> tuple[Keeper, socket.socket]:
    """A keeper, and the socket by which a test plays it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return Keeper(ours), theirs
