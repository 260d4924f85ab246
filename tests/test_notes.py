"""Notes: what they say comes back, and nothing in one ever raises."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import nldissect
from nldissect import blocks, notes
from nldissect.notes import Process
from nldissect.sources import Source, open_source
from tests.cli.program import Result, in_process
from tests.sources.build import NETLINK, Packet, block, cooked, enhanced, interface, message, section

PORT = 4242
IP = Process(0, 0, PORT, 7, "ip link show", "ip", 1000)
PACKET = enhanced(Packet(cooked(message(kind=18, flags=0x301, port=PORT))))
HEAD = section() + interface()


def source_of(*parts: bytes) -> Source:
    source = open_source(b"".join(parts), name="x.pcapng")
    while source.advance(None):
        pass
    return source


def body_of(written: bytes) -> bytes:
    return written[8:-4]


def noted(text: bytes) -> bytes:
    """A note with any body."""
    body = notes.MAGIC + text
    return block(notes.NOTE, body + b" " * (-len(body) % 4))


def assert_says_nothing(*parts: bytes) -> None:
    """That a file with these blocks is as one without them."""
    source = source_of(HEAD, *parts, PACKET)
    assert (source.processes, source.own, source.warnings, len(source.frames)) == ([], set(), [], 1)


def test_a_process_comes_back() -> None:
    written = blocks.note({"process": asdict(IP)})
    assert notes.process(notes.read(body_of(written))["process"], 0) == IP
    assert source_of(HEAD, written, PACKET).processes == [IP]


def test_a_process_whose_id_is_all_that_speaks_for_it_comes_back() -> None:
    guess = replace(IP, certain=False, user=-1, command="", name="")
    assert source_of(HEAD, blocks.note({"process": asdict(guess)}), PACKET).processes == [guess]


def test_a_socket_of_our_own_comes_back() -> None:
    written = blocks.note({"own": {"interface": 0, "protocol": 16, "port": PORT}})
    assert source_of(HEAD, written, written, PACKET).own == {(0, 16, PORT)}


def test_a_warning_comes_back() -> None:
    source = source_of(HEAD, blocks.note({"warning": "the kernel lost 3 messages"}), PACKET)
    assert source.warnings == ["x.pcapng: the kernel lost 3 messages"]


def test_a_note_may_say_several_things() -> None:
    own = {"interface": 0, "protocol": 0, "port": 9}
    source = source_of(HEAD, blocks.note({"process": asdict(IP), "own": own, "warning": "late"}), PACKET)
    assert (source.processes, source.own, source.warnings) == ([IP], {(0, 0, 9)}, ["x.pcapng: late"])


def test_members_that_have_defaults_may_be_missing() -> None:
    facts = {"interface": 0, "protocol": 0, "port": PORT, "process": 7}
    assert notes.process(facts, 0) == Process(0, 0, PORT, 7, "", "", -1, True)


def test_members_that_are_not_known_yet_are_left_out() -> None:
    assert notes.process({**asdict(IP), "namespace": "blue"}, 0) == IP
    assert source_of(HEAD, blocks.note({"processes": [asdict(IP)]}), PACKET).processes == []


@pytest.mark.parametrize("name", ["interface", "protocol", "port", "process"])
def test_a_process_without_what_it_needs_is_none(name: str) -> None:
    facts = {key: value for key, value in asdict(IP).items() if key != name}
    assert notes.process(facts, 0) is None
    assert_says_nothing(blocks.note({"process": facts}))


@pytest.mark.parametrize("name", ["interface", "protocol", "port"])
def test_a_socket_of_our_own_without_what_it_needs_is_none(name: str) -> None:
    facts: dict[str, Any] = {"interface": 0, "protocol": 0, "port": 9}
    assert_says_nothing(blocks.note({"own": {key: value for key, value in facts.items() if key != name}}))
    wrongs: list[Any] = [None, "0", 1.0, True, [0], {}]
    for wrong in wrongs:
        assert_says_nothing(blocks.note({"own": {**facts, name: wrong}}))


@pytest.mark.parametrize("name", list(asdict(IP)))
def test_a_process_of_wrong_types_is_none(name: str) -> None:
    right = type(asdict(IP)[name])
    for wrong in (None, "7", 7, 7.0, True, [7], {"7": 7}):
        if type(wrong) is not right:
            assert_says_nothing(blocks.note({"process": {**asdict(IP), name: wrong}}))


@pytest.mark.parametrize("facts", [None, True, 0, 7, "text", [], [1, 2], 1.5], ids=str)
@pytest.mark.parametrize("name", ["process", "own"])
def test_what_is_no_object_says_nothing(name: str, facts: Any) -> None:
    assert_says_nothing(blocks.note({name: facts}))


@pytest.mark.parametrize("warning", [None, True, 7, ["text"], {"text": 1}], ids=str)
def test_a_warning_that_is_no_text_is_none(warning: Any) -> None:
    assert_says_nothing(blocks.note({"warning": warning}))


@pytest.mark.parametrize(
    "body",
    [b"", b"nldissect", notes.MAGIC[:-4], b"NLDISSECT\0\0\0{}", b'{"warning":"theirs"}', b"another's", b"\0" * 40],
)
def test_blocks_of_others_with_the_same_type_say_nothing(body: bytes) -> None:
    assert notes.read(body) == {}
    assert_says_nothing(block(notes.NOTE, body))


def test_blocks_of_another_type_say_nothing() -> None:
    body = body_of(blocks.note({"warning": "theirs"}))
    assert_says_nothing(block(notes.NOTE & 0x7FFFFFFF, body), block(notes.NOTE + 1, body))


@pytest.mark.parametrize(
    "text",
    [
        b"", b" ", b"\0", b"{", b"}", b"null", b"7", b'"text"', b"[]", b'[{"warning":"x"}]', b"{warning:1}",
        b"\xff\xfe{}", b'{"warning":"\xff"}', b'{"warning":"x"', b'{"warning":"x"}\0', b'{"own":' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_damaged_json_says_nothing(text: bytes) -> None:
    assert notes.read(notes.MAGIC + text) == {}
    assert_says_nothing(noted(text))


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"own":' * 100_000])
def test_json_that_is_nested_without_end_says_nothing(text: bytes) -> None:
    assert_says_nothing(noted(text))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_say_something_or_nothing(text: bytes) -> None:
    facts = notes.read(notes.MAGIC + text)
    assert isinstance(facts, dict)
    source = source_of(HEAD, noted(text), PACKET)
    assert len(source.frames) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(asdict(IP))), inner, max_size=8),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(json_values)
def test_any_facts_are_a_process_or_none(facts: Any) -> None:
    for found in (notes.process(facts, 3), notes.own(facts, 3)):
        assert found is None or isinstance(facts, dict)
        if isinstance(found, Process):
            assert found.interface == facts["interface"] + 3
    assert len(source_of(HEAD, noted(json.dumps({"process": facts, "own": facts}).encode()), PACKET).frames) == 1


@pytest.mark.parametrize("order", "<>")
def test_interfaces_are_counted_over_sections(order: str) -> None:
    here = {"process": {**asdict(IP), "interface": 1}, "own": {"interface": 1, "protocol": 0, "port": PORT}}
    body = body_of(blocks.note(here))
    one = section(order) + interface(NETLINK, order) * 2 + block(notes.NOTE, body, order)
    source = source_of(one, one, one)
    assert [each.interface for each in source.processes] == [1, 3, 5]
    assert source.own == {(1, 0, PORT), (3, 0, PORT), (5, 0, PORT)}


@pytest.mark.parametrize("count", range(4))
def test_texts_of_every_length_come_back(count: int) -> None:
    told = replace(IP, command="x" * count)
    written = blocks.note({"process": asdict(told)})
    assert len(written) % 4 == 0
    assert source_of(HEAD, written, PACKET).processes == [told]


@pytest.mark.parametrize(
    "command", ["\x1b[31mred\x1b[0m", "a\nb\tc\r", "\0", "zwölf 十二 🐧", '"quoted" \\ back', "\u202eturned", "\x9b1m"]
)
def test_any_text_of_a_command_comes_back(command: str) -> None:
    told = replace(IP, command=command, name=command)
    assert source_of(HEAD, blocks.note({"process": asdict(told)}), PACKET).processes == [told]


def test_what_is_no_unicode_is_replaced() -> None:
    written = blocks.note({"process": {**asdict(IP), "command": "cat \udcff"}})
    assert source_of(HEAD, written, PACKET).processes == [replace(IP, command="cat ?")]
    escaped = json.dumps({"process": {**asdict(IP), "command": "cat \udcff"}}).encode()
    assert source_of(HEAD, noted(escaped), PACKET).processes == [replace(IP, command="cat \udcff")]


def read(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Result:
    return in_process(capsys)("read", *words, path)


@pytest.mark.parametrize("field", ["process.command", "process.name"])
def test_control_characters_are_never_printed(field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "ip\x1b[31m\n\tlink\x9b1m \udcff\u202e"
    told = {"process": {**asdict(IP), "command": text, "name": text}}
    (tmp_path / "x.pcapng").write_bytes(HEAD + noted(json.dumps(told).encode()) + PACKET)
    result = read(tmp_path / "x.pcapng", capsys, "-T", "fields", "-e", field)
    assert (result.code, result.errors) == (0, "")
    assert result.output == "ip\\x1b[31m\\n\\tlink\\x9b1m \\udcff\\u202e\n"


def test_a_warning_is_said_where_the_others_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.pcapng").write_bytes(HEAD + blocks.note({"warning": "the kernel lost 3 messages"}) + PACKET)
    result = read(tmp_path / "x.pcapng", capsys)
    assert (result.code, len(result.lines)) == (0, 1)
    assert result.errors == f"nldissect: {tmp_path / 'x.pcapng'}: the kernel lost 3 messages\n"


def test_control_characters_of_a_warning_are_never_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.pcapng").write_bytes(HEAD + blocks.note({"warning": "\x1b[31mlost\n3"}) + PACKET)
    (line,) = read(tmp_path / "x.pcapng", capsys).errors.splitlines()
    assert line.isprintable()


@pytest.mark.parametrize("field", ["process.command", "process.name", "process.id", "process.user"])
def test_a_capture_that_tells_no_process_has_none(field: str) -> None:
    capture = nldissect.open(HEAD + PACKET).load()
    assert list(capture.filter(field)) == []
