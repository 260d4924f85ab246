"""What a recording is before, and where nothing can be recorded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from nldissect.analysis.content import USUAL
from nldissect.testing import recording
from nldissect.testing.recording import Recording, UnableError, record


def test_a_recording_under_way_says_that_it_is_not_there_yet(tmp_path: Path) -> None:
    messages = Recording(tmp_path / "a.pcapng", USUAL)
    with pytest.raises(RuntimeError, match="when the block has ended"):
        messages.has("nl")
    assert not hasattr(messages, "nonsense")


def test_why_nothing_can_be_recorded_is_told_way_by_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho \"nldissect: no $1 here; get one\" >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(recording, "PROGRAM", (str(program),))
    monkeypatch.setattr(recording, "_refused", {})
    with pytest.raises(UnableError) as raised:
        record(["true"], tmp_path / "a.pcapng", USUAL, apart=True, timeout=30, environment=os.environ)
    assert str(raised.value) == "no capture here; no run here"
    with pytest.raises(UnableError), recording.recording(tmp_path / "b.pcapng", USUAL, apart=False):
        pytest.fail("the block is not entered")


def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    import subprocess

    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            record(words, tmp_path / "a.pcapng", USUAL, apart=False, timeout=3, environment=os.environ)
    except UnableError as error:
        pytest.skip(str(error))
