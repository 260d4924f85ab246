import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import nldissect
from nldissect.live.strace import arguments
from nldissect.strace.reader import Bound, Datagram, Executed, Found, Reader

RECORDED = Path(__file__).parent / "strace"
# ip link set lo up, in a network namespace of its own; of the libraries that it reads only the first rows are kept
UP = (RECORDED / "ip_link_set_lo_up.txt").read_bytes()
# A C program that sends two requests by sendmmsg, two buffers each, and reads the answers by recvmmsg with MSG_TRUNC
# into buffers of 100 and 4096 bytes, then 4096 and 4096; again, with a MSG_PEEK and buffers of 100, then 4096 and 4096.
VECTORS = (RECORDED / "sendmmsg_recvmmsg.txt").read_bytes()

SOCKET = b"7 100.000001 socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC) = 3<socket:[55]> <0.000011>\n"
ROW = b" | 00000  10 00 00 00 03 00 02 00  07 00 00 00 00 00 00 00  ................ |\n"
DONE = bytes.fromhex("10000000030002000700000000000000")


def no_protocol(socket: int) -> int | None:
    return None


def read(text: bytes, protocol_of: Callable[[int], int | None] = no_protocol) -> list[Found]:
    reader = Reader(protocol_of)
    return reader.feed(text) + reader.finish()


def datagrams(found: list[Found]) -> list[Datagram]:
    return [each for each in found if isinstance(each, Datagram)]


def shown(text: bytes) -> list[tuple[bool, str]]:
    return [
        (each.sent, message.summary)
        for each in datagrams(read(text))
        for message in nldissect.decode(each.data, each.protocol)
    ]


def test_a_command_is_read_from_its_execution_to_its_end() -> None:
    found = read(UP)
    assert found[0] == Executed(19692, "ip link set lo up")
    assert [each for each in found if isinstance(each, Bound)] == [
        Bound(0, 19692, 564498, 19692),
        Bound(0, 19692, 564503, 3157038037),
    ]
    assert shown(UP) == [
        (True, "link set"),
        (False, "error ENODEV for RTM_NEWLINK"),
        (True, "link get lo"),
        (False, "link lo if1 <LOOPBACK> mtu 65536 state down"),
        (True, "link set dev if1 up"),
        (False, "ack of RTM_NEWLINK"),
    ]
    assert [each.length for each in datagrams(found)] == [32, 52, 48, 1100, 32, 36]
    assert [each.socket for each in datagrams(found)] == [564498, 564498, 564503, 564503, 564498, 564498]


def test_each_message_of_sendmmsg_and_recvmmsg_is_a_datagram_of_all_its_buffers() -> None:
    assert [(each.sent, len(each.data)) for each in datagrams(read(VECTORS))] == [
        (True, 32),
        (True, 32),
        (False, 1468),
        (False, 52),
        (True, 32),
        (True, 32),
        (False, 100),
        (False, 52),
    ]
    assert shown(VECTORS)[:4] == [
        (True, "link get dev if1"),
        (True, "link get dev if901"),
        (False, "link lo if1 <LOOPBACK> mtu 65536 state down"),
        (False, "error ENODEV for RTM_GETLINK"),
    ]


@pytest.mark.parametrize("text", [UP, VECTORS], ids=["ip link", "vectors"])
def test_pieces_of_any_size_give_the_same(text: bytes) -> None:
    whole = read(text)
    for size in (1, 7, 1000):
        reader = Reader(no_protocol)
        found = [each for at in range(0, len(text), size) for each in reader.feed(text[at : at + size])]
        assert found + reader.finish() == whole


def test_text_that_is_cut_anywhere_gives_the_first_of_what_the_whole_gives() -> None:
    whole = read(UP)
    for length in range(0, len(UP), 13):
        found = read(UP[:length])
        assert found[:-1] == whole[: len(found)][:-1]


def test_a_dump_that_is_cut_gives_what_is_there_and_the_length_that_was_read() -> None:
    text = SOCKET + b"7 100.5 recvmsg(3<socket:[55]>, 0x7f, 0) = 60 <0.1>\n * 60 bytes in buffer 0\n" + ROW
    assert datagrams(read(text)) == [Datagram(100_600_000_000, 16, 7, 55, False, DONE, 60)]


