"""Which interface each message is from, which the lists tell once there are several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rich.cells import cell_len

from nldissect.output.interfaces import interface_labels, namespace
from nldissect.tui.columns import Column

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Integers = npt.NDArray[Any]

INTERFACE = "interface"
"""Key of the column."""

NARROWEST, WIDEST = 5, 12
"""Cells of the column."""


class Interfaces:
    """The interfaces that the messages of a capture are from.

    several  whether there are two that have different names
    """

    def __init__(self, capture: Capture) -> None:
        self.several = False
        self._capture = capture
        self._looked_at = 0
        self._seen: set[int] = set()
        self._column: tuple[int, Column] | None = None
        """Of how many interfaces, and the column."""

    def update(self) -> None:
        """Look at the messages that came since the last time; called from one thread only."""
        count = len(self._capture)
        if self.several or len(self._capture.source.interfaces) < 2 or count == self._looked_at:
            return
        numbers = interface_numbers(self._capture, np.arange(self._looked_at, count))
        self._seen.update(np.flatnonzero(np.bincount(numbers)).tolist())
        self._looked_at = count
        labels = interface_labels(self._capture.source)
        self.several = len({labels[each] for each in self._seen}) > 1

    def column(self) -> Column:
        """The column that tells them, as wide as their names."""
        source = self._capture.source
        count = len(source.interfaces)
        if self._column is None or self._column[0] != count:
            widest = max([NARROWEST, *map(cell_len, interface_labels(source))])
            title = "Netns" if any(namespace(each.name) for each in source.interfaces) else "Tap"
            self._column = count, Column(INTERFACE, title, min(WIDEST, widest))
        return self._column[1]


def interface_numbers(capture: Capture, rows: Integers) -> Integers:
    """The numbers of the interfaces that the messages in these rows are from."""
    found: Integers = capture.source.frames.interface[capture.index.messages.frame[rows]]
    return found


def interfaces_of_ports(capture: Capture, rows: Integers | None) -> dict[int, str]:
    """Where talkers' messages in these rows (None: all) are from, by port: an interface, "all", or how many ("2/3")."""
    from nldissect.analysis.calls import Direction
    from nldissect.analysis.talkers import KERNEL

    numbers = capture.calls.number
    among = np.arange(len(numbers)) if rows is None else rows
    numbers, direction = numbers[among], capture.calls.direction[among]
    ports = np.where(numbers != 0, capture.calls.port[numbers], capture.index.messages.port[among]).astype(np.int64)
    theirs = interface_numbers(capture, among).astype(np.int64)
    told = (numbers != 0) | (ports != 0)
    kernel = (direction == Direction.FROM_KERNEL) | (direction == Direction.TO_KERNEL)
    labels = interface_labels(capture.source)
    found: dict[int, set[str]] = {}
    for pair in np.unique(np.concatenate((ports[told] << 16 | theirs[told], KERNEL << 16 | theirs[kernel]))).tolist():
        found.setdefault(pair >> 16, set()).add(labels[pair & 0xFFFF])
    every = len(set(labels))
    return {
        port: next(iter(names)) if len(names) == 1 else "all" if len(names) == every else f"{len(names)}/{every}"
        for port, names in found.items()
    }


def interface_condition(message: Message) -> str:
    """The display filter for the messages from the same interface."""
    from nldissect.analysis.computed import COMPUTED
    from nldissect.analysis.conditions import of_computed

    return next(
        text
        for path in ("frame.interface_name", "frame.interface_id")
        for value in COMPUTED[path].values(message.capture, message.row)
        for text in of_computed(path, value)
    )
