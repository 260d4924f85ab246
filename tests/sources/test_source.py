import gzip
import io
import os
import random
import sys
import threading
from pathlib import Path

import pytest

from nldissect.errors import CaptureError
from nldissect.sources import Source, open_source
from tests.sources.build import Packet, cooked, message, pcap, pcapng, varied
from tests.sources.test_pcap import frame_bytes, load

PACKETS = varied()
FRAMES = [packet.data for packet in PACKETS]


def drain(source: Source, budget: int | None = None) -> Source:
    while source.advance(budget):
        pass
    return source


def test_a_file_is_mapped_and_given_back(tmp_path: Path) -> None:
    path = tmp_path / "x.pcap"
    path.write_bytes(pcap(PACKETS))
    with open_source(path) as source:
        assert source.name == str(path)
        assert frame_bytes(drain(source)) == FRAMES
    assert not source.advance()


def test_a_path_a_file_object_and_bytes_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "x.pcap"
    path.write_bytes(pcap(PACKETS))
    with path.open("rb") as file:
        for what in (str(path), path, file, io.BytesIO(pcap(PACKETS)), pcap(PACKETS)):
            assert frame_bytes(drain(open_source(what))) == FRAMES


def test_a_file_object_is_read_from_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"prefix" + pcap(PACKETS))
    with path.open("rb") as file:
        file.read(6)
        assert frame_bytes(drain(open_source(file))) == FRAMES


def test_frames_of_a_pipe_arrive_before_it_is_closed() -> None:
    reading, writing = os.pipe()
    data = pcap(PACKETS)
    first = len(pcap(PACKETS[:1]))
    with os.fdopen(reading, "rb") as stream:
        source = open_source(stream, name="pipe")
        os.write(writing, data[:10])
        assert source.advance()
        assert not source.format
        os.write(writing, data[10 : first + 20])
        assert source.advance()
        assert len(source.frames) == 1
        os.write(writing, data[first + 20 :])
        assert source.advance(None)
        assert len(source.frames) == len(FRAMES)
        os.close(writing)
        assert not source.advance(None)
        assert frame_bytes(source) == FRAMES
        assert source.complete


def test_standard_input_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, pcapng(PACKETS))
    os.close(writing)
    with os.fdopen(reading, "r") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        source = drain(open_source("-"))
    assert (source.name, frame_bytes(source)) == ("standard input", FRAMES)


def test_a_stream_larger_than_the_spool_keeps_what_readers_look_at() -> None:
    packets = [Packet(cooked(message(bytes([number]) * 60_000))) for number in range(40)]
    data = pcap(packets)
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)

    writer = threading.Thread(target=write)
    writer.start()
    with os.fdopen(reading, "rb") as stream:
        source = open_source(stream)
        source.advance(1000)
        early = source.data
        drain(source, 100_000)
    writer.join()
    assert frame_bytes(source) == [packet.data for packet in packets]
    assert early[:24] == data[:24]
    source.close()


def test_a_packet_larger_than_the_budget_is_waited_for() -> None:
    packet = Packet(cooked(message(bytes(200_000))))
    for source in (open_source(io.BytesIO(pcap([packet] * 3))), open_source(pcap([packet] * 3))):
        assert frame_bytes(drain(source, 10)) == [packet.data] * 3


@pytest.mark.parametrize("build", [pcap, pcapng])
def test_gzip_is_read_from_files_and_streams(build: object) -> None:
    data = gzip.compress(build(PACKETS))  # type: ignore[operator]
    for what in (data, io.BytesIO(data)):
        source = drain(open_source(what), 1000)
        assert frame_bytes(source) == FRAMES
        assert source.format == f"{build.__name__}, gzip"  # type: ignore[attr-defined]
        assert source.warnings == []


def test_gzip_members_follow_each_other_and_padding_is_ignored() -> None:
    data = pcap(PACKETS)
    members = gzip.compress(data[:50]) + gzip.compress(b"") + gzip.compress(data[50:])
    source = load(members + bytes(100))
    assert (frame_bytes(source), source.warnings) == (FRAMES, [])


def test_something_else_behind_gzip_data_is_a_warning() -> None:
    source = load(gzip.compress(pcap(PACKETS)) + b"junk")
    assert frame_bytes(source) == FRAMES
    assert "something else follows the gzip data" in source.warnings[0]


