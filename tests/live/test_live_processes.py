import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nldissect.live.processes import Processes, described, executions, owners, sockets
from nldissect.notes import Process
from tests.live.apart import apart, in_child

USERSOCK = 2
TABLE = "/proc/self/net/netlink"
HERE = "/proc/self/ns/net"


@pytest.fixture
def table() -> Iterator[int]:
    """The netlink sockets of the namespace where the tests run."""
    descriptor = os.open(TABLE, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


@pytest.fixture
def bound() -> Iterator[socket.socket]:
    """A netlink socket of this process, with a port that the kernel has chosen."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, USERSOCK) as made:
        made.bind((0, 0))
        yield made


def ours(port: int, *, certain: bool) -> Process:
    """This process, as the owner of a port."""
    words = Path("/proc/self/cmdline").read_bytes().rstrip(b"\0").replace(b"\0", b" ").decode()
    name = Path("/proc/self/comm").read_text().rstrip("\n")
    return Process(0, USERSOCK, port, os.getpid(), words, name, os.geteuid(), certain)


def inode(made: socket.socket) -> int:
    return os.fstat(made.fileno()).st_ino


def test_the_table_has_each_socket_with_its_protocol_port_and_inode(table: int, bound: socket.socket) -> None:
    there = USERSOCK, bound.getsockname()[0], inode(bound)
    assert there in set(sockets(table))
    bound.close()
    assert there not in set(sockets(table)), "it is read anew each time"


def test_a_table_that_cannot_be_read_has_no_sockets() -> None:
    assert not list(sockets(-1))


def test_who_has_a_socket_open_is_found_and_each_socket_once(bound: socket.socket) -> None:
    with bound.dup():
        assert list(owners([inode(bound), 1])) == [(inode(bound), os.getpid())]
    assert not list(owners([]))


def test_a_process_is_described_as_proc_shows_it() -> None:
    command = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()", "é \udcff"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        found = described(process.pid)
        assert found is not None
        assert found.command == " ".join([*command[:3], "é \ufffd"])
        assert (found.process, found.user, found.network) == (process.pid, os.geteuid(), os.readlink(HERE))
        assert found.name == Path(f"/proc/{process.pid}/comm").read_text().rstrip("\n")
    assert described(process.pid) is None, "it has ended"


def test_the_owner_of_an_open_socket_is_certain(table: int, bound: socket.socket) -> None:
    port = bound.getsockname()[0]
    found = Processes([table], [os.readlink(HERE)], None).find([(0, USERSOCK, port)])
    assert found == [ours(port, certain=True)]


def test_a_process_whose_id_is_that_of_the_port_is_not_certain(table: int) -> None:
    """As the kernel gives it to the first socket; which is closed when it is asked about."""
    port = os.getpid()
    assert (USERSOCK, port) not in {(protocol, number) for protocol, number, _ in sockets(table)}
    found = Processes([table], [os.readlink(HERE)], None).find([(0, USERSOCK, port)])
    assert found == [ours(port, certain=False)]


def test_a_process_in_another_namespace_only_has_the_same_number(table: int) -> None:
    port = os.getpid()

    def elsewhere() -> list[Process]:
        other = os.open(TABLE, os.O_RDONLY)
        return Processes([other], [os.readlink(HERE)], None).find([(0, USERSOCK, port)])

    assert apart(elsewhere) == []
    assert not Processes([table], ["net:[1]"], None).find([(0, USERSOCK, port)])


def test_ports_of_several_namespaces_are_told_apart(table: int, bound: socket.socket) -> None:
    port = bound.getsockname()[0]
    here = os.readlink(HERE)

    def find() -> tuple[list[tuple[int, bool]], list[tuple[int, bool]]]:
        other = os.open(TABLE, os.O_RDONLY)
        processes = Processes([table, other], [here, os.readlink(HERE)], None)

        def found() -> list[tuple[int, bool]]:
            wanted = [(0, USERSOCK, port), (1, USERSOCK, port)]
            return sorted((each.interface, each.certain) for each in processes.find(wanted))

        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, USERSOCK) as made:
            made.bind((port, 0))
            both = found()
        return both, found()

    assert apart(find) == ([(0, True), (1, True)], [(0, True)])


def test_nobody_is_found_for_a_port_that_nobody_has(table: int) -> None:
    assert not Processes([table], [os.readlink(HERE)], None).find([(0, USERSOCK, 0xFFFFFFF0)])


def test_a_program_that_has_ended_is_remembered(table: int) -> None:
    """As far as it was there when the kernel told of its execution."""

    def run() -> list[tuple[int, str, bool]] | None:
        events = executions()
        if events is None:
            return None
        processes = Processes([table], [os.readlink(HERE)], events)
        with subprocess.Popen(["sleep", "60"]) as process:
            while process.pid not in processes._executed:
                assert select.select([events], [], [], 2)[0], "the kernel does not tell of it"
                processes.hear()
            process.kill()
        assert described(process.pid) is None
        found = processes.find([(0, USERSOCK, process.pid)])
        return [(each.process - process.pid, each.command, each.certain) for each in found]

    found = in_child(run)
    if found is None:
        pytest.skip("the kernel does not tell us of executed programs: that takes root, and a process connector")
    assert found == [(0, "sleep 60", False)]
