"""The tables of iproute2: what a line says, and which of several files counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from nldissect.analysis.iproute2 import FILES, read_table


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("254 main\n", {254: "main"}),
        ("254\tmain", {254: "main"}),
        ("  0xfe  main  \n", {254: "main"}),
        ("1 a\n2 b\n1 c\n", {1: "c", 2: "b"}),
        ("1 a # the first\n2 b #the second\n3 c#3\n", {1: "a", 2: "b", 3: "c#3"}),
        ("# 1 a\n#2 b\n\n \n", {}),
        ("main 254\n1\n2 b c\n-3 d\n0xzz e\n4294967296 f\n4294967295 g\n", {4294967295: "g"}),
        ("7 \udcff\x1b\n", {7: "\udcff\x1b"}),
    ],
)
def test_a_line_is_a_number_and_a_name(tmp_path: Path, text: str, entries: dict[int, str]) -> None:
    (tmp_path / "rt_tables").write_text(text, "utf-8", "surrogateescape")
    assert read_table("rt_tables", [tmp_path]) == entries


def test_a_file_of_the_administrator_takes_the_place_of_the_distribution_s(tmp_path: Path) -> None:
    etc, usr = tmp_path / "etc", tmp_path / "usr"
    for directory, name in ((etc, "mine"), (usr, "theirs")):
        (directory / "rt_tables.d").mkdir(parents=True)
        (directory / "rt_tables").write_text(f"1 {name}\n")
        (directory / "rt_tables.d" / "both.conf").write_text(f"2 {name}\n")
        (directory / "rt_tables.d" / f"{name}.conf").write_text(f"3 {name}\n")
    (usr / "rt_tables").write_text("1 theirs\n4 theirs\n")
    (usr / "rt_tables.d" / "theirs.conf").write_text("3 theirs\n5 theirs\n")
    assert read_table("rt_tables", [etc, usr]) == {1: "mine", 2: "mine", 3: "mine", 5: "theirs"}
    (etc / "rt_tables").unlink()
    assert read_table("rt_tables", [etc, usr])[4] == "theirs"


def test_only_conf_files_add_to_a_table(tmp_path: Path) -> None:
    (tmp_path / "rt_protos.d").mkdir()
    (tmp_path / "rt_protos.d" / "README").write_text("1 readme\n")
    (tmp_path / "rt_protos.d" / ".hidden.conf").write_text("2 hidden\n")
    (tmp_path / "rt_protos.d" / "frr.conf").write_text("196 openfabric\n")
    assert read_table("rt_protos", [tmp_path]) == {196: "openfabric"}


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "rt_scopes").mkdir()
    assert read_table("rt_scopes", [tmp_path, tmp_path / "none"]) == {}


def test_the_tables_of_this_system_can_be_read() -> None:
    for file in FILES.values():
        assert all(isinstance(number, int) and name for number, name in read_table(file).items())
