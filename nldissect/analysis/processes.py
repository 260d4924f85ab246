"""Whose messages are: the processes behind port ids, as far as the capture tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nldissect.engine.values import printable
from nldissect.notes import Process

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[np.int64]


def process_of(capture: Capture, row: int) -> Process | None:
    """The process that sent a message, or that it was sent to; None where the capture does not tell it."""
    return next(iter(_known(capture, np.array([row])).values()), None)


def processes(capture: Capture, rows: Rows) -> tuple[list[Process], npt.NDArray[np.int64]]:
    """The processes of messages, and for each row the place of its own among them; -1 where none is told."""
    known = _known(capture, rows)
    places = np.full(len(rows), -1, np.int64)
    if known:
        keys = _keys(capture, rows)
        for place, key in enumerate(known):
            places[keys == key] = place
    return list(known.values()), places


def process_names(capture: Capture) -> dict[int, str]:
    """The names of processes by port id; several, where the sockets of different protocols are of different ones."""
    names: dict[int, dict[str, None]] = {}
    for process in capture.source.processes:
        if process.name:
            names.setdefault(process.port, {})[printable(process.name)] = None
    return {port: " ".join(found) for port, found in names.items()}


def described(process: Process) -> str:
    """A process in a few words: "ip (4242)", with a question mark where only its id speaks for it."""
    return f"{printable(process.name or 'process')} ({process.process}{'' if process.certain else '?'})"


def _known(capture: Capture, rows: Rows) -> dict[int, Process]:
    """The processes by the keys of these rows."""
    found = {_packed(each.interface, each.protocol, each.port): each for each in capture.source.processes}
    if not found:
        return {}
    there = set(np.unique(_keys(capture, rows)).tolist())
    return {key: process for key, process in found.items() if key in there}


def _keys(capture: Capture, rows: Rows) -> npt.NDArray[np.uint64]:
    """Interface, protocol and port of messages in one integer; the port is that of the socket which asked."""
    capture.calls.update()
    table = capture.index.messages
    numbers = capture.calls.number[rows]
    ports = np.where(numbers != 0, capture.calls.port[numbers], table.port[rows]).astype(np.uint64)
    interfaces = capture.source.frames.interface[table.frame[rows]].astype(np.uint64)
    return interfaces << np.uint64(40) | table.protocol[rows].astype(np.uint64) << np.uint64(32) | ports


def _packed(interface: int, protocol: int, port: int) -> int:
    return interface << 40 | (protocol & 0xFF) << 32 | (port & 0xFFFFFFFF)
