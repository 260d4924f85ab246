"""Computed fields: what a message has besides what is declared - its place in the capture, its call, its names.

Each is declared once here, for filters, `-e`, `nldissect fields` and completion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nldissect.analysis.calls import Direction, Role, State
from nldissect.analysis.diagnostics import CODES, Severity
from nldissect.engine.values import printable
from nldissect.families import NAMES
from nldissect.index.grouping import occurring
from nldissect.index.messages import NLMSG_DONE, NLMSG_ERROR
from nldissect.schema.leaf import Leaf, errno, string, uid
from nldissect.schema.symbols import word

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.notes import Process
    from nldissect.schema.message import Message as Declaration

    Rows = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


class Column(NamedTuple):
    """Values of one field for some rows, aligned with them: integers or texts, or one text for all of them.

    there  which rows have the value; None for all of them
    """

    values: npt.NDArray[Any] | str
    there: Mask | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A field that is worked out.

    leaf     the type of its values; `columns` gives them as they are compared, not raw
    columns  of a capture and rows: a column for each value that a message can have
    unsettled  whether later messages can change the value
    """

    path: str
    meaning: str
    leaf: Leaf
    columns: Callable[[Capture, Rows], list[Column]]
    unsettled: bool = False

    def values(self, capture: Capture, row: int) -> list[int | str]:
        """The values that one message has."""
        found = self.columns(capture, np.array([row]))
        return [
            column.values if isinstance(column.values, str) else column.values.tolist()[0]
            for column in found
            if column.there is None or column.there[0]
        ]


NANOSECONDS = 1_000_000_000
number = Leaf("number", 8, "q", show="number")
instant = Leaf("time", 8, "q", show="instant")  # nanoseconds since the epoch; people write a date or seconds
epoch = Leaf("time", 8, "q", show="epoch")  # the same
duration = Leaf("duration", 8, "q", show="duration")  # nanoseconds; people write 1ms or seconds


def _enum(symbols: Any) -> Leaf:
    return Leaf(symbols.__name__, 1, "B", show="enum", symbols=symbols)


def _frame(column: str) -> Callable[[Capture, Rows], list[Column]]:
    def values(capture: Capture, rows: Rows) -> list[Column]:
        frames = capture.index.messages.frame[rows]
        return [Column(getattr(capture.source.frames, column)[frames])]

    return values


def _frame_number(capture: Capture, rows: Rows) -> list[Column]:
    return [Column(capture.index.messages.frame[rows].astype(np.int64) + 1)]


def _time_relative(capture: Capture, rows: Rows) -> list[Column]:
    times = capture.source.frames.time
    return [Column(times[capture.index.messages.frame[rows]] - times[0])]


def _time_delta(capture: Capture, rows: Rows) -> list[Column]:
    times = capture.source.frames.time
    frames = capture.index.messages.frame[rows].astype(np.int64)
    return [Column(times[frames] - times[np.maximum(frames - 1, 0)])]


def _interface_name(capture: Capture, rows: Rows) -> list[Column]:
    numbers = capture.source.frames.interface[capture.index.messages.frame[rows]]
    found = [(capture.source.interfaces[each].name, numbers == each) for each in occurring(numbers)]
    return [Column(name, there) for name, there in found if name]


def _comments(capture: Capture, rows: Rows) -> list[Column]:
    frames = capture.index.messages.frame[rows]
    comments = capture.source.comments
    most = max((len(texts) for frame, texts in comments.items() if frame >= 0), default=0)
    columns = []
    for place in range(most):
        values = np.full(len(rows), "", object)
        there = np.zeros(len(rows), np.bool_)
        for frame, texts in comments.items():
            if frame >= 0 and place < len(texts):
                here = frames == frame
                values[here], there[here] = texts[place], True
        columns.append(Column(values, there))
    return columns


def _number(capture: Capture, rows: Rows) -> list[Column]:
    return [Column(rows + 1)]


def _protocol(capture: Capture, rows: Rows) -> list[Column]:
    return [Column(capture.index.messages.protocol[rows])]


def declarations(capture: Capture, protocol: int, rows: Rows) -> tuple[list[tuple[int, Declaration]], Rows | None]:
    """The message types that occur in rows of one protocol, each with its declaration there.

    Also for each row the place of its type in that list, where types are dynamic; else None.
    """
    declared = capture.registry.protocol(protocol)
    types = capture.index.messages.type[rows]
    if declared.teaches is None:
        return [(type_, declared.find(type_)) for type_ in occurring(types)], None
    history = capture.decoder.dynamic(protocol)
    keys = types.astype(np.int64) | history.numbers(types, rows) << 16
    distinct, heads, inverse = np.unique(keys, return_index=True, return_inverse=True)
    found = []
    for key, head in zip(distinct.tolist(), rows[heads].tolist(), strict=True):
        found.append((key & 0xFFFF, declared.find(key & 0xFFFF, history.name(key & 0xFFFF, head))))
    return found, inverse.reshape(-1)


