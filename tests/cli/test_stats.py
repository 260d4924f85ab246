"""`nldissect stats`."""

import json
import sys
from pathlib import Path

import pytest

from nldissect.analysis.groupings import GROUPINGS
from nldissect.capture import Capture
from tests.captures import CAPTURES, FILES, names
from tests.cli.program import Command
from tests.sources.build import GENERIC, Packet, cooked, message, pcap

MISBEHAVING = CAPTURES / "misbehaving.pcap"


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_the_rows_add_up_to_the_total(path: Path, run: Command) -> None:
    counted = json.loads(run("stats", "--json", path).output)
    assert counted["version"] == 2
    assert sum(row["messages"] for row in counted["rows"]) == counted["total"]["messages"]
    assert sum(row["bytes"] for row in counted["rows"]) == counted["total"]["bytes"]
    assert sum(row["share"] for row in counted["rows"]) == pytest.approx(1)


def test_the_table_has_a_row_for_each_type_and_the_total_below(run: Command) -> None:
    result = run("stats", MISBEHAVING)
    assert (result.code, result.errors) == (0, "")
    assert result.lines[0].split() == ["family", "type", "messages", "bytes", "share", "per", "second", "errors"]
    assert result.lines[1].split()[:3] == ["route", "RTM_NEWLINK", "190"]
    assert result.lines[-1].startswith("588 messages, 225,912 bytes, 82 errors in ")


@pytest.mark.parametrize("by", [*GROUPINGS, "second,type", "port,direction,errno"])
def test_every_grouping_shows_the_same_rows_as_text_and_json(by: str, run: Command) -> None:
    columns = [column for name in by.split(",") for column in GROUPINGS[name].columns]
    text = run("stats", "--by", by, MISBEHAVING).lines[1:-1]
    counted = json.loads(run("stats", "--by", by, "--json", MISBEHAVING).output)
    assert counted["by"] == by
    assert len(text) == len(counted["rows"]) > 1
    for line, row in zip(text, counted["rows"], strict=True):
        keys = [str(row[column]) for column in columns]
        assert row.get("key") == (keys[0] if len(keys) == 1 else None)
        assert line.split("  ")[0] == keys[0]
        assert f" {row['messages']:,} " in line
        assert line.endswith(f" {row['errors']:,}")


def test_keys_may_be_given_one_by_one(run: Command) -> None:
    together = run("stats", "--by", "family,errno", MISBEHAVING)
    assert run("stats", "--by", "family", "--by", "errno", MISBEHAVING) == together
    assert run("stats", "--by", "family,errno", "--by", "family", MISBEHAVING) == together
    assert together.lines[0].split()[:3] == ["family", "errno", "messages"]


def test_every_key_is_in_the_help(run: Command) -> None:
    described = " ".join(run("stats", "--help").output.split())
    assert f"{', '.join(list(GROUPINGS)[1:-1])} or {list(GROUPINGS)[-1]}" in described


def test_latencies_are_columns_on_request(run: Command) -> None:
    lines = run("stats", "--latency", MISBEHAVING).lines
    assert lines[0].split()[-5:] == ["errors", "p50", "p95", "p99", "max"]
    assert " calls, p50 " in lines[-1]
    counted = json.loads(run("stats", "--latency", "--json", MISBEHAVING).output)
    total = counted["total"]["latency"]
    assert 0 < total["p50"] <= total["p95"] <= total["p99"] <= total["max"]
    found = [row["latency"] for row in counted["rows"] if row["latency"]]
    assert sum(latency["calls"] for latency in found) == total["calls"]
    assert all(isinstance(number, int) for latency in found for number in latency.values())
    assert max(latency["max"] for latency in found) == total["max"]


def test_latencies_are_not_looked_for_without_a_wish(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Capture, "calls", None)
    counted = json.loads(run("stats", "--json", MISBEHAVING).output)
    assert "latency" not in counted["total"]
    assert "latency" not in counted["rows"][0]


def test_interfaces_have_their_names_unless_numbers_are_asked_for(run: Command) -> None:
    named = json.loads(run("stats", "--by", "interface", "--json", MISBEHAVING).output)["rows"]
    numbered = json.loads(run("stats", "-n", "--by", "interface", "--json", MISBEHAVING).output)["rows"]
    assert "eth0" in [row["interface"] for row in named]
    assert all(row["interface"].startswith("if") for row in numbered)


