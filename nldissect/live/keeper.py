"""The keeper: the only process with privileges. It opens sockets, names processes, and takes its taps away at the end.

It is forked off before the program gives up its rights, holds no captured byte, and ends with the program, however
that ends: the socket between them closes then.
"""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from nldissect.live import multicast, ring, system, tap
from nldissect.live.conversation import NETLINK_GENERIC, NETLINK_ROUTE, Conversation, opened, refused, route_message
from nldissect.live.packets import ARPHRD_NETLINK
from nldissect.live.processes import Processes, executions
from nldissect.notes import Process

LARGEST = 1 << 20  # bytes of a message between keeper and program
MOST_DESCRIPTORS = 16
NAMESPACE_PAUSE = 0.5
"""Seconds between two looks whether the namespaces are still there."""

IGNORED = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGPIPE, signal.SIGTSTP)
"""What a terminal sends to all its programs: the keeper ends with the program that it keeps for."""

NO_COMMAND = 127  # as a shell says that a program cannot be found


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
    apart       make a user and a network namespace for it
    command     what to run there
    aside       what it writes to standard output goes to standard error
    """

    namespaces: Sequence[Namespace] = (Namespace(),)
    device: str = ""
    multicast: bool = False
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
        """What was opened; waits for it. Raises NoRightsError, tap.NoTapError or LiveError."""
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
                    raise tap.NoTapError
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


def start(request: Request) -> Keeper:
    """Fork a keeper with the rights of this process, which is best of one thread yet."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        status = 1
        try:
            ours.close()
            _Keeping(theirs, request).run()
            status = 0
        finally:
            os._exit(status)
    theirs.close()
    return Keeper(ours)


