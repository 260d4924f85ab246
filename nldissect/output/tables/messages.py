"""The table of all messages: a row for each, with what it has before its fields are looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from nldissect.analysis.answers import answers_among
from nldissect.analysis.calls import Direction, Role, State
from nldissect.analysis.groupings import labelled, types
from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.values import errno_name
from nldissect.index.messages import FRAGMENT
from nldissect.output.tables.arrays import LABEL, TIME, flat, labels, times
from nldissect.output.tables.plans import Plan, plan

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture

    Rows = npt.NDArray[Any]

PORTION = 1 << 18  # messages of a file

MESSAGES = pa.schema(
    [
        pa.field("capture", LABEL, nullable=False),
        pa.field("file", LABEL, nullable=False),
        pa.field("number", pa.int64(), nullable=False),
        pa.field("frame", pa.int64(), nullable=False),
        pa.field("time", TIME, nullable=False),
        pa.field("time_ns", pa.int64(), nullable=False),
        pa.field("interface", LABEL),
        pa.field("protocol", LABEL, nullable=False),
        pa.field("family", LABEL, nullable=False),
        pa.field("type", LABEL, nullable=False),
        pa.field("type_number", pa.int32()),
        pa.field("flags", pa.int32()),
        pa.field("seq", pa.int64()),
        pa.field("port", pa.int64()),
        pa.field("length", pa.int64(), nullable=False),
        pa.field("errno", pa.int64()),
        pa.field("error", LABEL),
        pa.field("direction", LABEL, nullable=False),
        pa.field("role", LABEL, nullable=False),
        pa.field("call", pa.int64()),
        pa.field("call_state", LABEL),
        pa.field("call_latency", pa.int64()),
        pa.field("process", LABEL),
        pa.field("process_id", pa.int64()),
        pa.field("object", LABEL, nullable=False),
        pa.field("issues", LABEL),
    ]
)
"""The columns of `messages`, in every file of it."""


def message_table(capture: Capture, key: str, rows: Rows, secrets: bool = False) -> pa.Table:
    """The rows of some messages; `key` tells the capture from others."""
    return pa.Table.from_arrays(_arrays(capture, key, rows, secrets), schema=MESSAGES)


def _arrays(capture: Capture, key: str, rows: Rows, secrets: bool) -> list[pa.Array]:
    table, frames = capture.index.messages, capture.source.frames
    frame = table.frame[rows]
    instants = frames.time[frame]
    whole = table.state[rows] & FRAGMENT == 0
    once = np.zeros(len(rows), np.int32)
    codes, found = labelled(types(capture, rows))
    names = [(str(family), str(name)) for family, name in found]
    answered, errnos = answers_among(capture, rows)
    errno = np.zeros(len(rows), np.int64)
    errno[answered] = errnos
    calls = capture.calls
    calls.update()
    call = calls.number[rows]
    belongs = call != 0
    latency = calls.latency(call)
    about, issues = _by_layout(capture, rows, secrets)
    return [
        labels(once, [key]),
        labels(once, [os.path.basename(capture.name)]),
        pa.array(rows.astype(np.int64) + 1),
        pa.array(frame.astype(np.int64) + 1),
        times(instants),
        pa.array(instants),
        _interfaces(capture, frames.interface[frame]),
        _numbered(table.protocol[rows], lambda number: capture.registry.protocol(number).short),
        _labels(codes, [family for family, _ in names]),
        _labels(codes, [name for _, name in names]),
        flat(table.type[rows], pa.int32(), whole),
        flat(table.flags[rows], pa.int32(), whole),
        flat(table.seq[rows], pa.int64(), whole),
        flat(table.port[rows], pa.int64(), whole),
        flat(table.length[rows], pa.int64(), None),
        flat(errno, pa.int64(), _among(len(rows), answered)),
        _errors(errno),
        _numbered(calls.direction[rows], lambda number: _words(Direction(number))),
        _numbered(calls.role[rows], lambda number: _words(Role(number))),
        flat(call, pa.int64(), belongs),
        _numbered(calls.state[call], lambda number: State(number).words, belongs),
        flat(latency, pa.int64(), belongs & (latency >= 0)),
        *_processes(capture, rows),
        about,
        issues,
    ]


def _among(count: int, places: Rows) -> npt.NDArray[np.bool_]:
    mask = np.zeros(count, np.bool_)
    mask[places] = True
    return mask


def _errors(errno: Rows) -> pa.Array:
    """The names of errors; null where there is none."""
    distinct, codes = np.unique(errno, return_inverse=True)
    return _labels(codes.reshape(-1), [errno_name(number) if number > 0 else "" for number in distinct.tolist()])


def _words(member: Direction | Role) -> str:
    return member.name.lower().replace("_", " ")


def _labels(codes: Rows, names: Sequence[str]) -> pa.Array:
    """Texts by codes; names may be there twice, and an empty one is null."""
    distinct = {name: number for number, name in enumerate(dict.fromkeys(filter(None, names)))}
    table = np.array([distinct.get(name, -1) for name in names] or [-1], np.int32)
    return labels(table[codes], list(distinct))


def _numbered(values: Rows, name: Callable[[int], str], mask: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Small numbers by their names; null where the mask is false."""
    codes = values.astype(np.int32)
    top = int(codes.max()) + 1 if len(codes) else 0
    present = np.flatnonzero(np.bincount(values, minlength=top)).tolist()
    names = [""] * top
    for number in present:
        names[number] = name(number)
    if mask is not None:
        names, codes = [*names, ""], np.where(mask, codes, top)
    return _labels(codes, names)


def _interfaces(capture: Capture, numbers: Rows) -> pa.Array:
    interfaces = capture.source.interfaces
    return _numbered(numbers, lambda number: interfaces[number].name if number < len(interfaces) else "")


def _processes(capture: Capture, rows: Rows) -> Iterator[pa.Array]:
    from nldissect.analysis.processes import processes

    found, places = processes(capture, rows) if capture.source.processes else ([], np.full(len(rows), -1, np.int64))
    yield _labels(places, [*(process.name for process in found), ""])
    numbers = np.array([*(process.process for process in found), -1], np.int64)[places]
    yield flat(numbers, pa.int64(), numbers >= 0)


def _by_layout(capture: Capture, rows: Rows, secrets: bool) -> tuple[pa.Array, pa.Array]:
    """The table that tells the fields of each message, and what does not fit in it."""
    numbers = capture.assign_layouts(rows)
    kept = numbers != NOT_KEPT
    layouts = capture.decoder.layouts
    present = np.flatnonzero(np.bincount(numbers[kept])).tolist()
    plans: list[Plan] = [plan(layouts[number], secrets) for number in present]
    table = np.zeros(max(present, default=0) + 1, np.int64)
    table[present] = np.arange(len(present))
    codes = np.zeros(len(rows), np.int64)
    codes[kept] = table[numbers[kept]]
    abouts, issues = [each.table for each in plans], [each.issues for each in plans]
    for place in np.flatnonzero(~kept).tolist():  # their layouts, and what they tell, are not to be kept
        single = plan(capture.layout(int(rows[place])), secrets)
        codes[place] = len(abouts)
        abouts.append(single.table)
        issues.append(single.issues)
    return _labels(codes, abouts), _labels(codes, issues)
