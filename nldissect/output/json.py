"""JSON: one object per message, by a template that is made once for each layout.

The keys are the kernel's names; structs are objects, attributes that repeat (or are declared to) are lists, nests whose
attribute types are indexes are objects by index. A value with a name is {"value": 2, "name": "AF_INET"}, flags are
{"value": 3, "names": [...]}, undeclared bytes {"hex": "...", "guess": ...}. `schema.json` beside this file says it all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from nldissect.engine.cache import NOT_KEPT
from nldissect.engine.layout import Layout, packed
from nldissect.engine.values import Memory, presentation

if TYPE_CHECKING:
    from nldissect.capture import Capture, Message

REDACTED = '"(redacted)"'
CHUNK = 4096  # messages whose columns are taken out of numpy at a time
LONGEST_RUN = 16  # bytes of struct members whose text is remembered as one


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes [start, end) of a message that become one piece of text; `write` is None for a plain number."""

    start: int
    end: int
    code: str
    write: Callable[[Any], str] | None


class _Tree:
    """The JSON of one layout under construction: constant text with a place for each piece."""

    def __init__(self, layout: Layout, secrets: bool) -> None:
        self.layout = layout
        self.secrets = secrets
        self.pointers: list[tuple[str, int]] = []
        self.pieces: list[_Piece] = []

    def below(self, index: int) -> list[int]:
        """The children of a node; of the message when the index is -1."""
        spans = self.layout.spans
        depth = spans[index][6] + 1 if index >= 0 else 0
        everything = self.layout.children(index) if index >= 0 else range(len(spans))
        return [each for each in everything if spans[each][6] == depth]

    def members(self, index: int, pointer: str) -> str:
        """The members of the object of a node, without its braces."""
        names: dict[str, list[int]] = {}
        for child in self.below(index):
            names.setdefault(self.layout.spans[child][0].name, []).append(child)
        members = []
        run: list[int] = []
        for name, children in names.items():
            place = f"{pointer}/{name}"
            if len(children) == 1 and self.runs(run, children[0]):
                self.pointers.append((place, children[0]))
                run.append(children[0])
                continue
            if run:
                members.append(self.run(run))
                run = []
            key = json.dumps(name).replace("%", "%%")
            if len(children) > 1 or self.layout.spans[children[0]][0].multi:
                values = (self.value(child, f"{place}/{place_in_list}") for place_in_list, child in enumerate(children))
                members.append(f"{key}:[{','.join(values)}]")
            elif self.runs([], children[0]):
                self.pointers.append((place, children[0]))
                run = [children[0]]
            else:
                members.append(f"{key}:{self.value(children[0], place)}")
        if run:
            members.append(self.run(run))
        return ",".join(members)

    def runs(self, run: list[int], index: int) -> bool:
        """Whether a member of a struct can be written together with the members of `run`.

        Small members repeat from message to message (family, type, flags ...): the text of several of them is looked
        up by their bytes. Plain numbers of four bytes and more are as fast by themselves.
        """
        spans = self.layout.spans
        field, leaf, start, _, end, _, _ = spans[index]
        if leaf is None or field.role != "member" or (field.sensitive and not self.secrets):
            return False
        if end - start > 4 or (end - start == 4 and presentation(leaf).plain):
            return False
        return not run or (spans[run[-1]][4] == start and end - spans[run[0]][2] <= LONGEST_RUN)

    def run(self, indexes: list[int]) -> str:
        """The members of a struct that are written together."""
        start, end = self.layout.spans[indexes[0]][2], self.layout.spans[indexes[-1]][4]
        unpack = self.layout.unpacker(tuple(indexes), start).unpack
        writers = []
        for index in indexes:
            field, leaf, *_ = self.layout.spans[index]
            assert leaf is not None  # runs() takes leaves only
            writers.append((json.dumps(field.name), presentation(leaf).json))

        def write(data: bytes) -> str:
            return ",".join(f"{key}:{text(raw)}" for (key, text), raw in zip(writers, unpack(data), strict=True))

        self.pieces.append(_Piece(start, end, f"{end - start}s", Memory(write).__getitem__))
        return "%s"

    def value(self, index: int, pointer: str) -> str:
        field, leaf, _, start, end, *_ = self.layout.spans[index]
        self.pointers.append((pointer, index))
        if leaf is None:
            below = self.below(index)
            if below and all(self.layout.spans[child][0].name == str(place) for place, child in enumerate(below)):
                values = (self.value(child, f"{pointer}/{place}") for place, child in enumerate(below))
                return f"[{','.join(values)}]"
            return f"{{{self.members(index, pointer)}}}"
        if field.sensitive and not self.secrets:
            return REDACTED
        shown = presentation(leaf)
        self.pieces.append(_Piece(start, end, self.layout.code(index), None if shown.plain else shown.json))
        return "%s"


