"""`nldissect capture`, and what `run` and `tui` have in common with it; live in namespaces of its own."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import nldissect
from nldissect.live import tap
from tests.cli.program import Command, Result, program
from tests.live.apart import apart, left_over, route, toggle_lo

MULTICAST = ("capture", "--source", "multicast")

WRONG = [
    (("capture", "-b", "packets:4"), "-b goes with -w OUT, after which the files are named"),
    (("capture", "-w", "-", "-b", "packets:4"), "-b goes with -w OUT, after which the files are named"),
    (("capture", "-w", "a", "-b", "files:4"), "-b files:N needs another -b, which says when a file is full"),
    (("capture", "-w", "a", "-a", "files:4"), "-a files:N needs -b, which says when a file is full"),
    (("capture", "-w", "a", "-Y", "nl.errno"), "-Y goes with printing; leave out -w, or read OUT afterwards"),
    (("capture", "-w", "a", "-x"), "-x goes with printing; leave out -w, or read OUT afterwards"),
    (("capture", "-w", "a", "-V"), "-T goes with printing; leave out -w, or read OUT afterwards"),
    (("capture", "-w", "a", "-e", "rta.dst"), "-e goes with printing; leave out -w, or read OUT afterwards"),
    (("capture", "--unshare"), "--unshare needs a command to run there, after --"),
    (("capture", "--unshare", "--"), "--unshare needs a command to run there, after --"),
    (("capture", "--", "ip", "link"), "a command is run only with --unshare"),
    (("capture", "--unshare", "-i", "nlmon0", "--", "ip"), "--unshare captures its own network namespace"),
    (("capture", "--unshare", "--netns", "a", "--", "ip"), "--unshare captures its own network namespace"),
    (("capture", "-i", "nlmon0", "--netns", "a,b"), "-i names a device of one network namespace; give one --netns"),
    (("capture", "-w", "a.pcap", "--netns", "a,b"), "a pcap file has one interface; for several namespaces"),
    ((*MULTICAST, "-i", "nlmon0"), "--source multicast listens by itself; leave out -i"),
    ((*MULTICAST, "-s", "96"), "-s goes with a tap, not with --source multicast"),
    (("run",), "needs a command, after --"),
    (("run", "-w", "a"), "needs a command, after --"),
    (("run", "-b", "packets:4", "--", "ip"), "-b goes with -w OUT, after which the files are named"),
    (("run", "-w", "a", "-Y", "nl.errno", "--", "ip"), "-Y goes with printing; leave out -w"),
    (("tui", "FILE", "-i", "nlmon0"), "-i says what to capture, and does not go with FILE"),
    (("tui", "FILE", "--netns", "a"), "--netns says what to capture, and does not go with FILE"),
    (("tui", "FILE", "--source", "multicast"), "--source says what to capture, and does not go with FILE"),
    (("tui", "FILE", "-w", "a"), "-w says what to capture, and does not go with FILE"),
    (("tui", "--pipe", "true", "--only", "route"), "--only says what to capture, and does not go with --pipe"),
    (("tui", "FILE", "--pipe", "true"), "FILE and --pipe are two captures; give one"),
    (("tui", "-w", "a.pcapng.gz"), "the capture is read while it is written, so not in gzip; give -w another name"),
    (("tui", "-w", "a"), "standard output is no terminal; for a file: nldissect capture -w OUT"),
    (("tui", "--pipe", "true"), "standard output is no terminal; for text: COMMAND | nldissect read -"),
]

BAD = [
    *[
        (option, value, f"'{value}' is not duration:SECONDS, filesize:KB, packets:N or files:N")
        for option in ("-a", "-b")
        for value in ("4", "packets", "packets:", "packets:0", "packets:-1", "packets:1.5", "files:x", "frames:4")
    ],
    ("-a", "duration:inf", "'duration:inf' is not duration:SECONDS"),
    ("-a", "duration:nan", "'duration:nan' is not duration:SECONDS"),
    ("--only", "route,", "'route,' has an empty name"),
    ("--only", "rout", "rout"),
    ("--netns", ",", "',' has an empty name"),
    ("-s", "0", "'0' is not a positive number"),
    ("-B", "x", "'x' is not a positive number"),
    ("-c", "-1", "'-1' is not a positive number"),
    ("--source", "dbus", "invalid choice"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_options_that_do_not_go_together_are_one_line(
    words: Sequence[str], sentence: str, run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert (result.code, result.output) == (2, "")
    assert result.errors.count("\n") == 1
    assert result.errors.startswith(f"nldissect {words[0]}: {sentence}")
    assert not list(tmp_path.iterdir()), "no file is begun"


@pytest.mark.parametrize(("option", "value", "words"), BAD)
def test_a_value_that_an_option_cannot_have_is_one_line(option: str, value: str, words: str, run: Command) -> None:
    result = run("capture", f"{option}{value}" if len(option) == 2 else f"{option}={value}")
    assert (result.code, result.output) == (2, "")
    assert result.errors.count("\n") == 1
    assert f"argument {option}" in result.errors
    assert words in result.errors


# Live


@contextmanager
def capturing(*words: object) -> Iterator[subprocess.Popen[bytes]]:
    """A capture of notifications under way that prints them, and who has begun to."""
    command = [sys.executable, "-m", "nldissect", *MULTICAST, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as process:
        assert process.stdout is not None
        while not select.select([process.stdout], [], [], 0.1)[0]:
            toggle_lo(2)
        yield process


def ended(process: subprocess.Popen[bytes]) -> Result:
    """What a capture leaves behind, which is no process."""
    output, errors = process.communicate()
    assert not left_over()
    return Result(process.returncode, output.decode(), errors.decode())


def alone(*words: object) -> Result:
    """What the program leaves behind in namespaces of its own."""

    def run() -> Result:
        result = program(*words)
        assert not left_over()
        return result

    return apart(run)


def test_where_there_is_no_nlmon_it_says_in_one_line_what_works() -> None:
    def has_nlmon() -> bool:
        with route() as conversation:
            try:
                tap.create(conversation)
            except tap.NoTapError:
                return False
            return True

    if apart(has_nlmon):
        pytest.skip("this kernel has nlmon: what it does then is tested in tests/live/test_nlmon.py")
    for words in ("capture",), ("capture", "-w", "-"), ("tui",):
        result = alone(*words)
        assert (result.code, result.output) == (1, "")
        assert re.fullmatch(r"nldissect: .*no nlmon.*--source multicast.*`nldissect run -- COMMAND`.*\n", result.errors)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_messages_are_printed_as_they_come_until_a_signal_ends_it(number: signal.Signals) -> None:
    def run() -> Result:
        with capturing() as process:
            assert process.poll() is None
            process.send_signal(number)
            return ended(process)

    result = apart(run)
    assert result.code == 0
    assert any("link lo if1 <UP,LOOPBACK" in line for line in result.lines)
    assert "RTM_GETLINK" not in result.output, "our own questions are not shown"
    assert re.fullmatch("nldissect: .*only notifications are captured.*\n", result.errors)


def test_what_is_printed_can_be_chosen() -> None:
    def run() -> Result:
        with capturing("-c", 3, "-Y", "nl.type == RTM_NEWLINK", "-T", "fields", "-e", "ifla.ifname") as process:
            toggle_lo(6)
            return ended(process)

    result = apart(run)
    assert result.code == 0
    assert result.lines == ["lo"] * 3


def test_a_recorder_that_is_killed_is_told_and_what_it_had_is_shown() -> None:
    def recorder(process: int) -> int:
        """Of the two processes that it has started, the one that has given up its rights."""
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        (found,) = [child for child in children if "NoNewPrivs:\t1" in Path(f"/proc/{child}/status").read_text()]
        return int(found)

    def run() -> Result:
        with capturing() as process:
            os.kill(recorder(process.pid), signal.SIGKILL)
            return ended(process)

    result = apart(run)
    assert any("link lo if1 <UP,LOOPBACK" in line for line in result.lines)
    assert "the process that recorded was killed; what it had written is all there is" in result.errors


def test_who_reads_no_more_ends_it() -> None:
    def run() -> int:
        with capturing() as process:
            assert process.stdout is not None
            process.stdout.close()
            toggle_lo(2)
            code = process.wait()
        assert not left_over()
        return code

    assert apart(run) == 0


def test_a_wrong_filter_is_told_before_anything_is_captured() -> None:
    result = alone(*MULTICAST, "-Y", "nl.errno ==")
    assert (result.code, result.output) == (2, "")
    assert result.errors.splitlines()[-1].startswith("nldissect capture: -Y: ")


@pytest.mark.parametrize("words", [(), ("-b", "packets:4")])
def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path, words: Sequence[str]) -> None:
    result = alone(*MULTICAST, "-w", tmp_path / "nowhere" / "a.pcapng", *words)
    assert (result.code, result.output) == (1, "")
    assert re.fullmatch(r"nldissect: \S+: cannot be written \(No such file or directory\)\n", result.errors)


def test_a_command_in_namespaces_of_its_own_is_captured_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    command = ("sh", "-c", "ip link set lo mtu 9000; echo printed; exit 4")
    result = alone(*MULTICAST, "--unshare", "-w", path, "--", *command)
    assert (result.code, result.output) == (4, "printed\n")
    assert any("mtu 9000" in message.summary for message in nldissect.open(path).load())
    result = alone(*MULTICAST, "--unshare", "--", *command)
    assert result.code == 4
    assert any("mtu 9000" in line for line in result.lines)
    assert "printed\n" in result.errors, "standard output has the messages"


def test_without_a_terminal_the_interface_prints_as_capture_does() -> None:
    result = alone("tui", "--source", "multicast", "--netns", "no-such-namespace")
    assert (result.code, result.output) == (1, "")
    assert result.errors == "nldissect: there is no network namespace no-such-namespace\n"
