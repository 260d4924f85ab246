"""What strace prints of a command and its children, turned into netlink datagrams: no privilege is needed for that.

The text has one line per call, or two when another process comes between ("unfinished" and "resumed"); the line that
completes a call is followed by a dump of all its data:

15708 1795260052.447268 recvmsg(3<socket:[556667]>, 0x7ffd754b3c20, 0) = 36 <0.000010>
 * 36 bytes in buffer 0
 | 00000  24 00 00 00 02 00 00 01  01 00 00 00 5c 3d 00 00  $...........\\=.. |
...

Sockets are told apart by their inode, which stays the same when a descriptor is duplicated, inherited or passed on.
strace names it with -y; -yy prints the port in its place, and asks the kernel for it by netlink messages of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from struct import Struct
from typing import TypeAlias

from nldissect.families import NAMES

SECOND = 1_000_000_000
header = Struct("=4xHH4xI")  # nlmsghdr: nlmsg_type, nlmsg_flags, nlmsg_pid
NLMSG_ERROR, NLMSG_DONE, NLM_F_MULTI = 2, 3, 2
NETLINK_USERSOCK = 2
TEXT_LIMIT = 64  # strace's -s: characters of a string, and strings of an argument list

_PROTOCOLS = {name.encode(): number for number, name in NAMES.items()} | {b"NETLINK_INET_DIAG": 4}


@dataclass(frozen=True, slots=True)
class Datagram:
    """One netlink datagram that a process sent or received.

    time      nanoseconds since the epoch: when the send began, or when the receive returned
    protocol  netlink protocol number
    process   id of the process
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
class _Transfer:
    """A call that sends or receives: which argument is what, the last one being 1; 0 where there is none."""

    sent: bool
    flags: int = 0  # MSG_*
    size: int = 0  # of the one buffer
    many: bool = False  # datagrams, each with a "vector" in the dump


_TRANSFERS = {
    b"send": _Transfer(True),
    b"sendto": _Transfer(True),
    b"sendmsg": _Transfer(True),
    b"sendmmsg": _Transfer(True, many=True),
    b"write": _Transfer(True),
    b"writev": _Transfer(True),
    b"recv": _Transfer(False, flags=1, size=2),
    b"recvfrom": _Transfer(False, flags=3, size=4),
    b"recvmsg": _Transfer(False, flags=1),
    b"recvmmsg": _Transfer(False, flags=2, many=True),
    b"recvmmsg_time64": _Transfer(False, flags=2, many=True),
    b"read": _Transfer(False),
    b"readv": _Transfer(False),
}
_NAMINGS = (b"bind", b"getsockname")
_EXECUTIONS = (b"execve", b"execveat")
_FORKS = (b"clone", b"clone3", b"fork", b"vfork")

_LINE = re.compile(rb"(\d{1,10}) +(\d{1,10})\.(\d{1,9}) (.*)", re.DOTALL)
_UNFINISHED = b" <unfinished ...>"
_RESUMED = re.compile(rb"<\.\.\. \w+ resumed>(.*)", re.DOTALL)
# Strings come before the result and may contain anything, so that the last thing that looks like a result is it.
_CALL = re.compile(
    rb"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>\d{1,10})"
    rb"(?:<socket:\[(?P<socket>\d{1,20})\]>)?"
    rb"(?: /\* (?P<translated>\d{1,10}) in strace's PID NS \*/)?"
    rb"(?: \([^()]*\))?"
    rb"(?: <(?P<seconds>\d{1,9})\.(?P<fraction>\d{1,9})>)?",
    re.DOTALL,
)
_SOCKET = re.compile(rb"\d+<socket:\[(\d{1,20})\]>")
_ADDRESS = re.compile(rb"\{sa_family=AF_NETLINK, (?:nl_pad=\w+, )?nl_pid=(-?\d{1,10})\b")
_STRING = rb'"(?:[^"\\]|\\.)*"'
_ARGUMENT_LIST = re.compile(rb'[^"]*' + _STRING + rb"(?:\.\.\.)?, \[((?:" + _STRING + rb"|\.\.\.|, )*)\]")
_ARGUMENT = re.compile(_STRING + rb"(?:\.\.\.)?|\.\.\.")


