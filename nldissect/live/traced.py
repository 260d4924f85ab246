"""The netlink sockets of a command, or of a process, and its children as a capture, by strace: no root, no nlmon."""

from __future__ import annotations

import errno
import os
import select
import signal
import socket
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from shutil import which

from nldissect.errors import CaptureError
from nldissect.live import dictionary
from nldissect.live.commands import exit_status
from nldissect.live.conversation import NETLINK_GENERIC, NETLINK_ROUTE, opened
from nldissect.live.files import Files
from nldissect.live.interface import Interface
from nldissect.live.packets import Format
from nldissect.live.processes import described, sockets
from nldissect.live.recorder import Listener, Recorder
from nldissect.live.session import Destination
from nldissect.live.stopping import obeyed
from nldissect.live.strace import arguments
from nldissect.notes import Process
from nldissect.strace.reader import Bound, Datagram, Executed, Found, Reader

STRACE = "strace"
PIECE = 1 << 16
PATIENCE = 2.0
"""Seconds that a command has to end after it was asked to."""

PAUSE = 0.01
MISSING = "strace is needed, and not installed; on Debian: apt install strace"


class Traced:
    """A command under strace, or a process that runs already, given by its id.

    aside   what the command writes to standard output goes to standard error
    """

    def __init__(self, command: Sequence[str] | int, *, aside: bool) -> None:
        self._command = command
        self._aside = aside
        if which(STRACE) is None:
            raise CaptureError(MISSING)
        if not isinstance(command, int) and which(command[0]) is None:
            raise CaptureError(f"{command[0]}: no such program")

    def close(self) -> None:
        """Nothing is left when it has been recorded."""

    def abandon(self) -> None:
        """Nothing is begun before it is recorded."""

    def record(self, destination: Destination, listener: Listener) -> Recorder:
        """Record until the command and its children, or the process, have ended; as `Session.record`."""
        talks = [opened(NETLINK_ROUTE), opened(NETLINK_GENERIC)]
        ports = [(NETLINK_ROUTE, talks[0].getsockname()[0]), (NETLINK_GENERIC, talks[1].getsockname()[0])]
        with tempfile.TemporaryFile() as said, tempfile.TemporaryDirectory(prefix="nldissect-") as directory:
            traced = TracedInput(directory)
            interface = Interface("strace", traced, gone=lambda number: "", ports=ports)
            recorder = Recorder(
                Files(destination.path, destination.rotation, destination.descriptor),
                [interface],
                listener,
                limits=destination.limits,
                rotation=destination.rotation,
                explain=partial(_explained, talks),
            )
            recorder.begin()
            if isinstance(self._command, int):
                process = self._start(traced.path, said.fileno())
                attached(process, self._command, said.fileno())
                traced.lose_name()
                interface.ending = partial(traced.leave, process)
                try:
                    recorder.run()
                finally:
                    traced.leave(process)
                    os.waitpid(process, 0)
            else:
                started: list[int] = []
                try:
                    recorder.run(lambda: started.append(self._start(traced.path)))
                finally:  # also when the file cannot be written on: nobody would read what strace says
                    ended = [traced.end(each) for each in started]
                recorder.status = exit_status(*ended)
        return recorder

    def _start(self, output: str, said: int = -1) -> int:
        """Start strace; `said` is the descriptor of a file for what it says itself, else that is on standard error."""
        actions = []
        if said >= 0:
            actions.append((os.POSIX_SPAWN_DUP2, said, 2))
        elif self._aside:
            actions.append((os.POSIX_SPAWN_DUP2, 2, 1))
        words = arguments(output, self._command)
        return os.posix_spawnp(words[0], words, os.environ, file_actions=actions, setsigdef=obeyed())


def attached(strace: int, process: int, said: int) -> None:
    """Wait until a process and all its threads are traced; raises CaptureError when they cannot be.

    A process has a tracer before it is stopped for the first time: only strace's word, in the file `said`, says that
    it sees all from now on.
    """
    while True:
        if f"Process {process} attached".encode() in os.pread(said, PIECE, 0):
            return
        if os.waitpid(strace, os.WNOHANG) != (0, 0):
            if not os.path.exists(f"/proc/{process}"):
                raise CaptureError(f"there is no process {process}")
            raise CaptureError(
                f"process {process} may not be traced: it is another user's, or is traced already, or this system lets "
                "only parents trace (see kernel.yama.ptrace_scope in proc(5))"
            )
        time.sleep(PAUSE)


