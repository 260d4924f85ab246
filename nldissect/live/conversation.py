"""Requests to the kernel, built and read by the declarations."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from struct import Struct
from typing import Any

from nldissect.engine.encoding import encode
from nldissect.engine.interpreter import Interpreter
from nldissect.engine.layout import Layout
from nldissect.engine.root import Root
from nldissect.engine.values import presentation
from nldissect.families import registry
from nldissect.schema.message import Message

# linux/netlink.h
NETLINK_ROUTE = 0
NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_CAP_ACK = 10
NETLINK_EXT_ACK = 11
NLM_F_REQUEST = 0x01
NLM_F_ACK = 0x04
NLM_F_DUMP = 0x300
NLMSG_ERROR = 2
NLMSG_DONE = 3
nlmsghdr = Struct("=IHHII")

LARGEST = 1 << 17
"""Bytes: more than the kernel sends in one datagram to a reader that does not ask for more."""

PATIENCE = 5.0
"""Seconds until a kernel that does not answer is given up."""


class KernelError(OSError):
    """What the kernel refused: `errno`, and its own words (the extended ack) where it gave some."""


class Reply:
    """A message that the kernel answered with."""

    def __init__(self, layout: Layout, data: bytes) -> None:
        self._layout = layout
        self._data = data

    def get(self, path: str) -> Any:
        """The value of the first field with this path, None when there is none."""
        places = self._layout.places(path)[:1]
        if not places:
            return None
        leaf = self._layout.spans[places[0]][1]
        assert leaf is not None  # `places` are of leaves
        return presentation(leaf).value(self._layout.unpacker(places).unpack_from(self._data)[0])


def opened(protocol: int) -> socket.socket:
    """A netlink socket in the network namespace where this process is, with a port id."""
    made = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)
    made.bind((0, 0))
    for option in (NETLINK_CAP_ACK, NETLINK_EXT_ACK):
        made.setsockopt(SOL_NETLINK, option, 1)
    made.settimeout(PATIENCE)
    return made


class Conversation:
    """Requests on one socket, one after the other.

    seen   is given each datagram, for captures that do not see this traffic by themselves
    """

    def __init__(
        self, connected: socket.socket, protocol: int, seen: Callable[[bytes], None] = lambda data: None
    ) -> None:
        self.socket = connected
        self.protocol = protocol
        self.port: int = connected.getsockname()[0]
        self._seen = seen
        self._numbers = count(1)

    def ask(
        self,
        message: Message,
        header: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Any] | None = None,
        flags: int = NLM_F_ACK,
    ) -> list[Reply]:
        """What the kernel answers to a request, without acknowledgements.

        Raises KernelError when it refuses, and OSError when it does not answer.
        """
        return [reply for data in self.hear(message, header, attributes, flags) for reply in self._replies(data)]

    def hear(
        self,
        message: Message,
        header: Mapping[str, Any] | None = None,
        attributes: Mapping[str, Any] | None = None,
        flags: int = NLM_F_ACK,
    ) -> Iterator[bytes]:
        """The datagrams of the answer, not looked into; else as `ask`."""
        number = next(self._numbers)
        asked = encode(
            message, header or {}, attributes or {}, flags=NLM_F_REQUEST | flags, seq=number, port=self.port
        )
        self.socket.send(asked)
        self._seen(asked)
        while True:
            data = self.socket.recv(LARGEST)
            self._seen(data)
            ours = [each for each in _messages(data) if each[2] == number]
            if ours:
                yield data
            for kind, body, _ in ours:
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    self._check(body)
                    return

    def _check(self, body: bytes) -> None:
        number = -int.from_bytes(body[16:20], sys.byteorder, signed=True)
        if number:
            words = self._decoded(body).get("nl.extack.msg")
            raise KernelError(number, words or os.strerror(number))

    def _replies(self, data: bytes) -> Iterator[Reply]:
        return (self._decoded(each) for kind, each, _ in _messages(data) if kind not in (NLMSG_ERROR, NLMSG_DONE))

    def _decoded(self, data: bytes) -> Reply:
        declared = registry.protocol(self.protocol).find(nlmsghdr.unpack_from(data)[1])
        root = Root(registry, self.protocol, declared, sys.byteorder == "big", {})
        return Reply(Interpreter(root, data).run(), data)


def _messages(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Type, bytes and sequence number of the messages of a datagram."""
    position = 0
    while position + nlmsghdr.size <= len(data):
        length, kind, _, number, _ = nlmsghdr.unpack_from(data, position)
        if length < nlmsghdr.size:
            return
        yield kind, data[position : position + length], number
        position += (length + 3) & ~3


def route_message(number: int) -> Message:
    """The declaration of an RTM_* message."""
    return registry.protocol(NETLINK_ROUTE).messages[number]


def controller_command(number: int) -> Message:
    """The declaration of a CTRL_CMD_* of generic netlink's controller."""
    return registry.protocol(NETLINK_GENERIC).families["nlctrl"].commands[number]


def refused(error: OSError) -> bool:
    """Whether an error says that the caller has not the right."""
    return error.errno in (errno.EPERM, errno.EACCES)