def test_a_datagram_is_given_before_the_next_call_comes() -> None:
    reader = Reader(no_protocol)
    reader.feed(SOCKET + b"7 100.5 sendto(3<socket:[55]>, ..., 16, 0, NULL, 0) = 16 <0.2>\n")
    assert reader.feed(ROW) == [Datagram(100_500_000_000, 16, 7, 55, True, DONE, 16)]
    assert reader.finish() == []


def test_calls_of_threads_that_come_between_each_other_are_put_together() -> None:
    text = (
        SOCKET
        + b"7 100.1 recvfrom(3<socket:[55]>,  <unfinished ...>\n"
        + b"8 100.2 sendto(3<socket:[55]>, ..., 16, 0, NULL, 0 <unfinished ...>\n"
        + b'7 100.3 <... recvfrom resumed>"\\20"..., 4096, 0, NULL, NULL) = 16 <0.2>\n'
        + ROW
        + b"8 100.4 <... sendto resumed>) = 16 <0.2>\n"
        + ROW
    )
    assert [(each.time, each.process, each.sent) for each in datagrams(read(text))] == [
        (100_300_000_000, 7, False),
        (100_200_000_000, 8, True),
    ]


def test_a_thread_counts_as_its_process_and_a_child_runs_the_command_of_its_parent() -> None:
    text = (
        b'7 100.1 execve("/usr/bin/daemon", ["daemon", "-n"], 0x7f /* 35 vars */) = 0 <0.1>\n'
        + b"7 100.2 clone3({flags=CLONE_VM|CLONE_THREAD, tls=0x7f} => {parent_tid=[8]}, 88) = 8 <0.1>\n"
        + b"8 100.3 clone(child_stack=NULL, flags=SIGCHLD) = 2 /* 9 in strace's PID NS */ <0.1>\n"
        + b"8 100.4 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3<socket:[55]> <0.1>\n"
        + b"8 100.5 bind(3<socket:[55]>, {sa_family=AF_NETLINK, nl_pad=0x1d10, nl_pid=-2, nl_groups=0x1}, 12) = 0\n"
        + b"8 100.6 +++ exited with 0 +++\n"
        + b"8 100.7 getsockname(4<socket:[56]>, {sa_family=AF_NETLINK, nl_pid=2 /* 7 in strace's PID NS */}, [9]) = 0\n"
    )
    assert read(text, lambda socket: 16) == [
        Executed(7, "daemon -n"),
        Executed(9, "daemon -n"),
        Bound(0, 7, 55, 4294967294),
        Bound(16, 8, 56, 2),
    ]


def test_a_child_that_was_faster_than_its_parent_keeps_its_own_command() -> None:
    text = (
        b'7 100.1 execve("/bin/sh", ["sh"], 0x7f /* 35 vars */) = 0\n'
        + b'8 100.2 execve("/bin/ip", ["ip"], 0x7f /* 35 vars */) = 0\n'
        + b"7 100.3 vfork() = 8\n"
    )
    assert read(text) == [Executed(7, "sh"), Executed(8, "ip")]


@pytest.mark.parametrize(
    "line",
    [
        b"recvfrom(3<socket:[55]>, ..., 65536, MSG_PEEK|MSG_TRUNC, NULL, NULL) = 16 <0.1>",
        b"recvmsg(3<socket:[55]>, 0x7ffd, MSG_PEEK) = 16",
        b"recvmsg(3<socket:[55]>, 0x7ffd, 0) = -1 EAGAIN (Resource temporarily unavailable)",
        b"recvmsg(3<socket:[55]>, 0x7ffd, 0) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
        b"recvmsg(3<socket:[55]>, 0x7ffd, 0) = 0",
        b"read(3</etc/passwd>, ..., 4096) = 16",
        b"read(3<socket:[56]>, ..., 4096) = 16",
        b"read(3<socket:[57]>, ..., 4096) = 16",
        b"getsockname(3<socket:[55]>, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, [12]) = 0",
    ],
)
def test_what_is_no_datagram_gives_none(line: bytes) -> None:
    text = SOCKET + b"7 100.2 socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT) = 3<socket:[57]>\n"
    assert read(text + b"7 100.3 " + line + b"\n" + ROW) == []


