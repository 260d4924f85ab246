"""The dictionary of a capture: what the kernel says of links, namespaces and generic netlink families when it begins.

The questions and answers are packets of the capture like all others, by which its numbers have names wherever it is
read; sockets of our own ask them. What a tap sees of these is left out: it would be cut or filtered like the rest.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from nldissect.live.conversation import (
    NETLINK_GENERIC,
    NETLINK_ROUTE,
    NLM_F_DUMP,
    Conversation,
    controller_command,
    route_message,
)
from nldissect.live.stopping import SIGNALS
from nldissect.live.tap import RTM_GETLINK

RTM_GETNSID = 90
CTRL_CMD_GETFAMILY = 3
CTRL_CMD_GETPOLICY = 10

Seen = Callable[[int, bytes], None]


def relayed(talks: Sequence[socket.socket]) -> socket.socket:
    """Ask for all of it, in a process of its own: this one is to take packets.

    talks  sockets for route and generic netlink

    From the socket come protocol (1 byte), time (8, little-endian) and bytes of each datagram.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = os.fork()
    if process:
        os.waitpid(process, 0)  # which has left the work to its child: nobody has to wait for that
        theirs.close()
        return ours

    def seen(protocol: int, data: bytes) -> None:
        theirs.send(bytes([protocol]) + time.time_ns().to_bytes(8, "little") + data)

    try:
        if os.fork() == 0:
            ours.close()
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            _ask(talks[0], talks[1], seen)
    finally:
        os._exit(0)


def _ask(route: socket.socket, generic: socket.socket, seen: Seen) -> None:
    """Ask for all of it; `seen` is given the protocol and the bytes of each datagram.

    What the kernel does not tell is left out: older ones know no policies.
    """
    conversation = Conversation(route, NETLINK_ROUTE, lambda data: seen(NETLINK_ROUTE, data))
    for number in (RTM_GETLINK, RTM_GETNSID):
        with suppress(OSError):
            for _ in conversation.hear(route_message(number), flags=NLM_F_DUMP):
                pass
    conversation = Conversation(generic, NETLINK_GENERIC, lambda data: seen(NETLINK_GENERIC, data))
    with suppress(OSError):
        for family in list(_families(conversation)):
            with suppress(OSError):
                _policy(conversation, family)


def _families(conversation: Conversation) -> Iterator[int]:
    request = controller_command(CTRL_CMD_GETFAMILY)
    for reply in conversation.ask(request, {"cmd": CTRL_CMD_GETFAMILY, "version": 1}, flags=NLM_F_DUMP):
        yield int(reply.get("ctrl.family_id"))


def _policy(conversation: Conversation, family: int) -> None:
    request = controller_command(CTRL_CMD_GETPOLICY)
    header = {"cmd": CTRL_CMD_GETPOLICY, "version": 1}
    for _ in conversation.hear(request, header, {"CTRL_ATTR_FAMILY_ID": family}, NLM_F_DUMP):
        pass
