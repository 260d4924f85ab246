"""`--from`: files that are no captures, in every command that opens one."""

import gzip
from pathlib import Path

import pytest

from tests.captures import CAPTURES
from tests.cli.program import Command, program

SAMPLES = Path(__file__).parent.parent / "sources" / "importing" / "samples"
LOG = SAMPLES / "strace_dumps.txt"
DUMP = SAMPLES / "xxd.txt"


def test_a_log_is_read_as_a_capture_is(run: Command) -> None:
    result = run("read", "--from", "strace", "-Y", "nl.type == RTM_NEWROUTE", LOG)
    assert (result.code, result.errors) == (0, "")
    assert [line.split(maxsplit=5)[5] for line in result.lines] == [
        "route default via 192.0.2.1 dev eth0 proto boot",
        "route 192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2",
    ]


@pytest.mark.parametrize("command", ["stats", "calls", "coverage"])
def test_other_commands_read_it_too(run: Command, command: str) -> None:
    result = run(command, "--from", "strace", LOG)
    assert (result.code, result.errors) == (0, "")
    assert result.lines


def test_what_is_guessed_is_told_on_standard_error(run: Command) -> None:
    result = run("read", "--from", "hex", DUMP)
    assert result.code == 0
    assert result.errors == f"nldissect: {DUMP}: the protocol is guessed: route; give it by --from hex:route\n"
    assert run("read", "--from", "hex:route", DUMP).errors == ""


def test_a_capture_among_the_files_is_read_as_one(run: Command) -> None:
    result = run("diff", "--from", "hex:route", CAPTURES / "errors.pcap", DUMP)
    assert result.code == 1
    assert "not a capture" not in result.errors


def test_standard_input_and_gzip_are_read(tmp_path: Path) -> None:
    packed = tmp_path / "log.gz"
    packed.write_bytes(gzip.compress(LOG.read_bytes()))
    plain = program("read", "--from", "strace", LOG)
    assert len(plain.lines) == 12
    assert program("read", "--from", "strace", "-", stdin=LOG.read_bytes()).lines == plain.lines
    assert program("read", "--from", "strace", packed).lines == plain.lines


def test_a_log_becomes_a_capture_file(run: Command, tmp_path: Path) -> None:
    written = tmp_path / "log.pcapng"
    assert run("read", "--from", "strace", "-w", written, LOG).code == 0
    assert run("read", written).lines == run("read", "--from", "strace", LOG).lines


@pytest.mark.parametrize(
    ("name", "form", "words"),
    [
        ("strace_dumps.txt", "strace", "strace output"),
        ("strace_escapes.txt", "strace", "strace output"),
        ("xxd.txt", "hex", "a hex dump"),
        ("hexdump_C.txt", "hex", "a hex dump"),
        ("tcpdump_x.txt", "hex", "a hex dump"),
        ("tshark_x.txt", "hex", "a hex dump"),
        ("xxd_i.txt", "hex", "a hex dump"),
        ("xxd_p.txt", "hex", "a hex dump"),
        ("libnl_route.txt", "libnl", "debug output of libnl"),
        ("nft_debug_mnl.txt", "libmnl", "debug output of libmnl"),
        ("rtmon.bin", "raw", "a stream of netlink messages"),
    ],
)
def test_without_it_the_error_says_how_to_read_the_file(run: Command, name: str, form: str, words: str) -> None:
    result = run("read", SAMPLES / name)
    assert result.code == 1
    assert result.errors == f"nldissect: {SAMPLES / name}: is {words}, not a capture; read it with --from {form}\n"


@pytest.mark.parametrize("value", ["pcap", "hex:nonsense", ""])
def test_a_format_or_protocol_that_there_is_not_is_refused(run: Command, value: str) -> None:
    result = run("read", "--from", value, LOG)
    assert result.code == 2
    assert result.output == ""


def test_a_file_with_nothing_in_it_is_one_sentence(run: Command, tmp_path: Path) -> None:
    empty, words = tmp_path / "empty", tmp_path / "words"
    empty.write_bytes(b"")
    words.write_text("hello\n")
    assert run("read", "--from", "hex", empty).errors == f"nldissect: {empty}: is empty\n"
    assert run("read", "--from", "hex", words).errors == (
        f"nldissect: {words}: holds nothing that --from hex could read\n"
    )