def test_words_of_strace_in_the_data_are_data() -> None:
    text = SOCKET + b'7 100.3 recvfrom(3<socket:[55]>, ", 1, MSG_PEEK, NULL, NULL) = 1"..., 4096, 0, NULL, NULL) = 16\n'
    assert [each.data for each in datagrams(read(text + ROW))] == [DONE]


def test_memory_behind_the_buffer_is_not_taken_for_data() -> None:
    text = SOCKET + b'7 100.3 recvfrom(3<socket:[55]>, "..."..., 12, MSG_TRUNC, NULL, NULL) = 32 <0.1>\n' + ROW * 2
    assert [(each.data, each.length) for each in datagrams(read(text))] == [(DONE[:12], 32)]


def test_an_offset_may_have_more_digits() -> None:
    text = SOCKET + b"7 100.3 write(3<socket:[55]>, ..., 16) = 16\n" + ROW.replace(b"00000 ", b"1000000 ")
    assert [each.data for each in datagrams(read(text))] == [DONE]


@pytest.mark.parametrize(
    ("printed", "number"),
    [(b"NETLINK_SOCK_DIAG", 4), (b"NETLINK_INET_DIAG", 4), (b"0xc /* NETLINK_??? */", 12), (b"NETLINK_USERSOCK", 2)],
)
def test_protocols_are_known_by_name_and_by_number(printed: bytes, number: int) -> None:
    text = SOCKET.replace(b"NETLINK_GENERIC", printed) + b"7 100.3 write(3<socket:[55]>, ..., 16) = 16\n" + ROW
    assert [each.protocol for each in datagrams(read(text))] == [number]


def test_the_protocol_of_a_socket_that_was_open_before_is_asked_for_once() -> None:
    asked = []

    def protocol_of(socket: int) -> int | None:
        asked.append(socket)
        return {1: 6, 2: 15}.get(socket)

    text = b"".join(b"7 100.3 write(3<socket:[%d]>, ..., 16) = 16\n" % number + ROW for number in (1, 2, 3, 1, 2, 3))
    assert [each.protocol for each in datagrams(read(text, protocol_of))] == [6, 6]
    assert asked == [1, 2, 3]


def test_an_answer_tells_the_port_of_a_socket_that_nobody_asked_for() -> None:
    row = ROW.replace(b"07 00 00 00 00 00 00 00", b"07 00 00 00 39 30 00 00")
    text = SOCKET + b"7 100.3 recv(3<socket:[55]>, ..., 4096, 0) = 16\n" + row
    found = read(text + text.removeprefix(SOCKET))
    assert found[0] == Bound(16, 7, 55, 12345)
    assert len(found) == len(datagrams(found)) + 1 == 3


@pytest.mark.parametrize(
    ("printed", "command"),
    [
        (b'"/bin/ip", ["ip", "link"], 0x7f /* 35 vars */', "ip link"),
        (b'"/bin/sh", ["sh", "-c", "ip link; ip addr"], 0x7f', "sh -c ip link; ip addr"),
        (b'"/bin/a\\", [\\"x", ["\\303\\251\\n", ""], 0x7f', "é\\n "),
        (b'"/bin/a", ["abc"..., "], [", ...], 0x7f', "abc... ], [ ..."),
        (b'"/bin/a", ["\\xzz\xff"], 0x7f', "\\xzzÿ"),
        (b'"/bin/a", [], 0x7f', ""),
    ],
)
def test_a_command_is_shown_on_one_line(printed: bytes, command: str) -> None:
    assert read(b"7 100.3 execve(" + printed + b") = 0\n") == [Executed(7, command)]
    assert read(b"7 100.3 execveat(3</a b>, " + printed + b", AT_EMPTY_PATH) = 0\n") == [Executed(7, command)]


@pytest.mark.parametrize(
    "text",
    [
        b"\n\n \n | \n |\n * \n = \n",
        b"7 100.3 execve(NULL, NULL, NULL) = 0\n",
        b'7 100.3 execve("/bin/a", ["ip", 0x7f) = 0\n',
        b"7 100.3 +++ killed by SIGKILL +++\n",
        b"7 100.3 <... recvmsg resumed>, 0x7f, 0) = 16\n" + ROW,
        b"99999999999999999999 1.1 read(3<socket:[1]>, ..., 16) = 16\n" + ROW,
        b"7 100.3 read(3<socket:[1]>, ..., 16) = 16\n | 00000  zz\n" + ROW,
        b"7 100.3 read(3<socket:[1]>, ..., 16) = 16\n | 00000  \xff\xff\n" + ROW,
        b"7 100.3 recvfrom(3<socket:[1]>) = 16\n",
        b"7 100.3 socket(AF_NETLINK) = 3<socket:[1]>\n",
        b"7 100.3 bind(3, {sa_family=AF_NETLINK, nl_pid=1}, 12) = 0\n",
        b"strace: Process 7 attached\n",
    ],
)
def test_text_that_makes_no_sense_is_skipped(text: bytes) -> None:
    assert read(text, lambda socket: 0) == []


