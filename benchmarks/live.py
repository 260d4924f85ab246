"""Measures live capture: a burst of frames through a ring of 4 MiB into a file, and what a slow disk loses.

    python -m benchmarks.live [--messages 300000] [--rate 350000] [--ring 4] [--directory DIR]

Needs no root and no nlmon: the frames go to an ifb device in a network namespace made for it, from a process that
sends many with each system call, which the kernel cuts apart before they are seen; it hands them to the ring as it
does those of an nlmon device.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nldissect.live.ring as rings
from nldissect.live import system
from nldissect.live.conversation import NETLINK_ROUTE, NLM_F_ACK, Conversation, opened, route_message
from nldissect.live.files import Files, Limits
from nldissect.live.interface import Interface
from nldissect.live.namespaces import live_apart
from nldissect.live.recorder import Recorder
from nldissect.live.tap import NLM_F_CREATE, NLM_F_EXCL, RTM_GETLINK, RTM_NEWLINK, set_up

DEVICE, KIND = "burst0", "ifb"
PACKET_VNET_HDR = 15  # linux/if_packet.h
NEEDS_CHECKSUM, UDP_SEGMENTS = 1, 5  # linux/virtio_net.h
BATCH = 64  # frames that are sent with one system call, for the kernel to cut: else the calls would take the time
PAYLOAD = struct.pack("<IHHII", 172, 24, 0x605, 1, 0) + bytes(156)
"""With the headers in front as long as a route request with its cooked header: 214 bytes."""

SLOW = 0.02
"""Seconds that each write to the slow disk takes."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a burst came to: messages a second that were offered, lost ones, microseconds of CPU for each message."""

    offered: float
    recorded: int
    lost: int
    microseconds: float


class Sender:
    """Sends the same frame over and over, `BATCH` at a time, as UDP datagrams that the kernel cuts apart."""

    def __init__(self, device: str) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._socket.setsockopt(rings.SOL_PACKET, PACKET_VNET_HDR, 1)
        self._socket.bind((device, 0))

    def send(self, count: int, rate: float) -> float:
        """Send so many frames, this many a second; the rate that was reached."""
        batches = [frames(BATCH)] * (count // BATCH) + ([frames(count % BATCH)] if count % BATCH else [])
        begun = time.perf_counter()
        for number, batch in enumerate(batches):
            ahead = number * BATCH / rate - (time.perf_counter() - begun)
            if ahead > 0:
                time.sleep(ahead)
            self._socket.send(batch)
        return count / (time.perf_counter() - begun)


def frames(count: int) -> bytes:
    """So many frames as one large one, behind a struct virtio_net_hdr that says how it is to be cut."""
    payload = PAYLOAD * count
    udp = struct.pack(">HHHH", 9, 9, 8 + len(payload), 0)
    ip = struct.pack(">BBHIBBH4s4s", 0x45, 0, 28 + len(payload), 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
    ethernet = struct.pack(">6s6sH", b"\2\0\0\0\0\2", b"\2\0\0\0\0\1", 0x0800)
    header = struct.pack("=BBHHHH", NEEDS_CHECKSUM, UDP_SEGMENTS if count > 1 else 0, 42, len(PAYLOAD), 34, 6)
    return header + ethernet + ip + udp + payload


def make_device() -> None:
    """A device that drops what it is given, in a namespace of our own: as on an nlmon device, what it sends is seen."""
    if os.geteuid() == 0:
        system.unshare(system.CLONE_NEWNET)
    else:
        live_apart()
    conversation = Conversation(opened(NETLINK_ROUTE), NETLINK_ROUTE)
    conversation.ask(
        route_message(RTM_NEWLINK),
        attributes={
            "IFLA_IFNAME": DEVICE,
            "IFLA_TXQLEN": 0,
            "IFLA_GSO_MAX_SIZE": 1500,  # what is larger is cut by the kernel, and not left to the device
            "IFLA_LINKINFO": {"IFLA_INFO_KIND": KIND},
        },
        flags=NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
    )
    link = conversation.ask(route_message(RTM_GETLINK), attributes={"IFLA_IFNAME": DEVICE})[0]
    set_up(conversation, link.get("ifinfo.index"))


def burst(path: str, messages: int, rate: float, ring: int, slow: bool = False) -> Result:
    """Record a burst in a process of its own."""
    reading, writing = os.pipe()
    files = Files(path)
    if slow:
        files.current.write = _slowly(files.current.write)  # type: ignore[method-assign, assignment]
    source = rings.Ring(rings.opened(), DEVICE, ring)
    recorder = Recorder(files, [Interface(DEVICE, source)], limits=Limits(packets=messages, duration=30))
    recorder.begin()
    process = os.fork()
    if not process:
        _pin(1)
        before = resource.getrusage(resource.RUSAGE_SELF)
        recorder.run()
        after = resource.getrusage(resource.RUSAGE_SELF)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        os.write(writing, struct.pack("<QQd", recorder.packets, recorder.dropped, spent))
        os._exit(0)
    _pin(0)
    time.sleep(0.2)
    offered = Sender(DEVICE).send(messages, rate)
    time.sleep(0.5)
    os.kill(process, signal.SIGTERM)
    os.waitpid(process, 0)
    recorded, lost, spent = struct.unpack("<QQd", os.read(reading, 64))
    return Result(offered, recorded, lost, spent / max(1, recorded) * 1e6)


def _pin(processor: int) -> None:
    """Keep sender and recorder apart, as far as there are processors for it."""
    there = list(range(os.cpu_count() or 1))
    os.sched_setaffinity(0, {there[processor % len(there)]} if len(there) > 1 else there)


def _slowly(write: Callable[[bytes], None]) -> Callable[[bytes], None]:
    def slow(data: bytes) -> None:
        time.sleep(SLOW)
        write(data)

    return slow


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=300_000)
    parser.add_argument("--rate", type=float, default=350_000, help="messages a second")
    parser.add_argument("--ring", type=int, default=4, help="MiB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--directory", default=None, help="where the file is written (the temporary directory)")
    options = parser.parse_args()
    make_device()
    with tempfile.TemporaryDirectory(dir=options.directory) as directory:
        path = str(Path(directory, "burst.pcapng"))
        for slow in (False, True):
            for _ in range(options.rounds):
                result = burst(path, options.messages, options.rate, options.ring << 20, slow)
                print(
                    f"{'slow disk' if slow else 'disk':9}  offered {result.offered:9,.0f}/s"
                    f"  recorded {result.recorded:7,}  lost {result.lost:7,}  {result.microseconds:5.2f} us of CPU each"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
