import errno
import os
import select
import signal
import struct
import time
from contextlib import closing
from pathlib import Path

import pytest

import nldissect
from nldissect.live import ring
from nldissect.live.files import Files, Limits
from nldissect.live.interface import Interface
from nldissect.live.packets import Pcapng
from nldissect.live.recorder import Recorder
from nldissect.live.ring import BLOCK, RING, Ring, opened
from tests.live.apart import DEVICE, ETHERTYPE, apart, make_device, route, send, set_device

PATIENCE = 2000
"""Milliseconds until packets should have come."""

OTHER = 0x88B6  # the second ethertype for local experiments
PORT = 4711
BURST = 20_000
LARGE = 1400  # bytes of a datagram, which an Ethernet frame holds


def datagram(size: int = 200, port: int = 1) -> bytes:
    return struct.pack("=IHHII", size, 3, 2, 1, port) + bytes(size - 16)


def on_device(protocols: tuple[int, ...] = (ETHERTYPE,), longest: int = 0, own: tuple[int, ...] = ()) -> Ring:
    """A ring of the smallest size; by itself the kernel sends nothing of the ethertype."""
    make_device()
    return Ring(ring.opened(), DEVICE, 1, protocols, longest, own)


def taken(source: Ring, count: int) -> list[tuple[int, int, bytes]]:
    """Time, length on the wire, and bytes of the next packets, so many."""
    form = Pcapng()
    parts = [form.begin([DEVICE], 0)]
    poll = select.poll()
    poll.register(source.filenos()[0], select.POLLIN)
    came = 0
    while came < count:
        assert poll.poll(PATIENCE), f"only {came} packets came"
        while (found := source.take(form, 0)) is not None:
            came += found[0]
            parts.append(found[1])
    assert source.take(form, 0) is None
    read = nldissect.open(b"".join(parts)).load().source
    table = read.frames
    assert len(table) == came == count
    columns = (column[:count].tolist() for column in (table.time, table.length, table.offset, table.captured))
    return [
        (time, length, bytes(read.data[offset : offset + captured]))
        for time, length, offset, captured in zip(*columns, strict=True)
    ]


def test_packets_come_with_their_bytes_and_the_time_of_the_kernel() -> None:
    def run() -> tuple[int, list[tuple[int, int, bytes]], int]:
        with closing(on_device()) as source:
            begun = time.time_ns()
            send(datagram(), datagram(33))
            sent = time.time_ns()
            return begun, taken(source, 2), sent

    begun, found, sent = apart(run)
    times, lengths, data = zip(*found, strict=True)
    assert begun - 10**7 < times[0] <= times[1] < sent + 10**7, "the clocks may differ by a tick"
    assert lengths == (216, 49)
    assert [each[16:] for each in data] == [datagram(), datagram(33)]
    kind, hardware, _, protocol = struct.unpack(">HHH8xH", data[0][:16])
    assert (kind, hardware, protocol) == (4, 1, ETHERTYPE), "outgoing, on Ethernet; on nlmon it is 824"


def test_longer_packets_are_cut() -> None:
    def run() -> list[tuple[int, int, bytes]]:
        with closing(on_device(longest=50)) as source:
            send(datagram(), datagram(33))
            return taken(source, 2)

    found = apart(run)
    assert [length for _, length, _ in found] == [216, 49]
    assert [data[16:] for _, _, data in found] == [datagram()[:50], datagram(33)]


def test_only_the_wanted_protocols_pass() -> None:
    def run() -> list[tuple[int, int, bytes]]:
        with closing(on_device()) as source:
            send(datagram(60), protocol=OTHER)
            send(datagram(61))
            send(datagram(62), protocol=OTHER)
            send(datagram(63))
            return taken(source, 2)

    assert [data[16:] for _, _, data in apart(run)] == [datagram(61), datagram(63)]


