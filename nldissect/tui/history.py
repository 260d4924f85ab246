"""The filters that were applied before, kept across runs of the program."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

LONGEST = 200


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
    def entries(self) -> list[str]:
        """The filters, read when they are first asked for."""
        if self._entries is None:
            self._entries = self._read()
        return self._entries

    def add(self, text: str) -> None:
        """Note a filter as the newest, also in the file, which other programs may have written to meanwhile."""
        kept = [each for each in (*self.entries, *self._read()) if each != text]
        self._entries = [*list(dict.fromkeys(kept))[1 - LONGEST :], text]
        self._write()

    def _read(self) -> list[str]:
        try:
            text = (self._path or default_path()).read_text("utf-8", "replace")
        except OSError:
            return []
        return [line for line in text.split("\n") if line.strip() and line.isprintable()][-LONGEST:]

    def _write(self) -> None:
        path = self._path or default_path()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=".filters", dir=path.parent)
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.writelines(f"{each}\n" for each in self.entries)
            os.replace(name, path)
            self.problem = ""
        except OSError as error:
            self.problem = f"{path}: the filters are not kept ({error.strerror})"
