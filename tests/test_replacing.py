"""Files that are replaced in one step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nldissect.replacing import replacing


def mode(path: int | Path) -> int:
    return os.stat(path).st_mode & 0o7777


def test_the_old_file_is_there_until_the_block_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("error", [OSError, ValueError, KeyboardInterrupt])
def test_a_block_that_fails_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail() -> None:
        with replacing(path) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_file_is_never_readable_by_more_than_before(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    for each in (0o600, 0o666):
        path.chmod(each)
        with replacing(path) as file:
            assert mode(file.fileno()) == each
        assert mode(path) == each


def test_a_new_file_has_the_mode_that_is_asked_for_without_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        for name, asked, had in [("a", 0o666, 0o640), ("b", 0o600, 0o600)]:
            with replacing(tmp_path / name, asked):
                pass
            assert mode(tmp_path / name) == had
    finally:
        os.umask(before)


def test_the_file_that_a_link_leads_to_is_replaced_also_where_there_is_none_yet(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "a").symlink_to("kept/b")
    for content in (b"1", b"2"):
        with replacing(tmp_path / "a") as file:
            file.write(content)
        assert (tmp_path / "a").is_symlink()
        assert (tmp_path / "kept" / "b").read_bytes() == content
    assert os.listdir(tmp_path / "kept") == ["b"]
