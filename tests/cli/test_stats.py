"""`nldissect stats`."""

import json
from pathlib import Path

import pytest

from tests.captures import CAPTURES, FILES, names
from tests.cli.program import Command
from tests.sources.build import Packet, cooked, message, pcap

MISBEHAVING = CAPTURES / "misbehaving.pcap"
GROUPINGS = ("type", "family", "port", "errno", "second")


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_rows_add_up_to_the_total(path: Path, run: Command) -> None:
    counted = json.loads(run("stats", "--json", path).output)
    assert counted["version"] == 1
    assert sum(row["messages"] for row in counted["rows"]) == counted["total"]["messages"]
    assert sum(row["bytes"] for row in counted["rows"]) == counted["total"]["bytes"]
    assert sum(row["share"] for row in counted["rows"]) == pytest.approx(1)


def test_the_table_has_a_row_for_each_type_and_the_total_below(run: Command) -> None:
    result = run("stats", MISBEHAVING)
    assert (result.code, result.errors) == (0, "")
    assert result.lines[0].split() == ["family", "type", "messages", "bytes", "share", "per", "second", "errors"]
    assert result.lines[1].split()[:3] == ["route", "RTM_NEWLINK", "190"]
    assert result.lines[-1].startswith("588 messages, 225,912 bytes, 82 errors in ")


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_shows_the_same_rows_as_text_and_json(by: str, run: Command) -> None:
    text = run("stats", "--by", by, MISBEHAVING).lines[1:-1]
    counted = json.loads(run("stats", "--by", by, "--json", MISBEHAVING).output)
    assert counted["by"] == by
    assert len(text) == len(counted["rows"]) > 1
    for line, row in zip(text, counted["rows"], strict=True):
        keys = [row["family"], row["type_name"]] if by == "type" else [row["key"]]
        assert line.startswith(keys[0])
        assert f" {row['messages']:,} " in line
        assert line.endswith(f" {row['errors']:,}")


def test_an_unknown_grouping_is_refused_in_one_line(run: Command) -> None:
    result = run("stats", "--by", "weekday", MISBEHAVING)
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert "weekday" in result.errors


def test_packets_that_are_not_netlink_are_told(run: Command, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed.pcap"
    mixed.write_bytes(pcap([Packet(cooked(message())), Packet(cooked(b"\0" * 20, hardware=1))]))
    result = run("stats", mixed)
    assert (result.code, result.lines[-1]) == (0, "1 other packets in the capture are not netlink")
    assert json.loads(run("stats", "--json", mixed).output)["total"]["other_packets"] == 1


def test_an_empty_capture_has_no_rows(run: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pcap"
    empty.write_bytes(pcap([]))
    for by in GROUPINGS:
        counted = json.loads(run("stats", "--json", "--by", by, empty).output)
        assert (counted["rows"], counted["total"]["messages"]) == ([], 0)
    assert run("stats", empty).lines[-1] == "0 messages, 0 bytes, 0 errors in 0.000 s"
