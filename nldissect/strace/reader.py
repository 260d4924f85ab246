"""What strace prints, turned into netlink datagrams.

The text has one line per call, or two when another process comes between ("unfinished" and "resumed"); with read=all
and write=all the line that completes a call is followed by a dump of all its data:

15708 1795260052.447268 recvmsg(3<socket:[556667]>, 0x7ffd754b3c20, 0) = 36 <0.000010>
 * 36 bytes in buffer 0
 | 00000  24 00 00 00 02 00 00 01  01 00 00 00 5c 3d 00 00  $...........\\=.. |
...

Without a dump the data are those that stand among the arguments, if strace has not decoded them.

Sockets are told apart by their inode, which stays the same when a descriptor is duplicated, inherited or passed on.
strace names it with -y; -yy prints the port in its place, and asks the kernel for it by netlink messages of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct
from typing import TypeAlias

from nldissect.nlmsghdr import whole_messages
from nldissect.strace.lines import Call, Lines
from nldissect.strace.sockets import DUPLICATIONS, OPENINGS, UNKNOWN, Sockets
from nldissect.strace.values import DECODED, buffers, command

header = Struct("=4xHH4xI")  # nlmsghdr: nlmsg_type, nlmsg_flags, nlmsg_pid
NLMSG_ERROR, NLMSG_DONE, NLM_F_MULTI = 2, 3, 2
NETLINK_USERSOCK = 2


@dataclass(frozen=True, slots=True)
class Datagram:
    """One netlink datagram that a process sent or received.

    time      nanoseconds since the epoch: when the send began, or when the receive returned; 0 where it is not told
    protocol  netlink protocol number
    process   id of the process; 0 where it is not told
    socket    inode number of its socket
    data      what the process gave or got
    length    bytes on the wire: more than `data` where a receive with MSG_TRUNC had too little room
    """

    time: int
    protocol: int
    process: int
    socket: int
    sent: bool
    data: bytes
    length: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A socket, given by its inode number, whose port id became known; told once for each socket."""

    protocol: int
    process: int
    socket: int
    port: int


@dataclass(frozen=True, slots=True)
class Executed:
    """A process that now runs a command: by execve, or as the child of a process that does."""

    process: int
    command: str


Found: TypeAlias = Datagram | Bound | Executed


@dataclass(frozen=True, slots=True)
class Transfer:
    """A call that sends or receives: which argument is what, the last one being 1; 0 where there is none."""

    sent: bool
    flags: int = 0  # MSG_*
    size: int = 0  # of the one buffer
    many: bool = False  # datagrams, each with a "vector" in the dump
    vectors: bool = True  # of buffers


TRANSFERS = {
    b"send": Transfer(True, vectors=False),
    b"sendto": Transfer(True, vectors=False),
    b"sendmsg": Transfer(True),
    b"sendmmsg": Transfer(True, many=True),
    b"write": Transfer(True, vectors=False),
    b"writev": Transfer(True),
    b"recv": Transfer(False, flags=1, size=2, vectors=False),
    b"recvfrom": Transfer(False, flags=3, size=4, vectors=False),
    b"recvmsg": Transfer(False, flags=1),
    b"recvmmsg": Transfer(False, flags=2, many=True),
    b"recvmmsg_time64": Transfer(False, flags=2, many=True),
    b"read": Transfer(False, vectors=False),
    b"readv": Transfer(False),
}
NAMINGS = (b"bind", b"getsockname")
EXECUTIONS = (b"execve", b"execveat")
FORKS = (b"clone", b"clone3", b"fork", b"vfork")

_ADDRESS = re.compile(rb"\{sa_family=AF_NETLINK, (?:nl_pad=\w+, )?nl_pid=(-?\d{1,10})\b")


