"""The cooked header that an nlmon device puts before each datagram: packet type, ARPHRD, address, netlink protocol.

Format: https://www.tcpdump.org/linktypes/LINKTYPE_NETLINK.html; all of it is big-endian.
"""

from __future__ import annotations

from struct import Struct

ARPHRD_NETLINK = 824  # linux/if_arp.h
PACKET_OUTGOING = 4  # what every packet of an nlmon device is

# packet type, ARPHRD, length of the address, address, protocol
cooked_header = Struct(">HHH8s2s")


def cooked(protocol: int) -> bytes:
    """The cooked header that an nlmon device gives to a datagram of this netlink protocol."""
    return cooked_header.pack(PACKET_OUTGOING, ARPHRD_NETLINK, 0, bytes(8), protocol.to_bytes(2, "big"))


def uncooked(data: bytes) -> tuple[bytes, int | None]:
    """The datagram in the bytes of a packet, and its protocol; all the bytes and None when they are a datagram.

    The two are told apart by the header's first four bytes: read as nlmsg_len they are longer than any datagram.
    """
    size = cooked_header.size
    if data[:1] == b"\0" and data[2:4] == ARPHRD_NETLINK.to_bytes(2, "big") and size < len(data) < 0x40000:
        return data[size:], int.from_bytes(data[size - 2 : size], "big")
    return data, None
