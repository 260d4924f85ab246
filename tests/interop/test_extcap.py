"""The interface "netlink" of Wireshark and tshark."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pytest

import nldissect
from nldissect.cli import UsageError, extcap, live
from nldissect.cli.options import parse
from nldissect.errors import CaptureError
from nldissect.interop.extcap import rights
from nldissect.interop.extcap.__main__ import main
from nldissect.interop.extcap.answers import NO_FILTER
from nldissect.interop.extcap.capture import wanted
from nldissect.interop.extcap.installation import MARKER, directory, script, usual
from nldissect.live.keeper import Namespace, Request

PATIENCE = 20
UNTIL_4_0 = """\
Personal configuration:\t/home/u/.config/wireshark
Personal Plugins:    \t/home/u/.local/lib/wireshark/plugins/4.0
Extcap path:         \t/usr/lib/wireshark/extcap
"""
FROM_4_2 = """\
Personal configuration:\t/home/u/.config/wireshark
Personal Extcap path:\t/home/u/.local/lib/wireshark/extcap
Global Extcap path:  \t/usr/lib/wireshark/extcap
"""
CONFIG = """\
arg {number=0}{call=--netns}{display=Network namespace}{tooltip=...}{type=selector}{reload=true}{placeholder=Look again}
arg {number=1}{call=--other-netns}{display=Other namespaces instead}{tooltip=...}{type=string}
arg {number=2}{call=--only}{display=Protocols}{tooltip=...}{type=multicheck}
arg {number=3}{call=--notifications}{display=Only notifications}{tooltip=...}{type=boolflag}
arg {number=4}{call=--buffer}{display=Kernel buffer (MiB)}{tooltip=...}{type=unsigned}{default=32}{range=1,1024}
arg {number=5}{call=--snaplen}{display=Bytes of each packet}{tooltip=...}{type=unsigned}{default=0}{range=0,262144}
arg {number=6}{call=--no-dictionary}{display=Ask no names}{tooltip=...}{type=boolflag}
value {arg=0}{value=own}{display=the one in which Wireshark runs}{default=true}
value {arg=0}{value=blue}{display=blue}
value {arg=0}{value=red}{display=red}
value {arg=2}{value=route}{display=route}
value {arg=2}{value=usersock}{display=usersock}
value {arg=2}{value=sock_diag}{display=sock_diag}
value {arg=2}{value=nflog}{display=nflog}
value {arg=2}{value=xfrm}{display=xfrm}
value {arg=2}{value=fib_lookup}{display=fib_lookup}
value {arg=2}{value=netfilter}{display=netfilter}
value {arg=2}{value=generic}{display=generic}
"""


@pytest.fixture
def namespaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of the namespaces of `ip netns`, of which there are some."""
    for name in ("red", "blue", "a}b", "a,b", "own"):
        (tmp_path / name).touch()
    monkeypatch.setattr(live, "RUN_NETNS", str(tmp_path))
    return tmp_path