def arguments(output: str, command: Sequence[str], *, seccomp: bool = True) -> list[str]:
    """The command line of strace 5.9 or later that writes to the file `output` what a Reader reads.

    `seccomp` has strace stop the command at the calls of interest only, not at every call: a `find` takes a
    hundredth of the time. It denies the command new privileges (PR_SET_NO_NEW_PRIVS), so that sudo, run by root,
    refuses to work.

    strace takes no SIGINT, SIGTERM or SIGPIPE before the command has ended: it is the command that ^C should end.
    SIGKILL ends both; without `seccomp` strace alone.
    """
    # A "?" before a call lets strace overlook that this machine has no such call.
    traced = [b"socket", *_NAMINGS, *_TRANSFERS, *_EXECUTIONS, *_FORKS]
    expressions = [
        f"trace={','.join(f'?{name.decode()}' for name in traced)}",
        # Not the message headers: strace would decode the netlink messages, which is slow and not wanted here.
        f"verbose={','.join(f'?{name.decode()}' for name in (*_NAMINGS, *_EXECUTIONS, b'clone3'))}",
        "signal=none",
        "read=all",
        "write=all",
    ]
    return [
        "strace",
        "-f",
        *(["--seccomp-bpf"] if seccomp else []),
        "--pidns-translation",
        "-q",
        "-y",
        "-ttt",
        "-T",
        *("-a", "1"),
        *("-s", str(TEXT_LIMIT)),
        *(word for expression in expressions for word in ("-e", expression)),
        *("-o", output),
        "--",
        *command,
    ]


@dataclass(slots=True)
class _Dump:
    """Data of a call as its dump comes; `returned` is None when the call did not return a number of bytes."""

    time: int
    protocol: int
    process: int
    socket: int
    transfer: _Transfer
    returned: int | None
    room: int | None
    data: bytearray = field(default_factory=bytearray)

    def add(self, line: bytes) -> None:
        """Take a row of the dump; ValueError when it is none."""
        start = line.index(b"  ", 3) + 2  # the offset has five digits or more
        self.data += bytes.fromhex(line[start : start + 48].decode("ascii"))

    @property
    def complete(self) -> bool:
        return self.returned is not None and len(self.data) >= self.returned

    def datagram(self) -> Datagram:
        # With MSG_TRUNC recvfrom returns more than the buffer holds, and strace dumps what lies behind it, too.
        data = bytes(self.data[: self.room])
        length = max(len(data), self.returned or 0)
        return Datagram(self.time, self.protocol, self.process, self.socket, self.transfer.sent, data, length)


