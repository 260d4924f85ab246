import errno
import json
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from nldissect.errors import CaptureError
from nldissect.live import recorder as recording
from nldissect.live.files import Files, Limits
from nldissect.live.interface import Interface
from nldissect.live.recorder import Listener, Recorder
from tests.live.apart import in_child
from tests.live.made import (
    KNOWN,
    OWN,
    PACKET,
    ROUTE,
    Made,
    captured,
    connected,
    datagram,
    numbers,
    record,
    recorder,
    relay,
    ring_of,
    warnings,
)


@pytest.mark.parametrize("name", ["a.pcapng", "a.pcap", "a.pcapng.gz"])
def test_a_capture_ends_after_exactly_so_many_packets(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    made = record(path, Made(bytes(range(10))), limits=Limits(packets=6))
    assert made.packets == 6
    found = captured(path)
    assert numbers(found) == [0, 1, 2, 3, 4, 5]
    assert not found.warnings


def test_a_limit_of_packets_is_for_all_interfaces_together(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    record(path, Made(bytes(4)), Made(bytes(4)), limits=Limits(packets=6))
    assert len(captured(path)) == 6


def test_a_capture_ends_at_the_block_that_reaches_the_size(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    record(path, Made(bytes(range(20))), limits=Limits(size=5 * PACKET))
    assert numbers(captured(path)) == list(range(8))


def test_a_capture_ends_after_its_duration_whether_packets_come_or_not(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    begun = time.monotonic()
    record(path, Made(), limits=Limits(duration=0.2))
    assert 0.2 <= time.monotonic() - begun < 2
    assert len(captured(path)) == 0


def test_what_came_before_the_end_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "LAST_PACKETS", 0.4)
    path = tmp_path / "a.pcapng"
    made = Made()
    late = threading.Timer(0.2, os.write, (made.writing, b"\7"))
    late.start()
    record(path, made, limits=Limits(duration=0.1))
    late.join()
    assert numbers(captured(path)) == [7]


# Rotation


def test_each_file_of_a_rotation_can_be_read_by_itself(tmp_path: Path) -> None:
    keeper, kept = connected()
    kept.send(json.dumps({"processes": [astuple(KNOWN)]}).encode())
    made = Made()
    feeding = threading.Timer(0.1, os.write, (made.writing, bytes(range(10))))
    feeding.start()
    path = tmp_path / "ring.pcapng"
    record(path, made, rotation=Limits(packets=4), keeper=keeper, limits=Limits(duration=0.3))
    feeding.join()
    files = ring_of(path)
    assert [numbers(each) for each in files] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert [[each.name for each in found.source.interfaces] for found in files] == [["made0"]] * 3
    assert [found.source.processes for found in files] == [[KNOWN]] * 3
    assert not any(found.warnings for found in files)


def test_the_oldest_files_of_a_rotation_go(tmp_path: Path) -> None:
    path = tmp_path / "ring.pcapng"
    record(path, Made(bytes(range(9)), over=True), rotation=Limits(packets=2, files=2))
    assert [numbers(each) for each in ring_of(path)] == [[6, 7], [8]]


def test_a_capture_ends_after_so_many_files(tmp_path: Path) -> None:
    path = tmp_path / "ring.pcapng"
    record(path, Made(bytes(range(20))), rotation=Limits(packets=3), limits=Limits(files=2))
    assert [numbers(each) for each in ring_of(path)] == [[0, 1, 2], [3, 4, 5]]


def test_the_next_file_begins_after_so_many_bytes_of_packets(tmp_path: Path) -> None:
    path = tmp_path / "ring.pcapng"
    record(path, Made(bytes(range(12)), over=True), rotation=Limits(size=5 * PACKET))
    assert [numbers(each) for each in ring_of(path)] == [[0, 1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11]]


def test_the_next_file_begins_after_so_many_seconds(tmp_path: Path) -> None:
    path = tmp_path / "ring.pcapng"
    record(path, Made(), rotation=Limits(duration=0.1), limits=Limits(duration=0.35))
    assert 2 <= len(ring_of(path)) <= 4, "fewer where the machine is busy"


# What the file tells besides packets


def test_lost_packets_are_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    lossy, other = Made(bytes(range(4))), Made()
    lossy.dropped, other.dropped = 5, 2
    made = record(path, lossy, other, limits=Limits(duration=0.1))
    assert made.dropped == 7
    assert captured(path).source.dropped == 7


def test_a_capture_that_lost_nothing_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    record(path, Made(), limits=Limits(duration=0.1))
    assert captured(path).source.dropped == 0


def test_lost_packets_are_in_the_file_before_the_capture_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    lossy = Made(b"\1")
    lossy.dropped = 3
    seen: list[int | None] = []
    asking = threading.Timer(0.2, lambda: seen.append(captured(path).source.dropped))
    asking.start()
    record(path, lossy, limits=Limits(duration=0.4))
    asking.join()
    assert seen == [3]


def test_what_is_told_is_said_at_once_and_whenever_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    told: list[str] = []
    made = recorder(path, Made(), listener=Listener(told=told.append), limits=Limits(duration=0.05))
    made.tell("only half of it is heard")
    assert told == ["only half of it is heard"]
    made.run()
    assert warnings(path) == told


def test_who_reads_the_file_hears_that_it_has_grown(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    sizes: list[int] = []
    listener = Listener(grown=lambda: sizes.append(path.stat().st_size))
    record(path, Made(bytes(8)), listener=listener, limits=Limits(packets=8))
    assert sizes == sorted(sizes)
    assert {8 * PACKET, 4 * PACKET} <= {size - sizes[0] for size in sizes}, "after each block"


def test_the_dictionary_comes_beside_the_packets_into_each_file(tmp_path: Path) -> None:
    path = tmp_path / "ring.pcapng"
    asked: list[int] = []

    def explain() -> list[tuple[int, socket.socket]]:
        asked.append(len(asked))
        return [(0, relay(datagram(100, OWN)))]

    made = Made(bytes(range(8)), over=True)
    interface = Interface("made0", made, lambda error: "", ports=[(ROUTE, OWN)])
    rotation = Limits(packets=4)
    recorder = Recorder(Files(str(path), rotation), [interface], rotation=rotation, explain=explain)
    recorder.begin()
    recorder.run()
    assert recorder.packets == 8, "own messages do not count"
    files = ring_of(path)
    assert len(asked) == len(files)
    own = [found.own for found in files if found.own is not None]
    assert [each for found in own for each in numbers(found)] == [100] * len(asked)
    assert [each for found in files for each in numbers(found)] == list(range(8))


def test_the_dictionary_is_heard_after_an_interface_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "ring.pcapng"
    lasting = Made()
    writing = (os.write, (lasting.writing, bytes(range(1, 5)))), (os.write, (lasting.writing, bytes(range(5, 9))))
    timers = [threading.Timer(0.1 * (number + 1), *each) for number, each in enumerate(writing)]
    for timer in timers:
        timer.start()
    explained = [0]

    def explain() -> list[tuple[int, socket.socket]]:
        explained[0] += 1
        return [(2, relay(datagram(100, OWN)))] if explained[0] > 1 else []

    ended = Made(over=True), Made(over=True)
    record(path, *ended, lasting, rotation=Limits(packets=4), limits=Limits(packets=8), explain=explain)
    for timer in timers:
        timer.join()
    heard = [number for each in ring_of(path) for number in numbers(each)]
    assert heard == [1, 2, 3, 4, 100, 5, 6, 7, 8], "the numbers of its descriptors are those of others now"


def test_a_capture_goes_on_until_all_its_inputs_have_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    told: list[str] = []
    last = Made()
    files = Files(str(path))
    gone: Callable[[int], str] = os.strerror
    made = Recorder(
        files,
        [Interface("first", Made(b"\1\2", over=True), gone), Interface("last", last, lambda error: "")],
        Listener(told=told.append),
    )
    made.begin()

    def end() -> None:
        os.write(last.writing, b"\3")
        os.close(last.writing)

    ending = threading.Timer(0.2, end)
    ending.start()
    made.run()
    ending.join()
    assert numbers(captured(path)) == [1, 2, 3]
    assert told == ["Network is down: nothing more comes from there"], "of the last one there is nothing to tell"
    assert warnings(path) == told


def test_a_device_that_may_come_back_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    asked: list[int] = []
    made = Recorder(
        Files(str(path)),
        [Interface("made0", Made(over=True), asked.append)],
        limits=Limits(duration=0.1),
    )
    begun = time.monotonic()
    made.begin()
    made.run()
    assert time.monotonic() - begun >= 0.1
    assert set(asked) == {errno.ENETDOWN}
    assert not captured(path).warnings


def test_a_capture_ends_when_nobody_reads_the_watched_pipe_any_more(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    leaving = threading.Timer(0.1, os.close, (reading,))
    leaving.start()
    listener = Listener(watched=writing)
    made = record(tmp_path / "a.pcapng", Made(bytes(4)), listener=listener, limits=Limits(duration=20))
    leaving.join()
    os.close(writing)
    assert made.packets == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_capture_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "a.pcapng.gz"

    def run() -> bool:
        before = signal.getsignal(number)
        threading.Timer(0.1, os.kill, (os.getpid(), number)).start()
        record(path, Made(bytes(range(4))))
        return signal.getsignal(number) is before

    assert in_child(run), "the signal means what it meant before"
    found = captured(path)
    assert numbers(found) == [0, 1, 2, 3]
    assert found.source.dropped == 0
    assert not found.warnings, "the file is whole"


@pytest.mark.parametrize("harm", [os.unlink, lambda path: os.truncate(path, 0)])
def test_a_file_that_somebody_removes_or_cuts_ends_the_capture(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    path = tmp_path / "a.pcapng"
    made = recorder(path, Made(bytes(4)), limits=Limits(duration=20))
    harm(path)
    with pytest.raises(CaptureError, match=r"a\.pcapng: was removed or cut by another program"):
        made.run()


def test_a_capture_goes_on_after_its_terminal_if_it_was_asked_to(tmp_path: Path) -> None:
    def run() -> int:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGHUP)).start()
        return record(tmp_path / "a.pcapng", Made(bytes(4)), limits=Limits(duration=0.5)).packets

    begun = time.monotonic()
    assert in_child(run) == 4
    assert time.monotonic() - begun > 0.5


def test_a_file_that_cannot_be_written_on_holds_what_came_up_to_then(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"

    def run() -> str:
        made = recorder(path, Made(bytes(range(40))))
        limit = path.stat().st_size + 10 * PACKET
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(CaptureError) as error:
            made.run()
        return str(error.value)

    assert in_child(run) == f"{path}: cannot be written on (File too large); it holds the 8 packets up to then"
    assert numbers(captured(path)) == list(range(8))
    assert not captured(path).warnings


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    made = recorder(tmp_path / "a.pcapng", Made(bytes(4)))

    def full(data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    made._files.current.write = full  # type: ignore[method-assign]
    with pytest.raises(CaptureError, match=r"the disk is full\); it holds the 0 packets"):
        made.run()


def test_a_full_disk_is_said_of_the_file_that_was_written_then(tmp_path: Path) -> None:
    made = recorder(tmp_path / "a.pcapng", Made(bytes(8)), rotation=Limits(packets=4))
    switch = made._files.switch

    def full(data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def switched() -> None:
        switch()
        made._files.current.write = full  # type: ignore[method-assign]

    made._files.switch = switched  # type: ignore[method-assign]
    with pytest.raises(CaptureError, match=r"a_00002_\d+\.pcapng: .* \(the disk is full\); it holds the 0 packets"):
        made.run()


def test_standard_output_that_nobody_reads_ends_it_as_other_programs(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    made = Recorder(Files("-", descriptor=writing), [Interface("made0", Made(bytes(4)))])
    made._files.current._descriptor = writing
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        made.begin()
    os.close(writing)


# The keeper
