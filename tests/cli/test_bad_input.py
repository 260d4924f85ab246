"""Whatever is wrong, the command line says so in one sentence and a telling exit code, and never in a traceback."""

import gzip
import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.captures import CAPTURES
from tests.cli.program import Command, program
from tests.sources.build import Packet, cooked, message, pcap

WILD = CAPTURES / "wild.pcap"
HEADER = WILD.read_bytes()[:24]
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0C\0" + bytes(range(200))
NOISE = random.Random(2).randbytes(3000)
COMMANDS = (
    ["read"],
    ["read", "-V"],
    ["read", "-T", "json"],
    ["stats"],
    ["coverage"],
    ["read", "-e", "nl.seq"],
    ["tui"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"#!/bin/sh\necho hello\n", "it is text"),
        (JPEG, "starts with ffd8ffe0"),
        (b"\0" + NOISE, "not a capture file"),
        (HEADER[:23], "cut in the file header"),
        (gzip.compress(b"hello, world\n", mtime=0), "it is text"),
        (b"\x28\xb5\x2f\xfd" + NOISE, "zstd"),
        (pcap([Packet(bytes(60))], link_type=1), "Ethernet"),
        (HEADER + struct.pack("<4I", 1, 1, 0xEEEEEEEE, 0xEEEEEEEE) + NOISE, "byte 24"),
    ],
    ids=["empty", "text", "jpeg", "noise", "cut header", "gzip of text", "zstd", "ethernet", "noise after a header"],
)
def test_what_cannot_be_read_at_all_is_one_sentence(
    command: list[str], data: bytes, reason: str, run: Command, tmp_path: Path
) -> None:
    path = tmp_path / "input"
    path.write_bytes(data)
    result = run(*command, path)
    assert (result.code, result.errors.count("\n")) == (1, 1)
    assert result.errors.startswith(f"nldissect: {path}: ")
    assert reason in result.errors


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_files_that_are_none_are_one_sentence(command: list[str], run: Command, tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "is a directory"), (tmp_path / "missing", "no such file")):
        result = run(*command, path)
        assert (result.code, result.errors.count("\n")) == (1, 1)
        assert f"{path}: {reason}" in result.errors


@pytest.mark.parametrize("cut", [*range(0, 24, 5), 24, 30, 40, 55, 56, 57, 72, 75, *range(90, 57000, 4567)])
def test_a_file_cut_anywhere_yields_what_is_before(cut: int, run: Command, tmp_path: Path) -> None:
    path = tmp_path / "cut.pcap"
    path.write_bytes(WILD.read_bytes()[:cut])
    whole = run("read", "--ascii", WILD).lines
    result = run("read", "--ascii", path)
    assert result.lines[:-1] == whole[: len(result.lines[:-1])]
    # a cut between two packets cannot be told
    assert result.errors.count("\n") == (0 if result.code == 0 and result.errors == "" else 1)
    assert result.code == (0 if result.lines or cut == 24 else 1)
    for command in (["stats"], ["coverage"]):
        assert run(*command, path).code == result.code


