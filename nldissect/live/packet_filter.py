"""A filter that runs in the kernel: which netlink protocols a packet socket takes, and how much of each packet.

The classic BPF of linux/filter.h; on an nlmon device the protocol of a packet is its netlink protocol.
"""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Collection, Iterator
from struct import Struct

SO_ATTACH_FILTER = 26
sock_filter = Struct("=HBBI")
sock_fprog = Struct("@HP")
LOAD_WORD_ABSOLUTE = 0x20  # BPF_LD | BPF_W | BPF_ABS
JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K
PROTOCOL = 0xFFFFF000  # SKF_AD_OFF + SKF_AD_PROTOCOL
ALL = 0xFFFFFFFF


def program(protocols: Collection[int], longest: int) -> bytes:
    """The instructions that take `longest` bytes (0: all) of packets of these protocols (none given: of all)."""
    return b"".join(sock_filter.pack(*instruction) for instruction in _instructions(protocols, longest or ALL))


def _instructions(protocols: Collection[int], longest: int) -> Iterator[tuple[int, int, int, int]]:
    if protocols:
        yield LOAD_WORD_ABSOLUTE, 0, 0, PROTOCOL
        for left, number in zip(range(len(protocols), 0, -1), sorted(protocols), strict=True):
            yield JUMP_IF_EQUAL, left, 0, number
        yield RETURN, 0, 0, 0
    yield RETURN, 0, 0, longest


def attach(raw: socket.socket, protocols: Collection[int], longest: int) -> None:
    """Have a packet socket take only this; raises OSError."""
    instructions = program(protocols, longest)
    memory = ctypes.create_string_buffer(instructions, len(instructions))
    fprog = sock_fprog.pack(len(instructions) // sock_filter.size, ctypes.addressof(memory))
    raw.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)
