"""The plugin as an outsider meets it: a project of its own, run by pytest, and what its failures say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "project"
SNAPSHOTS = """
import veth

def test_syrupy(netlink, snapshot):
    assert netlink.decode(veth.request("a", "b")).to_dicts() == snapshot

def test_inline_snapshot(netlink):
    from inline_snapshot import snapshot
    assert netlink.decode(veth.request("a", "b")).to_text() == snapshot()

def test_regressions(netlink, data_regression):
    data_regression.check(netlink.decode(veth.request("a", "b")).to_dicts())
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that may be changed."""
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


def run(directory: Path, *words: str) -> str:
    """What pytest prints, without what differs from run to run."""
    program = [sys.executable, "-m", "pytest", "-p", "no:xdist", *words]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}  # as of no other run
    ran = subprocess.run(
        program, cwd=directory, env=outside, capture_output=True, text=True, timeout=120, check=False
    )
    assert not ran.stderr
    text = re.sub(r"(in |\()[\d.]+s", r"\1N s", ran.stdout)
    return text.replace(str(directory), "PROJECT")


def counted(text: str, word: str) -> int:
    """How many tests passed, or were skipped."""
    found = re.search(rf"(\d+) {word}", text)
    return int(found[1]) if found else 0


def test_the_tests_of_the_project_pass(project: Path) -> None:
    text = run(project, "test_veth.py")
    assert "failed" not in text
    assert "error" not in text.splitlines()[-1]
    passed, skipped = counted(text, "passed"), counted(text, "skipped")
    assert passed + skipped == 7
    assert passed >= 5  # two of them record
    assert skipped == text.count("SKIPPED [1]") == text.count("netlink cannot be recorded: ")


def test_failures_tell_the_nearest_message_and_the_paths_that_differ(project: Path) -> None:
    text = run(project, "test_failing.py", "--tb=short")
    told = text[text.index("= FAILURES =") :].partition("\n")[2].partition("= short test summary")[0]
    wanted = (project / "failures.txt").read_text("utf-8")
    assert "\n".join(line.rstrip("= ") for line in told.splitlines()) == wanted.rstrip("\n")


def test_golden_files_are_written_when_asked_for(project: Path) -> None:
    path = project / "golden" / "test_the_request_is_what_it_was.txt"
    before = path.read_text("utf-8")
    path.write_text(before.replace("veth", "vxlan"), "utf-8")
    assert "1 failed" in run(project, "test_veth.py", "-k", "is_what_it_was")
    assert "1 passed" in run(project, "test_veth.py", "-k", "is_what_it_was", "--nl-update")
    assert path.read_text("utf-8") == before
    assert "1 passed" in run(project, "test_veth.py", "-k", "is_what_it_was")


def test_snapshots_of_other_plugins_work(project: Path) -> None:
    (project / "test_snapshots.py").write_text(SNAPSHOTS, "utf-8")
    run(project, "test_snapshots.py", "--snapshot-update", "--inline-snapshot=create", "--force-regen")
    assert "3 passed" in run(project, "test_snapshots.py")
    assert "IFLA_IFNAME" not in (project / "test_snapshots.py").read_text("utf-8")
    assert "ifla.ifname: " in (project / "test_snapshots.py").read_text("utf-8")
    program = project / "veth.py"
    program.write_text(program.read_text("utf-8").replace("RTM_NEWLINK = 16", "RTM_NEWLINK = 19"), "utf-8")
    assert "3 failed" in run(project, "test_snapshots.py")


def test_a_run_without_netlink_imports_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\n\n"
        "def test_other():\n"
        "    found = {name for name in sys.modules if name.startswith(('nldissect', 'numpy'))}\n"
        "    assert found == {'nldissect', 'nldissect.testing', 'nldissect.testing.plugin'}\n"
    )
    assert "1 passed" in run(tmp_path, "-p", "no:cacheprovider")