def test_names_from_outside_cannot_act_on_the_terminal(run: Command, tmp_path: Path) -> None:
    path = tmp_path / "named.pcap"
    path.write_bytes(pcap([Packet(cooked(message(b"\1\1\0\0", kind=0x1C), GENERIC))]))
    for options in ((), ("--plot",)):
        line = run("stats", "--genl-family", "0x1c=\x1b[2J", *options, path).lines[1]
        assert line.startswith("\\x1b[2J")


def test_a_filter_chooses_what_is_counted(run: Command) -> None:
    lines = run("stats", "-Y", "nl.type == RTM_NEWLINK", MISBEHAVING).lines
    assert [line.split()[:3] for line in lines[1:-1]] == [["route", "RTM_NEWLINK", "190"]]
    assert lines[-1].startswith("190 messages, 192,448 bytes, 0 errors in 17.297 s")


def test_a_filter_that_nothing_passes_counts_nothing(run: Command) -> None:
    result = run("stats", "-Y", "nl.seq == 1 and nl.seq == 2", MISBEHAVING)
    assert (result.code, len(result.lines)) == (0, 2)
    assert result.lines[-1].startswith("0 messages, 0 bytes, 0 errors in ")


def test_diagnostics_are_a_table_with_what_they_mean(run: Command) -> None:
    lines = run("stats", "--diagnostics", MISBEHAVING).lines
    assert lines[0].split() == ["severity", "diagnostic", "messages", "meaning"]
    found = json.loads(run("stats", "--diagnostics", "--json", MISBEHAVING).output)["diagnostics"]
    assert len(lines) == len(found) + 2 > 2
    for line, row in zip(lines[1:-1], found, strict=True):
        assert line.split()[:3] == [row["severity"], row["code"], f"{row['messages']:,}"]
        assert line.endswith(row["meaning"])
    assert [row["severity"] for row in found] == sorted(
        (row["severity"] for row in found), key=["error", "warning", "note"].index
    )
    by_code = json.loads(run("stats", "--by", "diagnostic", "--json", MISBEHAVING).output)["rows"]
    assert {row["diagnostic"]: row["messages"] for row in by_code} == {row["code"]: row["messages"] for row in found}


def test_bars_stand_next_to_the_counts(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("stats", "--plot", MISBEHAVING).lines
    assert lines[0].split() == ["family", "type", "messages", "errors"]
    assert lines[1].split()[:4] == ["route", "RTM_NEWLINK", "190", "41"]
    assert len(lines[1]) == 80
    assert [line.count("#") for line in lines[1:-1]] == sorted((line.count("#") for line in lines[1:-1]), reverse=True)
    assert all("#" in line for line in lines[1:-1])


def test_seconds_are_plotted_over_time(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("stats", "--plot", "--by", "second", MISBEHAVING).lines
    assert lines[0] == "messages per second"
    assert len(lines) == 1 + 8 + 3 + 1
    assert max(map(len, lines[:-1])) <= 80
    assert lines[-2].split() == ["0", "s", "18", "s"]


def test_pictures_are_of_blocks_where_the_terminal_shows_them(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "█" in run("stats", "--plot", MISBEHAVING).output
    assert run("stats", "--plot", "--ascii", MISBEHAVING).output.isascii()


@pytest.mark.parametrize(
    "wrong", [("--plot", "--json"), ("--diagnostics", "--plot"), ("--diagnostics", "--by", "port")]
)
def test_options_that_do_not_go_together_are_refused_in_one_line(wrong: tuple[str, ...], run: Command) -> None:
    result = run("stats", *wrong, MISBEHAVING)
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)


def test_an_unknown_grouping_is_refused_in_one_line(run: Command) -> None:
    result = run("stats", "--by", "weekday", MISBEHAVING)
    assert (result.code, result.output, result.errors.count("\n")) == (2, "", 1)
    assert result.errors.startswith("nldissect stats: no key 'weekday' to count by; there are type, family, ")


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
