"""`nldissect calls`."""

import errno
import json
import struct
from pathlib import Path

import pytest

import nldissect
from tests.captures import CAPTURES, FILES, names
from tests.cli.program import Command
from tests.sources.build import Packet, cooked, message, pcap

ERRORS = CAPTURES / "errors.pcap"
NETFILTER = 12


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_there_is_a_line_and_an_object_for_each_call(path: Path, run: Command) -> None:
    calls = nldissect.open(path).load().calls
    text = run("calls", path).lines
    listed = json.loads(run("calls", "--json", path).output)
    assert listed["version"] == 1
    assert len(listed["calls"]) == len(calls) == len(text) - 2
    assert text[-1].startswith(f"{len(calls)} calls: ")
    for line, shown, call in zip(text[1:], listed["calls"], calls, strict=False):
        assert line.split()[0] == str(shown["request"]) == str(call.request.number)
        assert shown["state"]["name"] == call.state.words
        assert shown["latency"] == call.latency
        assert (call.errno == 0) == (shown["errno"] is None)


def test_a_line_says_who_asked_what_and_how_it_went(run: Command) -> None:
    lines = run("calls", ERRORS).lines
    assert lines[0].split() == ["number", "time", "port", "family", "replies", "latency", "state", "request"]
    assert lines[2].split(maxsplit=7) == [
        "3",
        "0.007848",
        "735",
        "route",
        "257",
        "us",
        "ok",
        "link add eth0 type dummy",
    ]


def test_a_failed_call_shows_its_errno_and_what_the_kernel_said_of_which_attribute(run: Command) -> None:
    (line,) = [line for line in run("calls", ERRORS).lines if "mtu 70000" in line]
    assert " EINVAL " in line
    assert line.endswith('link add vx0 mtu 70000 type vxlan id 5: "MTU must be between 68 and 65535" (IFLA_MTU)')
    listed = json.loads(run("calls", "--json", ERRORS).output)["calls"]
    (call,) = [call for call in listed if "mtu 70000" in call["summary"]]
    assert call["errno"] == {"value": errno.EINVAL, "name": "EINVAL"}
    assert call["extack"] == {"msg": "MTU must be between 68 and 65535", "attribute": "IFLA_MTU"}


def test_a_filter_chooses_the_calls_of_which_a_message_matches(run: Command) -> None:
    lines = run("calls", ERRORS, "-Y", "nl.errno == EEXIST").lines
    assert lines[-1] == f"{len(lines) - 2} calls: {len(lines) - 2} failed"
    assert all(" EEXIST " in line for line in lines[1:-1])
    assert run("calls", ERRORS, "-Y", "nl.errno == 9999").lines[1:] == ["0 calls"]


def test_a_filter_that_is_none_is_refused(run: Command) -> None:
    assert run("calls", ERRORS, "-Y", "nl.errno ==").code == 2


def batch(tmp_path: Path, failing: bool) -> Path:
    """A batch of two tables, of which the second one may fail."""
    kinds = (0x10, 0xA00, 0xA00, 0x11)
    requests = [message(b"\1\0\0\x0a", kind=kind, seq=seq, port=0) for seq, kind in enumerate(kinds)]
    error = message(struct.pack("<i", -errno.EEXIST) + requests[2], kind=2, flags=0, seq=2, port=300)
    file = tmp_path / "batch.pcap"
    datagrams = [b"".join(requests), *([error] if failing else [])]
    file.write_bytes(pcap([Packet(cooked(each, NETFILTER)) for each in datagrams]))
    return file


def test_a_transaction_has_a_line_and_its_calls_stand_below(run: Command, tmp_path: Path) -> None:
    lines = run("calls", batch(tmp_path, failing=True)).lines
    assert lines[1].split(maxsplit=5)[3:] == ["netfilter", "failed", "transaction 1, 2 requests, rolled back: 1 failed"]
    place = lines[0].index("request")
    assert [line[place : place + 2] for line in lines[2:4]] == ["  ", "  "]
    assert [" rolled back " in lines[2], " EEXIST " in lines[3]] == [True, True]
    assert lines[-1] == "4 calls: 1 failed, 3 rolled back"


def test_a_transaction_is_an_object(run: Command, tmp_path: Path) -> None:
    (failed,) = json.loads(run("calls", "--json", batch(tmp_path, failing=True)).output)["transactions"]
    assert failed == {
        "number": 1,
        "begin": 1,
        "end": 4,
        "state": {"value": 1, "name": "failed"},
        "calls": [1, 2, 3, 4],
        "failed": [3],
    }
    (fine,) = json.loads(run("calls", "--json", batch(tmp_path, failing=False)).output)["transactions"]
    assert (fine["state"]["name"], fine["failed"]) == ("ok", [])


def test_an_empty_capture_has_no_calls(run: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pcap"
    empty.write_bytes(pcap([]))
    assert run("calls", empty).lines[1:] == ["0 calls"]
    assert json.loads(run("calls", "--json", empty).output) == {"version": 1, "calls": [], "transactions": []}


def test_terminal_escapes_of_a_capture_are_not_printed(run: Command, tmp_path: Path) -> None:
    request = message(bytes(16), kind=16, flags=5, port=0)
    extended = struct.pack("<HH", 12, 1) + b"\x1b[31mred"
    error = message(struct.pack("<i", -1) + request[:16] + extended, kind=2, flags=0x300, port=300)
    file = tmp_path / "escapes.pcap"
    file.write_bytes(pcap([Packet(cooked(request)), Packet(cooked(error))]))
    output = run("calls", file).output
    assert "\x1b" not in output
    assert "[31mred" in output


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0 ns"),
        (999, "999 ns"),
        (12_300, "12.3 us"),
        (1_200_000, "1.20 ms"),
        (257_000_000, "257 ms"),
        (10**13, "10,000 s"),
    ],
)
def test_latencies_have_three_digits(nanoseconds: int, text: str, run: Command, tmp_path: Path) -> None:
    request = message(bytes(16), kind=16, flags=5, port=0)
    ack = message(bytes(4) + request[:16], kind=2, flags=0x100, port=300)
    start = 1_700_000_000_000_000_000
    file = tmp_path / "latency.pcap"
    file.write_bytes(pcap([Packet(cooked(request), start), Packet(cooked(ack), start + nanoseconds)], nano=True))
    assert f" {text} " in run("calls", file).lines[1]
