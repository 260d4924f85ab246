"""Blocks of pcapng files: what this program reads back, and other programs read without complaint."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from nldissect import blocks, notes
from nldissect.cooked import cooked
from nldissect.sources import open_source
from tests.sources.build import NETLINK, message
from tests.sources.test_pcap import frame_bytes, load

TIME = 1_700_000_000_123_456_789
LINKS = cooked(0) + message(bytes(16), 18, 0x301)
FAMILIES = cooked(16) + message(b"\3\1\0\0", 16, 0x301)
PROCESS = {"interface": 0, "protocol": 0, "port": 7, "process": 7, "command": "ip link", "name": "ip", "user": 0}
NOTES = (
    blocks.note({"own": {"interface": 0, "protocol": 0, "port": 9}}),
    blocks.note({"process": PROCESS}),
    blocks.note({"warning": "the kernel lost 3 messages: zwölf"}),
)


def noted() -> bytes:
    """A file of three packets on two interfaces, with notes between all of its blocks."""
    parts = [
        blocks.section(["how it was made"], "nldissect 0"),
        blocks.interface(NETLINK, name="nlmon0"),
        blocks.interface(NETLINK, 262_144, "nlmon1", "of namespace blue"),
        blocks.packet(0, TIME, LINKS, len(LINKS)),
        blocks.packet(1, TIME + 1, FAMILIES[:-2], len(FAMILIES), ["cut"]),
        blocks.packet(0, TIME + 1_000_000_000, LINKS, len(LINKS)),
        blocks.statistics(0, TIME + 1_000_000_000, 2, 0),
    ]
    return parts[0] + b"".join(each + b"".join(NOTES) for each in parts[1:])


def ran(*words: object) -> str:
    """What a program of Wireshark prints; skips where it is not installed."""
    if shutil.which(str(words[0])) is None:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run([str(word) for word in words], capture_output=True, check=True, text=True, timeout=60).stdout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "noted.pcapng"
    written.write_bytes(noted())
    return written


def test_what_is_written_is_read_back() -> None:
    source = load(noted())
    assert frame_bytes(source) == [LINKS, FAMILIES[:-2], LINKS]
    assert source.frames.time[:3].tolist() == [TIME, TIME + 1, TIME + 1_000_000_000]
    assert source.frames.length[:3].tolist() == [len(LINKS), len(FAMILIES), len(LINKS)]
    assert source.frames.interface[:3].tolist() == [0, 1, 0]
    assert [(each.name, each.description, each.snap_length, each.ticks) for each in source.interfaces] == [
        ("nlmon0", "", 0, 10**9),
        ("nlmon1", "of namespace blue", 262_144, 10**9),
    ]
    assert source.comments == {-1: ["how it was made"], 1: ["cut"]}
    assert source.warnings == ["x.pcap: the kernel lost 3 messages: zwölf"] * 6


def test_packets_that_were_lost_are_told_of_their_interface() -> None:
    parts = [blocks.section(), blocks.interface(NETLINK, name="nlmon0"), blocks.interface(NETLINK, name="nlmon1")]
    source = load(b"".join([*parts, blocks.statistics(1, TIME, 9, 4), blocks.statistics(1, TIME, 12, 5)]))
    assert source.warnings == ["x.pcap: the capture program lost 5 packets on nlmon1"]


@pytest.mark.parametrize("size", range(16, 25))
def test_packets_of_every_length_are_padded(size: int) -> None:
    data = (cooked(0) + bytes(range(1, 9)))[:size]
    block = blocks.packet(0, TIME, data, size, ["x" * size])
    assert len(block) % 4 == 0
    source = load(blocks.section() + blocks.interface(NETLINK) + block + block)
    assert (frame_bytes(source), source.comments) == ([data, data], {0: ["x" * size], 1: ["x" * size]})


def test_both_ends_of_a_block_have_its_length() -> None:
    described = blocks.interface(NETLINK, name="x")
    for block in (blocks.section(["x"]), described, blocks.statistics(0, TIME, 1, 1), *NOTES):
        assert block[4:8] == block[-4:] == len(block).to_bytes(4, "little")
        assert len(block) % 4 == 0


def test_no_options_take_no_room() -> None:
    assert blocks.options([]) == b""
    assert len(blocks.section()) == 28
    assert len(blocks.packet(0, TIME, LINKS, len(LINKS))) == 32 + len(LINKS)


def test_an_option_that_is_too_long_is_cut() -> None:
    source = load(blocks.section(["x" * 70_000]) + blocks.interface(NETLINK))
    assert source.comments == {-1: ["x" * blocks.LONGEST_OPTION]}


def test_notes_are_of_a_type_for_local_use() -> None:
    assert notes.NOTE & 0x80000000
    assert all(int.from_bytes(note[:4], "little") == notes.NOTE for note in NOTES)


def test_tshark_reads_the_packets_and_skips_the_notes(path: Path) -> None:
    fields = ("frame.number", "frame.interface_id", "frame.cap_len", "frame.len", "frame.time_epoch")
    output = ran("tshark", "-n", "-r", path, "-T", "fields", *(word for field in fields for word in ("-e", field)))
    assert [line.split("\t") for line in output.splitlines()] == [
        ["1", "0", "48", "48", "1700000000.123456789"],
        ["2", "1", "34", "36", "1700000000.123456790"],
        ["3", "0", "48", "48", "1700000001.123456789"],
    ]


def test_capinfos_counts_the_packets_and_knows_who_wrote_them(path: Path) -> None:
    output = ran("capinfos", "-M", path)
    for line in ("Number of packets:   3", "Capture application: nldissect 0", "Name = nlmon0", "Name = nlmon1"):
        assert line in output


def test_editcap_keeps_the_packets(path: Path, tmp_path: Path) -> None:
    ran("editcap", "-F", "pcapng", path, tmp_path / "edited.pcapng")
    with open_source(tmp_path / "edited.pcapng") as source:
        source.advance(None)
        assert frame_bytes(source) == [LINKS, FAMILIES[:-2], LINKS]
        assert source.frames.time[:3].tolist() == [TIME, TIME + 1, TIME + 1_000_000_000]
        assert [each.name for each in source.interfaces] == ["nlmon0", "nlmon1"]