class Reader:
    """Reads strace's text in pieces of any size; text that makes no sense is skipped, never an error.

    protocol_of  gives the netlink protocol number of a socket's inode number, None when it has none; asked once for
                 each socket that was not opened under strace's eyes

    Of protocols that an nlmon device does not see either, nothing is given. Between two processes of the command a
    datagram comes twice, as sent and as received. Datagrams come in the order in which their calls ended.
    """

    def __init__(self, protocol_of: Callable[[int], int | None]) -> None:
        self._protocol_of = protocol_of
        self._protocols: dict[int, int | None] = {}
        self._bound: set[int] = set()
        self._unfinished: dict[int, tuple[int, bytes]] = {}
        self._processes: dict[int, int] = {}  # of threads
        self._commands: dict[int, str] = {}
        self._dump: _Dump | None = None
        self._rest = b""

    def feed(self, piece: bytes) -> list[Found]:
        """What the next piece of text completes."""
        found: list[Found] = []
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            # Most of the text are dumps of files that the command reads: they must cost next to nothing.
            if line[:1] != b" ":
                self._end_dump(found)
                self._read_line(line, found)
            elif self._dump is not None:
                self._read_dump(self._dump, line, found)
        return found

    def finish(self) -> list[Found]:
        """What is left at the end of the text; a line that was cut counts for nothing."""
        found: list[Found] = []
        self._end_dump(found)
        self._rest = b""
        return found

    def _read_dump(self, dump: _Dump, line: bytes, found: list[Found]) -> None:
        if line.startswith(b" | "):
            try:
                dump.add(line)
            except ValueError:
                self._dump = None
                return
            # Said at once, for the next line may come in an hour.
            if dump.complete:
                self._end_dump(found)
        elif line.startswith(b" = ") and dump.transfer.many:  # "2 buffers in vector 1": the next datagram
            self._end_dump(found)
            dump.data = bytearray()
            self._dump = dump

    def _end_dump(self, found: list[Found]) -> None:
        if self._dump is not None and self._dump.data:
            datagram = self._dump.datagram()
            port = _own_port(datagram)
            self._bind(Bound(datagram.protocol, datagram.process, datagram.socket, port), found)
            found.append(datagram)
        self._dump = None

    def _read_line(self, line: bytes, found: list[Found]) -> None:
        if (match := _LINE.fullmatch(line)) is None:
            return
        thread, end, text = int(match[1]), _nanoseconds(match[2], match[3]), match[4]
        if text.startswith(b"+++ "):
            self._forget(thread)
        elif text.endswith(_UNFINISHED):
            self._unfinished[thread] = end, text.removesuffix(_UNFINISHED)
        elif (resumed := _RESUMED.fullmatch(text)) is None:
            if (call := _CALL.fullmatch(text)) is not None:
                took = _nanoseconds(call["seconds"] or b"0", call["fraction"] or b"0")
                self._read_call(thread, end, end + took, call, found)
        elif (begun := self._unfinished.pop(thread, None)) is not None:
            start, head = begun
            if (call := _CALL.fullmatch(head + resumed[1])) is not None:
                self._read_call(thread, start, end, call, found)

    def _forget(self, thread: int) -> None:
        self._unfinished.pop(thread, None)
        self._processes.pop(thread, None)
        self._commands.pop(thread, None)

    def _read_call(self, thread: int, start: int, end: int, call: re.Match[bytes], found: list[Found]) -> None:
        name, process = call["name"], self._processes.get(thread, thread)
        if (transfer := _TRANSFERS.get(name)) is not None:
            self._begin_dump(process, start if transfer.sent else end, transfer, call)
        elif name == b"socket":
            self._open_socket(call)
        elif name in _NAMINGS:
            self._name_socket(process, call["arguments"], found)
        elif name in _EXECUTIONS:
            if (command := _command(call["arguments"])) is not None:
                self._execute(process, command, found)
        elif name in _FORKS:
            child = int(call["translated"] or call["result"])
            if b"CLONE_THREAD" in call["arguments"]:
                self._processes[child] = process
            # The child may have been faster, and be told of first.
            elif process in self._commands and child not in self._commands:
                self._execute(child, self._commands[process], found)

    def _execute(self, process: int, command: str, found: list[Found]) -> None:
        self._commands[process] = command
        found.append(Executed(process, command))

    def _begin_dump(self, process: int, time: int, transfer: _Transfer, call: re.Match[bytes]) -> None:
        if (match := _SOCKET.match(call["arguments"])) is None:
            return
        socket = int(match[1])
        if (protocol := self._protocol(socket)) is None:
            return
        # From the right, for the data that strace prints before may look like anything.
        words = [b"", *reversed(call["arguments"].rsplit(b", ", 4)), *[b""] * 4]
        returned, size = None if transfer.many else int(call["result"]), words[transfer.size]
        if returned != 0 and b"MSG_PEEK" not in words[transfer.flags]:
            room = int(size[:20]) if size.isdigit() else None
            self._dump = _Dump(time, protocol, process, socket, transfer, returned, room)

    def _open_socket(self, call: re.Match[bytes]) -> None:
        if call["socket"] is not None:
            family, _, rest = call["arguments"].partition(b", ")
            protocol = _protocol_number(rest.rpartition(b", ")[2]) if family == b"AF_NETLINK" else None
            self._protocols[int(call["socket"])] = protocol

    def _name_socket(self, process: int, arguments: bytes, found: list[Found]) -> None:
        match, address = _SOCKET.match(arguments), _ADDRESS.search(arguments)
        if match is not None and address is not None and (protocol := self._protocol(int(match[1]))) is not None:
            self._bind(Bound(protocol, process, int(match[1]), int(address[1]) & 0xFFFFFFFF), found)

    def _bind(self, bound: Bound, found: list[Found]) -> None:
        if bound.port and bound.socket not in self._bound:
            self._bound.add(bound.socket)
            found.append(bound)

    def _protocol(self, socket: int) -> int | None:
        if socket not in self._protocols:
            protocol = self._protocol_of(socket)
            self._protocols[socket] = protocol if protocol in NAMES else None
        return self._protocols[socket]


def _nanoseconds(seconds: bytes, fraction: bytes) -> int:
    return int(seconds) * SECOND + int(fraction.ljust(9, b"0"))


def _own_port(datagram: Datagram) -> int:
    """The port of the socket by what the kernel tells it alone, for a program need not ask; 0 when it is not told."""
    if datagram.sent or datagram.protocol == NETLINK_USERSOCK or len(datagram.data) < header.size:
        return 0
    kind, flags, port = header.unpack_from(datagram.data)
    return int(port) if kind in (NLMSG_ERROR, NLMSG_DONE) or flags & NLM_F_MULTI else 0


def _protocol_number(text: bytes) -> int | None:
    """The number of a protocol as strace prints it, "NETLINK_ROUTE" or "0x17 /* NETLINK_??? */", if nlmon sees it."""
    try:
        number = int(text.split(b" ")[0], 0)
    except ValueError:
        return _PROTOCOLS.get(text)
    return number if number in NAMES else None


def _command(arguments: bytes) -> str | None:
    """The argument list of an execve for display, unquoted as ps does it; what strace left out is "..."."""
    match = _ARGUMENT_LIST.match(arguments)
    return None if match is None else " ".join(_plain(word) for word in _ARGUMENT.findall(match[1]))


def _plain(word: bytes) -> str:
    """A string in strace's notation as a word of a command line, on one line whatever is in it."""
    quoted, _, cut = word.rpartition(b'"')
    text = quoted[1:].decode("latin-1")
    with suppress(ValueError):
        text = text.encode("latin-1").decode("unicode_escape").encode("latin-1").decode(errors="replace")
    text = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
    return text + cut.decode()
