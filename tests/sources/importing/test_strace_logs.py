from pathlib import Path

import pytest

import nldissect
from nldissect import Capture
from nldissect.notes import Process

SAMPLES = Path(__file__).parent / "samples"
GETLINK = bytes.fromhex("1400000012000103 0700000000000000 00000000")
DONE = bytes.fromhex("14000000030002000700000039300000 00000000")
SOCKET = "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_GENERIC) = 3\n"


def escaped(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def opened(text: str, protocol: str | None = None) -> Capture:
    return nldissect.open(text.encode(), format="strace", protocol=protocol).load()


def found(text: str) -> list[tuple[int, bytes]]:
    return [(message.protocol, message.data) for message in opened(text)]


SENT = f'sendto(3, "{escaped(GETLINK)}", 20, 0, NULL, 0) = 20\n'
ADDRESS = "{sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}"
VECTOR = f'{{msg_name={ADDRESS}, msg_iov=[{{iov_base="{escaped(DONE)}", iov_len=4096}}], msg_iovlen=1}}'
HALVES = f'{{iov_base="{escaped(GETLINK[:16])}", iov_len=16}}, {{iov_base="{escaped(GETLINK[16:])}", iov_len=4}}'
OLD_VECTOR = f'{{msg_name(12)={ADDRESS}, msg_iov(1)=[{{"{escaped(GETLINK)}", 20}}], msg_controllen=0, msg_flags=0}}'


def test_dumps_of_all_data_are_read_with_their_times_and_processes() -> None:
    with nldissect.open(SAMPLES / "strace_dumps.txt", format="strace") as capture:
        summaries = [message.summary for message in capture]
        assert summaries[:3] == ["link set", "error ENODEV for RTM_NEWLINK", "link get lo"]
        assert summaries[-1] == "done"
        assert len(summaries) == 12
        assert capture.warnings == []
        assert [process.process for process in capture.source.processes] == [28760, 28760, 28761, 28761]
        assert capture.source.format == "strace"
        assert next(iter(capture)).time // 1_000_000_000 == 1_795_272_023


def test_what_strace_left_out_is_told_with_its_lines() -> None:
    capture = nldissect.open(SAMPLES / "strace_escapes.txt", format="strace").load()
    assert [message.summary for message in capture] == ["link set"]
    (warning,) = capture.warnings
    assert "lines 9, 16, 18, 19, 21: strace printed words or addresses" in warning
    assert "-e read=all" in warning


@pytest.mark.parametrize(
    "prefix",
    [
        "",
        "123 ",
        "123   ",
        "[pid   123] ",
        "13:58:48 ",
        "123 13:58:48.592016 ",
        "123 1795272023.609850 ",
        "[pid 123] 1795272023.609850 ",
        "     0.000225 ",
        "123      0.000225 ",
        "1795272023.609850 (+     0.000155) ",
    ],
)
def test_every_prefix_of_a_line_is_understood(prefix: str) -> None:
    text = "".join(prefix + line + "\n" for line in (SOCKET + SENT).splitlines())
    assert found(text) == [(16, GETLINK)]
    assert found(text.replace("= 20\n", "= 20 <0.000012>\n")) == [(16, GETLINK)]


@pytest.mark.parametrize(
    ("call", "data"),
    [
        (f'sendto(3, "{escaped(GETLINK)}", 20, 0, {ADDRESS}, 12) = 20', GETLINK),
        ('send(3, "\\24\\0\\0\\0\\22\\0\\1\\3\\7\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0", 20, 0) = 20', GETLINK),
        (f'write(3, "{escaped(GETLINK)}", 20) = 20', GETLINK),
        (f"writev(3, [{HALVES}], 2) = 20", GETLINK),
        (f"sendmsg(3, {OLD_VECTOR}, 0) = 20", GETLINK),
        (f"recvmsg(3, {VECTOR}, 0) = 20", DONE),
        (f"recvmmsg(3, [{{msg_hdr={VECTOR}, msg_len=20}}], 4, 0, NULL) = 1", DONE),
        (f'read(3, "{escaped(DONE)}", 4096) = 20', DONE),
        (f'recvfrom(3, "{escaped(DONE)}", 4096, 0, NULL, NULL) = 20', DONE),
    ],
)
def test_every_call_that_transfers_data_is_read(call: str, data: bytes) -> None:
    assert found(SOCKET + call + "\n") == [(16, data)]
    assert found(call.replace("(3, ", "(3<NETLINK:[GENERIC:5]>, ") + "\n") == [(16, data)]


def test_each_datagram_of_sendmmsg_is_one() -> None:
    vectors = ", ".join(
        f'{{msg_hdr={{msg_iov=[{{iov_base="{escaped(data)}", iov_len=20}}]}}, msg_len=20}}' for data in (GETLINK, DONE)
    )
    assert found(SOCKET + f"sendmmsg(3, [{vectors}], 2, 0) = 2\n") == [(16, GETLINK), (16, DONE)]


@pytest.mark.parametrize(
    "call",
    [
        f"recvmsg(3, {VECTOR}, MSG_PEEK|MSG_TRUNC) = 20",
        "recvmsg(3, {msg_namelen=12}, 0) = -1 EAGAIN (Resource temporarily unavailable)",
        f'write(1, "{escaped(GETLINK)}x", 21) = 21',
        f'read(4</etc/passwd>, "{escaped(GETLINK)}", 20) = 20',
    ],
)
def test_what_is_no_datagram_is_none(call: str) -> None:
    assert found(SOCKET + call + "\n" + SENT) == [(16, GETLINK)]


def test_descriptors_are_followed_when_they_are_duplicated_closed_and_inherited() -> None:
    text = (
        "7 " + SOCKET
        + "7 dup(3) = 5\n7 close(3) = 0\n"
        + "7 fork() = 8\n8 fcntl(5, F_DUPFD_CLOEXEC, 0) = 9\n"
        + "8 " + SENT.replace("(3", "(9")
        + "8 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 9\n"
        + "8 " + SENT.replace("(3", "(9")
        + "7 socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM) = 3\n"
        + "7 " + SENT
    )  # fmt: skip
    assert [protocol for protocol, _ in found(text)] == [16, 6]


def test_calls_that_others_come_between_are_put_together() -> None:
    text = (
        "7 "
        + SOCKET
        + "7 recvmsg(3,  <unfinished ...>\n8 close(7) = 0\n7 <... recvmsg resumed>"
        + VECTOR
        + ", 0) = 20\n"
    )
    assert found(text) == [(16, DONE)]


def test_a_string_that_is_cut_gives_a_datagram_that_is_cut_and_a_warning() -> None:
    text = SOCKET + f'sendto(3, "{escaped(GETLINK[:18])}"..., 20, 0, NULL, 0) = 20\n'
    capture = opened(text)
    assert [message.data for message in capture] == [GETLINK[:18]]
    assert int(capture.source.frames.length[0]) == 36
    assert capture.warnings == ["capture: line 2: only the first bytes of the datagram are there; strace -s has more"]


def test_escapes_in_the_names_of_descriptors_are_read() -> None:
    text = f'sendto(3<{escaped(b"NETLINK:[XFRM:77]")}>, "{escaped(GETLINK)}", 20, 0, NULL, 0) = 20\n'
    assert found(text) == [(6, GETLINK)]


def test_a_lonely_line_is_read_with_the_protocol_guessed_or_given() -> None:
    capture = opened(SENT)
    assert [message.data for message in capture] == [GETLINK]
    assert "the protocol is guessed" in capture.warnings[0]
    assert [message.protocol for message in opened(SENT, "sock_diag")] == [4]


def test_sockets_are_their_processes() -> None:
    named = (
        '7 execve("/usr/bin/ip", ["ip", "link"], 0x7f /* 35 vars */) = 0\n'
        + "7 " + SOCKET
        + "7 getsockname(3, {sa_family=AF_NETLINK, nl_pid=-2, nl_groups=00000000}, [12]) = 0\n"
    )  # fmt: skip
    assert opened(named + "7 " + SENT).source.processes == [Process(0, 16, 4294967294, 7, "ip link", "ip")]
    alone = (named + "7 " + SENT).replace("\n7 ", "\n").removeprefix("7 ").replace("nl_pid=-2", "nl_pid=7")
    assert opened(alone).source.processes == [Process(0, 16, 7, 7, "ip link", "ip", certain=False)]


def test_midnight_and_relative_times_go_on() -> None:
    text = "23:59:59.500000 " + SOCKET + "23:59:59.900000 " + SENT + "00:00:00.100000 " + SENT
    times = [message.time for message in opened(text)]
    assert times[1] - times[0] == 200_000_000
    text = "     0.000000 " + SOCKET + "     0.500000 " + SENT + "     0.250000 " + SENT
    times = [message.time for message in opened(text)]
    assert times[1] - times[0] == 250_000_000
