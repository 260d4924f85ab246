"""Interfaces of a capture: where packets come from."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from nldissect.live.packets import Format


class Input(Protocol):
    """Where packets come from; `packets` and `dropped` are as of the last `count`."""

    packets: int
    dropped: int

    def filenos(self) -> list[int]: ...

    def take(self, form: Format, interface: int, most: int | None = None) -> tuple[int, bytes] | None: ...

    def count(self) -> None: ...

    def failure(self) -> int: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Interface:
    """One interface of the capture.

    ending   is called when the capture is over, before the last packets are taken
    gone     says why nothing more comes from it ("" for nothing to tell), given the error number that was left;
             None: more may come
    ports    of our own sockets there, each with its protocol
    talks    these sockets
    """

    name: str
    input: Input
    gone: Callable[[int], str | None] = os.strerror
    ports: Sequence[tuple[int, int]] = ()
    talks: Sequence[socket.socket] = ()
    ending: Callable[[], None] = lambda: None
    asked: set[bytes] = field(default_factory=set)
    over: bool = False

    def close(self) -> None:
        """Let go of all its sockets, which would keep a namespace."""
        self.input.close()
        for each in self.talks:
            each.close()
