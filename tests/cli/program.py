"""Runs the command line: in this process, or as a program of its own where its streams and exit matter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any

import pytest

from nldissect.cli import main


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()


Command = Callable[..., Result]


def in_process(capsys: pytest.CaptureFixture[str]) -> Command:
    """A function that runs a command line given as words."""

    def run(*words: object) -> Result:
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:  # argparse has said what is wrong, or printed the help
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


def program(
    *words: object,
    stdin: bytes | IO[Any] | None = None,
    stdout: IO[Any] | int = subprocess.PIPE,
    environment: Mapping[str, str] | None = None,
) -> Result:
    """Runs the command line as a program of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "nldissect", *map(str, words)],
        stdin=subprocess.PIPE if isinstance(stdin, bytes) else stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    ) as process:
        output, errors = process.communicate(stdin if isinstance(stdin, bytes) else None, timeout=60)
    return Result(process.returncode, (output or b"").decode(), errors.decode())
