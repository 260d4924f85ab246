"""Whole processes run in pairs, and what their times say.

A machine's speed moves by a factor of two from minute to minute, so times are only ever compared
between neighbours: ours and the peer's run in turn (A B A B ...), each pair gives ratios, and the
median of those ratios is the result.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


class ProgramFailedError(Exception):
    """A program under measurement that did not end well: its name, status and last words."""


@dataclass(frozen=True)
class Run:
    """One process from start to end: seconds of wall clock, seconds of CPU (user and system), bytes.

    `peak` is the largest resident set; it counts pages of a mapped file, too.
    """

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True)
class Pairs:
    """Runs of ours and of the peer, pair by pair."""

    ours: tuple[Run, ...]
    peer: tuple[Run, ...]

    @property
    def wall_ratios(self) -> list[float]:
        """How many times longer the peer took, pair by pair."""
        return [peer.wall / ours.wall for ours, peer in zip(self.ours, self.peer, strict=True)]

    @property
    def cpu_ratios(self) -> list[float]:
        """How many times more CPU the peer used, pair by pair."""
        return [peer.cpu / ours.cpu for ours, peer in zip(self.ours, self.peer, strict=True)]


def typical(runs: Sequence[Run]) -> Run:
    """The median of each figure, each for itself."""
    return Run(median(run.wall for run in runs), median(run.cpu for run in runs), int(median(run.peak for run in runs)))


def run(command: Sequence[str]) -> Run:
    """Run a command to its end with its output thrown away. Raises ProgramFailedError."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            words = errors.read().decode(errors="replace").strip().splitlines()
            raise ProgramFailedError(
                f"{Path(command[0]).name}: status {process.returncode}: {words[-1] if words else ''}"
            )
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def run_pairs(ours: Sequence[str], peer: Sequence[str], rounds: int) -> Pairs:
    """Run both in turn, after one unmeasured run of ours that reads the file into the page cache."""
    run(ours)
    pairs = [(run(ours), run(peer)) for _ in range(rounds)]
    return Pairs(tuple(first for first, _ in pairs), tuple(second for _, second in pairs))
