"""Wireshark as it is asked here: through pyshark, which runs in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from tempfile import TemporaryDirectory, TemporaryFile
from types import TracebackType
from typing import Any, NamedTuple, Self

from nldissect.engine.values import printable
from nldissect.errors import CaptureError

READER = "nldissect.interop.crosscheck.reader"


class WiresharkError(CaptureError):
    """Wireshark cannot be asked, whatever the capture; `str()` is one sentence for the user."""


class Shown(NamedTuple):
    """A field that Wireshark shows.

    name   its name in filters: "netlink-route.ifla_mtu"
    start  byte of the frame where it starts
    size   its bytes
    show   its value as text, also that of a number
    label  a word for the value, or ""
    """

    name: str
    start: int
    size: int
    show: str
    label: str


class Kind(NamedTuple):
    """What one of Wireshark's fields is: its type ("FT_UINT32"), and which bits of its bytes (0: all)."""

    type: str
    mask: int


Frame = tuple[int, list[Shown]]
"""The number of a frame, from 1, and what Wireshark shows of it."""


class Wireshark:
    """The process that reads captures for us, while the context lasts.

    version  of tshark
    kinds    of Wireshark's fields, by name

    Raises WiresharkError when it cannot be had, or ends before it should.
    """

    def __init__(self) -> None:
        self.version = ""
        self.kinds: dict[str, Kind] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._errors = stack.enter_context(TemporaryFile())
            settings = stack.enter_context(TemporaryDirectory())
            self._process = subprocess.Popen(
                [sys.executable, "-m", READER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                # What the user has set in Wireshark (protocols that are off ...) is no part of the comparison.
                env={**os.environ, "WIRESHARK_CONFIG_DIR": settings},
            )
            stack.callback(self._end)
            told = self._line()
            self.version = told["version"]
            self.kinds = {name: Kind(*kind) for name, kind in told["kinds"].items()}
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def frames(self, path: str) -> Iterator[Frame]:
        """What Wireshark shows of the frames of a capture file; to be read to its end."""
        assert self._process.stdin is not None  # it is a pipe
        try:
            self._process.stdin.write(json.dumps(os.path.abspath(path)) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        while not isinstance(told := self._line(), dict):
            number, fields = told
            yield number, [Shown(*field) for field in fields]

    def _line(self) -> Any:
        assert self._process.stdout is not None  # it is a pipe
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise self._ended()
        told = json.loads(line)
        if isinstance(told, dict) and "error" in told:
            raise WiresharkError(f"Wireshark cannot be asked: {told['error']}")
        return told

    def _ended(self) -> WiresharkError:
        """Why the process did not go on."""
        status = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        return WiresharkError(f"the process that runs pyshark {how}{f': {printable(said)}' if said else ''}")

    def _end(self) -> None:
        with suppress(BrokenPipeError), self._process as process:  # of what was still to be written to it
            process.kill()
