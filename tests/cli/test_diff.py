"""`nldissect diff`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.captures import CAPTURES
from tests.cli.program import Command

ROUTES = str(CAPTURES / "routes.pcap")
LINKS = str(CAPTURES / "links.pcap")


def test_the_same_capture_is_alike_with_exit_code_0(run: Command) -> None:
    result = run("diff", ROUTES, ROUTES)
    assert (result.code, len(result.lines)) == (0, 1)
    assert result.lines[0].endswith("alike, 0 changed, 0 removed, 0 added")


def test_what_differs_is_listed_with_exit_code_1(run: Command) -> None:
    result = run("diff", "--ascii", ROUTES, LINKS)
    assert result.code == 1
    assert result.lines[:2] == [f"--- {ROUTES}", f"+++ {LINKS}"]
    signs = [line[0] for line in result.lines[2:-1]]
    assert {"+", "-", "~", " "} == set(signs)
    assert any(" -> " in line for line in result.lines)


def test_a_filter_says_what_is_compared(run: Command) -> None:
    result = run("diff", "-Y", "nl.number == 999999", ROUTES, LINKS)
    assert (result.code, result.lines) == (0, ["messages: 0 alike, 0 changed, 0 removed, 0 added"])


def test_json_has_the_numbers_and_the_changes(run: Command) -> None:
    result = run("diff", "--json", ROUTES, LINKS)
    found = json.loads(result.output)
    assert found["before"] == ROUTES
    changed = [each for each in found["differences"] if each["changes"]]
    assert changed
    assert set(changed[0]["changes"][0]) == {"path", "before", "after"}
    assert all(each["before"] or each["after"] for each in found["differences"])


def test_exact_lets_sequence_numbers_count(run: Command) -> None:
    result = run("diff", "--exact", ROUTES, ROUTES)
    assert result.code == 0, "it is still the same"
    result = run("diff", "--exact", "--ignore", "nl.seq", ROUTES, LINKS)
    assert "nl.seq" not in result.output
    assert "nl.port" in result.output


@pytest.mark.parametrize("wrong", [["--replace", "x"], ["--replace", "(=y"], ["-Y", "nl.bogus"]])
def test_wrong_usage_is_one_line(wrong: list[str], run: Command) -> None:
    result = run("diff", *wrong, ROUTES, LINKS)
    assert result.code == 2
    assert result.errors.strip().splitlines()[-1].startswith("nldissect diff: ")


def test_trouble_is_told_from_a_difference(run: Command, tmp_path: Path) -> None:
    result = run("diff", ROUTES, str(tmp_path / "missing"))
    assert result.code == 2
    assert "no such file" in result.errors
