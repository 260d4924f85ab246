"""The commands and the Python of README.md run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nldissect

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(
    r"^\$ ((?:nldissect|python) .*)$", "\n".join(re.findall(r"^```console\n(.*?)^```", README, re.M | re.S)), re.M
)
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
LINKS = re.findall(r"\]\((?!https?:)([^)#]+)", README)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment whose `nldissect` is the one under test."""
    command = tmp_path / "nldissect"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m nldissect "$@"\n')
    command.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }


def test_there_are_commands_and_programs() -> None:
    assert len(COMMANDS) > 5
    assert len(PROGRAMS) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_as_it_stands(command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize("program", PROGRAMS, ids=["use", "declare"])
def test_a_program_runs_as_it_stands(program: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


TABLE = (ROOT / "captures" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "packets", "messages"), re.findall(r"^\| `([^`]+)` \| ([\d,]+) \| ([\d,]+) \|", TABLE, re.MULTILINE)
)
def test_the_table_of_captures_counts_right(name: str, packets: str, messages: str) -> None:
    with nldissect.open(ROOT / "captures" / name) as capture:
        capture.load()
        assert (f"{len(capture.source.frames):,}", f"{len(capture):,}") == (packets, messages)
