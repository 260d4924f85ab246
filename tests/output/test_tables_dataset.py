"""Datasets of tables: which files there are, and which are replaced."""

import os
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import nldissect
from nldissect.errors import CaptureError
from nldissect.output.tables import MESSAGES, dataset, export
from tests.captures import CAPTURES
from tests.output.tables import NOON, files, link, opened, pcap, rows

HOUR = 3600 * 1_000_000_000


def saved(path: Path, *times: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pcap(*((time, link()) for time in times)))
    return path


def put(path: Path, directory: Path, **options: str) -> dataset.Exported:
    with nldissect.open(path) as capture:
        return export(capture, directory, **options)  # type: ignore[arg-type]


def test_messages_are_parted_by_day_and_host(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pcap", NOON, NOON + 11 * HOUR, NOON + 12 * HOUR, 0)
    done = put(path, tmp_path / "tables", host="a/b")
    found = files(tmp_path / "tables", "messages")
    assert [each.parent.parent.name for each in found] == ["day=1970-01-01", "day=2026-11-21", "day=2026-11-22"]
    assert {each.parent.name for each in found} == {"host=a%2Fb"}
    assert [pq.ParquetFile(each).metadata.num_rows for each in found] == [1, 2, 1]
    assert (done.messages, done.files) == (4, 6)
    assert done.bytes == sum(each.stat().st_size for each in files(tmp_path / "tables"))


def test_a_capture_replaces_itself_also_when_it_has_grown_or_is_compressed(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    put(saved(tmp_path / "a.pcap", NOON), tables)
    put(saved(tmp_path / "a.pcap", NOON, NOON + 1), tables)
    assert len(rows(tables, "messages")) == 2
    put(CAPTURES / "addresses.pcap", tables)
    put(CAPTURES / "addresses.pcap.gz", tables)
    assert {row["file"] for row in rows(tables, "messages")} == {"a.pcap", "addresses.pcap.gz"}


def test_another_capture_of_the_same_name_or_host_replaces_nothing(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    put(saved(tmp_path / "one" / "a.pcap", NOON), tables, host="one")
    put(saved(tmp_path / "two" / "a.pcap", NOON + 1), tables, host="one")
    put(saved(tmp_path / "two" / "a.pcap", NOON + 1), tables, host="two")
    assert len(files(tables, "messages")) == 3
    without_time = [opened(b"\1"), opened(b"\2")]
    for capture in without_time:
        capture.load().source.frames.time[:] = 0
    assert len({dataset.key_of(capture) for capture in without_time}) == 2


def test_files_that_are_not_written_again_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a[1].pcap", NOON, NOON + 1, NOON + 12 * HOUR)
    monkeypatch.setattr(dataset, "PORTION", 1)
    put(path, tmp_path)
    assert len(files(tmp_path, "messages")) == 3
    with nldissect.open(path) as capture:
        done = export(capture, tmp_path, np.array([1]))
    assert (done.messages, done.files) == (1, 2)
    assert len(files(tmp_path)) == 2
    assert [row["number"] for row in rows(tmp_path, "messages")] == [2]


def test_all_files_of_messages_have_the_same_columns(tmp_path: Path) -> None:
    for name in ("generic.pcap", "wild.pcap", "errors.commented.pcapng"):
        put(CAPTURES / name, tmp_path)
    assert [pq.ParquetFile(path).schema_arrow for path in files(tmp_path, "messages")] == [MESSAGES] * 3


def test_a_capture_without_messages_makes_no_files(tmp_path: Path) -> None:
    assert export(nldissect.open(pcap()), tmp_path)[1:] == (0, 0, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a.pcap", NOON)
    put(path, tmp_path / "tables")
    before = {each: each.read_bytes() for each in files(tmp_path / "tables")}

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(dataset, "_write_file", full)
    with pytest.raises(CaptureError, match=r"tables: cannot be written \(No space left on device\)"):
        put(path, tmp_path / "tables")
    assert {each: each.read_bytes() for each in (tmp_path / "tables").rglob("*") if each.is_file()} == before
    assert not list((tmp_path / "tables").glob(".*"))


def test_a_directory_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pcap", NOON)
    with pytest.raises(CaptureError, match=r"a\.pcap: cannot be written \(File exists\)"):
        put(path, path)
