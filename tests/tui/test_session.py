"""A session with real keys in a real terminal (tmux): from opening a capture to the attribute that was refused."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from tests.captures import CAPTURES

NUMBERS = count()
TMUX = shutil.which("tmux")

pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed (Debian: apt install tmux)")


class Session:
    """A program in a terminal of its own."""

    def __init__(self, socket: str) -> None:
        self._socket = socket

    def tmux(self, *words: str) -> str:
        assert TMUX is not None  # tests without it are skipped
        return subprocess.run([TMUX, "-L", self._socket, *words], capture_output=True, text=True, check=True).stdout

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def shows(self, text: str) -> str:
        """The screen when it shows a text."""
        return self.until(lambda shown: text in shown)

    def until(self, condition: Callable[[str], bool], timeout: float = 15.0) -> str:
        """The screen when something holds of it."""
        end = time.monotonic() + timeout
        while not condition(shown := self.screen()):
            assert time.monotonic() < end, shown
            time.sleep(0.05)
        return shown


@contextmanager
def session(capture: str, columns: int, rows: int) -> Iterator[Session]:
    words = ["env", "-u", "COLUMNS", "-u", "LINES", sys.executable, "-m", "nldissect", str(CAPTURES / capture)]
    found = Session(f"nldissect-{os.getpid()}-{next(NUMBERS)}")
    found.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), shlex.join(words))
    try:
        yield found
    finally:
        found.tmux("kill-server")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_four_keys_lead_from_opening_a_capture_to_the_attribute_that_was_refused(columns: int, rows: int) -> None:
    with session("wild.pcap", columns, rows) as terminal:
        terminal.until(lambda shown: "3 err" in shown and "Details of 1" in shown)
        for key, expected in (("e", "kernel to"), ("e", "← rejected"), ("o", "Details of 41"), ("Tab", "Fold")):
            terminal.press(key)
            shown = terminal.shows(expected)
        line = next(line for line in shown.splitlines() if "← rejected" in line)
        assert "IFLA_IFALIAS" in line
        assert "✗" in line
        status = shown.rstrip().splitlines()[-2]
        assert status.lstrip().startswith("ifla.ifalias")


def test_a_filter_is_made_of_what_is_selected_and_taken_back() -> None:
    with session("errors.pcap", 120, 40) as terminal:
        terminal.until(lambda shown: "238 messages" in shown and "Details of 1" in shown)
        terminal.press("e", "a")
        terminal.until(lambda shown: "Filter by" in shown and "Enter apply" in shown)
        terminal.press("Enter")
        terminal.until(lambda shown: "of 238" in shown and "✓" in shown.splitlines()[1])
        terminal.press("/")
        terminal.press("C-u")
        terminal.press("Enter")
        terminal.until(lambda shown: "filter: press /" in shown or " 3 " in shown)
        terminal.press("q")
