import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

import pytest

import nldissect
from nldissect.capture import Capture
from tests.cli.program import Result
from tests.live.apart import apart, left_over


def unable() -> str:
    """Why strace traces nothing here; "" when it does."""
    if shutil.which("strace") is None or shutil.which("ip") is None:
        return "strace or ip is not installed (Debian: apt install strace iproute2)"
    traced = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return f"strace may not trace here: {traced.stderr.strip()}" if traced.returncode else ""


UNABLE = unable()
pytestmark = pytest.mark.skipif(bool(UNABLE), reason=UNABLE)


def nldissect_run(*words: object) -> Result:
    """`nldissect run` in namespaces of its own, which leaves no process behind."""
    program = [sys.executable, "-m", "nldissect", "run", *map(str, words)]

    def run() -> Result:
        with TemporaryFile() as output, TemporaryFile() as errors:  # pipes would be open as long as anybody is left
            ended = subprocess.run(program, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, check=False)
            assert not left_over()
            output.seek(0)
            errors.seek(0)
            return Result(ended.returncode, output.read().decode(), errors.read().decode())

    return apart(run)


def captured(path: Path) -> Capture:
    return nldissect.open(path).load()


def test_a_command_is_captured_with_what_it_said_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    done = nldissect_run("-w", path, "--", "ip", "link", "show", "lo")
    assert done.code == 0, done.errors
    assert done.output.startswith("1: lo: <LOOPBACK>"), "what it prints goes where it always does"
    found = captured(path)
    summaries = [message.summary for message in found]
    assert re.fullmatch("link get .*lo", summaries[-2])
    assert summaries[-1] == "link lo if1 <LOOPBACK> mtu 65536 state down"
    assert found.own is not None, "the dictionary of its namespace is there"
    assert {(each.name, each.command, each.user) for each in found.source.processes} == {("ip", "ip link show lo", 0)}
    assert f"{len(found)} packets in {path}, none lost" in done.errors
    assert found.source.dropped == 0