def protocols(capture: Capture, rows: Rows) -> list[tuple[int, Mask]]:
    """The protocols that occur in rows, each with the mask of its rows."""
    column = capture.index.messages.protocol[rows]
    return [(number, column == number) for number in occurring(column)]


def _family(capture: Capture, rows: Rows) -> list[Column]:
    columns = []
    for number, here in protocols(capture, rows):
        protocol = capture.registry.protocol(number)
        if protocol.teaches is None:
            columns.append(Column(protocol.short, here))
            continue
        places = np.flatnonzero(here)
        found, which = declarations(capture, number, rows[places])
        families = [declaration.family or protocol.short for _, declaration in found]
        for family in dict.fromkeys(families):
            mask = np.zeros(len(rows), np.bool_)
            mask[places] = np.array([each == family for each in families])[which]
            columns.append(Column(family, mask))
    return columns


def _summary(capture: Capture, rows: Rows) -> list[Column]:
    values = np.empty(len(rows), object)
    values[:] = [capture.message(row).summary for row in rows.tolist()]
    return [Column(values)]


def _cause(attribute: str) -> Callable[[Capture, Rows], list[Column]]:
    def column(capture: Capture, rows: Rows) -> list[Column]:
        from nldissect.analysis.cause import cause, tells

        values = np.full(len(rows), "", object)
        types = capture.index.messages.type[rows]
        errors = np.flatnonzero((types == NLMSG_ERROR) | (types == NLMSG_DONE))
        capture.assign_layouts(rows[errors])
        for place, row in zip(errors.tolist(), rows[errors].tolist(), strict=True):
            if tells(capture.layout(row)) and (found := cause(capture.message(row))) is not None:
                values[place] = getattr(found, attribute)
        return [Column(values, values != "")]

    return column


def _diagnostic(capture: Capture, rows: Rows) -> list[Column]:
    from nldissect.analysis.diagnostics import masks

    return [Column(code, there) for code, there in masks(capture, rows).items()]


def _severity(capture: Capture, rows: Rows) -> list[Column]:
    from nldissect.analysis.diagnostics import masks

    highest = np.zeros(len(rows), np.uint8)
    for code, there in masks(capture, rows).items():
        np.maximum(highest, there * np.uint8(CODES[code].severity), out=highest)
    return [Column(highest, highest > 0)]


def _direction(capture: Capture, rows: Rows) -> list[Column]:
    capture.calls.update()
    return [Column(capture.calls.direction[rows])]


def _call(value: Callable[[Capture, npt.NDArray[np.uint32]], npt.NDArray[Any]]) -> Callable[..., list[Column]]:
    """A column of the calls that messages belong to; -1 where a call does not have the value."""

    def column(capture: Capture, rows: Rows) -> list[Column]:
        capture.calls.update()
        numbers = capture.calls.number[rows]
        values = value(capture, numbers)
        return [Column(values, (numbers != 0) & (values.astype(np.int64) >= 0))]

    return column


def _role(capture: Capture, rows: Rows) -> list[Column]:
    capture.calls.update()
    return [Column(capture.calls.role[rows], capture.calls.number[rows] != 0)]


def _request_type(capture: Capture, rows: Rows) -> list[Column]:
    from nldissect.analysis.groupings import labelled, types

    capture.calls.update()
    numbers = capture.calls.number[rows]
    places = np.flatnonzero(numbers)
    requests = capture.calls.request[numbers[places]].astype(np.int64)
    codes, labels = labelled(types(capture, requests))
    columns = []
    for code, label in enumerate(labels):
        there = np.zeros(len(rows), np.bool_)
        there[places[codes == code]] = True
        columns.append(Column(str(label[1]), there))
    return columns


def _transaction(capture: Capture, rows: Rows) -> list[Column]:
    capture.calls.update()
    numbers = capture.calls.transaction[capture.calls.number[rows]]
    return [Column(numbers, numbers != 0)]


def _process(value: Callable[[Process], int | str]) -> Callable[[Capture, Rows], list[Column]]:
    """A column of the processes that messages belong to."""

    def column(capture: Capture, rows: Rows) -> list[Column]:
        from nldissect.analysis.processes import processes

        if not capture.source.processes:
            return []
        found, places = processes(capture, rows)
        values = [value(each) for each in found]
        if all(isinstance(each, int) for each in values):
            numbers = np.array([*values, -1], np.int64)[places]
            return [Column(numbers, numbers >= 0)]
        return [Column(np.array([*values, ""], object)[places], places >= 0)]

    return column


