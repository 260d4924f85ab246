"""The filters that were applied before, kept across runs of the program."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from nldissect.replacing import replacing

LONGEST = 200
"""Filters kept."""

READ = 1 << 18
"""Bytes read from the end of the file: what is larger is no history of ours."""

TRIES, PAUSE = 20, 0.005
"""How often, and how many seconds apart, to ask for the lock that another program has."""


def default_path() -> Path:
    """Where they are kept: $XDG_STATE_HOME/nldissect/filters, else ~/.local/state/nldissect/filters."""
    import platformdirs

    return platformdirs.user_state_path("nldissect") / "filters"


class History:
    """The filters applied, the newest last; what cannot be read or written is as if it were empty.

    problem  why they are not kept, one sentence; "" when they are
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._entries: list[str] | None = None
        self.problem = ""

    @property
    def path(self) -> Path:
        """The file."""
        if self._path is None:
            self._path = default_path()
        return self._path

    @property
    def entries(self) -> list[str]:
        """The filters, read when they are first asked for."""
        if self._entries is None:
            self._entries = self._read()
        return self._entries

    def add(self, text: str) -> None:
        """Note a filter as the newest, also in the file, which other programs may have written to meanwhile."""
        own = self.entries
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked():
                written = self._read()
                self._entries = _newest([*(each for each in own if each not in written), *written], text)
                with replacing(self.path, 0o600) as file:
                    file.writelines(f"{each}\n".encode() for each in self._entries if _is_filter(each))
            self.problem = ""
        except OSError as error:
            self._entries = _newest(own, text)
            self.problem = self._not_kept(error)

    def _read(self) -> list[str]:
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - READ))
                lines = file.read(READ).decode("utf-8", "replace").split("\n")[1 if size > READ else 0 :]
        except FileNotFoundError:
            return []
        except OSError as error:
            self.problem = self._not_kept(error)
            return []
        return list(dict.fromkeys(line for line in reversed(lines) if _is_filter(line)))[:LONGEST][::-1]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other programs from writing; without them after a while, or where the file system knows no locks."""
        directory = os.open(self.path.parent, os.O_RDONLY)
        try:
            for _ in range(TRIES):
                try:
                    fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    sleep(PAUSE)
                except OSError:
                    break
            yield
        finally:
            os.close(directory)

    def _not_kept(self, error: OSError) -> str:
        return f"{self.path}: the filters are not kept ({error.strerror})."


def _newest(entries: list[str], text: str) -> list[str]:
    return [*(each for each in entries if each != text), text][-LONGEST:]


def _is_filter(line: str) -> bool:
    """Whether a line of the file can be a filter, and a filter a line of the file."""
    return bool(line.strip()) and line.isprintable() and "\ufffd" not in line
