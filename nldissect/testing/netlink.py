"""The fixture `netlink`: netlink in a test."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from nldissect.analysis.content import Rules
from nldissect.capture import decode, open_capture
from nldissect.testing.messages import Messages
from nldissect.testing.recording import Recording, UnableError, record, recording
from nldissect.testing.verdict import Verdict

GOLDEN = "golden"
TIMEOUT = 60.0
"""Seconds that a command may take."""


class Netlink:
    """Gives a test messages to look at: decoded bytes, capture files, and what commands and code do.

    directory  of the test's file, where its captures and golden files are
    scratch    where recordings go
    name       of the test
    rules      what makes messages alike
    update     whether golden files are written instead of compared
    """

    def __init__(self, directory: Path, scratch: Path, name: str, rules: Rules, *, update: bool) -> None:
        self.rules = rules
        self._directory = directory
        self._scratch = scratch
        self._name = name
        self._update = update
        self._opened = ExitStack()
        self._recordings = 0

    def __repr__(self) -> str:
        return "<netlink>"

    def close(self) -> None:
        """Close the capture files."""
        self._opened.close()

    def decode(
        self, data: bytes | str, protocol: str | int = "route", *, families: Mapping[int, str] | None = None
    ) -> Messages:
        """The messages in the bytes of a datagram, or in a text that shows them: hex, a dump, a C or Rust array ...

        `families` has the names of generic netlink families by their ids: {28: "ethtool"}.
        Raises ValueError for an unknown protocol, CaptureError for a text without bytes.
        """
        if isinstance(data, bytes):
            messages = decode(data, protocol, families=families)
            if not messages:
                raise ValueError("there are no bytes to decode")
            return Messages(messages[0].capture, rules=self.rules)
        capture = open_capture(data.encode(), format="hex", protocol=protocol, families=families)
        return Messages(capture.load(), rules=self.rules)

    def open(self, path: str | Path, *, format: str = "", protocol: str | int | None = None) -> Messages:  # noqa: A002
        """The messages of a capture file, found from the directory of the test's file.

        `format` says what a file is that is no pcap or pcapng: "hex", "strace", "raw" ... Raises CaptureError.
        """
        place = self._directory / path
        capture = self._opened.enter_context(open_capture(place, format=format, protocol=protocol))
        return Messages(capture.load(), rules=self.rules, place=str(place))

    def record(self, command: Sequence[str], *, apart: bool = True, timeout: float = TIMEOUT) -> Recording:
        """Run a command and give what it said by netlink, and what the kernel said to it.

        It runs in user and network namespaces of its own, so that it needs no rights and changes nothing here, unless
        `apart` is false. The test is skipped, with the reason, where that cannot be.
        """
        try:
            return record(
                command, self._place(), self.rules, apart=apart, timeout=timeout, environment=os.environ
            )
        except UnableError as error:
            pytest.skip(f"netlink cannot be recorded: {error}")

    @contextmanager
    def recording(self, *, apart: bool = True) -> Iterator[Recording]:
        """Record what this process and its children do in a block of code; the messages are there after it.

        For root the thread is in a network namespace of its own during the block, unless `apart` is false. The test
        is skipped, with the reason, where nothing can be recorded.
        """
        with ExitStack() as stack:
            try:
                made = stack.enter_context(recording(self._place(), self.rules, apart=apart))
            except UnableError as error:
                pytest.skip(f"netlink cannot be recorded: {error}")
            yield made

    def golden(self, messages: Messages, name: str = "") -> Verdict:
        """Whether messages are those of the golden file, a text in the directory `golden` beside the test's file.

        It is named after the test; a test with several gives each a `name`. `pytest --nl-update` writes it.
        """
        stem = re.sub(r"[^\w.-]+", "-", f"{self._name}-{name}" if name else self._name).strip("-")
        path = self._directory / GOLDEN / f"{stem}.txt"
        text = messages.to_text()
        if self._update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        wanted = path.read_text("utf-8") if path.exists() else None
        shown = path.relative_to(self._directory)

        def explain() -> Iterator[str]:
            if wanted is None:
                yield f"there is no {path}; pytest --nl-update writes it"
                return
            lines = (wanted.splitlines(), text.splitlines())
            yield from difflib.unified_diff(*lines, str(shown), "this time", n=2, lineterm="")
            yield "pytest --nl-update writes it anew"

        words = "as" if wanted == text else "no" if wanted is None else "other than"
        return Verdict(wanted == text, f"{words} {shown}", explain)

    def _place(self) -> Path:
        self._recordings += 1
        return self._scratch / f"netlink-{self._recordings}.pcapng"
