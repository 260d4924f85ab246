"""`nldissect crosscheck`."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

import nldissect
from nldissect.families.route.link.link import IFLA
from nldissect.schema import be32
from tests.captures import CAPTURES
from tests.cli.program import Command

ADDRESSES = CAPTURES / "addresses.pcap"
WILD = CAPTURES / "wild.pcap"
FRAMES = len(nldissect.open(ADDRESSES).load().source.frames)
COUNTS = ("agree", "only_theirs", "explained", "unexplained")

pytestmark = pytest.mark.skipif(
    not shutil.which("tshark") or not find_spec("pyshark"), reason="tshark or pyshark is not installed"
)


def test_the_table_has_each_field_of_wireshark_and_the_last_lines_what_came_of_it(run: Command) -> None:
    result = run("crosscheck", ADDRESSES)
    assert (result.code, result.errors) == (0, "")
    assert result.lines[0].split() == ["field", "agree", "only", "theirs", "explained", "unexplained"]
    assert result.lines[1].split()[0] == "all"
    assert any(line.split()[0] == "netlink.error" for line in result.lines[2:] if line)
    assert any("explained by flags of another kind: of every request" in line for line in result.lines)
    assert result.lines[-2].endswith(f": {FRAMES} frames of 1 file")
    assert result.lines[-1].endswith(" disagree for a known reason, 0 for none")


def test_several_files_are_one_result_and_verbose_lists_all_of_it(run: Command) -> None:
    result = run("crosscheck", "--json", ADDRESSES, WILD)
    whole = json.loads(result.output)
    assert (result.code, whole["version"], whole["files"]) == (0, 1, 2)
    assert whole["frames"] > FRAMES
    for count in COUNTS:
        assert whole["total"][count] == sum(each[count] for each in whole["fields"].values())
    assert sum(each["count"] for each in whole["only_theirs"]) == whole["total"]["only_theirs"]
    assert sum(each["count"] for each in whole["explained"]) == whole["total"]["explained"] > 0
    assert whole["unexplained"] == []

    lines = run("crosscheck", "-V", ADDRESSES, WILD).lines
    for side in ("only_theirs", "only_ours"):
        for each in whole[side]:
            place = ", in ".join(filter(None, (each.get("field"), each["path"])))
            assert f"{each['count']:>10,}  {place}" in lines
    for each in whole["explained"]:
        assert any(line.startswith(f"{each['count']:>10,}  ") and each["field"] in line for line in lines)


def test_what_has_no_reason_is_listed_and_makes_the_exit_code(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(IFLA.declared.by_key["MTU"], "type", be32)
    result = run("crosscheck", WILD)
    assert result.code == 1
    found = "    wild.pcap frame 2 byte 84: netlink-route.ifla_mtu 65536, ours ifla.mtu 256 (value)"
    assert found in result.lines


def test_a_file_that_cannot_be_read_does_not_keep_the_others_from_being_compared(run: Command, tmp_path: Path) -> None:
    result = run("crosscheck", tmp_path / "missing.pcap", ADDRESSES)
    assert (result.code, result.errors.count("\n")) == (1, 1)
    assert "missing.pcap: no such file" in result.errors
    assert result.lines[-2].endswith(f": {FRAMES} frames of 1 file")


def test_without_tshark_one_sentence_is_all(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("crosscheck", ADDRESSES, WILD)
    assert (result.code, result.output) == (1, "")
    assert result.errors == "nldissect: Wireshark cannot be asked: tshark is not installed (apt install tshark)\n"


def test_what_is_no_file_is_refused(run: Command, tmp_path: Path) -> None:
    for name in ("-", tmp_path):
        result = run("crosscheck", name)
        assert (result.code, result.output) == (2, "")
        assert result.errors == f"nldissect crosscheck: {name}: Wireshark has to read it, too, which takes a file\n"
