"""Netlink messages one after the other and nothing else, as rtmon and programs of one's own write them.

rtmon puts a message of its own before each, NLMSG_TSTAMP, with the time in seconds and microseconds.
"""

from __future__ import annotations

from struct import Struct

from nldissect.nlmsghdr import NLMSG_HDRLEN, Order, messages_end
from nldissect.sources.importing.found import Datagram, Found, listed

NLMSG_TSTAMP = 15  # include/libnetlink.h of iproute2
LONGEST = 1 << 20
TYPES = 0x1000  # of netfilter the highest: its subsystem in the upper byte


def read(data: bytes) -> Found:
    """Each message as a datagram of its own, with the bytes that follow it where no other message begins."""
    found = Found()
    order = _order(data)
    fields = Struct(("<" if order == "little" else ">") + "IH10xII")
    place, time = 0, None
    strange: list[int] = []
    while place < len(data):
        length, kind = _header(data, place, order)
        if not NLMSG_HDRLEN <= length <= LONGEST:
            end = _next(data, place, order)
            if place == 0 and end == len(data):
                break  # no message at all
            strange.append(place)
            if found.datagrams:
                found.datagrams[-1].data += data[place:end]
            else:
                found.datagrams.append(Datagram(data[place:end]))
            place = end
            continue
        end = place + (length + 3 & ~3)
        if kind == NLMSG_TSTAMP and length == fields.size <= len(data) - place:
            _, _, seconds, microseconds = fields.unpack_from(data, place)
            time = (seconds * 1_000_000 + microseconds) * 1000
        else:
            found.datagrams.append(Datagram(data[place:end], time, length=length))
            if place + length > len(data):
                found.warnings.append(f"byte {place:,}: the last message is cut, it has {length:,} bytes")
        place = min(end, len(data))
    if strange:
        found.warnings.append(f"{listed(strange, 'byte')}: no message begins here; the bytes follow the one before")
    return found


def _header(data: bytes, place: int, order: Order) -> tuple[int, int]:
    """nlmsg_len and nlmsg_type of what begins at a place; 0 where there is no room for a header."""
    if len(data) - place < NLMSG_HDRLEN:
        return 0, 0
    return int.from_bytes(data[place : place + 4], order), int.from_bytes(data[place + 4 : place + 6], order)


def _next(data: bytes, place: int, order: Order) -> int:
    """Where the next message begins behind a place: a header, and another one or the end where its length ends."""
    for start in range((place + 4) & ~3, len(data) - NLMSG_HDRLEN + 1, 4):
        length, kind = _header(data, start, order)
        if not (NLMSG_HDRLEN <= length <= LONGEST and 0 < kind < TYPES):
            continue
        end = start + (length + 3 & ~3)
        following, kind = _header(data, end, order)
        if end >= len(data) or (NLMSG_HDRLEN <= following <= LONGEST and 0 < kind < TYPES):
            return start
    return len(data)


def recognises(head: bytes) -> bool:
    """Whether a file begins with a message, and with another one where this one ends."""
    order = _order(head)
    place = 0
    while len(head) - place >= NLMSG_HDRLEN:
        length, kind = _header(head, place, order)
        if not NLMSG_HDRLEN <= length <= LONGEST or kind >= TYPES:
            return False
        place += length + 3 & ~3
    return place > 0


def _order(data: bytes) -> Order:
    """The byte order in which more of the data are messages."""
    little, big = messages_end(data[: 1 << 16], "little"), messages_end(data[: 1 << 16], "big")
    if little == big:  # the first one is cut
        length = int.from_bytes(data[:4], "little")
        return "big" if length > int.from_bytes(data[:4], "big") else "little"
    return "little" if little > big else "big"
