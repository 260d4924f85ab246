"""Netlink messages made by hand, for what no tool would send.

Used by scenarios: PYTHONPATH=/run/guest python3 FILE. Integers are in the guest's byte order.
"""

import select
import socket
from struct import pack, unpack_from

ROUTE, USERSOCK, SOCK_DIAG, FIB_LOOKUP, GENERIC = 0, 2, 4, 10, 16
NOOP, ERROR, DONE, OVERRUN = 1, 2, 3, 4
REQUEST, MULTI, ACK, ECHO = 0x1, 0x2, 0x4, 0x8
DUMP, EXCL, CREATE = 0x300, 0x200, 0x400
NEWLINK, DELLINK, GETLINK = 16, 17, 18
NEWADDR, GETADDR, NEWROUTE, GETROUTE, NEWNEIGH = 20, 22, 24, 26, 28
CTRL_FAMILY = 16

SOL_NETLINK = 270
NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK = 10, 11, 12


def attribute(number: int, value: bytes | str = b"") -> bytes:
    if isinstance(value, str):
        value = value.encode() + b"\0"
    length = 4 + len(value)
    return pack("=HH", length, number) + value + bytes(-length % 4)


def nest(number: int, *attributes: bytes, flag: bool = True) -> bytes:
    return attribute(number | (0x8000 if flag else 0), b"".join(attributes))


def u16(number: int, value: int) -> bytes:
    return attribute(number, pack("=H", value))


def u32(number: int, value: int) -> bytes:
    return attribute(number, pack("=I", value))


def ifinfomsg(index: int = 0, family: int = 0) -> bytes:
    return pack("=BxHiII", family, 0, index, 0, 0)


def ifaddrmsg(index: int, prefix_length: int = 24) -> bytes:
    return pack("=BBBBI", 2, prefix_length, 0, 0, index)


def rtmsg(prefix_length: int, table: int = 254, protocol: int = 4, scope: int = 0) -> bytes:
    return pack("=BBBBBBBBI", 2, prefix_length, 0, 0, table, protocol, scope, 1, 0)


def genlmsghdr(command: int, version: int = 1) -> bytes:
    return pack("=BBH", command, version, 0)


def message(
    number: int, flags: int, payload: bytes = b"", *, seq: int = 0, port: int = 0, length: int | None = None
) -> bytes:
    """One message; `length` replaces the true one."""
    true = 16 + len(payload)
    return pack("=IHHII", true if length is None else length, number, flags, seq, port) + payload + bytes(-true % 4)


class Socket:
    """A netlink socket; its options are those of a present-day tool unless told otherwise."""

    def __init__(
        self,
        protocol: int,
        *,
        groups: int = 0,
        port: int = 0,
        extended: bool = True,
        capped: bool = False,
        strict: bool = False,
    ) -> None:
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        for option, wanted in (
            (NETLINK_EXT_ACK, extended),
            (NETLINK_CAP_ACK, capped),
            (NETLINK_GET_STRICT_CHK, strict),
        ):
            if wanted:
                self.socket.setsockopt(SOL_NETLINK, option, 1)
        self.socket.bind((port, groups))
        self.port: int = self.socket.getsockname()[0]
        self.seq = 1000

    def send(self, datagram: bytes, to: tuple[int, int] = (0, 0)) -> None:
        """Send bytes as they are; what the kernel says to them is printed."""
        try:
            self.socket.sendto(datagram, to)
        except OSError as error:
            print("send:", error)

    def receive(self, timeout: float = 0.2, size: int = 1 << 20) -> bytes | None:
        if not select.select([self.socket], [], [], timeout)[0]:
            return None
        return self.socket.recv(size)

    def drain(self, timeout: float = 0.2) -> None:
        while self.receive(timeout) is not None:
            pass

    def ask(self, number: int, flags: int, payload: bytes = b"") -> list[bytes]:
        """Send one request and read to its end (ack, error or done); gives the payloads of the replies."""
        self.seq += 1
        self.send(message(number, flags | REQUEST, payload, seq=self.seq))
        replies: list[bytes] = []
        while datagram := self.receive():
            offset = 0
            while offset + 16 <= len(datagram):
                length, kind = unpack_from("=IH", datagram, offset)
                if kind in (ERROR, DONE):
                    return replies
                replies.append(datagram[offset + 16 : offset + length])
                offset += (length + 3) & ~3
        return replies


def family_id(name: str) -> int:
    """The number that the kernel gave to a generic netlink family."""
    reply = Socket(GENERIC).ask(CTRL_FAMILY, ACK, genlmsghdr(3) + attribute(2, name))[0]
    offset = 4
    while offset + 4 <= len(reply):
        length, number = unpack_from("=HH", reply, offset)
        if number == 1:
            return int(unpack_from("=H", reply, offset + 4)[0])
        offset += (length + 3) & ~3
    raise LookupError(name)
