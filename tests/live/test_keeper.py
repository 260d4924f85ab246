"""What a recorder and its keeper say to each other."""

import json
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from nldissect.live.files import Files, Limits
from nldissect.live.interface import Interface
from nldissect.live.recorder import Recorder
from tests.live.made import (
    KNOWN,
    OWN,
    PORT,
    ROUTE,
    Made,
    captured,
    connected,
    datagram,
    numbers,
    record,
    relay,
    warnings,
)


def test_the_keeper_is_asked_once_for_each_port_that_is_not_our_own(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    keeper, kept = connected()
    interfaces = [Interface(f"made{number}", Made(bytes(9)), ports=[(ROUTE, OWN)]) for number in range(2)]
    explain: Callable[[], list[tuple[int, socket.socket]]] = lambda: [(0, relay(datagram(100, OWN)))]  # noqa: E731
    made = Recorder(Files(str(path)), interfaces, keeper=keeper, explain=explain, limits=Limits(duration=0.2))
    made.begin()
    made.run()
    keeper.leave()
    asked = []
    while data := kept.recv(1 << 16):
        asked.append(json.loads(data))
    assert asked[0] == {"start": True}
    assert sorted(port for each in asked[1:] for port in each["ports"]) == [[0, ROUTE, PORT], [1, ROUTE, PORT]]


def test_what_the_keeper_answers_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    keeper, kept = connected()
    kept.send(json.dumps({"processes": [astuple(KNOWN)]}).encode())
    kept.send(json.dumps({"gone": 1}).encode())
    kept.send(json.dumps({"ended": 3}).encode())
    made = record(path, Made(bytes(2)), Made(), keeper=keeper, limits=Limits(duration=20))
    assert made.status == 3
    found = captured(path)
    assert found.source.processes == [KNOWN]
    assert warnings(path) == ["the network namespace of made1 is gone: nothing more comes from there"]
    assert len(found) == 2


def test_a_namespace_that_goes_while_its_packets_wait_ends_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    keeper, kept = connected()
    keeper._socket.settimeout(1)  # it is not to be waited for
    kept.send(json.dumps({"gone": 0}).encode())
    last = Made()
    late = threading.Timer(0.1, os.write, (last.writing, b"\3"))
    late.start()
    record(path, Made(b"\1\2"), last, keeper=keeper, limits=Limits(duration=0.3))
    late.join()
    assert numbers(captured(path)) == [3]
    assert warnings(path) == ["the network namespace of made0 is gone: nothing more comes from there"]


def test_a_capture_goes_on_without_its_keeper(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    keeper, kept = connected()
    kept.close()
    made = Made()
    late = threading.Timer(0.1, os.write, (made.writing, bytes(4)))
    late.start()
    record(path, made, keeper=keeper, limits=Limits(packets=4, duration=20))
    late.join()
    assert len(captured(path)) == 4