def _explained(talks: Sequence[socket.socket]) -> Iterable[tuple[int, socket.socket]]:
    return [(0, dictionary.relayed(talks))]


def traced(tracer: int) -> list[int]:
    """The processes that another one traces."""
    found = []
    for word in os.listdir("/proc"):
        if word.isdecimal():
            with suppress(OSError), open(f"/proc/{word}/status", encoding="utf-8", errors="replace") as file:
                if f"\nTracerPid:\t{tracer}\n" in file.read():
                    found.append(int(word))
    return found


class TracedInput:
    """What strace writes into a pipe, as packets.

    directory  one of its own, that goes with the name of the pipe
    """

    def __init__(self, directory: str) -> None:
        self.packets = 0
        self.dropped = 0
        self.path = os.path.join(directory, "strace")
        """The pipe that strace is to write to."""
        os.mkfifo(self.path, 0o600)
        self._descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self._nameless = False
        self._table = os.open("/proc/self/net/netlink", os.O_RDONLY | os.O_CLOEXEC)
        self._reader = Reader(self._protocol)
        self._names: dict[int, str] = {}
        self._ended = False
        self._left_alone = False
        """Whether strace was told to leave the process alone, and will say no more than what it has seen."""
        self._asked: set[int] = set()
        """Processes that were asked to end."""
        self._left: deque[Found] = deque()

    def lose_name(self) -> None:
        """Take the name of the pipe away, now that strace has opened it: who is killed later leaves nothing behind."""
        if not self._nameless:
            self._nameless = True
            with suppress(OSError):
                os.unlink(self.path)
                os.rmdir(os.path.dirname(self.path))

    def leave(self, strace: int) -> None:
        """Have strace leave the process alone, which goes on."""
        self._left_alone = True
        with suppress(ProcessLookupError):
            os.kill(strace, signal.SIGTERM)

    def end(self, strace: int) -> int:
        """The status of strace, whose command is ended first, with its children, if it has not ended by itself."""
        end = time.monotonic() + PATIENCE
        number = signal.SIGTERM
        while (found := os.waitpid(strace, os.WNOHANG)) == (0, 0):
            if not self._ended:  # strace itself ends by no signal before all that it traces have
                for process in traced(strace):
                    if number == signal.SIGKILL or process not in self._asked:
                        self._asked.add(process)
                        with suppress(ProcessLookupError):
                            os.kill(process, number)
            time.sleep(PAUSE)
            if time.monotonic() > end:
                number = signal.SIGKILL
        return found[1]

    def filenos(self) -> list[int]:
        return [self._descriptor]

    def take(self, form: Format, interface: int, most: int | None = None) -> tuple[int, bytes] | None:
        """As `Ring.take`; the names of processes are among the packets."""
        if not self._left and not self._read():
            return None
        parts, count = [], 0
        while self._left and count != most:
            match found := self._left.popleft():
                case Datagram():
                    parts.append(form.datagram(interface, found.time, found.protocol, found.data, found.length))
                    count += 1
                case Bound():
                    parts.append(form.note({"process": asdict(self._process(interface, found))}))
                case Executed():
                    self._names[found.process] = found.command
        self.packets += count
        return count, b"".join(parts)

    def _read(self) -> bool:
        """Take in what strace has written; False when there is nothing more now."""
        if self._ended:
            return False
        if self._left_alone:  # its last words are still in its buffer
            select.select([self._descriptor], [], [], PATIENCE)
        try:
            piece = os.read(self._descriptor, PIECE)
        except BlockingIOError:
            return False
        self.lose_name()
        self._ended = not piece
        self._left.extend(self._reader.feed(piece) if piece else self._reader.finish())
        return True

    def _process(self, interface: int, bound: Bound) -> Process:
        known = described(bound.process)
        command = self._names.get(bound.process) or (known.command if known else "")
        name = known.name if known else os.path.basename(command.partition(" ")[0])
        user = known.user if known else os.getuid()  # traced programs get no other
        return Process(interface, bound.protocol, bound.port, bound.process, command, name, user)

    def _protocol(self, inode: int) -> int | None:
        """The protocol of a socket that was opened before it was traced."""
        return next((protocol for protocol, _, number in sockets(self._table) if number == inode), None)

    def count(self) -> None:
        """strace loses nothing: the command waits for it."""

    def failure(self) -> int:
        return errno.EPIPE if self._ended else 0

    def close(self) -> None:
        os.close(self._descriptor)
        os.close(self._table)
