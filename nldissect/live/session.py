"""A capture from its beginning to its end: keeper, rights, sockets, dictionary, recorder."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from nldissect.cooked import ARPHRD_NETLINK
from nldissect.errors import CaptureError
from nldissect.live import dictionary, keeping, privileges, system
from nldissect.live.conversation import NETLINK_GENERIC, NETLINK_ROUTE, Conversation, route_message
from nldissect.live.files import NO_LIMITS, Files, Limits
from nldissect.live.interface import Input, Interface
from nldissect.live.keeper import LiveError, NoRightsError, Opened, Request
from nldissect.live.multicast import Members
from nldissect.live.packets import LONGEST
from nldissect.live.recorder import Listener, Recorder
from nldissect.live.ring import RING, Ring
from nldissect.live.tap import RTM_GETLINK, NoTapError

COOKED = 16  # bytes of the header that packets get
IFF_UP = 1

NO_TAP = (
    "this kernel has no nlmon device (module nlmon), which captures need; what works without: "
    "--source multicast (notifications only), and `nldissect run -- COMMAND` (the netlink sockets of one command)"
)
NO_RIGHTS = """you may not capture netlink ({reason}); ways to get there:
  {sudo:45} as root, which is given up once the sockets are open
  nldissect capture --unshare -- COMMAND        what COMMAND does in namespaces of its own
  nldissect tui --pipe 'dumpcap -i nlmon0 -w -' by a program that may (dumpcap with cap_net_raw; nlmon0 must be there)
  nldissect run -- COMMAND                      the netlink sockets of a command of your own, by strace"""
ONLY_NOTIFICATIONS = "only notifications are captured (--source multicast): requests and replies are not seen"


@dataclass(frozen=True, slots=True)
class Source:
    """What is captured, and how.

    protocols   netlink protocols, by number; empty: all
    longest     bytes of each packet that are kept, with its cooked header of 16; 0: all
    ring        bytes of the kernel's buffer for each interface, or with multicast for each socket
    dictionary  whether the kernel is asked for what explains the capture
    """

    request: Request
    protocols: Sequence[int] = ()
    longest: int = 0
    ring: int = RING
    dictionary: bool = True


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a capture goes, and what ends it; `descriptor` where the file is open already."""

    path: str
    limits: Limits = NO_LIMITS
    rotation: Limits = NO_LIMITS
    descriptor: int = -1


class Session:
    """A capture; to be made before the program has threads, whose rights it gives up.

    command   the sub-command, for advice
    """

    def __init__(self, source: Source, command: str = "capture") -> None:
        self._source = replace(source, longest=min(source.longest, LONGEST))
        self._command = command
        if source.request.apart and privileges.caller() is not None:
            privileges.drop()  # a user may make namespaces; a root without its capabilities may not
            system.control(system.PR_SET_DUMPABLE, 1)  # else /proc/self, where they are mapped, belongs to root
        self._keeper = keeping.start(replace(source.request, buffer=source.ring))
        privileges.drop()

    def close(self) -> None:
        """Have the tap taken away; returns when it is."""
        self._keeper.close()

    def abandon(self) -> None:
        """Leave the keeper to a process that was forked off."""
        self._keeper.leave()

    def record(self, destination: Destination, listener: Listener) -> Recorder:
        """Record until the capture ends. Raises CaptureError."""
        opened = self._opened()
        interfaces = [self._interface(number, each) for number, each in enumerate(opened)]
        files = Files(destination.path, destination.rotation, destination.descriptor)
        recorder = Recorder(
            files,
            interfaces,
            listener,
            keeper=self._keeper,
            longest=self._source.longest,
            limits=destination.limits,
            rotation=destination.rotation,
            explain=partial(self._explain, opened),
        )
        for interface, each in zip(interfaces, opened, strict=True):
            interface.gone = partial(_gone, each, recorder)
        recorder.begin()
        recorder.run(partial(self._remark, opened, recorder))
        return recorder

    def _opened(self) -> list[Opened]:
        try:
            return self._keeper.opened()
        except NoTapError:
            raise CaptureError(NO_TAP) from None
        except NoRightsError as error:
            sudo = f"sudo nldissect {self._command} ..."
            raise CaptureError(NO_RIGHTS.format(reason=str(error).lower(), sudo=sudo)) from None
        except LiveError as error:
            raise CaptureError(str(error)) from None

    def _interface(self, number: int, opened: Opened) -> Interface:
        ports = [
            (protocol, each.getsockname()[0])
            for protocol, each in zip((NETLINK_ROUTE, NETLINK_GENERIC, NETLINK_ROUTE), opened.talks, strict=True)
        ]
        name = opened.device or "multicast"
        if opened.namespace.name:
            name = f"{name}@{opened.namespace.name}"
        try:
            own = [port for _, port in ports]
            return Interface(name, self._input(opened, own), ports=ports, talks=opened.talks)
        except OSError as error:
            reason = "not enough memory for the ring; give a smaller one by -B" if error.errno == errno.ENOMEM else ""
            raise CaptureError(f"{name}: cannot be captured from ({reason or error.strerror})") from None

    def _input(self, opened: Opened, own: Sequence[int]) -> Input:
        source = self._source
        if source.request.multicast:
            kept = [
                (each, number)
                for each, number in zip(opened.taps, opened.protocols, strict=True)
                if not source.protocols or number in source.protocols
            ]
            return Members([each for each, _ in kept], [number for _, number in kept])
        longest = max(1, source.longest - COOKED) if source.longest else 0
        return Ring(opened.taps[0], opened.device, source.ring, source.protocols, longest, own)

    def _remark(self, opened: Sequence[Opened], recorder: Recorder) -> None:
        """Say what the user should know of this capture."""
        for each in opened:
            if each.removed:
                recorder.tell(f"{', '.join(each.removed)} of a capture that had died was taken away")
            if each.refused:
                recorder.tell(f"the groups of {' and '.join(each.refused)} are only for root, and not heard")
        if self._source.request.multicast:
            recorder.tell(ONLY_NOTIFICATIONS)

    def _explain(self, opened: Sequence[Opened]) -> Iterator[tuple[int, socket.socket]]:
        """Have the kernel asked for the dictionary; see `Recorder`."""
        if self._source.dictionary:
            for number, each in enumerate(opened):
                yield number, dictionary.relayed(each.talks)


def _gone(opened: Opened, recorder: Recorder, number: int) -> str | None:
    """Why nothing more comes from a device with this error; None when more may come, which is told then."""
    if number != errno.ENETDOWN:
        return f"{opened.device}: {os.strerror(number)}"
    try:
        conversation = Conversation(opened.talks[2], NETLINK_ROUTE)
        link = conversation.ask(route_message(RTM_GETLINK), {"index": opened.index})[0]
    except OSError:
        return f"{opened.device} was deleted"
    if link.get("ifinfo.type") != ARPHRD_NETLINK:  # another device that got its index
        return f"{opened.device} was deleted"
    if not link.get("ifinfo.flags") & IFF_UP:
        recorder.tell(f"{opened.device} is down: nothing comes until it is up again")
    return None