class Template:
    """Writes the JSON members that come from the bytes of a message, for all messages of a layout."""

    def __init__(self, layout: Layout, *, spans: bool, secrets: bool) -> None:
        tree = _Tree(layout, secrets)
        text = tree.members(-1, "")
        if layout.issues:
            issues = [
                {"at": at, "start": layout.spans[index][2], "end": layout.spans[index][4], "issue": layout.issues[index]}
                for at, index in tree.pointers
                if index in layout.issues
            ]
            text += f',"issues":{_constant(issues)}'
        if spans:
            places = {pointer: [layout.spans[index][2], layout.spans[index][4]] for pointer, index in tree.pointers}
            text += f',"spans":{_constant(places)}'
        self._text = text + "}"
        ordered = sorted(tree.pieces, key=lambda piece: (piece.start, piece.end))
        self._unpack = packed(layout.root.big, [(piece.start, piece.end, piece.code) for piece in ordered]).unpack_from
        self._writers = [(place, piece.write) for place, piece in enumerate(ordered) if piece.write]
        self._order = None if ordered == tree.pieces else itemgetter(*(ordered.index(piece) for piece in tree.pieces))

    def __call__(self, data: Any, offset: int = 0) -> str:
        """The members and the closing brace, for the message at an offset."""
        values = list(self._unpack(data, offset))
        for place, write in self._writers:
            values[place] = write(values[place])
        return self._text % (self._order(values) if self._order else tuple(values))


def _constant(value: object) -> str:
    return json.dumps(value, separators=(",", ":")).replace("%", "%%")


def template(layout: Layout, *, spans: bool, secrets: bool) -> Template:
    """The template of a layout, made when first asked for."""
    key = ("json", spans, secrets)
    made = layout.renderers.get(key)
    if made is None:
        made = layout.renderers[key] = Template(layout, spans=spans, secrets=secrets)
    assert isinstance(made, Template)
    return made


def _heads(capture: Capture) -> Callable[[int, Layout], str]:
    """Writes the constant members in front of a message's own: its protocol, family and type."""
    known: dict[tuple[int, int], str] = {}

    def write(protocol: int, layout: Layout) -> str:
        key = (protocol, id(layout.message))
        head = known.get(key)
        if head is None:
            declared = capture.registry.protocol(protocol)
            message = layout.message
            head = (
                f'"protocol":{_constant({"value": protocol, "name": declared.name})},'
                f'"family":{_constant((message.family if message else "") or declared.short)},'
                f'"type":{_constant(message.name if message else None)},'
            ).replace("%%", "%")
            known[key] = head
        return head

    return write


def lines(capture: Capture, rows: Iterable[int], *, spans: bool = False, secrets: bool = False) -> Iterator[str]:
    """One JSON object a message, each on one line."""
    for block in blocks(capture, rows, spans=spans, secrets=secrets):
        yield from block


def blocks(
    capture: Capture, rows: Iterable[int], *, spans: bool = False, secrets: bool = False
) -> Iterator[list[str]]:
    """The same lines, some thousands at a time."""
    heads = _heads(capture)
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield _chunk(capture, chunk, heads, spans, secrets)


def _chunk(
    capture: Capture, rows: list[int], heads: Callable[[int, Layout], str], spans: bool, secrets: bool
) -> list[str]:
    numbers = capture.assign_layouts(np.array(rows, np.int64)).tolist()
    table = capture.index.messages
    frames = table.frame[rows]
    times = capture.source.frames.time[frames].tolist()
    data = capture.source.data
    columns = zip(
        rows, numbers, frames.tolist(), times, table.offset[rows].tolist(), table.protocol[rows].tolist(), strict=True
    )
    kept = capture.layouts.layouts
    prepared: dict[tuple[int, int], tuple[str, Template]] = {}
    texts = []
    for row, number, frame, time, offset, protocol in columns:
        ready = prepared.get((number, protocol))
        if ready is None:
            layout = kept[number] if number != NOT_KEPT else None
            layout = layout or capture.layout(row)
            ready = heads(protocol, layout), template(layout, spans=spans, secrets=secrets)
            if number != NOT_KEPT:
                prepared[number, protocol] = ready
        head, body = ready
        seconds, nanoseconds = divmod(time, 1_000_000_000)
        texts.append(
            f'{{"number":{row + 1},"frame":{frame + 1},"time":"{seconds}.{nanoseconds:09d}",{head}{body(data, offset)}'
        )
    return texts


def message_dict(message: Message, *, spans: bool = False, secrets: bool = False) -> dict[str, Any]:
    """One message as the object that its JSON line holds."""
    line = next(lines(message.capture, [message.row], spans=spans, secrets=secrets))
    loaded: dict[str, Any] = json.loads(line)
    return loaded