def test_messages_of_our_own_sockets_do_not_pass() -> None:
    def run() -> list[tuple[int, int, bytes]]:
        with closing(on_device(own=(1, PORT))) as source:
            send(datagram(port=PORT), datagram(port=PORT + 1), datagram(port=1), datagram()[:15])
            return taken(source, 2)

    assert [data[16:] for _, _, data in apart(run)] == [datagram(port=PORT + 1), datagram()[:15]]


def test_of_a_block_no_more_packets_are_taken_than_are_asked_for() -> None:
    def run() -> int:
        with closing(on_device()) as source:
            send(datagram(), times=5)
            select.select(source.filenos(), [], [], PATIENCE / 1000)
            found = source.take(Pcapng(), 0, 1)
            return found[0] if found else 0

    assert apart(run) == 1


def test_what_there_was_no_room_for_is_counted() -> None:
    def run() -> tuple[int, int, int]:
        with closing(on_device()) as source:  # two blocks
            count = 3 * BLOCK // LARGE
            send(datagram(LARGE), times=count)
            time.sleep(0.05)
            source.count()
            return count, source.packets, source.dropped

    count, came, dropped = apart(run)
    assert came == count, "the lost ones are among them"
    assert 0 < dropped < count


def test_all_blocks_are_used_again_and_again() -> None:
    def run() -> list[int]:
        with closing(on_device()) as source:  # two blocks
            return [len(rounds(source, count)) for count in range(20, 27)]

    def rounds(source: Ring, count: int) -> list[tuple[int, int, bytes]]:
        send(datagram(), times=count)
        return taken(source, count)

    assert apart(run) == list(range(20, 27))


def test_a_ring_larger_than_the_memory_is_not_even_tried() -> None:
    def run() -> None:
        with opened() as raw, pytest.raises(OSError, match="Cannot allocate memory"):
            Ring(raw, "lo", 1 << 60)

    apart(run)


def test_a_device_that_goes_down_is_an_error_on_its_socket() -> None:
    def run() -> tuple[int, int, int, int]:
        with closing(on_device()) as source, route() as conversation:
            before = source.failure()
            set_device(conversation, up=False)
            poll = select.poll()
            poll.register(source.filenos()[0], select.POLLIN)
            (_, events), *_ = poll.poll(PATIENCE)
            down = source.failure()
            set_device(conversation, up=True)
            send(datagram())
            return before, events & select.POLLERR, down, len(taken(source, 1))

    assert apart(run) == (0, select.POLLERR, errno.ENETDOWN, 1), "when it is up again, packets come again"


def burst(path: Path, size: int, slow: bool) -> tuple[int, int]:
    """Packets that were recorded of a burst, and lost ones."""
    make_device()
    files = Files(str(path))
    if slow:
        write = files.current.write

        def slowly(data: bytes) -> None:
            time.sleep(0.1)
            write(data)

        files.current.write = slowly  # type: ignore[method-assign]
    source = Ring(ring.opened(), DEVICE, size, [ETHERTYPE])
    recorder = Recorder(files, [Interface(DEVICE, source)], limits=Limits(duration=20))
    recorder.begin()
    program = os.getpid()
    if not os.fork():
        try:
            send(datagram(), times=BURST)
            os.kill(program, signal.SIGTERM)
        finally:
            os._exit(0)
    recorder.run()
    return recorder.packets, recorder.dropped


def test_a_burst_is_recorded_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    assert apart(burst, path, RING, False) == (BURST, 0)
    source = nldissect.open(path).load().source
    assert (len(source.frames), source.dropped) == (BURST, 0)
    assert not source.warnings


def test_a_slow_disk_loses_packets_and_the_file_says_how_many(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    recorded, dropped = apart(burst, path, 4 * BLOCK, True)
    assert dropped > 0
    assert recorded + dropped == BURST
    source = nldissect.open(path).load().source
    assert (len(source.frames), source.dropped) == (recorded, dropped)
