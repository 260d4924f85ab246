"""Small captures for tests, built byte by byte and independently of the code under test."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

ROUTE = 0
GENERIC = 16
NETLINK = 253
SLL = 113
SLL2 = 276


@dataclass(frozen=True)
class Packet:
    """A packet and what a capture file says about it."""

    data: bytes
    time: int = 1_700_000_000_123_456_789
    length: int | None = None
    interface: int = 0
    options: bytes = b""

    @property
    def wire(self) -> int:
        return len(self.data) if self.length is None else self.length


def message(
    payload: bytes = b"",
    kind: int = 24,
    flags: int = 1,
    seq: int = 7,
    port: int = 9,
    order: str = "<",
    length: int | None = None,
) -> bytes:
    """A netlink message with its padding; `length` may lie."""
    size = 16 + len(payload) if length is None else length
    return struct.pack(order + "IHHII", size, kind, flags, seq, port) + payload + bytes(-len(payload) % 4)


def cooked(datagram: bytes, protocol: int = ROUTE, hardware: int = 824) -> bytes:
    """A packet of link type NETLINK or LINUX_SLL; address and length are garbage, as some kernels leave them."""
    return struct.pack(">HHH8sH", 4, hardware, 0xBEEF, b"garbage!", protocol) + datagram


def cooked2(datagram: bytes, protocol: int = ROUTE, hardware: int = 824) -> bytes:
    """A packet of link type LINUX_SLL2."""
    return struct.pack(">HHIHBB8s", protocol, 0xDEAD, 3, hardware, 4, 99, b"garbage!") + datagram


def pcap(
    packets: Sequence[Packet], order: str = "<", nano: bool = False, link_type: int = NETLINK, snap_length: int = 262144
) -> bytes:
    """A pcap file."""
    parts = [struct.pack(order + "IHHiIII", 0xA1B23C4D if nano else 0xA1B2C3D4, 2, 4, 0, 0, snap_length, link_type)]
    for packet in packets:
        seconds, rest = divmod(packet.time, 10**9)
        parts.append(
            struct.pack(order + "IIII", seconds, rest if nano else rest // 1000, len(packet.data), packet.wire)
        )
        parts.append(packet.data)
    return b"".join(parts)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """A pcapng block of any kind."""
    body += bytes(-len(body) % 4)
    size = 12 + len(body)
    return struct.pack(order + "II", kind, size) + body + struct.pack(order + "I", size)


def option(code: int, value: bytes = b"", order: str = "<") -> bytes:
    """An option of a pcapng block."""
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def section(order: str = "<", options: bytes = b"") -> bytes:
    """A section header block."""
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1) + options, order)


def interface(link_type: int = NETLINK, order: str = "<", options: bytes = b"", snap_length: int = 0) -> bytes:
    """An interface description block."""
    return block(1, struct.pack(order + "HHI", link_type, 0, snap_length) + options, order)


def enhanced(packet: Packet, order: str = "<", ticks: int | None = None) -> bytes:
    """An enhanced packet block; `ticks` is in the clock of its interface, microseconds if not given."""
    stamp = packet.time // 1000 if ticks is None else ticks
    fields = struct.pack(
        order + "IIIII", packet.interface, stamp >> 32, stamp & 0xFFFFFFFF, len(packet.data), packet.wire
    )
    return block(6, fields + packet.data + bytes(-len(packet.data) % 4) + packet.options, order)


def obsolete(packet: Packet, order: str = "<", drops: int = 5) -> bytes:
    """An (obsolete) packet block."""
    stamp = packet.time // 1000
    fields = struct.pack(
        order + "HHIIII", packet.interface, drops, stamp >> 32, stamp & 0xFFFFFFFF, len(packet.data), packet.wire
    )
    return block(2, fields + packet.data, order)


def simple(packet: Packet, order: str = "<") -> bytes:
    """A simple packet block."""
    return block(3, struct.pack(order + "I", packet.wire) + packet.data, order)


def pcapng(packets: Sequence[Packet], order: str = "<", link_type: int = NETLINK) -> bytes:
    """A pcapng file of one section and one interface with microseconds."""
    return section(order) + interface(link_type, order) + b"".join(enhanced(packet, order) for packet in packets)


def varied() -> list[Packet]:
    """Packets with one and several messages, padding, fragments, lying lengths, and nothing at all."""
    datagrams = [
        message(b"12345678"),
        message(b"123") + message() + message(b"abcdefg", kind=3),
        message(b"1234") * 40,
        b"",
        b"abc",
        message(b"x" * 20) + b"tail",
        message(b"1234", length=100),
        message(b"1234", length=4) + b"rest",
        message(b"12345")[:-3],
        message(kind=2, flags=0),
    ]
    return [
        Packet(cooked(datagram, protocol=index % 17), time=1_700_000_000_000_000_001 + index * 1_000_000_007)
        for index, datagram in enumerate(datagrams)
    ]
