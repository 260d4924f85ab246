"""JSON: every message of every capture keeps the published schema, and shows the values that the tree shows."""

import json
import re
import struct
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import nldissect
from nldissect import blocks
from nldissect.cooked import cooked
from nldissect.output.json import lines
from tests.captures import CAPTURES, FILES, names

SCHEMA: dict[str, Any] = json.loads(resources.files("nldissect.output").joinpath("schema.json").read_text("utf-8"))
MEMBERS_OF_ITS_OWN = ("number", "frame", "time", "protocol", "family", "type")


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(SCHEMA)


# Numbers and texts of JSON, but not names.
VALUE = re.compile(r'(?<=[:,\[])(?:[0-9]+|"(?:[^"\\]|\\.)*"(?!:))')


def shape(text: str) -> str:
    """JSON with all numbers alike and all texts alike: what the schema hardly tells apart."""
    return VALUE.sub(lambda value: '""' if value[0][0] == '"' else "0", text)


def objects(path: Path, *, spans: bool) -> Iterator[Any]:
    with nldissect.open(path) as capture:
        capture.load()
        yield from map(json.loads, lines(capture, range(len(capture)), spans=spans))


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def parts(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The message with one of its structs or attributes at a time: the schema sees no more than one of them at once."""
    own = {name: message[name] for name in MEMBERS_OF_ITS_OWN}
    spans = message["spans"]
    for name in message.keys() & {"issues", "cause"}:
        yield {**own, name: message[name]}
    for name in message.keys() - {*own, "issues", "cause", "spans"}:
        yield {**own, name: message[name], "spans": {name: spans[name]}}


checked: set[str] = set()


def new(text: str) -> bool:
    """Whether something of this shape has not been checked yet."""
    before = len(checked)
    checked.add(shape(text))
    return len(checked) > before


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_every_message_keeps_the_schema(path: Path) -> None:
    with nldissect.open(path) as capture:
        capture.load()
        for line in lines(capture, range(len(capture)), spans=True):
            if not new(line):
                continue
            message = json.loads(line)
            assert message.keys() - {"issues", "spans"} - set(MEMBERS_OF_ITS_OWN), message
            for part in parts(message):
                if new(json.dumps(part, separators=(",", ":"))):
                    error = next(validator().iter_errors(part), None)
                    assert error is None, f"message {message['number']}: {error.message} at {error.json_path}"
    assert checked


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_spans_are_all_that_spans_add(path: Path) -> None:
    for plain, with_spans in zip(objects(path, spans=False), objects(path, spans=True), strict=True):
        places = with_spans.pop("spans")
        assert with_spans == plain
        assert places.keys() == plain.keys() - {*MEMBERS_OF_ITS_OWN, "issues", "cause"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"time": 1.5},
        {"type": 20},
        {"RTA_DST": None},
        {"RTA_DST": 0.5},
        {"rtmsg": {"family": {"value": "2", "name": "AF_INET"}}},
        {"rtmsg": {"flags": {"value": 2, "names": "RTM_F_NOTIFY"}}},
        {"RTA_99": {"hex": "0", "guess": None}},
        {"RTA_99": [{"hex": "00", "guess": []}]},
        {"issues": []},
        {"issues": [{"at": "RTA_DST", "start": 0, "end": 4, "code": "width", "issue": "short"}]},
        {"issues": [{"at": "/RTA_DST", "start": 0, "end": 4, "issue": "short"}]},
        {"cause": {"attribute": "IFLA_MTU", "path": "ifla.mtu"}},
        {"spans": {"RTA_DST": [28]}},
        {"spans": {"RTA_DST": {"start": 28}}},
        {"spans": {"rtmsg": [16, 28, {"family": [16, "17"]}]}},
    ],
    ids=str,
)
def test_the_schema_refuses_what_is_never_written(wrong: dict[str, Any]) -> None:
    right = {
        "number": 1,
        "frame": 1,
        "time": "0.000000000",
        "protocol": {"value": 0, "name": "NETLINK_ROUTE"},
        "family": "route",
        "type": "RTM_NEWROUTE",
        "rtmsg": {"family": {"value": 2, "name": "AF_INET"}},
        "RTA_DST": "10.0.0.0",
    }
    assert validator().is_valid(right)
    assert not validator().is_valid({**right, **wrong})


@pytest.mark.parametrize("name", ["addresses.pcap", "big-endian.s390x.pcap", "wild.pcap"])
def test_values_are_those_of_the_tree(name: str) -> None:
    with nldissect.open(CAPTURES / name) as capture:
        for message in capture:
            shown = message.to_dict()
            for node in message.nodes():
                if node.depth or node.children or not isinstance(shown[node.name], str | int | bool):
                    continue
                value = node.value.hex() if isinstance(node.value, bytes) else node.value
                assert shown[node.name] == value, (message.number, node)


def test_a_message_has_its_place_and_the_kernel_s_names() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        shown = capture.load().message(1).to_dict()
    assert tuple(shown)[:6] == MEMBERS_OF_ITS_OWN
    assert (shown["number"], shown["frame"], shown["type"]) == (2, 2, "NLMSG_ERROR")
    assert shown["nlmsgerr"]["error"] == {"value": 19, "name": "ENODEV"}
    assert shown["nlmsgerr"]["msg"]["nlmsghdr"]["type"] == {"value": 16, "name": "RTM_NEWLINK"}


def test_time_has_nine_decimals_and_is_exact() -> None:
    with nldissect.open(CAPTURES / "addresses.pcap") as capture:
        message = capture.load().message(0)
        assert message.to_dict()["time"] == f"{message.time // 10**9}.{message.time % 10**9:09d}"


def test_spans_are_the_places_of_the_nodes() -> None:
    with nldissect.open(CAPTURES / "routes.pcap") as capture:
        message = next(each for each in capture if "RTA_MULTIPATH" in {node.name for node in each.nodes()})
        spans = message.to_dict(spans=True)["spans"]
        for node in message.tree():
            assert spans[node.name][:2] == [node.start, node.end]
        hops = next(node for node in message.tree() if node.name == "RTA_MULTIPATH").children
        assert [place[:2] for place in spans["RTA_MULTIPATH"][2]] == [[hop.start, hop.end] for hop in hops]


def test_what_does_not_fit_is_told_with_its_place() -> None:
    with nldissect.open(CAPTURES / "errors.pcap") as capture:
        odd = [each.to_dict() for each in capture if each.layout.issues]
    assert odd
    for each in odd:
        for issue in each["issues"]:
            value = each
            for word in issue["at"].split("/")[1:]:
                value = value[int(word)] if isinstance(value, list) else value[word]
            assert issue["start"] < issue["end"]
            assert value is not None


def test_lines_come_in_the_order_of_the_rows_asked_for() -> None:
    with nldissect.open(CAPTURES / "misbehaving.pcap") as capture:
        capture.load()
        rows = [*range(100, 60, -1), 7, 7, 300]
        assert [json.loads(line)["number"] for line in lines(capture, rows)] == [row + 1 for row in rows]
        assert list(lines(capture, [])) == []


def test_the_process_that_asked_is_told_and_keeps_the_schema() -> None:
    kinds = ((18, 0x301, 0), (3, 2, 4242))  # a dump of links, and the end of it
    datagrams = [struct.pack("<IHHII", 20, kind, flags, 7, port) + bytes(4) for kind, flags, port in kinds]
    whose = {"interface": 0, "protocol": 0, "port": 4242, "process": 4242, "command": "ip link", "name": "ip"}
    file = [blocks.section(), blocks.interface(253), blocks.note({"process": whose})]
    file += [blocks.packet(0, time, cooked(0) + data, 36) for time, data in enumerate(datagrams)]
    with nldissect.open(b"".join(file)) as capture:
        told = [json.loads(line) for line in lines(capture.load(), range(2))]
    expected = {"id": 4242, "name": "ip", "command": "ip link", "user": None, "certain": True}
    assert [each["process"] for each in told] == [expected] * 2, "of the request by the reply to it"
    for each in told:
        validator().validate(each)