def _enum_text(leaf: Leaf, value: int) -> str:
    assert leaf.symbols is not None  # `show` is "enum" only with symbols
    if isinstance(leaf.symbols, Mapping):
        return str(value)
    return word(leaf.symbols(value)).replace("_", " ")


def written(leaf: Leaf, value: int | str) -> str:
    """A value of a computed field as `-e` prints it: numbers as digits, times as seconds with nine decimals."""
    if isinstance(value, str):
        return printable(value)
    match leaf.show:
        case "instant":
            seconds, rest = divmod(value, NANOSECONDS)
            return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09d}Z"
        case "epoch" | "duration":
            seconds, rest = divmod(abs(value), NANOSECONDS)
            return f"{'-' if value < 0 else ''}{seconds}.{rest:09d}"
        case "enum":
            return _enum_text(leaf, value)
    return str(value)


COMPUTED = {
    field.path: field
    for field in (
        Computed("frame.number", "number of the datagram in the capture, from 1", number, _frame_number),
        Computed("frame.time", "when the datagram was captured", instant, _frame("time")),
        Computed("frame.time_epoch", "the same in seconds since the epoch", epoch, _frame("time")),
        Computed("frame.time_relative", "seconds since the first datagram", duration, _time_relative),
        Computed("frame.time_delta", "seconds since the datagram before", duration, _time_delta),
        Computed("frame.len", "bytes of the datagram, with the cooked header", number, _frame("length")),
        Computed("frame.cap_len", "bytes of the datagram that were captured", number, _frame("captured")),
        Computed("frame.interface_id", "number of the capture interface, from 0", number, _frame("interface")),
        Computed("frame.interface_name", "its name (pcapng), with the network namespace behind an @", string,
                 _interface_name),
        Computed("frame.comment", "comments on the datagram (pcapng)", string, _comments),
        Computed("nl.number", "number of the message in the capture, from 1", number, _number),
        Computed("nl.protocol", "netlink protocol", Leaf("protocol", 1, "B", show="enum", symbols=NAMES), _protocol),
        Computed("nl.family", "protocol or generic netlink family", string, _family),
        Computed("nl.summary", "the message in one line", string, _summary),
        Computed("nl.direction", "who speaks to whom", _enum(Direction), _direction),
        Computed("nl.diagnostic", "codes of what is odd about the message", string, _diagnostic, True),
        Computed("nl.severity", "the highest severity of these", _enum(Severity), _severity, True),
        Computed("nl.extack.attribute", "the attribute that caused the error", string, _cause("attribute")),
        Computed("nl.extack.path", "its field in the request", string, _cause("path")),
        Computed("call.number", "number of the call that the message belongs to", number,
                 _call(lambda capture, numbers: numbers)),
        Computed("call.role", "what the message is to its call", _enum(Role), _role),
        Computed("call.request", "number of the message that is its request", number,
                 _call(lambda capture, numbers: capture.calls.request[numbers] + np.int64(1))),
        Computed("call.type", "name of its request's message or command", string, _request_type),
        Computed("call.state", "how the call went", _enum(State),
                 _call(lambda capture, numbers: capture.calls.state[numbers]), True),
        Computed("call.errno", "the error that it ended with; 0 for none", errno,
                 _call(lambda capture, numbers: capture.calls.errno[numbers]), True),
        Computed("call.port", "port id of who asked; 0 when no reply tells", number,
                 _call(lambda capture, numbers: capture.calls.port[numbers]), True),
        Computed("call.replies", "data messages that answered", number,
                 _call(lambda capture, numbers: capture.calls.replies[numbers]), True),
        Computed("call.notifications", "notifications that it caused", number,
                 _call(lambda capture, numbers: capture.calls.notifications[numbers]), True),
        Computed("call.latency", "time from the request to the last reply", duration,
                 _call(lambda capture, numbers: capture.calls.latency(numbers)), True),
        Computed("call.first_latency", "time from the request to the first reply", duration,
                 _call(lambda capture, numbers: capture.calls.first_latency(numbers)), True),
        Computed("process.name", "short name of the process that asked, or is told", string,
                 _process(lambda process: process.name), True),
        Computed("process.command", "its command line", string, _process(lambda process: process.command), True),
        Computed("process.id", "its process id", number, _process(lambda process: process.process), True),
        Computed("process.user", "its user", uid, _process(lambda process: process.user), True),
        Computed("call.transaction", "number of the batch that the call is in", number, _transaction),
    )
}  # fmt: skip