def test_children_are_captured_too(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    done = nldissect_run("-w", path, "--", "sh", "-c", "ip link set lo up; ip link show lo")
    assert done.code == 0, done.errors
    summaries = [message.summary for message in captured(path)]
    assert "link set dev lo up" in summaries
    assert any(summary.startswith("link lo if1 <UP,LOOPBACK") for summary in summaries)


@pytest.mark.parametrize("destination", [(), ("-w", "a.pcapng")])
@pytest.mark.parametrize(("script", "status"), [("exit 3", 3), ("kill -9 $$", 137), ("ip link show nowhere0", 1)])
def test_the_exit_status_of_the_command_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, destination: Sequence[str], script: str, status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    assert nldissect_run(*destination, "--", "sh", "-c", script).code == status


def test_a_command_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    done = nldissect_run("-w", path, "--", "no-such-program")
    assert (done.code, done.output) == (1, "")
    assert done.errors == "nldissect: no-such-program: no such program\n"
    assert not path.exists()


def test_what_the_command_prints_is_apart_from_the_messages() -> None:
    done = nldissect_run("-Y", "nl.errno", "--", "sh", "-c", "echo printed; ip link show nowhere0")
    assert done.code == 1
    assert done.lines
    assert all("ENODEV" in line for line in done.lines)
    assert {"printed", 'Device "nowhere0" does not exist.'} <= set(done.errors.splitlines())


def test_what_the_command_prints_is_apart_from_a_capture_on_standard_output() -> None:
    program = [sys.executable, "-m", "nldissect", "run", "-w", "-", "--", "sh", "-c", "echo printed; ip link show lo"]

    def run() -> tuple[bytes, bytes]:
        done = subprocess.run(program, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return done.stdout, done.stderr

    output, errors = apart(run)
    assert b"printed\n" in errors
    assert "link lo if1 <LOOPBACK> mtu 65536 state down" in [each.summary for each in nldissect.open(output).load()]


def test_a_command_without_end_is_ended_after_so_many_messages() -> None:
    done = nldissect_run("-c", 2, "--", "sh", "-c", "while :; do ip link show lo; done > /dev/null")
    assert len(done.lines) == 2


@pytest.mark.parametrize(
    "script", ["sleep 100 & ip link show lo; wait", "trap '' TERM; sleep 100 & ip link show lo; wait"]
)
def test_nothing_is_left_of_a_command_whose_child_does_not_end_or_that_does_not_want_to(
    tmp_path: Path, script: str
) -> None:
    path = tmp_path / "a.pcapng"
    nldissect_run("-c", 2, "-w", path, "--", "sh", "-c", script)
    assert len(captured(path)) == 2


def test_a_file_that_cannot_be_written_on_ends_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    script = f"ulimit -f 40; {sys.executable} -B -m nldissect run -w {path} -- sh -c 'while :; do ip link; done'"

    def run() -> tuple[int, str]:
        with TemporaryFile("w+") as errors:
            done = subprocess.run(["sh", "-c", script], stdout=subprocess.DEVNULL, stderr=errors, check=False)
            assert not left_over()
            errors.seek(0)
            return done.returncode, errors.read()

    code, errors = apart(run)
    assert code == 1
    assert f"{path}: cannot be written on (File too large); it holds" in errors
    assert len(captured(path)) > 0


def test_a_killed_recorder_leaves_the_command_alone_and_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, ended = tmp_path / "a.pcapng", tmp_path / "ended"
    directory = tmp_path / "temporary"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    script = f"ip link show lo > /dev/null; sleep 0.3; kill -9 $1; ip link > /dev/null; touch {ended}"
    program = f"exec {sys.executable} -m nldissect run -w {path} -- sh -c '{script}' sh $$"

    def run() -> int:
        done = subprocess.run(["sh", "-c", program], stderr=subprocess.DEVNULL, check=False)
        end = time.monotonic() + 10
        while not ended.exists() and time.monotonic() < end:
            time.sleep(0.02)
        assert not left_over()
        return done.returncode

    assert apart(run) == -9
    assert ended.exists()
    assert not list(directory.iterdir())
    assert "RTM_GETLINK" in {message.type_name for message in captured(path)}


def test_with_q_only_the_command_is_heard(tmp_path: Path) -> None:
    done = nldissect_run("-q", "-w", tmp_path / "a.pcapng", "--", "ip", "-o", "link", "show", "lo")
    assert (done.code, done.errors) == (0, "")


def test_a_command_is_run_apart_when_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    program = [sys.executable, "-m", "nldissect", "run", "-q", "--unshare", "-w", str(path), "--", "ip", "-o", "link"]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    if "no namespaces of their own" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1, "there is nothing but lo in a new namespace"
    assert len(captured(path).own or ()) > 0


TALKER = """
import socket, struct, sys
talk = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
talk.bind((0, 0))
for line in sys.stdin:
    talk.send(struct.pack("=IHHII16x", 32, 18, 1, int(line), 0))
    talk.recv(65536)
    print("said", flush=True)
"""


def test_a_process_that_runs_already_is_captured_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.pcapng"
    program = [sys.executable, "-m", "nldissect", "run", "-w", str(path), "-p"]
    with subprocess.Popen(
        [sys.executable, "-c", TALKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def say(number: int) -> None:
            print(number, file=process.stdin)
            assert process.stdout is not None
            assert process.stdout.readline() == "said\n"

        say(1)
        with subprocess.Popen([*program, str(process.pid)], stderr=subprocess.PIPE, text=True) as recorder:
            assert recorder.stderr is not None
            told = recorder.stderr.readline()
            if "may not be traced" in told:
                pytest.skip(told.strip())
            assert told.startswith(f"nldissect: capturing process {process.pid} into ")
            for number in range(2, 12):
                say(number)
            recorder.terminate()
            assert "packets in" in recorder.stderr.read()
        assert recorder.returncode == 0
        say(12)
        process.stdin.close()
        assert process.wait() == 0
    found = captured(path)
    assert [message.seq for message in found if message.kind == "request"] == list(range(2, 12))
    assert len(found) == 20, "the last answer too"
    assert {each.process for each in found.source.processes} == {process.pid}


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["-p", str(1 << 22)], 1, f"there is no process {1 << 22}"),
        (["-p", "1", "--", "true"], 2, "needs a command, after --, or a process, by -p"),
        ([], 2, "needs a command, after --, or a process, by -p"),
        (["-p", "1", "--unshare"], 2, "--unshare needs a command"),
        (["-p", "x"], 2, "'x' is not a positive number"),
    ],
)
def test_what_cannot_be_captured_is_one_sentence(words: list[str], code: int, reason: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nldissect", "run", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)
    assert reason in done.stderr