def asked(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is answered to a question, which is understood."""
    assert main("script", words.split()) == 0
    return capsys.readouterr().out


# What Wireshark asks


def test_there_is_one_interface(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--extcap-interfaces --extcap-version=4.0", capsys) == (
        f"extcap {{version={nldissect.__version__}}}{{display=nldissect}}\n"
        "interface {value=netlink}{display=Linux netlink}\n"
    )


def test_its_link_type_is_that_of_nlmon(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--extcap-dlts --extcap-interface netlink", capsys) == (
        "dlt {number=253}{name=NETLINK}{display=Linux netlink}\n"
    )


@pytest.mark.usefixtures("namespaces")
def test_its_options_have_choices_that_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked("--extcap-config --extcap-interface netlink", capsys)
    assert re.sub(r"tooltip=[^{}]+", "tooltip=...", answer) == CONFIG


def test_namespaces_are_looked_for_again(namespaces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (namespaces / "green").touch()
    (namespaces / "red").unlink()
    words = "--extcap-config --extcap-interface netlink --extcap-reload-option netns --netns red --buffer 32"
    assert re.findall(r"{value=(\w+)}", asked(words, capsys)) == ["own", "blue", "green"]


def test_what_a_later_wireshark_adds_to_a_question_does_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    assert "{value=netlink}" in asked("--extcap-interfaces --extcap-version=9.0 --log-level debug", capsys)


def test_a_capture_filter_is_not_valid(capsys: pytest.CaptureFixture[str]) -> None:
    words = "--extcap-interface netlink --extcap-capture-filter"
    assert asked(f"{words} tcp", capsys).strip() == NO_FILTER
    assert main("script", [*words.split(), ""]) == 0
    assert capsys.readouterr().out == ""


# What is captured


def test_without_options_all_of_the_own_namespace_is_captured() -> None:
    source = wanted([])
    assert source.request == Request()
    assert (list(source.protocols), source.longest, source.ring, source.dictionary) == ([], 0, 32 << 20, True)


def test_what_the_dialog_says_is_captured() -> None:
    source = wanted(["--netns=blue", "--only=route,generic", "--buffer=8", "--snaplen=96", "--no-dictionary"])
    assert source.request == Request((Namespace("blue", "/run/netns/blue"),))
    assert (list(source.protocols), source.longest, source.ring, source.dictionary) == ([0, 16], 96, 8 << 20, False)
    assert wanted(["--netns", "own", "--notifications"]).request == Request(multicast=True)


def test_other_namespaces_take_the_place_of_the_chosen_one() -> None:
    request = wanted(["--netns=blue", "--other-netns=12,own,/tmp/n"]).request
    assert [each.path for each in request.namespaces] == ["/proc/12/ns/net", "", "/tmp/n"]
    assert wanted(["--netns=blue", "--other-netns="]).request.namespaces[0].name == "blue"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--extcap-capture-filter tcp", NO_FILTER),
        ("--only tcp", "no netlink protocol 'tcp'"),
        ("--buffer 0", "'0' is not a positive number"),
        ("--snaplen 9 --notifications", "packets are cut only by a tap"),
        ("--volume 11", "unrecognized arguments: --volume 11"),
    ],
)
def test_what_cannot_be_captured_is_said_in_a_line(words: str, said: str, tmp_path: Path) -> None:
    """tshark waits until the pipe was opened: that comes first."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with started(["--fifo", str(pipe), *words.split()]) as process, pipe.open("rb") as reader:
        assert reader.read() == b""
        assert process.wait(PATIENCE) == 2
        assert process.stderr is not None
        (line,) = process.stderr.read().decode().splitlines()
        assert said in line


def test_an_interface_of_another_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("script", ["--extcap-dlts", "--extcap-interface", "eth0"]) == 2
    assert capsys.readouterr().err == "nldissect: there is no interface 'eth0', only netlink\n"


def test_nothing_is_written_but_on_pipes(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with started(["--fifo", str(file), "--notifications"]) as process:
        assert process.communicate()[1].decode() == f"nldissect: {file}: is no pipe\n"
        assert process.returncode == 1
    assert file.read_text() == "mine"


# How it ends


def started(words: Sequence[str], output: int | None = None) -> subprocess.Popen[bytes]:
    """The program as Wireshark starts it, capturing."""
    module = [sys.executable, "-m", "nldissect.interop.extcap", "script"]
    capture = ["--capture", "--extcap-interface", "netlink"]
    words = [*module, *capture, *words]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.PIPE)


def begun(file: IO[bytes]) -> bytes:
    """The capture until the kernel has told of the first generic netlink family."""
    data = b""
    while b"nlctrl" not in data:
        data += os.read(file.fileno(), 1 << 16)
    return data


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A capture of notifications, which needs no rights, and the end of its pipe that Wireshark reads."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with started(["--fifo", str(path), "--notifications"]) as process:
        reader = os.open(path, os.O_RDONLY)
        yield process, reader
        process.kill()


def test_it_ends_when_it_is_told_to(pipe: tuple[subprocess.Popen[bytes], int]) -> None:
    process, reader = pipe
    with open(reader, "rb") as file:
        begin = begun(file)
        process.terminate()
        found = nldissect.open(begin + file.read()).load()
    assert process.wait(PATIENCE) == 0
    assert found.own is not None, "the capture begins with what the kernel says of itself"
    assert "RTM_NEWLINK" in {message.type_name for message in found.own}
    assert process.communicate()[1] == b"", "which Wireshark would show as a fault"


def test_it_ends_when_nobody_reads(pipe: tuple[subprocess.Popen[bytes], int]) -> None:
    process, reader = pipe
    os.read(reader, 1)
    os.close(reader)
    assert process.wait(PATIENCE) == 0
    assert process.communicate()[1] == b""


def test_into_standard_output_it_ends_when_standard_input_is_closed() -> None:
    with started(["--fifo", "-", "--notifications"], subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        begin = begun(process.stdout)
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
        assert nldissect.open(begin + process.stdout.read()).load().own is not None


# Rights


def program(place: Path, name: str, text: str) -> str:
    """A program that takes the place of one that may not be here."""
    place.mkdir(exist_ok=True)
    path = place / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_rights_are_looked_for_where_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    held = 0
    monkeypatch.setattr(rights, "_capabilities", lambda: held)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    elsewhere = [Namespace("blue", "/run/netns/blue")]
    assert not rights.suffice(Request())
    assert rights.suffice(Request(multicast=True))
    assert not rights.suffice(Request(elsewhere, multicast=True))
    held = 1 << rights.CAP_NET_ADMIN | 1 << rights.CAP_NET_RAW
    assert rights.suffice(Request())
    assert not rights.suffice(Request(elsewhere))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert rights.suffice(Request(elsewhere))


def test_sudo_is_taken_if_it_asks_no_password_then_pkexec_on_a_screen(tmp_path: Path) -> None:
    place = tmp_path / "bin"
    sudo = program(place, "sudo", 'test "$1 $2 $3" = "-n script --extcap-interfaces"')
    path = {"PATH": str(place)}
    assert rights.way("script", path) == [sudo, "-n"]
    program(place, "sudo", "exit 1")
    with pytest.raises(CaptureError, match="let sudo run script without a password"):
        rights.way("script", path)
    pkexec = program(place, "pkexec", "")
    assert rights.way("script", {**path, "WAYLAND_DISPLAY": "wayland-0"}) == [pkexec]
    with pytest.raises(CaptureError):
        rights.way("script", path)


RELAYING = "import sys; from nldissect.interop.extcap.rights import relay; sys.exit(relay(sys.argv[1:], 1))"


def relaying(command: str) -> subprocess.Popen[bytes]:
    """A process that has a command of the shell capture."""
    words = [sys.executable, "-c", RELAYING, "sh", "-c", command]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


@pytest.mark.parametrize("how", ["told", "not read"])
def test_what_captures_with_more_rights_is_ended_by_its_standard_input(how: str, tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    with relaying(f"trap '' TERM; echo begun; cat; echo > {ended}") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        assert not ended.exists()
        process.terminate() if how == "told" else process.stdout.close()
        assert process.wait(PATIENCE) == 0
        assert ended.exists()


def test_the_failure_of_what_captures_with_more_rights_is_passed_on() -> None:
    with relaying("exit 3") as process:
        assert process.wait(PATIENCE) == 3


# Installation


def installed(words: str, place: Path) -> int:
    return extcap.run(parse(["extcap", *words.split(), "--directory", str(place)]))


def test_wireshark_looks_elsewhere_since_4_2() -> None:
    of_all = Path("/usr/lib/wireshark/extcap")
    assert directory(UNTIL_4_0, everybody=False) == Path("/home/u/.config/wireshark/extcap")
    assert directory(FROM_4_2, everybody=False) == Path("/home/u/.local/lib/wireshark/extcap")
    assert directory(UNTIL_4_0, everybody=True) == directory(FROM_4_2, everybody=True) == of_all
    assert directory("", everybody=False) is directory("", everybody=True) is None


def test_what_is_installed_answers_from_anywhere_and_is_taken_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "a place" / "extcap"
    for _ in range(2):  # the second time in place of the first
        assert installed("--install", place) == 0
        assert f"{place}/nldissect: Wireshark and tshark now have" in capsys.readouterr().out
    words = [str(place / "nldissect"), "--extcap-interfaces"]
    answer = subprocess.run(words, cwd="/", env={}, capture_output=True, text=True, check=True)
    assert "{value=netlink}" in answer.stdout
    assert installed("--uninstall", place) == 0
    assert not list(place.iterdir())
    assert installed("--uninstall", place) == 0
    assert "nothing to take away" in capsys.readouterr().out


@pytest.mark.parametrize("words", ["--install", "--uninstall"])
def test_what_others_put_there_is_left(words: str, tmp_path: Path) -> None:
    theirs = tmp_path / "nldissect"
    theirs.write_text(f"#!/bin/sh\necho mine\n{MARKER}\n")
    with pytest.raises(CaptureError, match="was not made by `nldissect extcap --install`, and is left"):
        installed(words, tmp_path)
    assert "mine" in theirs.read_text()


def test_a_script_that_does_not_run_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/python")
    with pytest.raises(CaptureError, match="does not run, and was taken away again"):
        installed("--install", tmp_path)
    assert not list(tmp_path.iterdir())


def test_without_tshark_the_directory_of_late_versions_is_taken_for_a_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    extcap.run(parse(["extcap", "--uninstall"]))
    out, err = capsys.readouterr()
    assert out == f"{tmp_path}/.local/lib/wireshark/extcap: there is nothing to take away\n"
    assert "there is no tshark to tell" in err
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(UsageError, match="there is no tshark to tell"):
        extcap.run(parse(["extcap", "--uninstall"]))


def test_tshark_tells_the_directory_for_a_user_and_for_root_that_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "tshark", f"printf '%s' '{FROM_4_2}'")
    monkeypatch.setenv("PATH", str(tmp_path))
    for user, place in ((1000, "/home/u/.local/lib/wireshark/extcap"), (0, "/usr/lib/wireshark/extcap")):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        assert usual() == Path(place)


def test_a_directory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CaptureError, match="cannot be written"):
        installed("--install", tmp_path / "file" / "extcap")


def test_paths_are_quoted_in_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/my $python/bin/python")
    assert "exec '/my $python/bin/python' -sP -m nldissect.interop.extcap" in script()


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is missing: apt install tshark")
def test_tshark_lists_the_interface_with_its_options(tmp_path: Path) -> None:
    def tshark(*words: str) -> str:
        environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        return subprocess.run(["tshark", *words], env=environment, capture_output=True, text=True, check=True).stdout

    place = directory(tshark("-G", "folders"), everybody=False)
    assert place is not None
    assert tmp_path in place.parents
    installed("--install", place)
    assert re.search(r"^\d+\. netlink \(Linux netlink\)$", tshark("-D"), re.MULTILINE)
    settings = tshark("-G", "currentprefs")
    assert re.search(r"^#?extcap\.netlink\.buffer: 32$", settings, re.MULTILINE)
    assert set(re.findall(r"^#?extcap\.netlink\.(\w+):", settings, re.MULTILINE)) == {
        "netns", "othernetns", "only", "notifications", "buffer", "snaplen", "nodictionary",
    }  # fmt: skip