def test_the_command_and_the_output_stand_as_they_are_given() -> None:
    words = arguments("/tmp/out put", ["ip", "-d", "link"])
    assert words[0] == "strace"
    assert words[-6:] == ["-o", "/tmp/out put", "--", "ip", "-d", "link"]
    assert set(words) - set(arguments("x", [], seccomp=False)) - {"/tmp/out put", "ip", "-d", "link"} == {
        "--seccomp-bpf"
    }


# Prints the datagrams that it sends and receives, and whether it sent them, as JSON.
TALK = """
import json, os, socket, struct, threading
talk = []
def sent(data):
    talk.append((True, data.hex(), len(data)))
def received(data, length=None):
    talk.append((False, bytes(data).hex(), length or len(data)))
request = struct.pack("=IHHII", 17, 18, 0x301, 7, 0) + bytes(1)
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
a, b = bytearray(50), bytearray(65536)
def answer(receive):
    while True:
        data = receive()
        received(data)
        if bytes(data)[4] == 3:
            break
def into():
    size = s.recvmsg_into([a, b])[0]
    return (a + b)[:size]
s.send(request); sent(request)
s.recv(65536, socket.MSG_PEEK); s.recvmsg(65536, 0, socket.MSG_PEEK)
answer(lambda: s.recv(65536))
s.sendmsg([request[:7], request[7:]]); sent(request); answer(into)
os.write(s.fileno(), request); sent(request); answer(lambda: os.read(s.fileno(), 65536))
os.writev(s.fileno(), [request[:16], request[16:]]); sent(request)
c = bytearray(40)
received(c, s.recv_into(c, 40, socket.MSG_TRUNC))
answer(lambda: s.recvfrom(65536)[0])
s.setblocking(False)
try:
    s.recv(100)
except BlockingIOError:
    pass
s.setblocking(True)
def thread():
    s.sendto(request, (0, 0)); sent(request); answer(lambda: s.recvmsg(65536)[0])
t = threading.Thread(target=thread); t.start(); t.join()
if not os.fork():
    thread()
    print(json.dumps([os.getppid(), s.getsockname()[0], talk]))
else:
    os.wait()
"""


def traced(tmp_path: Path, *command: str) -> tuple[str, list[Found]]:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    output = tmp_path / "strace"
    ran = subprocess.run(arguments(str(output), command), capture_output=True, text=True, timeout=60, check=False)
    if "PTRACE" in ran.stderr:
        pytest.skip(f"strace may not trace here: {ran.stderr.splitlines()[0]}")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, read(output.read_bytes())


def test_strace_shows_all_that_a_program_sends_and_receives_by_whatever_call(tmp_path: Path) -> None:
    printed, found = traced(tmp_path, sys.executable, "-S", "-E", "-c", TALK)
    process, port, talk = json.loads(printed)
    assert [[each.sent, each.data.hex(), each.length] for each in datagrams(found)] == talk
    bound = [each for each in found if isinstance(each, Bound)]
    assert [(each.process, each.port) for each in bound] == [(process, port)]
    children = {each.process for each in datagrams(found)} - {process}
    assert len(children) == 1
    assert children < {each.process for each in found if isinstance(each, Executed)}
    assert {message.protocol for each in datagrams(found) for message in nldissect.decode(each.data, 0)} == {0}


def test_strace_names_the_commands_that_a_command_executes(tmp_path: Path) -> None:
    _, found = traced(tmp_path, "sh", "-c", "true; env true 'a b'")
    commands = [each.command for each in found if isinstance(each, Executed)]
    assert commands[0] == "sh -c true; env true 'a b'"
    assert "env true a b" in commands
    assert commands[-1] == "true a b"
