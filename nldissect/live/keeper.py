"""What the program and its keeper, the process with privileges, say to each other."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nldissect.live.multicast import BUFFER
from nldissect.live.tap import NoTapError
from nldissect.notes import Process

LARGEST = 1 << 20  # bytes of a message between keeper and program
MOST_DESCRIPTORS = 16

class NoRightsError(Exception):
    """The kernel refused what a capture needs."""


class LiveError(Exception):
    """Why there can be no capture; `str()` is one sentence for the user."""


class Namespace(NamedTuple):
    """A network namespace: what the user calls it, and a file that stands for it ("": the one where we are)."""

    name: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What to open.

    device      an nlmon device that is there already; "" for a tap of our own
    multicast   no tap, but sockets that are members of all multicast groups
    buffer      bytes that wait in each of them
    apart       make a user and a network namespace for it
    command     what to run there
    aside       what it writes to standard output goes to standard error
    """

    namespaces: Sequence[Namespace] = (Namespace(),)
    device: str = ""
    multicast: bool = False
    buffer: int = BUFFER
    apart: bool = False
    command: Sequence[str] = ()
    aside: bool = False


@dataclass(slots=True)
class Opened:
    """The sockets in one namespace.

    device       name of the nlmon device; "" for multicast
    index        its interface index
    taps         a packet socket that is to be bound to it; or for multicast the members of all groups
    protocols    for multicast the protocol of each
    talks        sockets for questions to the kernel: route and generic netlink for the dictionary, route for the rest
    refused      names of protocols whose groups we may not join
    removed      names of the taps that others had left behind
    """

    namespace: Namespace
    device: str
    index: int
    taps: list[socket.socket]
    protocols: list[int]
    talks: list[socket.socket]
    refused: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class Gone(NamedTuple):
    """A namespace, by the number of its interface, that is no more."""

    interface: int


class Ended(NamedTuple):
    """The command's exit status, as a shell tells it."""

    status: int


class Keeper:
    """The program's end of the socket to its keeper."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def fileno(self) -> int:
        return self._socket.fileno()

    def opened(self) -> list[Opened]:
        """What was opened; waits for it. Raises NoRightsError, NoTapError or LiveError."""
        found: list[Opened] = []
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._socket, LARGEST, MOST_DESCRIPTORS)
            if not data:
                raise LiveError("the process that opens sockets has ended")
            facts = json.loads(data)
            match facts.get("failure"):
                case "rights":
                    raise NoRightsError(facts["sentence"])
                case "no tap":
                    raise NoTapError
                case "other":
                    raise LiveError(facts["sentence"])
            if "opened" in facts:
                return found
            sockets = [socket.socket(fileno=descriptor) for descriptor in descriptors]
            facts["namespace"] = Namespace(*facts["namespace"])
            taps = facts.pop("taps")
            found.append(Opened(taps=sockets[:taps], talks=sockets[taps:], **facts))

    def start(self) -> None:
        """Have the command run, now that the capture has begun."""
        self._send({"start": True})

    def ask(self, ports: Sequence[tuple[int, int, int]]) -> None:
        """Ask for the processes of ports, each with its interface and protocol."""
        self._send({"ports": ports})

    def _send(self, facts: dict[str, Any]) -> None:
        with suppress(OSError):  # it has ended, or does not keep up: processes stay without names
            self._socket.send(json.dumps(facts).encode(), socket.MSG_DONTWAIT)

    def answers(self) -> list[Process | Gone | Ended]:
        """What the keeper has to say; raises EOFError when it has ended."""
        data = self._socket.recv(LARGEST)
        if not data:
            raise EOFError
        facts = json.loads(data)
        found: list[Process | Gone | Ended] = [Process(*values) for values in facts.get("processes", ())]
        if "gone" in facts:
            found.append(Gone(facts["gone"]))
        if "ended" in facts:
            found.append(Ended(facts["ended"]))
        return found

    def leave(self) -> None:
        """Have nothing more to do with it: another process has."""
        self._socket.close()

    def close(self) -> None:
        """Let the keeper clean up; waits until it has."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while self._socket.recv(LARGEST):
                pass
        self._socket.close()
