"""The messages of a pcap file, taken out of it by hand and one by one, to check counts against."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NLMSG_ERROR = 2
NLMSG_DONE = 3
NLCTRL = 16
ROUTE_TYPES = {
    16: "RTM_NEWLINK",
    17: "RTM_DELLINK",
    18: "RTM_GETLINK",
    19: "RTM_SETLINK",
    20: "RTM_NEWADDR",
    21: "RTM_DELADDR",
    22: "RTM_GETADDR",
    24: "RTM_NEWROUTE",
    25: "RTM_DELROUTE",
    26: "RTM_GETROUTE",
    28: "RTM_NEWNEIGH",
    29: "RTM_DELNEIGH",
    30: "RTM_GETNEIGH",
    32: "RTM_NEWRULE",
    33: "RTM_DELRULE",
    34: "RTM_GETRULE",
}
CONTROL_TYPES = {1: "NLMSG_NOOP", 2: "NLMSG_ERROR", 3: "NLMSG_DONE", 4: "NLMSG_OVERRUN"}
NLCTRL_COMMANDS = {1: "CTRL_CMD_NEWFAMILY", 2: "CTRL_CMD_DELFAMILY", 3: "CTRL_CMD_GETFAMILY", 10: "CTRL_CMD_GETPOLICY"}


@dataclass(frozen=True)
class Plain:
    """A message as the file has it; `type` is None for bytes that are none."""

    time: int  # microseconds
    protocol: int
    type: int | None
    length: int
    port: int
    data: bytes
    order: str

    @property
    def errno(self) -> int:
        """Of an NLMSG_ERROR or NLMSG_DONE; 0 for an acknowledgement, the end of a dump, and for all else."""
        if self.type not in (NLMSG_ERROR, NLMSG_DONE) or len(self.data) < 20:
            return 0
        return -int(struct.unpack_from(self.order + "i", self.data, 16)[0])

    @property
    def quoted(self) -> Plain:
        """The request that an NLMSG_ERROR answers."""
        return next(messages(self.data[20:], self.time, self.protocol, self.order))


def plain(path: Path) -> list[Plain]:
    """All messages of a pcap file with microseconds and link type NETLINK; its byte order is the kernel's."""
    data = path.read_bytes()
    order = ">" if "s390x" in path.name else "<"
    magic, *_, link_type = struct.unpack_from(order + "IHHiIII", data)
    assert (magic, link_type) == (0xA1B2C3D4, 253)
    found: list[Plain] = []
    position = 24
    while position < len(data):
        seconds, micros, captured, _ = struct.unpack_from(order + "4I", data, position)
        packet = data[position + 16 : position + 16 + captured]
        position += 16 + captured
        hardware, protocol = struct.unpack_from(">2xH10xH", packet)
        if hardware == 824:
            found.extend(messages(packet[16:], seconds * 1_000_000 + micros, protocol, order))
    return found


def messages(datagram: bytes, time: int, protocol: int, order: str) -> Iterator[Plain]:
    """The messages of a datagram; what is left after the last one is nobody's."""
    first = True
    while len(datagram) >= 16 or (first and datagram):
        length, type_, port = struct.unpack(order + "IH6xI", datagram[:16].ljust(16, b"\0"))
        if len(datagram) < 16 or length < 16:
            if not first:
                return
            yield Plain(time, protocol, None, len(datagram), 0, datagram, order)
            return
        yield Plain(time, protocol, type_, length, port, datagram[:length], order)
        datagram = datagram[(length + 3) & ~3 :]
        first = False


def families(found: list[Plain]) -> dict[int, str]:
    """Generic netlink families by id, as CTRL_CMD_NEWFAMILY tells them (no id changes hands in the captures)."""
    names: dict[int, str] = {}
    for each in found:
        if (each.protocol, each.type, each.data[16:17]) == (16, NLCTRL, b"\1"):
            attributes: dict[int, bytes] = {}
            rest = each.data[20:]
            while len(rest) >= 4:
                length, number = struct.unpack_from(each.order + "HH", rest)
                attributes[number] = rest[4:length]
                rest = rest[(length + 3) & ~3 :]
            if 1 in attributes and 2 in attributes:
                (number,) = struct.unpack_from(each.order + "H", attributes[1])
                names[number] = attributes[2].rstrip(b"\0").decode()
    return names
