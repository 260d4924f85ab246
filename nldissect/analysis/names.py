"""Names of numbers: what the capture tells of them, or the system."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from nldissect.analysis.dynamic import Extent, History, lessons, protocols
from nldissect.analysis.iproute2 import DIRECTORIES, FILES, read_table
from nldissect.engine.values import Memory

if TYPE_CHECKING:
    from nldissect.capture import Capture

USER = "user"
REALM = "realm"  # two numbers in one, 16 bits each: realms from and to


class SystemNames:
    """Names that are the same in every message: those of iproute2's tables, and of users.

    directories   where the tables are, the most important first
    """

    def __init__(self, directories: Sequence[str | Path] = DIRECTORIES) -> None:
        self._tables = {space: read_table(file, directories) for space, file in FILES.items()}
        self._users = Memory(_user)

    def __contains__(self, space: str) -> bool:
        return space == USER or space in FILES

    def name(self, space: str, number: int) -> str:
        """The name of a number; "" when it has none."""
        if space == USER:
            return str(self._users[number])
        table = self._tables[space]
        if space == REALM and number >> 16:
            realms = number >> 16, number & 0xFFFF
            known = any(realm in table for realm in realms)
            return "/".join(table.get(realm, str(realm)) for realm in realms) if known else ""
        return table.get(number, "")

    def numbers(self, space: str, name: str) -> list[int]:
        """The numbers that have a name."""
        if space == USER:
            return _users(name)
        if space == REALM and name.count("/") == 1:
            above, below = (self.numbers(REALM, part) or _digits(part) for part in name.split("/"))
            return [first << 16 | second for first in above for second in below]
        return [number for number, each in self._tables[space].items() if each == name]


def _digits(text: str) -> list[int]:
    return [int(text)] if text.isdecimal() else []


def _user(number: int) -> str:
    try:
        from pwd import getpwuid

        return getpwuid(number).pw_name
    except (ImportError, KeyError):  # not on this system, not this user
        return ""


def _users(name: str) -> list[int]:
    try:
        from pwd import getpwnam

        return [getpwnam(name).pw_uid]
    except (ImportError, KeyError):
        return []


@lru_cache(maxsize=1)
def system_names() -> SystemNames:
    """The names that this system gives, read once."""
    return SystemNames()


class Names:
    """The names of numbers in the messages of a capture; numbers of interfaces have those that the capture tells.

    system   names that it does not tell; None for those of this system
    on       False: nothing is shown with a name; filters know them all the same
    """

    def __init__(self, capture: Capture, system: SystemNames | None = None, *, on: bool = True) -> None:
        self.on = on
        self._capture = capture
        self._system = system
        self._histories: dict[str, History] = {}
        self._taught = Extent()
        self._lock = Lock()

    @property
    def system(self) -> SystemNames:
        """The names that the capture does not tell."""
        if self._system is None:
            self._system = system_names()
        return self._system

    def name(self, space: str, number: int, row: int) -> str:
        """The name that a number is shown with in a row; "" when it has none there."""
        return self.known(space, number, row) if self.on else ""

    def known(self, space: str, number: int, row: int) -> str:
        """The name of a number in a row, shown or not; "" when it has none there."""
        if space in self.system:
            return self.system.name(space, number)
        found = self._history(space).name(number, row) if row < self._taught.messages else ""
        if not found and self._taught != Extent.of(self._capture):
            self.learn()
            found = self._history(space).name(number, row)
        return found

    def changes(self, space: str) -> bool:
        """Whether names of a space can change from row to row."""
        return self.on and space not in self.system

    def stretch(self, space: str, number: int, first: int, last: int) -> tuple[list[str], list[int]]:
        """The names of a number in rows from `first` to `last`, and the rows where all but the first of them begin."""
        if self.changes(space):
            self.learn()
            return self._history(space).stretch(number, first, last)
        return [self.name(space, number, first)], []

    def texts(self, space: str, numbers: Sequence[int], rows: Sequence[int]) -> list[str]:
        """The names of numbers, each in its row."""
        if not len(rows):
            return []
        distinct, inverse = np.unique(np.asarray(numbers), return_inverse=True)
        first, last = int(np.min(rows)), int(np.max(rows))
        stretches = [self.stretch(space, number, first, last) for number in distinct.tolist()]
        return [
            names[bisect_right(starts, row)] if starts else names[0]
            for (names, starts), row in zip(map(stretches.__getitem__, inverse.tolist()), rows, strict=True)
        ]

    def spans(self, space: str, name: str) -> list[tuple[int, int, int | None]]:
        """The numbers that have a name, from which row on, and up to which (exclusive; None: to the end)."""
        if space in self.system:
            return [(number, 0, None) for number in self.system.numbers(space, name)]
        self.learn()
        return self._history(space).spans(name)

    def learn(self) -> None:
        """Take in the messages that came since the last time; asked for a name of a later one it does so by itself."""
        if self._taught != Extent.of(self._capture):
            with self._lock:  # a screen looks at messages while another thread reads on
                self._learn_until(Extent.of(self._capture))

    def _history(self, space: str) -> History:
        """The names of a space as the capture tells them, as far as it was taken in."""
        found = self._histories.get(space)
        return found if found is not None else self._histories.setdefault(space, History())

    def _learn_until(self, stop: Extent) -> None:
        first = self._taught
        for number in protocols(self._capture, first, stop):
            protocol = self._capture.registry.protocol(number)
            for space, teaching in protocol.names.items():
                history = self._histories.setdefault(space, History())
                for row, lesson in lessons(self._capture, protocol, teaching, first, stop):
                    history.learn(row, lesson)
        self._taught = stop