def test_the_place_of_damage_is_told_once(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "cut.pcap"
    path.write_bytes(WILD.read_bytes()[:-3])
    for command in (["read"], ["read", "-T", "json"], ["stats"], ["coverage"], ["read", "-w", tmp_path / "out"]):
        result = run(*command, path)
        assert (result.code, result.errors.count("\n")) == (0, 1)
        assert f"{path}: cut at byte " in result.errors


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_never_makes_it_fail(seed: int, run: Command, tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(WILD.read_bytes()[:9000])
    for _ in range(chance.choice((1, 10, 100))):
        data[chance.randrange(24, len(data))] = chance.randrange(256)
    path = tmp_path / "damaged.pcap"
    path.write_bytes(data)
    for command in (*COMMANDS[:-1], ["stats", "--by", "errno"], ["stats", "--by", "second"], ["read", "-T", "hex"]):
        assert run(*command, path).code in (0, 1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "a FILE or COMMAND is needed"),
        (["--frobnicate", WILD], "no option --frobnicate"),
        (["read"], "FILE"),
        (["read", "--frobnicate", WILD], "no option --frobnicate"),
        (["read", WILD, "another"], "'another' is one argument too many"),
        (["stat", WILD], "did you mean stats?"),
        (["read", ""], "is empty"),
        (["read", "-c", "0", WILD], "'0' is not a positive number"),
        (["read", "-c", "many", WILD], "'many' is not a positive number"),
        (["read", "-c", "-1", WILD], "-c"),
        (["read", "-T", "xml", WILD], "'xml'"),
        (["read", "-T", "fields", WILD], "-T fields needs at least one -e FIELD"),
        (["read", "-T", "json", "-e", "nl.seq", WILD], "-e goes with -T fields"),
        (["read", "-e", "nl.sequence", WILD], "no field 'nl.sequence'"),
        (["read", "-e", "rta.dts", WILD], "did you mean rta.dst"),
        (["read", "-e", "RTA_DST", WILD], "did you mean rta.dst"),
        (["read", "-E", "header=y", WILD], "-E goes with -T fields"),
        (["read", "-e", "nl.seq", "-E", "header=maybe", WILD], "-E header=maybe"),
        (["fields", "nosuch"], "no field 'nosuch'"),
        (["read", "--spans", WILD], "--spans goes with -T json"),
        (["read", "-x", "-T", "json", WILD], "-x does not go with -T json"),
        (["read", "-F", "pcap", WILD], "-F goes with -w OUT"),
        (["read", "-w", "out", "-V", WILD], "-w writes packets"),
        (["read", "--genl-family", "ethtool", WILD], "'ethtool' is not ID=NAME"),
        (["read", "--genl-family", "0x1c=", WILD], "'0x1c=' is not ID=NAME"),
        (["read", "--genl-family", "70000=ethtool", WILD], "'70000=ethtool' is not ID=NAME"),
        (["coverage"], "FILE"),
        (["decode", "-T", "fields"], "'fields'"),
    ],
    ids=lambda value: " ".join(Path(word).name for word in value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(words: list[object], reason: str, run: Command) -> None:
    result = run(*words)
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert result.errors.startswith("nldissect")
    assert reason in result.errors


@pytest.mark.parametrize("command", ["", "tui", "read", "stats", "decode", "families", "coverage"])
def test_the_help_fits_a_screen(command: str, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = run(*command.split(), "--help")
    assert result.code == 0
    assert len(result.lines) < 24
    assert all(len(line) <= 80 for line in result.lines)
    assert result.lines[0].startswith("usage: nldissect")


def test_the_version_is_told(run: Command) -> None:
    assert run("--version").output.startswith("nldissect 0.")


@pytest.mark.parametrize(
    "words", [["read", WILD], ["stats", WILD], ["families"], ["coverage", WILD], ["read", "-w", "-", WILD]]
)
def test_output_that_takes_nothing_is_one_sentence(words: list[object]) -> None:
    with open("/dev/full", "wb") as full:
        result = program(*words, stdout=full)
    assert result.code == 1
    assert result.errors == "nldissect: standard output: cannot be written (No space left on device)\n"


@pytest.mark.parametrize(
    ("command", "code", "errors"),
    [
        ("read - <&-", 1, "nldissect: standard input: is empty\n"),
        ("decode <&-", 1, "nldissect: standard input: there are no hex digits\n"),
        ("read FILE >&-", 0, ""),
        ("read missing 2>&-", 1, ""),
        ("read - < /dev/null", 1, "nldissect: standard input: is empty\n"),
        ("read -w /dev/full FILE", 1, "nldissect: /dev/full: cannot be written (No space left on device)\n"),
        ("read -w . FILE", 1, "nldissect: .: cannot be written (Is a directory)\n"),
    ],
)
def test_streams_that_are_closed_or_full_are_no_traceback(command: str, code: int, errors: str) -> None:
    words = command.replace("FILE", str(WILD))
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m nldissect {words}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", errors)


def test_a_message_longer_than_its_packet_is_read(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "long.pcap"
    path.write_bytes(pcap([Packet(cooked(message(bytes(12), length=5000)))]))
    result = run("read", path)
    assert (result.code, len(result.lines)) == (0, 1)
