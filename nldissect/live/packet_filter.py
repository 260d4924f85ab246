"""A filter that runs in the kernel: which datagrams a packet socket takes, and how much of each.

The classic BPF of linux/filter.h; on an nlmon device the protocol of a packet is its netlink protocol.
"""

from __future__ import annotations

import ctypes
import socket
import sys
from collections.abc import Collection, Iterator
from struct import Struct

SO_ATTACH_FILTER = 26
sock_filter = Struct("=HBBI")
sock_fprog = Struct("@HP")
LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
LOAD_LENGTH = 0x80  # BPF_LD | BPF_W | BPF_LEN
JUMP = 0x05  # BPF_JMP | BPF_JA
JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
JUMP_IF_NOT_LESS = 0x35  # BPF_JMP | BPF_JGE | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K
PORT = 12  # where the first message of a datagram has nlmsg_pid
NLMSG_HDRLEN = 16
PROTOCOL = 0xFFFFF000  # SKF_AD_OFF + SKF_AD_PROTOCOL
ALL = 0xFFFFFFFF


def program(protocols: Collection[int], longest: int, own: Collection[int]) -> bytes:
    """The instructions that take `longest` bytes (0: all) of packets of these protocols (none given: of all).

    own   port ids whose messages are not taken, for they come on another way
    """
    return b"".join(sock_filter.pack(*each) for each in _instructions(protocols, longest or ALL, own))


def _instructions(
    protocols: Collection[int], longest: int, own: Collection[int]
) -> Iterator[tuple[int, int, int, int]]:
    if own:  # a load from behind the end would drop what is shorter
        yield LOAD_LENGTH, 0, 0, 0
        yield JUMP_IF_NOT_LESS, 0, len(own) + 3, NLMSG_HDRLEN
        yield LOAD_WORD, 0, 0, PORT
        for left, port in zip(range(len(own), 0, -1), sorted(own), strict=True):
            yield JUMP_IF_EQUAL, left, 0, int.from_bytes(port.to_bytes(4, sys.byteorder), "big")
        yield JUMP, 0, 0, 1
        yield RETURN, 0, 0, 0
    if protocols:
        yield LOAD_WORD, 0, 0, PROTOCOL
        for left, number in zip(range(len(protocols), 0, -1), sorted(protocols), strict=True):
            yield JUMP_IF_EQUAL, left, 0, number
        yield RETURN, 0, 0, 0
    yield RETURN, 0, 0, longest


def attach(raw: socket.socket, protocols: Collection[int], longest: int, own: Collection[int]) -> None:
    """Have a packet socket take only this; raises OSError."""
    instructions = program(protocols, longest, own)
    memory = ctypes.create_string_buffer(instructions, len(instructions))
    fprog = sock_fprog.pack(len(instructions) // sock_filter.size, ctypes.addressof(memory))
    raw.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)
