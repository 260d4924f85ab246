"""Recording what a command or a block of code does, by the means that there are.

An nlmon device sees all of a network namespace, also what the kernel sends to those who listen; where there is none,
strace tells what the program itself sends and receives. Both are programs of this package that run beside the test,
which keeps its rights.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import get_native_id
from typing import Any

from nldissect.analysis.content import Rules
from nldissect.capture import open_capture
from nldissect.live import system
from nldissect.testing.messages import Messages

PROGRAM = (sys.executable, "-P", "-m", "nldissect")
BEGUN = "nldissect: capturing "
"""What the program says when it captures."""

CALLERS = ("SUDO_UID", "PKEXEC_UID", "DOAS_USER")
"""Who started a program as root; the captures of a test belong to whoever runs the test."""

_refused: dict[tuple[str, ...], str] = {}
"""Ways that do not work here, with the reason."""


class UnableError(Exception):
    """Nothing can be recorded here; `str()` says why."""


class Recording(Messages):
    """What was recorded; of a block of code it is there when the block has ended.

    status   exit status of the command; 0 for a block
    output   what the command wrote to standard output
    errors   what it wrote to standard error
    """

    def __init__(self, place: Path, rules: Rules) -> None:
        self.status = 0
        self.output = ""
        self.errors = ""
        self._place = place
        self._rules = rules

    def __getattr__(self, name: str) -> Any:
        if name in ("capture", "rows"):
            raise RuntimeError("what is recorded is there when the block has ended")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def finish(self) -> None:
        """Read what was recorded."""
        capture = open_capture(self._place.read_bytes()).load()
        super().__init__(capture, None, self._rules, str(self._place))


def record(
    command: Sequence[str], place: Path, rules: Rules, *, apart: bool, timeout: float, environment: Mapping[str, str]
) -> Recording:
    """Run a command and record it into the file `place`, in user and network namespaces of its own if `apart`.

    Raises UnableError where that cannot be, and subprocess.TimeoutExpired for a command that does not end.
    """
    ways = [("capture", "--unshare"), ("run", "--unshare")] if apart else [("run",)]
    for way in ways:
        if way in _refused:
            continue
        words = [*PROGRAM, *way, "-q", "-w", str(place), "--", *command]
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=_environment(environment), errors="replace",
        )  # fmt: skip
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.communicate()
            raise
        if place.exists():
            recording = Recording(place, rules)
            recording.status, recording.output, recording.errors = process.returncode, output, errors
            recording.finish()
            return recording
        _refused[way] = _reason(errors)
    raise UnableError("; ".join(_refused[way] for way in ways))


@contextmanager
def recording(place: Path, rules: Rules, *, apart: bool) -> Iterator[Recording]:
    """Record what this process does in a block of code into the file `place`.

    Root has the block in a network namespace of its own if `apart`. Raises UnableError where nothing can be recorded.
    """
    with _apart() if apart and os.geteuid() == 0 else nullcontext():
        process = _recorder(place)
        made = Recording(place, rules)
        try:
            yield made
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
            _allow_tracing(None)
    made.finish()


def _recorder(place: Path) -> subprocess.Popen[str]:
    """The program that records this process, once it does."""
    for way in (("capture",), ("run", "-p")):
        if way in _refused:
            continue
        if way[0] == "run":
            _allow_tracing(system.PR_SET_PTRACER_ANY)
        process = subprocess.Popen(
            [*PROGRAM, *way, *([str(os.getpid())] if way[0] == "run" else []), "-w", str(place)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=_environment(os.environ), errors="replace",
        )  # fmt: skip
        assert process.stderr is not None  # asked for
        said = ""
        for line in process.stderr:
            if line.startswith(BEGUN):
                return process
            said += line
        process.wait()
        _refused[way] = _reason(said)
    _allow_tracing(None)
    raise UnableError("; ".join(_refused.values()))


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if name not in CALLERS}


def _reason(said: str) -> str:
    """Why the program could not record, in one sentence."""
    first = said.strip().partition("\n")[0].partition(";")[0]
    return first.removeprefix("nldissect: ") or "the recorder died without a word"


def _allow_tracing(who: int | None) -> None:
    """Let a process that is no parent trace this one (Yama), or nobody; a system without Yama does not ask."""
    with suppress(OSError):
        system.control(system.PR_SET_PTRACER, 0 if who is None else who)


@contextmanager
def _apart() -> Iterator[None]:
    """This thread in a network namespace of its own, for a while."""
    before = os.open(f"/proc/self/task/{get_native_id()}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            system.unshare(system.CLONE_NEWNET)
        except OSError as error:
            raise UnableError(f"no network namespace can be made ({error.strerror})") from None
        try:
            yield
        finally:
            system.enter_network(before)
    finally:
        os.close(before)