@dataclass(slots=True)
class _Data:
    """Data of a call as its dump comes; `returned` is None when the call did not return a number of bytes."""

    line: int
    time: int
    protocol: int
    process: int
    socket: int
    transfer: Transfer
    returned: int | None
    room: int | None
    arguments: bytes
    dumped: bool = False
    data: bytearray = field(default_factory=bytearray)

    def add(self, row: bytes) -> None:
        """Take a row of the dump; ValueError when it is none."""
        start = row.index(b"  ", 3) + 2  # the offset has five digits or more
        self.data += bytes.fromhex(row[start : start + 48].decode("ascii"))
        self.dumped = True

    @property
    def complete(self) -> bool:
        return self.returned is not None and len(self.data) >= self.returned

    def datagram(self, data: bytes) -> Datagram:
        # With MSG_TRUNC recvfrom returns more than the buffer holds, and strace dumps what lies behind it, too.
        kept = data[: self.room]
        length = max(len(kept), self.returned or 0)
        return Datagram(self.time, self.protocol, self.process, self.socket, self.transfer.sent, kept, length)


class Reader:
    """Reads strace's text in pieces of any size; text that makes no sense is skipped, never an error.

    protocol_of  gives the netlink protocol number of a socket's inode number, None when it has none; asked once for
                 each socket that was not opened under strace's eyes. Without it the datagrams of such a socket have
                 the protocol `UNKNOWN`, and are given if they look like netlink messages

    Of protocols that an nlmon device does not see either, nothing is given. Between two processes of the command a
    datagram comes twice, as sent and as received. Datagrams come in the order in which their calls ended.
    """

    def __init__(self, protocol_of: Callable[[int], int | None] | None = None) -> None:
        self.omitted: list[int] = []
        """lines with datagrams of which strace printed no bytes, but words or an address"""
        self.cut: list[int] = []
        """lines with datagrams of which bytes are missing"""
        self._lines = Lines()
        self._sockets = Sockets(protocol_of)
        self._bound: set[int] = set()
        self._processes: dict[int, int] = {}  # of threads
        self._commands: dict[int, str] = {}
        self._data: _Data | None = None
        self._rest = b""
        self._line = 0

    def feed(self, piece: bytes) -> list[Found]:
        """What the next piece of text completes."""
        found: list[Found] = []
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        for number, line in enumerate(lines, self._line + 1):
            # Most of the text are dumps of files that the command reads: they must cost next to nothing.
            if line[:2] not in (b" |", b" *", b" ="):
                self._end_data(found)
                self._read_line(number, line, found)
            elif self._data is not None:
                self._read_dump(self._data, line, found)
        self._line += len(lines)
        return found

    def finish(self) -> list[Found]:
        """What is left at the end of the text; a line that was cut counts for nothing."""
        found: list[Found] = []
        self._end_data(found)
        self._rest = b""
        return found

    def _read_dump(self, data: _Data, line: bytes, found: list[Found]) -> None:
        if line.startswith(b" | "):
            try:
                data.add(line)
            except ValueError:
                self._data = None
                return
            # Said at once, for the next line may come in an hour.
            if data.complete:
                self._end_data(found)
        elif line.startswith(b" = ") and data.transfer.many:  # "2 buffers in vector 1": the next datagram
            if data.dumped:
                self._end_data(found)
            data.data = bytearray()
            data.dumped = True
            self._data = data

    def _end_data(self, found: list[Found]) -> None:
        if (data := self._data) is None:
            return
        self._data = None
        if data.dumped:
            self._tell(data, bytes(data.data), found)
            return
        told = list(buffers(data.arguments, vectors=data.transfer.vectors))
        for each in told[:1] if not data.transfer.many else told:
            self._tell(data, each[: data.returned], found)
        if not told and (data.protocol != UNKNOWN or DECODED.search(data.arguments)):
            self.omitted.append(data.line)

    def _tell(self, data: _Data, got: bytes, found: list[Found]) -> None:
        if not got:
            return
        datagram = data.datagram(got)
        if data.protocol == UNKNOWN and b"AF_NETLINK" not in data.arguments and not whole_messages(got):
            return
        if len(datagram.data) < datagram.length:
            self.cut.append(data.line)
        port = _own_port(datagram)
        self._bind(Bound(datagram.protocol, datagram.process, datagram.socket, port), found)
        found.append(datagram)

    def _read_line(self, number: int, line: bytes, found: list[Found]) -> None:
        if (read := self._lines.line(line)) is None:
            return
        if read.text.startswith(b"+++ "):
            self._forget(read.thread)
        elif (call := self._lines.call(read)) is not None:
            self._read_call(number, call, found)

    def _forget(self, thread: int) -> None:
        self._lines.forget(thread)
        self._sockets.forget(thread)
        self._processes.pop(thread, None)
        self._commands.pop(thread, None)

    def _read_call(self, number: int, call: Call, found: list[Found]) -> None:
        name, process = call.name, self._processes.get(call.thread, call.thread)
        if (transfer := TRANSFERS.get(name)) is not None:
            self._begin_data(number, process, transfer, call)
        elif name == b"socket":
            self._sockets.open(process, call.arguments, call.result, call.descriptor)
        elif name in NAMINGS:
            self._name_socket(process, call.arguments, found)
        elif name in DUPLICATIONS:
            self._sockets.duplicate(process, call.arguments, call.result)
        elif name in OPENINGS:
            self._sockets.close(process, call.result)
        elif name == b"close" and call.arguments.split(b"<")[0].isdigit():
            self._sockets.close(process, int(call.arguments.split(b"<")[0]))
        elif name in EXECUTIONS:
            if (words := command(call.arguments)) is not None:
                self._execute(process, words, found)
        elif name in FORKS:
            child = call.result if call.translated is None else call.translated
            if b"CLONE_THREAD" in call.arguments:
                self._processes[child] = process
                return
            self._sockets.fork(process, child)
            # The child may have been faster, and be told of first.
            if process in self._commands and child not in self._commands:
                self._execute(child, self._commands[process], found)

    def _execute(self, process: int, words: str, found: list[Found]) -> None:
        self._commands[process] = words
        found.append(Executed(process, words))

    def _begin_data(self, number: int, process: int, transfer: Transfer, call: Call) -> None:
        if (socket := self._sockets.socket(process, call.arguments)) is None:
            return
        # From the right, for the data that strace prints before may look like anything.
        words = [b"", *reversed(call.arguments.rsplit(b", ", 4)), *[b""] * 4]
        returned, size = None if transfer.many else call.result, words[transfer.size]
        if returned != 0 and b"MSG_PEEK" not in words[transfer.flags]:
            room = int(size[:20]) if size.isdigit() else None
            time = (call.start if transfer.sent else call.end) or 0
            self._data = _Data(number, time, socket[1], process, socket[0], transfer, returned, room, call.arguments)

    def _name_socket(self, process: int, arguments: bytes, found: list[Found]) -> None:
        socket, address = self._sockets.socket(process, arguments), _ADDRESS.search(arguments)
        if socket is not None and address is not None:
            self._bind(Bound(socket[1], process, socket[0], int(address[1]) & 0xFFFFFFFF), found)

    def _bind(self, bound: Bound, found: list[Found]) -> None:
        if bound.port and bound.protocol != UNKNOWN and bound.socket not in self._bound:
            self._bound.add(bound.socket)
            found.append(bound)


def _own_port(datagram: Datagram) -> int:
    """The port of the socket by what the kernel tells it alone, for a program need not ask; 0 when it is not told."""
    if datagram.sent or datagram.protocol == NETLINK_USERSOCK or len(datagram.data) < header.size:
        return 0
    kind, flags, port = header.unpack_from(datagram.data)
    return int(port) if kind in (NLMSG_ERROR, NLMSG_DONE) or flags & NLM_F_MULTI else 0
