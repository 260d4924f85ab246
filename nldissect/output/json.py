"""JSON: one object per message, by a template that is made once for each layout.

The keys are the kernel's names; structs are objects, attributes that repeat (or are declared to) are lists, nests whose
attribute types are indexes are objects by index. A value with a name is {"value": 2, "name": "AF_INET"} (null where it
has none here), flags are {"value": 3, "names": [...]}, undeclared bytes {"hex": "...", "guess": ...}. `schema.json`
beside this file says it all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.analysis.cause import cause, tells
from nldissect.analysis.processes import processes
from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.layout import Layout
from nldissect.index.grouping import grouped
from nldissect.notes import Process
from nldissect.output.template import Moment, template
from nldissect.schema.message import Message as Declaration

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.capture import Capture
    from nldissect.message import Message

    Rows = npt.NDArray[np.int64]


CHUNK = 16384  # messages written at a time: many of one layout at once are fast
BLOCK = 256  # lines given out at a time: what is made of them stays in the processor's cache


def _constant(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _heads(capture: Capture) -> Callable[[int, Layout], str]:
    """Writes the constant members in front of a message's own: its protocol, family and type."""
    known: dict[tuple[int, Declaration | None], str] = {}

    def write(protocol: int, layout: Layout) -> str:
        key = (protocol, layout.message)
        head = known.get(key)
        if head is None:
            declared = capture.registry.protocol(protocol)
            message = layout.message
            head = (
                f'"protocol":{_constant({"value": protocol, "name": declared.name})},'
                f'"family":{_constant((message.family if message else "") or declared.short)},'
                f'"type":{_constant(message.name if message else None)},'
            )
            known[key] = head
        return head

    return write


def lines(capture: Capture, rows: Iterable[int], *, spans: bool = False, secrets: bool = False) -> Iterator[str]:
    """One JSON object a message, each on one line."""
    for block in blocks(capture, rows, spans=spans, secrets=secrets):
        yield from block


def blocks(capture: Capture, rows: Iterable[int], *, spans: bool = False, secrets: bool = False) -> Iterator[list[str]]:
    """The same lines, some hundreds at a time."""
    heads = _heads(capture)
    places = np.arange(rows.start, rows.stop) if isinstance(rows, range) else np.fromiter(rows, np.int64)
    for start in range(0, len(places), CHUNK):
        lines = _chunk(capture, places[start : start + CHUNK], heads, spans, secrets)
        yield from (lines[first : first + BLOCK] for first in range(0, len(lines), BLOCK))


def _chunk(
    capture: Capture, places: Rows, heads: Callable[[int, Layout], str], spans: bool, secrets: bool
) -> list[str]:
    table, data = capture.index.messages, capture.source.data
    numbers = capture.assign_layouts(places)
    protocols = table.protocol[places]
    keys = numbers.astype(np.uint64) << np.uint64(8) | protocols
    keys[numbers == NOT_KEPT] += np.arange(np.count_nonzero(numbers == NOT_KEPT), dtype=np.uint64) << np.uint64(40)
    order, groups = grouped(keys)
    frames = table.frame[places]
    seconds, nanoseconds = np.divmod(capture.source.frames.time[frames[order]], 1_000_000_000)
    offsets = table.offset[places[order]].tolist()
    rows = places[order].tolist()
    columns = (
        (places[order] + 1).tolist(),
        (frames[order] + np.uint32(1)).tolist(),
        seconds.tolist(),
        nanoseconds.tolist(),
    )
    begun = map('{"number":%d,"frame":%d,"time":"%d.%09d",'.__mod__, zip(*columns, strict=True))
    texts: list[str] = []
    moment = Moment(capture.names, int(places.min()), int(places.max()))
    for start, stop in groups:
        layout = capture.layout(rows[start])
        head = heads(int(protocols[order[start]]), layout)
        made = template(layout, capture.names, spans=spans, secrets=secrets)
        starts = islice(begun, stop - start)
        written = made.lines(data, offsets[start:stop], rows[start:stop], starts, head, moment)
        texts.extend(_with_causes(capture, rows[start:stop], written) if tells(layout) else written)
    inverse = np.empty(len(places), np.int64)
    inverse[order] = np.arange(len(places))
    found = list(map(texts.__getitem__, inverse.tolist()))
    return _with_processes(capture, places, found) if capture.source.processes else found


def _with_processes(capture: Capture, places: Rows, lines: list[str]) -> list[str]:
    """The lines, each with the process that its message is of."""
    found, which = processes(capture, places)
    ends = [f',"process":{_constant(_process(process))}}}' for process in found]
    return [
        line if place < 0 else line[:-1] + ends[place] for line, place in zip(lines, which.tolist(), strict=True)
    ]


def _process(process: Process) -> dict[str, object]:
    return {
        "id": process.process,
        "name": process.name,
        "command": process.command,
        "user": process.user if process.user >= 0 else None,
        "certain": process.certain,
    }


def _with_causes(capture: Capture, rows: list[int], lines: Iterable[str]) -> Iterator[str]:
    """The lines of errors, each with what its extended ack is about."""
    for row, line in zip(rows, lines, strict=True):
        found = cause(capture.message(row))
        yield f'{line[:-1]},"cause":{_constant(found.to_dict())}}}' if found else line


def message_dict(message: Message, *, spans: bool = False, secrets: bool = False) -> dict[str, Any]:
    """One message as the object that its JSON line holds."""
    line = next(lines(message.capture, [message.row], spans=spans, secrets=secrets))
    loaded: dict[str, Any] = json.loads(line)
    return loaded
