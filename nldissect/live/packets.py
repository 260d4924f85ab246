"""Packets as the records of a capture file, made from the blocks of a ring or from single datagrams."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from struct import Struct
from typing import Any, Protocol

import nldissect
from nldissect import blocks
from nldissect.cooked import cooked, cooked_header

SECOND = 1_000_000_000
LINKTYPE_NETLINK = 253
MOST_SIZES = 4096  # whose ends are remembered
LONGEST = 262_144  # MAXIMUM_SNAPLEN of libpcap

# struct tpacket3_hdr, and behind it struct sockaddr_ll: next, sec, nsec, snaplen, len, mac; protocol to address.
ring_header = Struct("=5I4xH24x18s")
# of sockaddr_ll: protocol (big-endian), index, ARPHRD, packet type, length of the address, address
link_address = Struct("=2s4xHBB8s")
pcapng_packet = Struct("<7I")
pcap_packet = Struct("<4I")
pcap_file = Struct("<IHHiIII")
word = Struct("<I")


class Format(Protocol):
    """Makes the bytes of a capture file: first `begin`, then packets, and what is known of them.

    heard  nlmsg_pid and sockaddr_ll, from its protocol on, of the packets since it was last emptied
    """

    heard: set[bytes]

    def begin(self, names: Sequence[str], longest: int) -> bytes:
        """The start of a file with interfaces of these names, of whose packets so many bytes are kept (0: all)."""

    def packets(self, memory: Any, position: int, count: int, interface: int) -> bytes:
        """The packets that begin at a position of a ring."""

    def datagram(self, interface: int, time: int, protocol: int, data: bytes, length: int) -> bytes:
        """A packet of its own: when it came in nanoseconds since the epoch, and how long it was."""

    def statistics(self, interface: int, time: int, received: int, dropped: int) -> bytes:
        """How many packets an interface had so far, and how many there was no room for."""

    def note(self, facts: Mapping[str, Any]) -> bytes:
        """What `nldissect.notes` can say."""


class Cooked(dict[bytes, bytes]):
    """Cooked headers by the sockaddr_ll, from its protocol on, that they are made of."""

    def __missing__(self, address: bytes) -> bytes:
        protocol, hardware, kind, length, octets = link_address.unpack(address)
        made = self[address] = cooked_header.pack(kind, hardware, length, octets, protocol)
        return made


class Heard:
    """What both formats note of packets."""

    def __init__(self) -> None:
        self.heard: set[bytes] = set()

    def _hear(self, protocol: int, data: bytes) -> None:
        self.heard.add(data[12:16] + protocol.to_bytes(2, "big") + bytes(16))


class Pcapng(Heard):
    """A pcapng file."""

    def __init__(self) -> None:
        super().__init__()
        self._cooked = Cooked()
        self._ends: dict[int, tuple[int, bytes]] = {}

    def begin(self, names: Sequence[str], longest: int) -> bytes:
        interfaces = (blocks.interface(LINKTYPE_NETLINK, longest, name) for name in names)
        return b"".join([blocks.section(application=f"nldissect {nldissect.__version__}"), *interfaces])

    def packets(self, memory: Any, position: int, count: int, interface: int) -> bytes:
        # Half a microsecond a packet: all that is looked up stands in local names.
        unpack, pack, cooked, ends = ring_header.unpack_from, pcapng_packet.pack, self._cooked, self._ends
        hear = self.heard.add
        parts: list[bytes] = []
        for _ in range(count):
            following, seconds, nanoseconds, captured, length, start, address = unpack(memory, position)
            time = seconds * SECOND + nanoseconds
            start += position
            try:
                size, end = ends[captured]
            except KeyError:
                size, end = self._end(captured)
            data = memory[start : start + captured]
            header = pack(6, size, interface, time >> 32, time & 0xFFFFFFFF, captured + 16, length + 16)
            parts += header, cooked[address], data, end
            hear(data[12:16] + address)
            position += following
        return b"".join(parts)

    def _end(self, captured: int) -> tuple[int, bytes]:
        """The size of a block with so many bytes behind the cooked header, and what follows these."""
        if len(self._ends) >= MOST_SIZES:
            self._ends.clear()
        padding = -captured % 4
        size = 32 + 16 + captured + padding
        made = self._ends[captured] = size, bytes(padding) + word.pack(size)
        return made

    def datagram(self, interface: int, time: int, protocol: int, data: bytes, length: int) -> bytes:
        self._hear(protocol, data)
        return blocks.packet(interface, time, cooked(protocol) + data, length + 16)

    def statistics(self, interface: int, time: int, received: int, dropped: int) -> bytes:
        return blocks.statistics(interface, time, received, dropped)

    def note(self, facts: Mapping[str, Any]) -> bytes:
        return blocks.note(facts)


class Pcap(Heard):
    """A pcap file with nanoseconds; it has one interface, and room for nothing but packets."""

    def __init__(self) -> None:
        super().__init__()
        self._cooked = Cooked()

    def begin(self, names: Sequence[str], longest: int) -> bytes:
        return pcap_file.pack(0xA1B23C4D, 2, 4, 0, 0, longest or LONGEST, LINKTYPE_NETLINK)

    def packets(self, memory: Any, position: int, count: int, interface: int) -> bytes:
        unpack, pack, cooked = ring_header.unpack_from, pcap_packet.pack, self._cooked
        hear = self.heard.add
        parts: list[bytes] = []
        for _ in range(count):
            following, seconds, nanoseconds, captured, length, start, address = unpack(memory, position)
            start += position
            data = memory[start : start + captured]
            parts += pack(seconds, nanoseconds, captured + 16, length + 16), cooked[address], data
            hear(data[12:16] + address)
            position += following
        return b"".join(parts)

    def datagram(self, interface: int, time: int, protocol: int, data: bytes, length: int) -> bytes:
        seconds, nanoseconds = divmod(time, SECOND)
        self._hear(protocol, data)
        return pcap_packet.pack(seconds, nanoseconds, len(data) + 16, length + 16) + cooked(protocol) + data

    def statistics(self, interface: int, time: int, received: int, dropped: int) -> bytes:
        return b""

    def note(self, facts: Mapping[str, Any]) -> bytes:
        return b""


def heard_port(heard: bytes) -> tuple[int, int]:
    """Netlink protocol and port of what `Format.heard` has."""
    return int.from_bytes(heard[-18:-16], "big"), int.from_bytes(heard[:-18], sys.byteorder)
