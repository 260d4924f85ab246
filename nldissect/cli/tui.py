"""`nldissect tui [FILE]`: the terminal interface, on a file or live; without a terminal, the summary lines."""

from __future__ import annotations

import argparse
import errno
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, cast

from nldissect.cli import UsageError
from nldissect.errors import CaptureError

if TYPE_CHECKING:
    from nldissect.sources import Source

CAPTURED = {"interface": "-i", "netns": "--netns", "only": "--only", "longest": "-s", "write": "-w"}
"""What says what is captured, and does not go with FILE or --pipe."""

PATIENCE = 2.0
"""Seconds that the program of --pipe has to end after it was asked to."""

SILENCE = 1.0
"""Seconds after which it is said that nothing comes from it yet."""

LAST_WORDS = 1 << 12  # bytes of what it wrote on standard error
PIECE = 1 << 16


def run(options: argparse.Namespace) -> int:
    from nldissect.tui import run as run_interface, served, terminal_problem

    _check(options)
    if not sys.stdout.isatty() and not served():
        return _print(options)
    if options.file is None and (problem := terminal_problem("")):  # before a tap is made for nothing
        raise UsageError(problem)

    def show(source: Callable[[], Source] | None) -> int:
        if options.filter:
            from nldissect.cli.common import compiled

            compiled(options)  # a wrong one is better refused before the screen is up
        return run_interface(
            options.file or "",
            source=source,
            ascii=options.ascii,
            families=dict(options.genl_family),
            own=options.own,
            format=options.imported[0],
            protocol=options.imported[1],
            profile=options.profile,
            display_filter=options.filter or "",
        )

    if options.file is not None:
        return show(None)
    with _piped(options.pipe) if options.pipe else _captured(options) as source:
        return show(source)


def _check(options: argparse.Namespace) -> None:
    given = [letter for name, letter in CAPTURED.items() if getattr(options, name)]
    given += ["--source"] if options.source != "nlmon" else []
    if given and (options.file is not None or options.pipe):
        what = "--pipe" if options.pipe else "FILE"
        raise UsageError(f"{given[0]} says what to capture, and does not go with {what}")
    if options.file is not None and options.pipe:
        raise UsageError("FILE and --pipe are two captures; give one")
    if options.write == "-":
        raise UsageError("standard output is the screen's; give -w the name of a file")
    if options.write and options.write.endswith(".gz"):
        raise UsageError("the capture is read while it is written, so not in gzip; give -w another name")


def imported(options: argparse.Namespace) -> list[str]:
    """`--from` as it was given, for another program."""
    name, protocol = options.imported
    return [f"--from={name}" if protocol is None else f"--from={name}:{protocol}"] if name else []


def _print(options: argparse.Namespace) -> int:
    """What `read` or `capture` print of the same."""
    from nldissect.cli import main

    words = [f"--genl-family={number}={name}" for number, name in options.genl_family]
    words += ["-Y", options.filter] if options.filter else []
    words += (["--ascii"] if options.ascii else []) + (["--own"] if options.own else []) + imported(options)
    if options.file is not None:
        return main(["read", options.file, *words])
    if options.pipe:
        raise UsageError("standard output is no terminal; for text: COMMAND | nldissect read -")
    if options.write:
        raise UsageError("standard output is no terminal; for a file: nldissect capture -w OUT")
    words += ["-i", options.interface] if options.interface else []
    words += [f"--netns={name}" for name in options.netns] + [f"--only={number}" for number in options.only]
    words += [f"--source={options.source}", f"-B{options.ring}"] + ([f"-s{options.longest}"] if options.longest else [])
    return main(["capture", *words, *([] if options.dictionary else ["--no-dictionary"])])


@contextmanager
def _captured(options: argparse.Namespace) -> Iterator[Callable[[], Source]]:
    """What is captured live; the tap has gone when this ends."""
    from nldissect.cli import live
    from nldissect.live.following import Following
    from nldissect.live.session import Destination

    session, name = live.session(options)
    following = Following(session, Destination(options.write or ""))
    try:
        yield lambda: following.source(name)
    finally:
        following.close()


@contextmanager
def _piped(command: str) -> Iterator[Callable[[], Source]]:
    """What a command writes, which ends with the screen; until it does it has the terminal."""
    from nldissect.sources import open_source

    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, process_group=0
        )
        output = _Output(process, complaints, command)

        def opened() -> Source:
            output.begin()
            return open_source(cast(BinaryIO, output), name=command)

        try:
            yield opened
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            if process.stdout is not None:
                process.stdout.close()


@contextmanager
def _terminal_of(group: int) -> Iterator[None]:
    """Let a process group have the terminal, if there is one: ssh and sudo ask for passwords there."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield
        return
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # which would stop who takes the terminal back
    try:
        with suppress(OSError):  # it has ended already
            os.tcsetpgrp(terminal, group)
            os.killpg(group, signal.SIGCONT)  # it may have asked too early, and was stopped for that
        yield
    finally:
        with suppress(OSError):  # the terminal has gone
            os.tcsetpgrp(terminal, os.getpgrp())
        signal.signal(signal.SIGTTOU, before)
        os.close(terminal)


class _Output:
    """The standard output of a command, at whose end it is told why the command failed."""

    def __init__(self, process: subprocess.Popen[bytes], complaints: BinaryIO, command: str) -> None:
        assert process.stdout is not None  # it is a pipe
        self._process = process
        self._complaints = complaints
        self._command = command
        self._number = process.stdout.fileno()
        self._first = b""

    def begin(self) -> None:
        """Wait until the command has written something; raises CaptureError when it ends without."""
        with _terminal_of(self._process.pid):
            if not select.select([self._number], [], [], SILENCE)[0]:
                print(f"nldissect: waiting for what {self._command} writes; Ctrl+C ends it", file=sys.stderr)
            self._first = os.read(self._number, PIECE)
        if not self._first:
            self._process.wait()
            raise CaptureError(f"{self._command}: {self.complaint() or 'wrote nothing'}")

    def read1(self, size: int) -> bytes:
        piece, self._first = self._first[:size], self._first[size:]
        piece = piece or os.read(self._number, size)
        if not piece:
            self._process.wait()
            if reason := self.complaint():
                raise OSError(errno.EPIPE, reason)
        return piece

    read = read1

    def complaint(self) -> str:
        """The last line that a command which failed wrote on standard error; "" for one that did not fail."""
        if not self._process.returncode:
            return ""
        size = self._complaints.seek(0, os.SEEK_END)
        words = os.pread(self._complaints.fileno(), LAST_WORDS, max(0, size - LAST_WORDS))
        lines = words.decode("utf-8", "replace").strip().splitlines()
        status = self._process.returncode
        return lines[-1] if lines else f"ended with exit status {status if status >= 0 else 128 - status}"
