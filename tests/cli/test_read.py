"""`nldissect read`."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

import nldissect
from tests.captures import CAPTURES, FILES, names
from tests.cli.program import Command, program

ADDRESSES = CAPTURES / "addresses.pcap"
ERRORS = CAPTURES / "errors.pcap"
ROUTES = CAPTURES / "routes.pcap"
WILD = CAPTURES / "wild.pcap"


def count(path: Path) -> int:
    with nldissect.open(path) as capture:
        return len(capture.load())


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_message_is_one_line(path: Path, run: Command) -> None:
    result = run("read", path)
    assert (result.code, result.errors) == (0, "")
    assert len(result.lines) == count(path)
    assert all(line.isprintable() for line in result.lines)


def test_a_line_tells_number_time_direction_family_type_and_summary(run: Command) -> None:
    first, second = run("read", "-c", "2", ERRORS).lines
    assert first.split()[:5] == ["1", "0.000000", "→", "route", "RTM_NEWLINK"]
    assert second.split()[2:] == ["✗", "route", "NLMSG_ERROR", "error", "ENODEV", "for", "RTM_NEWLINK"]


def test_numbers_have_names_unless_they_are_not_wanted(run: Command) -> None:
    named, numeric = run("read", ADDRESSES).output, run("read", "-n", ADDRESSES).output
    assert ("dev eth0" in named, "dev if3" in named) == (True, False)
    assert ("dev eth0" in numeric, "dev if3" in numeric) == (False, True)
    (line,) = run("read", "-n", "-T", "ndjson", "-c", "1", ROUTES).lines
    assert json.loads(line)["ifinfomsg"]["index"] == {"value": 0, "name": None}
    assert "        index: eth0 (3)" in run("read", "-V", ADDRESSES).lines


def test_a_count_ends_it(run: Command) -> None:
    assert run("read", "-c", "3", ADDRESSES).lines == run("read", ADDRESSES).lines[:3]
    assert run("read", "-c", "99999999999", ADDRESSES).lines == run("read", ADDRESSES).lines


@pytest.mark.parametrize("options", [["-V"], ["-T", "tree"]], ids=" ".join)
def test_trees_show_every_node(options: list[str], run: Command) -> None:
    lines = run("read", *options, "-c", "1", ROUTES).lines
    with nldissect.open(ROUTES) as capture:
        nodes = next(iter(capture)).nodes()
    assert len(lines) == 1 + len(nodes) + 1
    assert lines[1:3] == ["    nlmsghdr", "        len: 40"]
    assert lines[-1] == ""


def test_hex_dumps_hold_the_bytes_of_the_messages(run: Command) -> None:
    dumped = run("read", "-x", "-c", "1", ROUTES)
    assert dumped.output == run("read", "-T", "hex", "-c", "1", ROUTES).output
    digits = "".join(line[10:58] for line in dumped.lines[1:-1])
    with nldissect.open(ROUTES) as capture:
        assert bytes.fromhex(digits) == next(iter(capture)).data


def test_trees_and_hex_dumps_go_together(run: Command) -> None:
    lines = run("read", "-Vx", "-c", "1", ROUTES).lines
    assert "    nlmsghdr" in lines
    assert any(line.startswith("    0000  28 00 00 00") for line in lines)


def test_json_is_one_list_and_ndjson_one_object_a_line(run: Command) -> None:
    listed = json.loads(run("read", "-T", "json", ADDRESSES).output)
    lined = [json.loads(line) for line in run("read", "-T", "ndjson", ADDRESSES).lines]
    assert listed == lined
    assert [each["number"] for each in listed] == list(range(1, count(ADDRESSES) + 1))


def test_json_of_no_messages_is_an_empty_list(run: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pcap"
    empty.write_bytes(ADDRESSES.read_bytes()[:24])
    result = run("read", "-T", "json", empty)
    assert (result.code, json.loads(result.output)) == (0, [])
    assert run("read", empty).output == ""


def test_spans_are_added_to_json(run: Command) -> None:
    (line,) = run("read", "-T", "ndjson", "--spans", "-c", "1", ADDRESSES).lines
    assert json.loads(line)["spans"]["nlmsghdr"][:2] == [0, 16]


def test_the_json_schema_needs_no_file(run: Command) -> None:
    result = run("read", "--json-schema")
    assert result.code == 0
    assert json.loads(result.output)["$id"] == "urn:nldissect:message:1"


def test_fields_are_columns(run: Command) -> None:
    result = run("read", "-T", "fields", "-e", "frame.number", "-e", "nl.errno", "-e", "nl.extack.msg", ERRORS)
    assert result.lines[1] == "2\t19\t"
    assert result.lines[11] == "12\t95\tUnknown device type"
    assert run("read", "-e", "frame.number", "-c", "1", ERRORS).lines == ["1"]


def test_fields_have_the_options_of_tshark(run: Command) -> None:
    options = ["-E", "header=y", "-E", "separator=,", "-E", "quote=d", "-e", "nl.type", "-e", "nl.errno"]
    assert run("read", *options, "-c", "2", ERRORS).lines == ["nl.type,nl.errno", '"16",', '"2","19"']


def test_families_named_later_in_the_capture_are_known_to_fields(run: Command) -> None:
    lines = run("read", "-e", "nl.family", CAPTURES / "generic.pcap").lines
    assert lines.count("ethtool") == 9


def test_a_family_can_be_named_by_the_user(run: Command) -> None:
    path = CAPTURES / "misbehaving.pcap"
    learned = run("read", "-e", "nl.family", "-e", "nl.type", path).lines
    (number,) = {line.partition("\t")[2] for line in learned if line.startswith("ethtool\t")}
    named = run("read", "--genl-family", f"{number}=mine", "-e", "nl.family", path).lines
    assert "ethtool" not in named
    assert named.count("mine") == learned.count(f"ethtool\t{number}") > 0


@pytest.mark.parametrize(
    ("name", "magic"), [("out.pcap", b"\xd4\xc3\xb2\xa1"), ("out.pcapng", b"\n\r\r\n"), ("out", b"\n\r\r\n")]
)
def test_packets_are_written_in_the_format_of_the_name(name: str, magic: bytes, run: Command, tmp_path: Path) -> None:
    out = tmp_path / name
    result = run("read", "-w", out, ADDRESSES)
    assert (result.code, result.output, result.errors) == (0, "", "")
    assert out.read_bytes().startswith(magic)
    assert run("read", out).output == run("read", ADDRESSES).output


def test_the_format_of_what_is_written_can_be_chosen(run: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.pcapng"
    run("read", "-w", out, "-F", "pcap", ADDRESSES)
    assert out.read_bytes().startswith(b"\xd4\xc3\xb2\xa1")


def test_a_count_limits_what_is_written(run: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.pcap"
    run("read", "-w", out, "-c", "2", ADDRESSES)
    assert set(run("read", "-e", "frame.number", out).lines) == {"1", "2"}


def test_a_capture_is_not_written_over_itself(run: Command, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pcap"
    copy.write_bytes(WILD.read_bytes())
    result = run("read", "-w", copy, copy)
    assert (result.code, result.errors.count("\n")) == (1, 1)
    assert copy.read_bytes() == WILD.read_bytes()


def test_standard_output_takes_a_capture_and_standard_input_gives_one() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nldissect", "read", "-w", "-", ADDRESSES], stdout=subprocess.PIPE
    ) as first:
        result = program("read", "-c", "2", "-", stdin=first.stdout)
    assert result.code == 0
    assert result.lines[0].split()[4] == "RTM_GETLINK"
    assert len(result.lines) == 2


def test_gzip_is_read_from_standard_input(run: Command) -> None:
    result = program("read", "-", stdin=gzip.compress(WILD.read_bytes()))
    assert (result.code, result.errors) == (0, "")
    assert result.lines == run("read", WILD).lines


def test_messages_of_a_pipe_are_printed_as_they_come() -> None:
    data = ADDRESSES.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-m", "nldissect", "read", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdin
        assert reader.stdout
        reader.stdin.write(data[:96])  # the file's header, and one packet
        reader.stdin.flush()
        assert b"RTM_GETLINK" in reader.stdout.readline()
        assert reader.poll() is None
        reader.stdin.write(data[96:])
        reader.stdin.close()
        assert len(reader.stdout.readlines()) == count(ADDRESSES) - 1


def test_a_count_ends_it_though_the_pipe_goes_on() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nldissect", "read", "-c", "1", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdin
        reader.stdin.write(ADDRESSES.read_bytes()[:96])
        reader.stdin.flush()
        assert reader.wait(timeout=20) == 0


def test_a_reader_that_stops_early_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nldissect", "read", "-V", CAPTURES / "links.pcap"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as reader:
        assert reader.stdout
        assert reader.stderr
        reader.stdout.readline()
        reader.stdout.close()
        assert reader.stderr.read() == b""
        assert reader.wait(timeout=20) == 0


def test_what_came_before_an_interruption_is_written(
    tmp_path: Path, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = nldissect.Capture.advance
    budgets = iter([100])

    def interrupted(capture: nldissect.Capture, _: int) -> bool:
        for budget in budgets:
            return advance(capture, budget)
        raise KeyboardInterrupt

    out = tmp_path / "out.pcap"
    with monkeypatch.context() as patch:
        patch.setattr(nldissect.Capture, "advance", interrupted)
        assert run("read", "-w", out, ADDRESSES).code == 0
        assert run("read", ADDRESSES).code == 130
    assert 0 < count(out) < count(ADDRESSES)


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}],
    ids=str,
)
def test_a_terminal_without_unicode_gets_ascii(environment: dict[str, str]) -> None:
    result = program("read", WILD, environment=environment)
    assert result.code == 0
    assert result.output.isascii()
    assert result.lines[0].split()[2] == ">"


def test_ascii_can_be_asked_for() -> None:
    assert program("read", "--ascii", "-V", WILD, environment={"LC_ALL": "C.UTF-8"}).output.isascii()


@pytest.mark.parametrize("form", ["text", "tree", "json", "ndjson"])
def test_terminal_escapes_in_strings_are_never_printed(form: str, run: Command) -> None:
    assert b"\x1b" in WILD.read_bytes()
    assert "\x1b" not in run("read", "-T", form, WILD).output


def test_the_file_alone_prints_its_messages_where_there_is_no_terminal(run: Command) -> None:
    assert run(WILD).output == run("read", WILD).output
    assert run("tui", "--ascii", WILD).output.isascii()
