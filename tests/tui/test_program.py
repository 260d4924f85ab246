"""The whole program: in a pseudo-terminal, with a pipe, and where there is no terminal for it."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import nldissect.tui

CAPTURE = Path(__file__).parents[2] / "captures" / "addresses.pcap"

# The child takes the pseudo-terminal as its controlling one, as a shell would have given it.
TERMINAL = """
import fcntl, struct, sys, termios
fcntl.ioctl(2, termios.TIOCSCTTY, 0)
fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
"""
PROGRAM = f"""{TERMINAL}
from nldissect.tui import run
sys.exit(run(sys.argv[1]))
"""
PIPED = f"""{TERMINAL}
from nldissect.cli import main
sys.exit(main(["tui", "--pipe", sys.argv[1]]))
"""


class Program:
    """The program on the other end of a pseudo-terminal."""

    def __init__(
        self, path: str, standard_input: int | None, environment: dict[str, str], program: str = PROGRAM
    ) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, path],
            stdin=slave if standard_input is None else standard_input,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment},
        )
        os.close(slave)
        self.output = b""

    def until(self, text: bytes, timeout: float = 20) -> None:
        """Read until the program has written `text`."""
        deadline = time.monotonic() + timeout
        while text not in self.output:
            assert time.monotonic() < deadline, f"{text!r} was not written, but {self.output[-500:]!r}"
            if select.select([self.master], [], [], 0.1)[0]:
                self.output += os.read(self.master, 1 << 16)

    def quit(self) -> int:
        """Press q; the exit code."""
        os.write(self.master, b"q")
        deadline = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "the program did not end"
            # A terminal that nobody reads would hold the program up.
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    self.output += os.read(self.master, 1 << 16)
                except OSError:  # the other end is closed
                    break
        return self.process.wait(20)


# Ignores the signal that says that the terminal is gone, as nohup does; looks for it sooner than usual.
DEAF = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
import nldissect.tui.app
nldissect.tui.app.TERMINAL_PAUSE = 0.2
"""


@contextmanager
def program(path: str, standard_input: int | None = None, code: str = PROGRAM, **environment: str) -> Iterator[Program]:
    running = Program(path, standard_input, environment, code)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()
        with suppress(OSError):  # a test has closed it
            os.close(running.master)


def test_a_file_is_shown_and_q_ends_the_program() -> None:
    with program(str(CAPTURE), TEXTUAL_COLOR_SYSTEM="truecolor") as running:
        running.until(b"Details of 1")
        assert b"addresses.pcap" in running.output
        assert running.quit() == 0
        assert b"\x1b[?1049l" in running.output  # the screen from before is back


def test_a_pipe_is_followed_and_an_idle_one_does_not_keep_the_program() -> None:
    reading, writing = os.pipe()
    with program("-", reading) as running:
        os.close(reading)
        os.write(writing, CAPTURE.read_bytes()[:4000])
        running.until(b"following")
        assert b"standard input" in running.output
        assert running.quit() == 0
    os.close(writing)


def test_a_piped_command_has_the_terminal_until_it_writes() -> None:
    with program(f"read -r word < /dev/tty; test $word = secret && cat {CAPTURE}", code=PIPED) as running:
        running.until(b"waiting for what read")
        os.write(running.master, b"secret\n")
        running.until(b"following")
        assert running.quit() == 0


def test_a_piped_command_that_writes_nothing_is_one_sentence() -> None:
    with program("echo Permission denied. >&2; exit 255", code=PIPED) as running:
        assert running.process.wait(20) == 1
        running.until(b"exit 255: Permission denied.")
        assert b"\x1b[?1049h" not in running.output, "there is no screen"


def test_a_piped_command_that_fails_is_named_on_the_screen_and_afterwards() -> None:
    with program(f"cat {CAPTURE}; echo no device nlmon7 >&2; exit 3", code=PIPED) as running:
        running.until(b"no device nlmon7")
        running.until(b"ended")
        assert running.quit() == 0
        before, _, after = running.output.partition(b"\x1b[?1049l")
        assert b"1 warn (i)" in before
        assert b"cannot be read on (no device nlmon7)" in after


def test_a_terminal_that_is_gone_ends_the_program() -> None:
    with program(str(CAPTURE), code=DEAF + PROGRAM) as running:
        running.until(b"Details of 1")
        os.close(running.master)
        assert running.process.wait(20) == 1


def test_no_color_means_no_colour() -> None:
    with program(str(CAPTURE), NO_COLOR="1", TEXTUAL_COLOR_SYSTEM="truecolor") as running:
        running.until(b"Details of 1")
        running.quit()
        used = {code for codes in re.findall(rb"\x1b\[([\d;]*)m", running.output) for code in codes.split(b";")}
    assert used <= {b"", b"0", b"1", b"2", b"4", b"7", b"39", b"49"}


def test_what_cannot_be_shown_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert nldissect.tui.run(str(CAPTURE)) == 2
    assert "TERM=dumb" in capsys.readouterr().err
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(os, "isatty", lambda file: file != 2)
    assert nldissect.tui.run(str(CAPTURE)) == 2
    monkeypatch.setattr(os, "isatty", lambda file: file != 0)
    assert nldissect.tui.run(str(CAPTURE)) == 2
    monkeypatch.setattr(os, "isatty", lambda file: True)
    assert nldissect.tui.run("-") == 2
    assert capsys.readouterr().err.count("\n") == 3
    for path in (tmp_path / "missing.pcap", tmp_path):
        assert nldissect.tui.run(str(path)) == 1
        said = capsys.readouterr().err
        assert str(path) in said
        assert said.count("\n") == 1


def test_the_rest_of_the_package_does_not_load_textual() -> None:
    code = "import sys, nldissect.capture, nldissect.cli, nldissect.tui; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