class _Keeping:
    """The keeper's own side."""

    def __init__(self, connected: socket.socket, request: Request) -> None:
        self._socket = connected
        self._request = request
        self._kept: dict[int, tuple[Conversation, int]] = {}
        """By namespace, how to speak with its kernel, and the index of the tap that is ours there, 0 for none."""
        self._tables: list[int] = []
        self._networks: list[str] = []
        self._command = 0
        self._ending = -1
        self._streams: list[int] = []
        self._poll = select.poll()
        self._executions: socket.socket | None = None

    def run(self) -> None:
        for number in IGNORED:
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _end)
        self._let_go_of_streams()
        try:
            if self._prepared():
                self._serve()
        except (_Ending, OSError):
            pass
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for each in list(self._kept):
                self._let_go(each)

    def _let_go(self, number: int) -> None:
        """Take the tap of a namespace away, and leave the namespace."""
        conversation, index = self._kept.pop(number)
        if index:
            tap.remove(conversation, index)
        conversation.socket.close()
        os.close(self._tables[number])

    def _let_go_of_streams(self) -> None:
        """Whoever reads the program's output must not wait for the keeper; a command gets what it had."""
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            if self._request.command:
                self._streams.append(os.dup(2 if descriptor == 1 and self._request.aside else descriptor))
            os.dup2(nothing, descriptor)
        os.close(nothing)

    def _prepared(self) -> bool:
        try:
            self._executions = executions()
            if self._request.apart:
                live_apart()
            for number, namespace in enumerate(self._request.namespaces):
                self._open(number, namespace)
        except tap.NoTapError:
            self._say({"failure": "no tap"})
        except OSError as error:
            words = error.strerror or str(error)
            self._say({"failure": "rights" if refused(error) else "other", "sentence": words})
        except LiveError as error:
            self._say({"failure": "other", "sentence": str(error)})
        except Exception as error:  # nobody would see a traceback of this process
            self._say({"failure": "other", "sentence": f"sockets could not be opened ({error!r})"})
        else:
            self._say({"opened": True})
            return True
        return False

    def _say(self, facts: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        socket.send_fds(self._socket, [json.dumps(facts).encode()], descriptors)

    def _open(self, number: int, namespace: Namespace) -> None:
        if namespace.path:
            _enter(namespace)
        self._tables.append(os.open("/proc/self/net/netlink", os.O_RDONLY))
        self._networks.append(os.readlink("/proc/self/ns/net"))
        talks = [opened(NETLINK_ROUTE), opened(NETLINK_GENERIC), opened(NETLINK_ROUTE)]
        conversation = Conversation(opened(NETLINK_ROUTE), NETLINK_ROUTE)
        self._kept[number] = conversation, 0
        if self._request.apart:
            tap.set_up(conversation, 1)  # lo
        if self._request.multicast:
            members, not_joined = multicast.opened()
            protocols = [protocol for _, protocol in members]
            found = Opened(namespace, "", 0, [each for each, _ in members], protocols, talks, not_joined)
        else:
            found = self._tapped(number, namespace, talks)
        descriptors = [each.fileno() for each in (*found.taps, *found.talks)]
        facts = {
            "namespace": namespace,
            "device": found.device,
            "index": found.index,
            "taps": len(found.taps),
            "protocols": found.protocols,
            "refused": found.refused,
            "removed": found.removed,
        }
        self._say(facts, descriptors)
        for each in (*found.taps, *talks):
            each.close()

    def _tapped(self, number: int, namespace: Namespace, talks: list[socket.socket]) -> Opened:
        raw = ring.opened()
        conversation, _ = self._kept[number]
        if self._request.device:
            device, index = self._request.device, _nlmon(conversation, self._request.device)
            return Opened(namespace, device, index, [raw], [], talks)
        removed = tap.remove_orphans(conversation)
        device, index = tap.create(conversation)
        self._kept[number] = conversation, index
        return Opened(namespace, device, index, [raw], [], talks, removed=removed)

    def _serve(self) -> None:
        """Answer until the program closes its end."""
        processes = Processes(self._tables, self._networks, self._executions)
        self._poll.register(self._socket, select.POLLIN)
        if processes.events is not None:
            self._poll.register(processes.events, select.POLLIN)
        there = {number for number, namespace in enumerate(self._request.namespaces) if namespace.path}
        left: list[int] = []
        while True:
            ready = dict(self._poll.poll(NAMESPACE_PAUSE * 1000 if there or left else None))
            if processes.events is not None and processes.events.fileno() in ready:
                processes.hear()
            if self._socket.fileno() in ready and not self._answer(processes):
                return
            self._check_command()
            for number in left:
                self._let_go(number)
            left = [each for each in there if not os.path.exists(self._request.namespaces[each].path)]
            for number in left:  # the program hears of it before its tap goes
                there.discard(number)
                self._say({"gone": number})

    def _answer(self, processes: Processes) -> bool:
        """Do what the program asks for; False when it asks for nothing any more."""
        data = self._socket.recv(LARGEST)
        if not data:
            return False
        asked = json.loads(data)
        if "start" in asked and self._request.command:
            self._command = self._start_command()
        if "ports" in asked:
            found = processes.find([(each[0], each[1], each[2]) for each in asked["ports"]])
            self._say({"processes": [_values(each) for each in found]})
        return True

    def _start_command(self) -> int:
        process = os.fork()
        if not process:
            run_command(self._request.command, self._streams)
        self._ending = os.pidfd_open(process)
        self._poll.register(self._ending, select.POLLIN)
        return process

    def _check_command(self) -> None:
        if self._command:
            process, status = os.waitpid(self._command, os.WNOHANG)
            if process:
                self._command = 0
                self._poll.unregister(self._ending)
                os.close(self._ending)
                self._say({"ended": exit_status(status)})


def _values(process: Process) -> list[Any]:
    return [getattr(process, name) for name in process.__slots__]


class _Ending(BaseException):
    """SIGTERM came."""


def _end(*_: object) -> NoReturn:
    raise _Ending


def exit_status(status: int) -> int:
    """A status of wait as a shell tells it: 128 and the number of a signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def run_command(command: Sequence[str], streams: Sequence[int] = ()) -> NoReturn:
    """Become a command, with these standard streams and signals as they were at first; ends when it cannot be run."""
    try:
        for number in (*IGNORED, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        for place, descriptor in enumerate(streams):
            os.dup2(descriptor, place)
        os.execvp(command[0], list(command))
    except OSError as error:
        os.write(2, f"nldissect: {command[0]}: cannot be run ({error.strerror})\n".encode())
    finally:
        os._exit(NO_COMMAND)


def live_apart() -> None:
    """Go on in a user and a network namespace of our own, as its root; raises LiveError when users may not."""
    user, group = os.geteuid(), os.getegid()
    try:
        system.unshare(system.CLONE_NEWUSER | system.CLONE_NEWNET)
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        reason = error.strerror
        raise LiveError(f"this system lets users make no namespaces of their own ({reason})") from None


def _enter(namespace: Namespace) -> None:
    try:
        descriptor = os.open(namespace.path, os.O_RDONLY)
    except FileNotFoundError:
        raise LiveError(f"there is no network namespace {namespace.name}") from None
    try:
        system.enter_network(descriptor)
    except OSError as error:
        if refused(error):
            raise
        raise LiveError(f"{namespace.name} is no network namespace ({error.strerror})") from None
    finally:
        os.close(descriptor)


def _nlmon(conversation: Conversation, device: str) -> int:
    """The index of an nlmon device; raises LiveError when there is none of this name."""
    try:
        link = conversation.ask(route_message(tap.RTM_GETLINK), attributes={"IFLA_IFNAME": device})[0]
    except OSError as error:
        if error.errno in (errno.ENODEV, errno.EINVAL, errno.ERANGE):
            raise LiveError(f"there is no device {device}; without -i a tap is made and taken away again") from None
        raise
    if link.get("ifinfo.type") != ARPHRD_NETLINK:
        raise LiveError(f"{device} is no nlmon device, and sees no netlink; leave out -i {device}")
    return int(link.get("ifinfo.index"))
