"""A capture without a file: the interface of `nldissect.capture.Capture`, any number of messages at once.

Nine messages repeat: a link dump (request, two parts, done), a route that is added (request, ack), one that is
refused (request, error), and a notification. Everything is computed from the row, so a million cost only columns.
"""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from nldissect.capture import Capture

START = 1_700_000_000_000_000_000
STEP = 250_000  # ns between two messages

REQUEST, ACK, MULTI, DUMP = 0x1, 0x4, 0x2, 0x300


@dataclass
class FakeNode:
    name: str
    start: int
    value_start: int
    end: int
    depth: int
    path: str = ""
    text: str = ""
    value: object = None
    issue: str = ""
    declared: bool = True
    sensitive: bool = False
    children: list[FakeNode] = field(default_factory=list)

    @property
    def next(self) -> int:
        return (self.end + 3) & ~3


def attribute(number: int, value: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(value), number) + value + bytes(-len(value) % 4)


def message(kind: int, flags: int, body: bytes) -> bytes:
    return struct.pack("<IHHII", 16 + len(body), kind, flags, 7, 4242) + body


IFINFOMSG = struct.pack("<BxHiII", 0, 1, 2, 0x11043, 0)
RTMSG = struct.pack("<BBBBBBBBI", 2, 8, 0, 0, 254, 4, 0, 1, 0)
ROUTE = message(24, 0x605, RTMSG + attribute(1, bytes([10, 0, 0, 0])) + attribute(5, bytes([192, 0, 2, 1])))


@dataclass(frozen=True)
class Template:
    kind: str
    type: int
    type_name: str
    summary: str
    data: bytes
    errno: int | None = None


LINK = IFINFOMSG + attribute(3, b"eth0\0") + attribute(18, attribute(1, b"dummy\0") + attribute(2, b""))
TEMPLATES = (
    Template("request", 18, "RTM_GETLINK", "link dump", message(18, REQUEST | DUMP, IFINFOMSG)),
    Template("part", 16, "RTM_NEWLINK", "link eth0 up mtu 1500", message(16, MULTI, LINK)),
    Template("part", 16, "RTM_NEWLINK", "link eth1 down mtu 1500", message(16, MULTI, LINK + attribute(200, b"\1"))),
    Template("done", 3, "NLMSG_DONE", "dump done", message(3, MULTI, struct.pack("<i", 0)), 0),
    Template("request", 24, "RTM_NEWROUTE", "route add 10.0.0.0/8 via 192.0.2.1", ROUTE),
    Template("ack", 2, "NLMSG_ERROR", "ack", message(2, 0x100, struct.pack("<i", 0) + ROUTE[:16]), 0),
    Template("request", 24, "RTM_NEWROUTE", "route add [red]10.0.0.0/8[/red] via 192.0.2.1", ROUTE),
    Template("error", 2, "NLMSG_ERROR", "EEXIST: File exists", message(2, 0, struct.pack("<i", -17) + ROUTE), 17),
    Template("notification", 24, "RTM_NEWROUTE", "route 10.0.0.0/8 via 192.0.2.1 dev eth0", ROUTE),
)

STARTS = np.cumsum([0] + [len(template.data) for template in TEMPLATES])[:-1]


