"""The filters that were applied before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nldissect.tui.history import LONGEST, History


def test_filters_are_kept_newest_last_and_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "filters"
    for text in ("a", "b", "a"):
        History(path).add(text)
    assert History(path).entries == ["b", "a"]
    assert path.read_text() == "b\na\n"
    assert [each.name for each in path.parent.iterdir()] == ["filters"]


def test_nothing_is_written_before_something_is_applied(tmp_path: Path) -> None:
    assert History(tmp_path / "new" / "filters").entries == []
    assert not list(tmp_path.iterdir())


def test_there_are_never_too_many(tmp_path: Path) -> None:
    path = tmp_path / "filters"
    path.write_text("".join(f"x == {number}\n" for number in range(10_000)))
    history = History(path)
    assert len(history.entries) == LONGEST
    assert history.entries[-1] == "x == 9999"
    history.add("new")
    assert len(path.read_text().splitlines()) == LONGEST
    assert history.entries[-2:] == ["x == 9999", "new"]


def test_two_programs_lose_nothing_to_each_other(tmp_path: Path) -> None:
    one, other = History(tmp_path / "filters"), History(tmp_path / "filters")
    assert one.entries == other.entries == []
    one.add("a")
    other.add("b")
    one.add("c")
    other.add("a")
    one.add("d")
    assert one.entries == History(tmp_path / "filters").entries == ["b", "c", "a", "d"]


def test_garbage_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "filters"
    noise = os.urandom(300).replace(b"\n", b" ") + b"\xff"
    path.write_bytes(b"\x00\xff\xfe\n\nnl.errno > 0\n\x1b[31mred\n   \n" + noise + b"\n")
    history = History(path)
    assert history.entries == ["nl.errno > 0"]
    assert history.problem == ""


def test_what_cannot_be_a_line_is_remembered_but_not_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "filters")
    history.add("a\nb")
    assert history.entries == ["a\nb"]
    assert History(tmp_path / "filters").entries == []


@pytest.mark.parametrize("kind", ["a file in the way", "a directory in its place"])
def test_a_place_that_cannot_be_written_is_told_and_no_error(tmp_path: Path, kind: str) -> None:
    if kind == "a file in the way":
        (tmp_path / "state").write_text("")
        path = tmp_path / "state" / "filters"
    else:
        path = tmp_path / "filters"
        path.mkdir()
    history = History(path)
    history.add("a")
    history.add("b")
    assert history.entries == ["a", "b"]
    assert history.problem.startswith(f"{path}: the filters are not kept (")
    assert not list(tmp_path.glob("**/.nldissect-*"))
