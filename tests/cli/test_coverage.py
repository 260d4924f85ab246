"""`nldissect coverage`."""

import json
from collections import Counter
from pathlib import Path

import pytest

import nldissect
from tests.captures import CAPTURES, FILES, names
from tests.cli.program import Command

WILD = CAPTURES / "wild.pcap"
COUNTS = ("messages", "attributes", "typed", "guessed", "misfit")


@pytest.mark.parametrize("path", FILES, ids=names(FILES))
def test_types_add_up_to_protocols_and_these_to_the_total(path: Path, run: Command) -> None:
    counted = json.loads(run("coverage", "--json", path).output)
    assert counted["version"] == 1
    for count in COUNTS:
        for protocol in counted["protocols"].values():
            assert sum(each[count] for each in protocol["types"].values()) == protocol[count]
        assert sum(each[count] for each in counted["protocols"].values()) == counted["total"][count]
    total = counted["total"]
    assert total["typed"] + total["guessed"] + total["misfit"] == total["attributes"] > 0
    assert sum(row["count"] for row in counted["unknown"]) == total["guessed"]
    assert sum(row["count"] for row in counted["misfits"]) == total["misfit"]


def test_the_counts_are_those_of_the_trees(run: Command) -> None:
    counted = json.loads(run("coverage", "--json", WILD).output)
    attributes = Counter[str]()
    unknown = Counter[str]()
    with nldissect.open(WILD) as capture:
        for message in capture:
            for node in message.nodes():
                if node.field.role in ("attribute", "payload", "fragment"):
                    attributes[message.type_name] += 1
                    unknown[node.path] += not node.declared
    found = Counter[str]()
    for protocol in counted["protocols"].values():
        for name, each in protocol["types"].items():
            found[name] += each["attributes"]
    assert found == Counter({**dict.fromkeys(found, 0), **attributes})
    assert {row["path"]: row["count"] for row in counted["unknown"]} == {k: v for k, v in unknown.items() if v}


def test_unknown_attributes_are_told_by_path_and_number(run: Command) -> None:
    rows = {row["path"]: row for row in json.loads(run("coverage", "--json", WILD).output)["unknown"]}
    assert rows["ifla.300"] == {"path": "ifla.300", "number": 300, "count": 1}
    assert rows["fragment"]["number"] is None


def test_several_files_are_counted_together(run: Command) -> None:
    one, two, both = (
        json.loads(run("coverage", "--json", *paths).output)["total"]
        for paths in ([WILD], [CAPTURES / "routes.pcap"], [WILD, CAPTURES / "routes.pcap"])
    )
    assert both == {count: one[count] + two[count] for count in COUNTS}


def test_the_table_has_totals_types_and_the_unknown(run: Command) -> None:
    result = run("coverage", WILD)
    assert (result.code, result.errors) == (0, "")
    assert result.lines[0].split() == ["protocol", "type", *COUNTS, "typed", "%"]
    assert result.lines[1].split()[:2] == ["all", "103"]
    assert any(line.split()[:2] == ["RTM_NEWLINK", "17"] for line in result.lines)
    assert "         1  ifla.300" in result.lines


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_counted(run: Command, tmp_path: Path) -> None:
    result = run("coverage", "--json", tmp_path / "missing.pcap", WILD)
    assert (result.code, result.errors.count("\n")) == (1, 1)
    assert "missing.pcap: no such file" in result.errors
    assert result.output == run("coverage", "--json", WILD).output
    assert run("coverage", tmp_path / "missing.pcap").output == ""
