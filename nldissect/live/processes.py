"""Whose a netlink socket is: what /proc tells, while it can be told."""

from __future__ import annotations

import os
import socket
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from struct import Struct

from nldissect.notes import Process

NETLINK_CONNECTOR = 11
CN_IDX_PROC = 1  # linux/connector.h; its value is 1, too
PROC_CN_MCAST_LISTEN = 1  # linux/cn_proc.h
PROC_EVENT_EXEC = 0x2
# nlmsghdr; cn_msg: idx, val, seq, ack, len, flags; the operation
listen = Struct("=IHHII" + "IIIIHH" + "I")
# nlmsghdr and cn_msg; proc_event: what, cpu, timestamp_ns; of exec: process_pid, process_tgid
execution = Struct("=16x20x" + "IIQ" + "II")

MOST_REMEMBERED = 4096
MOST_COMMAND = 4096  # bytes of a command line


@dataclass(frozen=True, slots=True)
class Described:
    """A process as /proc shows it: its id, command line, short name, user id, and network namespace ("" unknown)."""

    process: int
    command: str
    name: str
    user: int
    network: str


class Processes:
    """Finds the processes behind ports; remembers those that were executed lately, for they may be gone soon.

    tables    for each interface an open /proc/net/netlink of its network namespace
    networks  for each interface that namespace, as the link /proc/PID/ns/net names it
    events    from `executions`
    """

    def __init__(self, tables: list[int], networks: list[str], events: socket.socket | None) -> None:
        self._tables = tables
        self._networks = networks
        self._executed: OrderedDict[int, Described] = OrderedDict()
        self.events = events

    def hear(self) -> None:
        """Look at the processes that the kernel says were executed."""
        assert self.events is not None
        with suppress(OSError):  # nothing more there; or too many at once, of which some are not remembered
            while True:
                data = self.events.recv(4096)
                if len(data) >= execution.size:
                    what, _, _, _, process = execution.unpack_from(data)
                    if what == PROC_EVENT_EXEC and (found := described(process)) is not None:
                        self._executed[process] = found
                        if len(self._executed) > MOST_REMEMBERED:
                            self._executed.popitem(last=False)

    def find(self, wanted: Iterable[tuple[int, int, int]]) -> list[Process]:
        """The processes of ports, each given with its interface and protocol; of those that can be found."""
        found, open_sockets = [], {}
        inodes = {interface: self._inodes(interface) for interface in {interface for interface, _, _ in wanted}}
        for interface, protocol, port in wanted:
            inode = inodes[interface].get((protocol, port))
            if inode is not None:
                open_sockets[inode] = interface, protocol, port
            elif (guess := self._same_number(interface, port)) is not None:
                found.append(_process(guess, interface, protocol, port, certain=False))
        for inode, process in owners(open_sockets):
            interface, protocol, port = open_sockets[inode]
            if (known := described(process)) is not None:
                found.append(_process(known, interface, protocol, port, certain=True))
        return found

    def _inodes(self, interface: int) -> dict[tuple[int, int], int]:
        """The inodes of the sockets of a namespace, by protocol and port."""
        return {(protocol, port): inode for protocol, port, inode in sockets(self._tables[interface])}

    def _same_number(self, interface: int, port: int) -> Described | None:
        """The process whose id is the port: the kernel proposes that for the first socket of each protocol."""
        found = self._executed.get(port) or described(port)
        return found if found is not None and found.network == self._networks[interface] else None


def _process(known: Described, interface: int, protocol: int, port: int, certain: bool) -> Process:
    return Process(interface, protocol, port, known.process, known.command, known.name, known.user, certain)


def sockets(table: int) -> Iterator[tuple[int, int, int]]:
    """Protocol, port and inode of the netlink sockets in an open /proc/net/netlink."""
    parts = []
    with suppress(OSError):
        os.lseek(table, 0, os.SEEK_SET)
        while piece := os.read(table, 1 << 16):
            parts.append(piece)
    for line in b"".join(parts).splitlines()[1:]:
        words = line.split()  # sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode
        if len(words) >= 10:
            yield int(words[1]), int(words[2]), int(words[9])


def owners(inodes: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Inode and process id for each of these sockets that a process has open; each but once."""
    wanted = {f"socket:[{inode}]": inode for inode in inodes}
    with suppress(OSError):
        for word in os.listdir("/proc"):
            if not wanted:
                return
            if not word.isdecimal():
                continue
            with suppress(OSError):  # it may end while it is looked at
                for descriptor in os.listdir(f"/proc/{word}/fd"):
                    inode = wanted.pop(os.readlink(f"/proc/{word}/fd/{descriptor}"), None)
                    if inode is not None:
                        yield inode, int(word)


def described(process: int) -> Described | None:
    """What /proc tells of a process; None when there is none."""
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            words = file.read(MOST_COMMAND).rstrip(b"\0").split(b"\0")
        with open(f"/proc/{process}/comm", "rb") as file:
            name = file.read().rstrip(b"\n").decode("utf-8", "replace")
        user = os.stat(f"/proc/{process}").st_uid
    except OSError:
        return None
    network = ""
    with suppress(OSError):
        network = os.readlink(f"/proc/{process}/ns/net")
    return Described(process, " ".join(word.decode("utf-8", "replace") for word in words), name, user, network)


def executions() -> socket.socket | None:
    """A socket that hears of executed programs; None where the kernel lets nobody hear, or not us.

    It has to be opened in the first network namespace.
    """
    made = None
    try:
        made = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC, NETLINK_CONNECTOR)
        made.bind((0, CN_IDX_PROC))
        made.send(listen.pack(listen.size, 3, 0, 0, 0, CN_IDX_PROC, 1, 0, 0, 4, 0, PROC_CN_MCAST_LISTEN))
        made.setblocking(False)
    except OSError:
        if made is not None:
            made.close()
        return None
    return made
