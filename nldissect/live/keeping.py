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
from typing import Any, NoReturn

from nldissect.cooked import ARPHRD_NETLINK
from nldissect.live import multicast, ring, tap
from nldissect.live.commands import IGNORED, exit_status, run_command
from nldissect.live.conversation import NETLINK_GENERIC, NETLINK_ROUTE, Conversation, opened, refused, route_message
from nldissect.live.keeper import LARGEST, Keeper, LiveError, Namespace, Opened, Request
from nldissect.live.namespaces import NETWORK, enter, inhabited, live_apart, returning
from nldissect.live.processes import Processes, executions
from nldissect.notes import Process

NAMESPACE_PAUSE = 0.5
"""Seconds between two looks whether the namespaces are still there."""


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
        self._hangup = True
        self._poll = select.poll()
        self._executions: socket.socket | None = None

    def run(self) -> None:
        self._hangup = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN
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
            with returning():  # nobody is to take us for one who lives there
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
            enter(namespace.name, namespace.path)
        network = os.readlink(NETWORK)
        if network in self._networks:
            other = self._request.namespaces[self._networks.index(network)].name
            raise LiveError(f"{namespace.name} is the network namespace {other}; name it once")
        self._networks.append(network)
        self._tables.append(os.open("/proc/self/net/netlink", os.O_RDONLY))
        talks = [opened(NETLINK_ROUTE), opened(NETLINK_GENERIC), opened(NETLINK_ROUTE)]
        conversation = Conversation(opened(NETLINK_ROUTE), NETLINK_ROUTE)
        self._kept[number] = conversation, 0
        if self._request.apart:
            tap.set_up(conversation, 1)  # lo
        if self._request.multicast:
            members, not_joined = multicast.opened(self._request.buffer)
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
            left = [each for each in there if self._is_gone(each)]
            for number in left:  # the program hears of it before its tap goes
                there.discard(number)
                self._say({"gone": number})

    def _is_gone(self, number: int) -> bool:
        """Whether a namespace is only ours any more; a process may have ended whose id stood for it, but not others."""
        return not os.path.exists(self._request.namespaces[number].path) and not inhabited(self._networks[number])

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
            run_command(self._request.command, self._streams, hangup=self._hangup)
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