def nodes_of(template: Template) -> list[FakeNode]:
    data = template.data
    nodes = [FakeNode("nlmsghdr", 0, 0, 16, 0, "nl")]
    for name, start, end in (("len", 0, 4), ("type", 4, 6), ("flags", 6, 8), ("seq", 8, 12), ("pid", 12, 16)):
        number = int.from_bytes(data[start:end], "little")
        nodes.append(FakeNode(name, start, start, end, 1, f"nl.{name}", str(number), number))
    if template.type == 16:
        nodes.append(FakeNode("ifinfomsg", 16, 16, 32, 0, "ifinfo"))
        nodes.append(FakeNode("index", 20, 20, 24, 1, "ifinfo.index", "2", 2))
        nodes.append(FakeNode("IFLA_IFNAME", 32, 36, 41, 0, "ifla.ifname", "eth0", "eth0"))
        nodes.append(FakeNode("IFLA_LINKINFO", 44, 48, 64, 0, "ifla.linkinfo"))
        nodes.append(FakeNode("IFLA_INFO_KIND", 48, 52, 58, 1, "ifla.linkinfo.kind", "dummy", "dummy"))
        nodes.append(FakeNode("IFLA_INFO_DATA", 60, 64, 64, 1, "ifla.linkinfo.data"))
        if len(data) > 64:
            nodes.append(
                FakeNode("attribute 200", 64, 68, 69, 0, "", "01", b"\1", issue="1 byte, 4 expected", declared=False)
            )
    elif template.type == 24:
        nodes.append(FakeNode("rtmsg", 16, 16, 28, 0, "rtm"))
        nodes.append(FakeNode("table", 20, 20, 21, 1, "rtm.table", "main", 254))
        nodes.append(FakeNode("RTA_DST", 28, 32, 36, 0, "rta.dst", "10.0.0.0", "10.0.0.0"))
        nodes.append(FakeNode("RTA_GATEWAY", 36, 40, 44, 0, "rta.gateway", "192.0.2.1", "192.0.2.1"))
    elif template.type == 2:
        nodes.append(FakeNode("nlmsgerr", 16, 16, len(data), 0, "nl.err"))
        nodes.append(FakeNode("error", 16, 16, 20, 1, "nl.errno", str(template.errno), template.errno))
        nodes.append(FakeNode("request", 20, 20, len(data), 1, "nl.err.request", "RTM_NEWROUTE"))
    return nodes


class FakeMessage:
    def __init__(self, row: int) -> None:
        template = TEMPLATES[row % len(TEMPLATES)]
        self.template = template
        self.row = row
        self.number = row + 1
        self.frame_number = row + 1
        self.time = START + row * STEP
        self.kind, self.type, self.type_name = template.kind, template.type, template.type_name
        self.summary, self.errno, self.data = template.summary, template.errno, template.data
        self.family_name = self.protocol_name = "route"
        self.port, self.seq, self.length = 4242, 7, len(template.data)

    def nodes(self) -> list[FakeNode]:
        return nodes_of(self.template)


class FakeCapture:
    """`arrive(n)` makes n more messages come; `advance` gives what has arrived, some at a time."""

    def __init__(self, count: int, *, name: str = "fake.pcap", warnings: list[str] | None = None) -> None:
        self.name = name
        self.warnings = warnings or []
        self.complete = False
        self.ended = True
        self.failure: Exception | None = None
        self.total = count
        self.length = 0
        rows = np.arange(count) % len(TEMPLATES)
        self.index = SimpleNamespace(
            other_frames=3,
            messages=SimpleNamespace(
                type=np.array([template.type for template in TEMPLATES], np.uint16)[rows],
                extent=np.array([len(template.data) for template in TEMPLATES], np.uint32)[rows],
                length=np.array([len(template.data) for template in TEMPLATES], np.uint32)[rows],
                state=np.zeros(count, np.uint8),
                offset=np.asarray(STARTS, np.uint64)[rows],
            ),
        )
        self.source = SimpleNamespace(
            data=b"".join(template.data for template in TEMPLATES),
            format="pcap",
            interfaces=[SimpleNamespace(name="nlmon0", link_type=253)],
            frames=range(count),
            comments={-1: ["taken on a rainy day"]},
        )
        self.arrived = count

    def __len__(self) -> int:
        return self.length

    def advance(self, budget: int) -> bool:
        if self.failure is not None:
            raise self.failure
        self.length = min(self.arrived, self.length + max(1, budget // 200))
        self.complete = self.ended and self.length == self.total
        if not self.complete and self.length == self.arrived:
            time.sleep(0.005)
        return not self.complete

    def message(self, row: int) -> FakeMessage:
        if not 0 <= row < self.length:
            raise IndexError(row)
        return FakeMessage(row)


def fake_capture(count: int, **options: Any) -> Capture:
    """A fake that the type checker takes for the real thing."""
    return cast("Capture", FakeCapture(count, **options))
