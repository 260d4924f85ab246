"""The columns that the list of messages can have: those of its own, and any field that filters can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nldissect.output.interfaces import interface_label
from nldissect.tui.columns import Column
from nldissect.tui.interfaces import INTERFACE, interface_condition, interface_numbers
from nldissect.tui.times import duration_text

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Rows = npt.NDArray[np.int64]
    Keys = npt.NDArray[np.generic]

FIELD_WIDTH = 16
"""Cells of a column that shows a field."""


class MessageColumn(NamedTuple):
    """A column of the list.

    text       what it says of a message
    condition  the display filter that a cell becomes; "" for none
    keys       what rows are sorted by, aligned with them; None: by their texts
    """

    title: str
    meaning: str
    width: int
    right: bool
    dim: bool
    text: Callable[[Message], str]
    condition: Callable[[Message], str]
    keys: Callable[[Capture, Rows], Keys] | None = None


def _delta(message: Message) -> int:
    """Nanoseconds since the message before; 0 for the first."""
    before = message.capture.message(max(0, message.row - 1))
    return message.time - before.time


def _times(capture: Capture, rows: Rows) -> Rows:
    times: Rows = capture.source.frames.time[capture.index.messages.frame[rows]]
    return times


def _deltas(capture: Capture, rows: Rows) -> Keys:
    return _times(capture, rows) - _times(capture, np.maximum(rows - 1, 0))


def _column(name: str) -> Callable[[Capture, Rows], Keys]:
    def keys(capture: Capture, rows: Rows) -> Keys:
        found: Keys = getattr(capture.index.messages, name)[rows]
        return found

    return keys


def _labels(part: int) -> Callable[[Capture, Rows], Keys]:
    """Sorts by family, or by type: the groups that statistics count by, in the order of their names."""

    def keys(capture: Capture, rows: Rows) -> Keys:
        from nldissect.analysis.groupings import type_ranks

        return type_ranks(capture, rows, part)

    return keys


def _roles(capture: Capture, rows: Rows) -> Keys:
    capture.calls.update()
    return capture.calls.role[rows]


def _type_condition(message: Message) -> str:
    from nldissect.analysis.conditions import of_type

    return of_type(message)


def _computed(path: str, value: str) -> str:
    from nldissect.analysis.conditions import of_computed

    return of_computed(path, value)[0]


OWN: Mapping[str, MessageColumn] = {
    "number": MessageColumn(
        "No.", "number of the message in the capture", 5, True, True,
        lambda message: str(message.number), lambda message: f"nl.number == {message.number}",
        lambda capture, rows: rows,
    ),
    "time": MessageColumn(
        "Time", "when its datagram was captured; `t` changes how it is written", 10, True, False,
        lambda message: str(message.time),
        lambda message: f"frame.time_epoch >= {message.time // 10**9}.{message.time % 10**9:09d}", _times,
    ),
    "delta": MessageColumn(
        "Δ", "time since the message before", 7, True, True,
        lambda message: duration_text(_delta(message)), lambda message: "", _deltas,
    ),
    INTERFACE: MessageColumn(
        "Tap", "where it was captured: the network namespace, or the name of the device", 12, False, True,
        interface_label, interface_condition, interface_numbers,
    ),
    "port": MessageColumn(
        "Port", "nlmsg_pid: the port id of a socket", 10, True, True,
        lambda message: str(message.port), lambda message: f"nl.port == {message.port}", _column("port"),
    ),
    "seq": MessageColumn(
        "Seq", "nlmsg_seq", 10, True, True,
        lambda message: str(message.seq), lambda message: f"nl.seq == {message.seq}", _column("seq"),
    ),
    "kind": MessageColumn(
        "", "request, reply, part of a dump, acknowledgement, error, notification", 1, False, False,
        lambda message: message.kind, lambda message: "", _roles,
    ),
    "family": MessageColumn(
        "Family", "netlink protocol, or generic netlink family", 9, False, True,
        lambda message: message.family_name, lambda message: _computed("nl.family", message.family_name), _labels(0),
    ),
    "type": MessageColumn(
        "Type", "name of the message or command", 18, False, False,
        lambda message: message.type_name, _type_condition, _labels(1),
    ),
    "info": MessageColumn(
        "Info", "what the message says, in a line", 0, False, False,
        lambda message: message.summary, lambda message: _computed("nl.summary", message.summary),
    ),
    "length": MessageColumn(
        "Len", "nlmsg_len: bytes of the message", 5, True, True,
        lambda message: str(message.length), lambda message: f"nl.len == {message.length}", _column("length"),
    ),
    "frame": MessageColumn(
        "Frame", "number of the datagram", 6, True, True,
        lambda message: str(message.frame_number), lambda message: f"frame.number == {message.frame_number}",
        _column("frame"),
    ),
}  # fmt: skip

NARROW = ("number", "time", INTERFACE, "kind", "type", "info")
USUAL = ("number", "time", "delta", INTERFACE, "port", "kind", "family", "type", "info", "length")
"""The columns that are shown unless others are chosen; that of the interface only where there are several."""


def of_field(path: str) -> MessageColumn:
    """The column of a field; FilterError, a ValueError, when there is no such field."""
    from nldissect.output.fields import FieldsWriter

    line = FieldsWriter([path]).line
    return MessageColumn(path, "", FIELD_WIDTH, False, False, line, lambda message: path if line(message) else "")


def title(key: str, column: MessageColumn, width: int, delta: str) -> Column:
    """The column as the list lays it out."""
    return Column(key, delta if key == "delta" else column.title, width, column.right)
