"""The ring: packets that the kernel writes into memory shared with this process, a block at a time (TPACKET_V3).

Source: linux/if_packet.h and Documentation/networking/packet_mmap.rst.
"""

from __future__ import annotations

import errno
import mmap
import os
import socket
from collections.abc import Collection
from struct import Struct

from nldissect.live import packet_filter
from nldissect.live.packets import Format

SOL_PACKET = 263
PACKET_RX_RING = 5
PACKET_STATISTICS = 6
PACKET_VERSION = 10
TPACKET_V3 = 2
ETH_P_ALL = 3

BLOCK = 1 << 20
"""Bytes of a block: more than the largest netlink datagram."""

RETIRED_AFTER = 20
"""Milliseconds after which a block that is not full is handed over."""

FRAME = 2048  # which TPACKET_V3 wants to know, and does not use
RING = 1 << 25
"""Bytes of a ring unless told otherwise."""

tpacket_req3 = Struct("=7I")
tpacket_stats_v3 = Struct("=3I")
# struct tpacket_block_desc: version, offset_to_priv; status, num_pkts, offset_to_first_pkt
STATUS = 8
block_header = Struct("=8xIII")
HANDED_OVER = 1  # TP_STATUS_USER
GIVEN_BACK = b"\0\0\0\0"  # TP_STATUS_KERNEL


class Ring:
    """The ring of one device.

    device     name of the device, in the network namespace of the socket
    size       bytes, rounded up to whole blocks
    protocols  netlink protocols to take, by number; empty: all
    longest    bytes to take of each packet; 0: all
    own        port ids whose messages are not to be taken

    Raises OSError.
    """

    def __init__(
        self,
        raw: socket.socket,
        device: str,
        size: int = RING,
        protocols: Collection[int] = (),
        longest: int = 0,
        own: Collection[int] = (),
    ) -> None:
        self.socket = raw
        self.packets = 0
        self.dropped = 0
        blocks = max(2, -(-size // BLOCK))
        if blocks * BLOCK > os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"):
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))  # the kernel would try, and end other programs
        if protocols or longest or own:
            packet_filter.attach(raw, protocols, longest, own)
        raw.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V3)
        request = tpacket_req3.pack(BLOCK, blocks, FRAME, blocks * (BLOCK // FRAME), RETIRED_AFTER, 0, 0)
        raw.setsockopt(SOL_PACKET, PACKET_RX_RING, request)
        self._memory = mmap.mmap(raw.fileno(), blocks * BLOCK, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        self._blocks = blocks
        self._next = 0
        raw.bind((device, ETH_P_ALL))

    def filenos(self) -> list[int]:
        return [self.socket.fileno()]

    def take(self, form: Format, interface: int, most: int | None = None) -> tuple[int, bytes] | None:
        """How many packets the next block has, and their bytes in a file; None: no block was handed over yet.

        most   packets to take, of those that there are; None: all of them
        """
        memory, start = self._memory, self._next * BLOCK
        status, count, first = block_header.unpack_from(memory, start)
        if not status & HANDED_OVER:
            return None
        wanted = count if most is None else min(count, most)
        data = form.packets(memory, start + first, wanted, interface)
        memory[start + STATUS : start + STATUS + 4] = GIVEN_BACK
        self._next = (self._next + 1) % self._blocks
        return wanted, data

    def count(self) -> None:
        """Bring `packets` (that came) and `dropped` (of these, for which there was no room) up to date."""
        data = self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, tpacket_stats_v3.size)
        came, dropped, _ = tpacket_stats_v3.unpack(data)
        self.packets += came
        self.dropped += dropped

    def failure(self) -> int:
        """The error number that the kernel left on the socket (ENETDOWN: the device is down or gone), 0 for none."""
        number: int = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return number

    def close(self) -> None:
        self._memory.close()
        self.socket.close()


def opened() -> socket.socket:
    """A packet socket that hears nothing yet, in the network namespace where this process is."""
    return socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, 0)
