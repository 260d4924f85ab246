"""Where there is no tap: sockets that are members of all multicast groups, and hear what the kernel tells everybody."""

from __future__ import annotations

import errno
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from struct import Struct

from nldissect.families import NAMES
from nldissect.live.conversation import NETLINK_GENERIC, SOL_NETLINK
from nldissect.live.packets import Format

NETLINK_ADD_MEMBERSHIP = 1
SO_RCVBUFFORCE = 33
SO_MEMINFO = 55
SK_MEMINFO_DROPS = 8
meminfo = Struct("=9I")

PROTOCOLS = (0, 6, 12, NETLINK_GENERIC)
"""Those with multicast groups: route, xfrm, netfilter, generic."""

BUFFER = 1 << 25
"""Bytes that wait to be read, unless told otherwise; an ordinary user gets what net.core.rmem_max allows."""

LARGEST = 1 << 17
MOST_BUFFER = (1 << 30) - 1  # of which the kernel takes twice as many, as an int
MOST_AT_ONCE = 256  # datagrams that are taken before something else has its turn
MOST_GROUPS = 1024
CONTROLLER = 16  # GENL_ID_CTRL: its notifications tell of new groups


def opened(buffer: int = BUFFER) -> tuple[list[tuple[socket.socket, int]], list[str]]:
    """Members of all groups with their protocols, and the names of the protocols whose groups we may not join."""
    members, refused = [], []
    for protocol in PROTOCOLS:
        try:
            made = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)
        except OSError as error:
            if error.errno == errno.EPROTONOSUPPORT:  # this kernel is made without it
                continue
            raise
        made.bind((0, 0))  # the kernel takes a socket without a port for itself, to which it tells nothing
        made.setblocking(False)
        for option in (SO_RCVBUFFORCE, socket.SO_RCVBUF):
            with suppress(OSError):
                made.setsockopt(socket.SOL_SOCKET, option, min(buffer, MOST_BUFFER))
                break
        if join(made):
            members.append((made, protocol))
        else:
            refused.append(NAMES[protocol].removeprefix("NETLINK_").lower())
            made.close()
    return members, refused


def join(member: socket.socket) -> int:
    """Join all groups of a protocol that there are, as far as we may; how many those are."""
    joined = 0
    for group in range(1, MOST_GROUPS):
        try:
            member.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
            joined += 1
        except OSError as error:
            if error.errno == errno.EINVAL:  # there are no more
                break
    return joined


class Members:
    """The sockets of one namespace; times are those at which datagrams were read."""

    def __init__(self, members: list[socket.socket], protocols: list[int]) -> None:
        self._members = {each.fileno(): (each, number) for each, number in zip(members, protocols, strict=True)}
        self.packets = 0
        self.dropped = 0

    def filenos(self) -> list[int]:
        return list(self._members)

    def take(self, form: Format, interface: int, most: int | None = None) -> tuple[int, bytes] | None:
        """As `Ring.take`."""
        parts = [
            form.datagram(interface, time.time_ns(), protocol, data, len(data))
            for protocol, data in self._datagrams(MOST_AT_ONCE if most is None else min(most, MOST_AT_ONCE))
        ]
        self.packets += len(parts)
        return (len(parts), b"".join(parts)) if parts else None

    def _datagrams(self, most: int) -> Iterator[tuple[int, bytes]]:
        for member, protocol in self._members.values():
            while most > 0:
                try:
                    data = member.recv(LARGEST)
                except BlockingIOError:
                    break
                except OSError as error:
                    if error.errno != errno.ENOBUFS:  # which the counters tell
                        raise
                    continue
                most -= 1
                yield protocol, data
                if protocol == NETLINK_GENERIC and data[4:6] == CONTROLLER.to_bytes(2, sys.byteorder):
                    join(member)

    def count(self) -> None:
        """Bring `dropped` up to date: datagrams for which there was no room."""
        dropped = 0
        for member, _ in self._members.values():
            data = member.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, meminfo.size)
            dropped += meminfo.unpack(data)[SK_MEMINFO_DROPS]
        self.dropped = dropped

    def failure(self) -> int:
        """Nothing that could happen to a device happens to these."""
        return 0

    def close(self) -> None:
        for member, _ in self._members.values():
            member.close()