def test_cut_gzip_yields_what_can_be_had_and_a_warning() -> None:
    noise = random.Random(1)
    packets = [Packet(cooked(message(noise.randbytes(300)))) for _ in range(100)]
    data = gzip.compress(pcap(packets))
    source = load(data[: len(data) // 2])
    assert 45 <= len(source.frames) <= 55
    assert frame_bytes(source)[:-1] == [packet.data for packet in packets[: len(source.frames) - 1]]
    assert source.warnings[-1] == (
        f"x.pcap: the gzip data end too early before byte {len(data) // 2:,} of the compressed file"
    )


def test_a_wrong_checksum_loses_no_packet() -> None:
    data = bytearray(gzip.compress(pcap(PACKETS)))
    data[-8] ^= 1
    source = load(bytes(data))
    assert frame_bytes(source) == FRAMES
    assert "the gzip data are damaged (incorrect data check)" in source.warnings[0]


def test_damage_within_gzip_data_loses_nothing_before_it() -> None:
    noise = random.Random(1)
    packets = [Packet(cooked(message(noise.randbytes(300)))) for _ in range(500)]
    data = bytearray(gzip.compress(pcap(packets), compresslevel=0))
    # a stored block begins with one byte, its length and the complement of that: break the second one's
    first = int.from_bytes(data[11:13], "little")
    data[15 + first + 1] ^= 0xFF
    source = load(bytes(data))
    assert len(source.frames) == (first - 24) // len(pcap(packets[:1])[24:]) + 1
    assert frame_bytes(source)[:-1] == [packet.data for packet in packets[: len(source.frames) - 1]]
    assert "damaged" in source.warnings[-1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "x: is empty"),
        (b"hello\n", "x: not a capture file (it is text); `nldissect decode` reads hex dumps"),
        ("\N{SNOWMAN}".encode() * 40, "x: not a capture file (it is text); `nldissect decode` reads hex dumps"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "x: not a capture file (starts with ffd8ffe0)"),
        (b"\x28\xb5\x2f\xfd" + bytes(30), "x: is compressed by zstd; decompress it first (zstd -dc FILE | nldissect"),
        (b"\x34\xcd\xb2\xa1" + bytes(30), "x: is a capture in the modified pcap format, which is not read; convert"),
        (gzip.compress(b"", mtime=0), "x: is empty"),
        (gzip.compress(b"hello", mtime=0), "x: not a capture file (it is text)"),
        (b"\x1f\x8b" + b"\xaa" * 40, "x: is empty"),
        (b"\xd4\xc3\xb2\xa1", "x: cut in the file header, so nothing can be read"),
    ],
)
def test_what_is_no_capture_is_one_clear_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(CaptureError) as error:
        open_source(content, name="x")
    assert str(error.value).startswith(sentence)
    with pytest.raises(CaptureError) as error:
        drain(open_source(io.BytesIO(content), name="x"))
    assert str(error.value).startswith(sentence)


def test_a_path_that_cannot_be_opened_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"missing.pcap: no such file$"):
        open_source(tmp_path / "missing.pcap")
    with pytest.raises(CaptureError, match="is a directory, not a capture file"):
        open_source(tmp_path)
    with pytest.raises(CaptureError, match="cannot be opened"):
        open_source("a\0b")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CaptureError, match="cannot be opened"):
        open_source(tmp_path / "file" / "x")
    with pytest.raises(CaptureError, match="is empty"):
        open_source(tmp_path / "file")


def test_no_permission_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(CaptureError, match=r"^x.pcap: you may not read it \(permission denied\)$"):
        open_source("x.pcap")


def test_a_stream_that_fails_yields_what_came_before() -> None:
    class Failing(io.RawIOBase):
        def __init__(self) -> None:
            self.pieces = [pcap(PACKETS), None]

        def read(self, size: int = -1) -> bytes:
            piece = self.pieces.pop(0)
            if piece is None:
                raise OSError(5, "Input/output error")
            return piece

    source = drain(open_source(Failing(), name="x"))  # type: ignore[arg-type]
    assert frame_bytes(source) == FRAMES
    assert source.warnings == ["x: cannot be read on (Input/output error)"]


def test_a_full_disk_yields_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = open_source(io.BytesIO(pcap(PACKETS)), name="x")
    source.advance(None)
    monkeypatch.setattr("nldissect.sources.spool.Spool.write", full)
    source._supply._read = lambda size: b"more"  # type: ignore[union-attr]
    assert not source.advance(None)
    assert frame_bytes(source) == FRAMES
    assert source.warnings == ["x: no room for its bytes in the temporary directory (No space left on device)"]
