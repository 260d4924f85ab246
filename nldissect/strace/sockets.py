"""Which netlink socket a file descriptor stands for, as strace tells it.

A socket has a number: that of its inode where strace names it (-y), else one of our own, below 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from nldissect.families import NAMES
from nldissect.strace.values import unquoted

UNKNOWN = -1
"""A protocol that strace does not tell."""

PROTOCOLS = {name.encode(): number for number, name in NAMES.items()} | {b"NETLINK_INET_DIAG": 4}
DUPLICATIONS = (b"dup", b"dup2", b"dup3", b"fcntl", b"fcntl64")
OPENINGS = (b"open", b"openat", b"openat2", b"creat", b"accept", b"accept4", b"epoll_create1", b"eventfd2")

_DESCRIPTOR = re.compile(rb"(\d{1,10})(<(?:[^<>]|->)*>)?")
_INODE = re.compile(rb"<(?:socket|NETLINK):\[(\d{1,20})\]>")
_PORT = re.compile(rb"<NETLINK:\[(\w+):-?\d{1,10}\]>")
_ESCAPED = re.compile(rb"<((?:\\x[0-9a-f]{2})+)>")


class Sockets:
    """The netlink sockets of the processes of one trace.

    protocol_of  gives the protocol of an inode number that was not seen to be opened, None when it has none; asked
                 once for each. Without it such sockets are of an `UNKNOWN` protocol, and so are descriptors of which
                 nothing is known
    """

    def __init__(self, protocol_of: Callable[[int], int | None] | None) -> None:
        self._protocol_of = protocol_of
        self._protocols: dict[int, int | None] = {}
        self._open: dict[int, dict[int, int]] = {}  # of processes
        self._named: dict[bytes, int] = {}
        self._own = 0

    def socket(self, process: int, arguments: bytes) -> tuple[int, int] | None:
        """The number and protocol of the socket that a call has as its first argument; None when it has none."""
        match = _DESCRIPTOR.match(arguments)
        if match is None:
            return None
        number = self._number(process, int(match[1]), _plain(match[2] or b""))
        protocol = None if number is None else self._protocol(number)
        return None if number is None or protocol is None else (number, protocol)

    def open(self, process: int, arguments: bytes, descriptor: int, name: bytes) -> None:
        """A process opened a socket."""
        family, _, rest = arguments.partition(b", ")
        inode = _INODE.fullmatch(_plain(name))
        number = int(inode[1]) if inode else self._new()
        self._protocols[number] = protocol_number(rest.rpartition(b", ")[2]) if family == b"AF_NETLINK" else None
        self._open.setdefault(process, {})[descriptor] = number

    def duplicate(self, process: int, arguments: bytes, descriptor: int) -> None:
        """A process duplicated a descriptor."""
        match = _DESCRIPTOR.match(arguments)
        if match is not None and (b"F_DUPFD" in arguments or b", F_" not in arguments):
            number = self._table(process).get(int(match[1]))
            if number is None:
                self.close(process, descriptor)
            else:
                self._open.setdefault(process, {})[descriptor] = number

    def close(self, process: int, descriptor: int) -> None:
        """A descriptor of a process is a socket's no more."""
        self._table(process).pop(descriptor, None)

    def fork(self, parent: int, child: int) -> None:
        """A process has the descriptors of another one."""
        self._open.setdefault(child, dict(self._table(parent)))

    def forget(self, process: int) -> None:
        """A process has ended."""
        self._open.pop(process, None)

    def _table(self, process: int) -> dict[int, int]:
        # strace prints no id before a process has company; what was opened then is found under 0.
        return self._open.get(process) or self._open.get(0, {})

    def _number(self, process: int, descriptor: int, name: bytes) -> int | None:
        if inode := _INODE.fullmatch(name):
            return int(inode[1])
        if port := _PORT.fullmatch(name):
            if name not in self._named:
                self._named[name] = self._new()
                self._protocols[self._named[name]] = PROTOCOLS.get(b"NETLINK_" + port[1])
            return self._named[name]
        if name or self._protocol_of is not None:
            return None
        known = self._table(process).get(descriptor)
        if known is None:
            known = self._open.setdefault(process, {})[descriptor] = self._new()
        return known

    def _new(self) -> int:
        self._own -= 1
        return self._own

    def _protocol(self, number: int) -> int | None:
        if number not in self._protocols:
            protocol = UNKNOWN if self._protocol_of is None else self._protocol_of(number)
            self._protocols[number] = protocol if protocol in NAMES or protocol == UNKNOWN else None
        return self._protocols[number]


def protocol_number(text: bytes) -> int | None:
    """The number of a protocol as strace prints it, "NETLINK_ROUTE" or "0x17 /* NETLINK_??? */", if nlmon sees it."""
    try:
        number = int(text.split(b" ")[0], 0)
    except ValueError:
        return PROTOCOLS.get(text)
    return number if number in NAMES else None


def _plain(name: bytes) -> bytes:
    """What stands behind a descriptor; -xx has it in escapes, too."""
    if escaped := _ESCAPED.fullmatch(name):
        with suppress(ValueError):
            return b"<" + unquoted(escaped[1]) + b">"
    return name
