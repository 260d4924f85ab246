import select
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import nldissect
from nldissect.capture import Capture
from nldissect.live import multicast, system
from nldissect.live.multicast import Members
from nldissect.live.packets import Pcapng
from tests.live.apart import apart, toggle_lo

ROUTE, XFRM, NETFILTER, GENERIC = 0, 6, 12, 16
PATIENCE = 2000
"""Milliseconds until the kernel has told."""


def members(room: int = 0) -> Members:
    """Members of all groups that we may join; `room`: bytes that may wait to be read."""
    found, _ = multicast.opened()
    for each, _ in found if room else ():
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    return Members([each for each, _ in found], [protocol for _, protocol in found])


def heard(source: Members, most: int | None = None) -> tuple[int, bytes]:
    """How many datagrams wait, and a capture of these."""
    form = Pcapng()
    parts = [form.begin(["multicast"], 0)]
    poll = select.poll()
    for each in source.filenos():
        poll.register(each, select.POLLIN)
    assert poll.poll(PATIENCE), "the kernel tells nothing"
    count = 0
    while (found := source.take(form, 0, most)) is not None:
        count += found[0]
        parts.append(found[1])
    return count, b"".join(parts)


def test_what_the_kernel_tells_of_links_and_addresses_is_captured() -> None:
    def run() -> tuple[int, int, bytes, int]:
        with closing(members()) as source:
            begun = time.time_ns()
            toggle_lo()
            count, data = heard(source)
            return begun, count, data, source.packets

    begun, count, data, packets = apart(run)
    found = nldissect.open(data).load()
    assert count == packets == len(found.source.frames)
    assert {message.protocol_name for message in found} == {"route"}
    assert {"RTM_NEWLINK", "RTM_NEWADDR"} <= {message.type_name for message in found}
    assert any(message.summary.startswith("link lo if1 <UP,LOOPBACK") for message in found)
    assert all(begun <= moment < time.time_ns() for moment in found.source.frames.time[:count].tolist())


@pytest.mark.parametrize("buffer", [1 << 16, 1 << 60])
def test_the_buffer_is_as_large_as_was_asked_for_and_may_be(buffer: int) -> None:
    def run() -> set[int]:
        found, _ = multicast.opened(buffer)
        return {each.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) for each, _ in found}

    (given,) = apart(run)
    assert given == 1 << 17 if buffer == 1 << 16 else given > 1 << 17, "the kernel doubles it"


def test_no_more_datagrams_are_taken_than_are_asked_for() -> None:
    def run() -> int:
        with closing(members()) as source:
            toggle_lo(3)
            found = source.take(Pcapng(), 0, 2)
            assert found is not None
            return found[0]

    assert apart(run) == 2


def test_what_nobody_has_read_in_time_is_counted() -> None:
    def run() -> tuple[int, int, int, int]:
        with closing(members(room=1)) as source:  # the kernel gives the least that it can
            toggle_lo(50)
            source.count()
            count, data = heard(source)
            first = source.dropped
            toggle_lo(2)
            more, _ = heard(source)
            return first, count, more, len(nldissect.open(data).load())

    dropped, count, more, messages = apart(run)
    assert dropped > 50
    assert 0 < count < 50
    assert messages >= count
    assert more > 0, "it goes on afterwards"


def test_without_rights_the_groups_of_some_protocols_are_refused() -> None:
    def run() -> tuple[list[int], list[str]]:
        system.clear_capabilities()
        found, refused = multicast.opened()
        return [protocol for _, protocol in found], refused

    members, refused = apart(run)
    assert members == [ROUTE, GENERIC]
    assert set(refused) <= {"xfrm", "netfilter"}, "those of them that the kernel has"


def test_with_rights_no_groups_are_refused() -> None:
    def run() -> tuple[set[int], list[str]]:
        found, refused = multicast.opened()
        return {protocol for _, protocol in found}, refused

    members, refused = apart(run)
    assert {ROUTE, GENERIC} <= members <= {ROUTE, XFRM, NETFILTER, GENERIC}
    assert not refused


def test_a_protocol_that_the_kernel_has_not_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multicast, "PROTOCOLS", (ROUTE, 31))

    def run() -> list[int]:
        with pytest.raises(OSError, match="not supported"):
            socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 31)
        found, _ = multicast.opened()
        return [protocol for _, protocol in found]

    assert apart(run) == [ROUTE]


def capture(path: Path, *words: str) -> Capture:
    """What `nldissect capture` writes into a file while lo is brought up."""
    program = [sys.executable, "-m", "nldissect", "capture", "--source", "multicast", "-w", str(path)]
    recording = subprocess.Popen([*program, *words], stderr=subprocess.PIPE, text=True)
    assert recording.stderr is not None
    assert "capturing multicast into" in recording.stderr.readline()
    toggle_lo()
    _, said = recording.communicate(timeout=20)
    assert recording.returncode == 0, said
    assert "none lost" in said
    return nldissect.open(path).load()


def test_a_capture_of_notifications_is_made_by_the_program(tmp_path: Path) -> None:
    """The messages by which it asks the kernel for names are in the file, and hidden."""
    path = tmp_path / "a.pcapng"

    def run() -> None:
        capture(path, "-a", "duration:0.5")

    apart(run)
    found = nldissect.open(path).load()
    assert "only notifications are captured" in "".join(found.warnings)
    assert {"RTM_NEWLINK", "RTM_NEWADDR"} <= {message.type_name for message in found}
    assert all(message.protocol_name == "route" for message in found)
    assert found.own is not None
    assert {"RTM_GETLINK", "CTRL_CMD_GETFAMILY"} <= {message.type_name for message in found.own}
    ports = {port for _, _, port in found.source.own}
    assert not {message.port for message in found} & ports
