"""Templates: the JSON of a layout as constant text with a place for each value.

Values that stand together and often repeat from message to message (the small members of a header, the settings and
counters of an idle link) are written as one piece, whose text is remembered by its bytes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import repeat
from typing import TYPE_CHECKING, Any

from nldissect.engine.layout import Layout, packed
from nldissect.engine.values import named, presentation
from nldissect.schema.leaf import Leaf

if TYPE_CHECKING:
    from nldissect.analysis.names import Names

REDACTED = '"(redacted)"'
PLACE = "\0"  # stands for a value in the text of a template; JSON text has no such character
LONGEST_RUN = 16  # bytes of small struct members that are written as one piece
WHOLE = 12  # values from which on a struct or array is written as one piece
LONGEST_WHOLE = 1024  # bytes of such a struct or array
MOST_REPEATS = 1024  # texts remembered of one kind of piece; what comes after is written anew each time
MOST_KINDS = 1024  # kinds of pieces whose texts are remembered


class _Repeats(dict[bytes, str]):
    """The texts of pieces of one kind by their bytes."""

    def __init__(self, write: Callable[[bytes], str]) -> None:
        self._write = write

    def __missing__(self, data: bytes) -> str:
        text = self._write(data)
        if len(self) < MOST_REPEATS:
            self[data] = text
        return text


_repeats: dict[object, _Repeats] = {}


class _Column(dict[Any, str]):
    """The JSON of the values of a leaf by their raw values: in the rows from `first` on, until another name begins."""

    def __init__(self, leaf: Leaf, names: Names, first: int, last: int) -> None:
        self._leaf = leaf
        self._names = names
        self._first = first
        self._last = last
        self._turns: dict[Any, tuple[list[str], list[int]]] = {}

    def __missing__(self, raw: Any) -> str:
        value = presentation(self._leaf).value(raw)
        names, starts = self._names.stretch(self._leaf.names, value, self._first, self._last)
        texts = [json_of(self._leaf, raw, name) for name in names]
        if starts:
            self._turns[raw] = texts, starts
        self[raw] = texts[0]
        return texts[0]

    def write(self, raws: Sequence[Any], rows: Sequence[int]) -> list[str]:
        """The values, each in its row."""
        found = list(map(self.__getitem__, raws))
        if self._turns:
            for place, raw in enumerate(raws):
                if turn := self._turns.get(raw):
                    texts, starts = turn
                    found[place] = texts[bisect_right(starts, rows[place])]
        return found


class Moment(dict[Leaf, _Column]):
    """The JSON of values that have names, by their leaf, in the rows from `first` to `last`."""

    def __init__(self, names: Names, first: int, last: int) -> None:
        self._where = names, first, last

    def __missing__(self, leaf: Leaf) -> _Column:
        column = self[leaf] = _Column(leaf, *self._where)
        return column


def json_of(leaf: Leaf, raw: Any, name: str) -> str:
    """The JSON of a value, with its name unless it has a symbol."""
    shown = presentation(leaf)
    value = shown.value(raw)
    return named(value, name) if name and not isinstance(value, IntEnum) else shown.json(raw)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes [start, end) of a message that become one piece of text.

    write   makes it; None for a plain number
    leaf    of a value that may have a name
    """

    start: int
    end: int
    code: str
    write: Callable[[Any], str] | None
    leaf: Leaf | None = None


@dataclass(frozen=True, slots=True)
class _Texts:
    """A value in JSON, and where it is: [start, end], with the same for what is inside as a third."""

    value: str
    span: str


class _Builder:
    """Builds the texts and pieces of one layout."""

    def __init__(self, layout: Layout, names: Names, secrets: bool) -> None:
        self.layout = layout
        self.names = names
        self.named = layout.named if names.on else {}
        self.secrets = secrets
        self.pieces: list[_Piece] = []
        self.pointers: dict[int, str] = {}
        """JSON pointer of each node (RFC 6901)"""

    def below(self, index: int) -> list[int]:
        """The children of a node; of the message when the index is -1."""
        spans = self.layout.spans
        depth = spans[index][6] + 1 if index >= 0 else 0
        everything = self.layout.children(index) if index >= 0 else range(len(spans))
        return [each for each in everything if spans[each][6] == depth]

    def members(self, index: int, pointer: str) -> _Texts:
        """The members of the object of a node, and their places, both without braces."""
        names: dict[str, list[int]] = {}
        for child in self.below(index):
            names.setdefault(self.layout.spans[child][0].name, []).append(child)
        values: list[str] = []
        places: list[str] = []
        run: list[int] = []
        for name, children in names.items():
            key, place, first = json.dumps(name), f"{pointer}/{name}", children[0]
            listed = len(children) > 1 or self.layout.spans[first][0].multi
            if run and (listed or not self.runs(run, first)):
                values.append(self.run(run))
                run = []
            if listed:
                texts = [self.node(child, f"{place}/{number}") for number, child in enumerate(children)]
                values.append(f"{key}:[{','.join(text.value for text in texts)}]")
                places.append(f"{key}:[{','.join(text.span for text in texts)}]")
            elif self.runs(run, first):
                self.pointers[first] = place
                run.append(first)
                places.append(f"{key}:[{self.extent(first)}]")
            else:
                text = self.node(first, place)
                values.append(f"{key}:{text.value}")
                places.append(f"{key}:{text.span}")
        if run:
            values.append(self.run(run))
        return _Texts(",".join(values), ",".join(places))

    def extent(self, index: int) -> str:
        return f"{self.layout.spans[index][2]},{self.layout.spans[index][4]}"

    def node(self, index: int, pointer: str) -> _Texts:
        field, leaf, _, start, end, *_ = self.layout.spans[index]
        self.pointers[index] = pointer
        extent = self.extent(index)
        if leaf is None:
            return self.container(index, pointer, extent)
        if field.sensitive and not self.secrets:
            return _Texts(REDACTED, f"[{extent}]")
        shown = presentation(leaf)
        constant = None if self.changes(index) else self.layout.constant(start, end)
        if constant is not None:
            (raw,) = self.layout.unpacker((index,), start).unpack(constant)
            return _Texts(self.json(index)(raw), f"[{extent}]")
        if index in self.named:
            self.pieces.append(_Piece(start, end, self.layout.code(index), None, leaf))
            return _Texts(PLACE, f"[{extent}]")
        write = shown.value if shown.quoted else None if shown.plain else shown.json
        self.pieces.append(_Piece(start, end, self.layout.code(index), write))
        return _Texts(f'"{PLACE}"' if shown.quoted else PLACE, f"[{extent}]")

    def changes(self, index: int) -> bool:
        """Whether a value may have another name in each row."""
        return index in self.named and self.names.changes(self.named[index])

    def json(self, index: int) -> Callable[[Any], str]:
        """What writes a value whose name does not change."""
        leaf = self.layout.spans[index][1]
        assert leaf is not None  # only values are written
        shown, space = presentation(leaf), self.named.get(index)
        if space is None:
            return shown.json
        name = self.names.system.name
        return lambda raw: json_of(leaf, raw, name(space, shown.value(raw)))

    def container(self, index: int, pointer: str, extent: str) -> _Texts:
        below = self.below(index)
        spans = self.layout.spans
        listed = bool(below) and all(spans[child][0].name == str(number) for number, child in enumerate(below))
        whole = self.repeats(below)
        if whole:
            for child in below:
                self.pointers[child] = f"{pointer}/{spans[child][0].name}"
            places = ",".join(
                f"[{self.extent(child)}]" if listed else f"{json.dumps(spans[child][0].name)}:[{self.extent(child)}]"
                for child in below
            )
            value = self.piece(below, names=not listed)
        elif listed:
            texts = [self.node(child, f"{pointer}/{number}") for number, child in enumerate(below)]
            value, places = ",".join(text.value for text in texts), ",".join(text.span for text in texts)
        else:
            inside = self.members(index, pointer)
            value, places = inside.value, inside.span
        if listed:
            return _Texts(f"[{value}]", f"[{extent},[{places}]]")
        return _Texts(f"{{{value}}}", f"[{extent},{{{places}}}]" if below else f"[{extent}]")

    def repeats(self, indexes: list[int]) -> bool:
        """Whether nodes are the values of a struct or array that is long enough to be written as one piece."""
        spans = self.layout.spans
        if len(indexes) < WHOLE or spans[indexes[-1]][4] - spans[indexes[0]][2] > LONGEST_WHOLE:
            return False
        position = spans[indexes[0]][2]
        for index in indexes:
            field, leaf, start, value, end, _, _ = spans[index]
            if leaf is None or start != position or value != start or (field.sensitive and not self.secrets):
                return False
            if self.changes(index):
                return False
            position = end
        return True

    def runs(self, run: list[int], index: int) -> bool:
        """Whether a member of a struct can be written together with the members of `run`.

        Plain numbers of four bytes and more are as fast by themselves.
        """
        spans = self.layout.spans
        field, leaf, start, _, end, _, _ = spans[index]
        if leaf is None or field.role != "member" or (field.sensitive and not self.secrets) or self.changes(index):
            return False
        if end - start > 4 or (end - start == 4 and presentation(leaf).plain) or self.layout.constant(start, end):
            return False
        return not run or (spans[run[-1]][4] == start and end - spans[run[0]][2] <= LONGEST_RUN)

    def run(self, indexes: list[int]) -> str:
        return self.piece(indexes, names=True)

    def piece(self, indexes: list[int], *, names: bool) -> str:
        """Values that stand together as one piece; with their names, as members of an object."""
        spans = self.layout.spans
        start, end = spans[indexes[0]][2], spans[indexes[-1]][4]
        system = self.names.system if any(index in self.named for index in indexes) else None
        key = (self.layout.root.big, names, system, *((spans[each][0].name, spans[each][1]) for each in indexes))
        found = _repeats.get(key)
        if found is None:
            found = _Repeats(self.writer(indexes, start, names))
            if len(_repeats) < MOST_KINDS:
                _repeats[key] = found
        self.pieces.append(_Piece(start, end, f"{end - start}s", found.__getitem__))
        return PLACE

    def writer(self, indexes: list[int], start: int, names: bool) -> Callable[[bytes], str]:
        unpack = self.layout.unpacker(tuple(indexes), start).unpack
        parts: list[str] = []
        writers: list[Callable[[Any], str]] = []
        for index in indexes:
            parts.append(f"{json.dumps(self.layout.spans[index][0].name)}:%s" if names else "%s")
            writers.append(self.json(index))
        text = ",".join(parts)
        return lambda data: text % tuple([write(raw) for write, raw in zip(writers, unpack(data), strict=True)])


class Template:
    """Writes the messages of one layout, many at a time, with no Python code run for each of them."""

    def __init__(self, layout: Layout, names: Names, *, spans: bool, secrets: bool) -> None:
        builder = _Builder(layout, names, secrets)
        members = builder.members(-1, "")
        text = members.value
        if layout.issues:
            issues = [
                {
                    "at": builder.pointers[index],
                    "start": layout.spans[index][2],
                    "end": layout.spans[index][4],
                    "code": issue.code,
                    "issue": issue.text,
                }
                for index, issue in sorted(layout.issues.items())
            ]
            text += f',"issues":{json.dumps(issues, separators=(",", ":"))}'
        if spans:
            text += f',"spans":{{{members.span}}}'
        self._constants = (text + "}").split(PLACE)
        pieces = sorted(range(len(builder.pieces)), key=lambda place: builder.pieces[place].start)
        places = {piece: place for place, piece in enumerate(pieces)}
        ordered = [builder.pieces[piece] for piece in pieces]
        self._unpack = packed(layout.root.big, [(piece.start, piece.end, piece.code) for piece in ordered]).unpack_from
        self._writers = [
            (places[number], piece.write or str, piece.leaf) for number, piece in enumerate(builder.pieces)
        ]

    def lines(
        self, data: Any, offsets: list[int], rows: list[int], starts: Iterable[str], head: str, moment: Moment
    ) -> Iterator[str]:
        """The JSON objects of the messages at these offsets, which are in these rows.

        `starts` are the first members of each, `head` the members that all messages of this declaration share.
        """
        columns = list(zip(*map(self._unpack, repeat(data), offsets), strict=True))
        parts: list[Iterable[str]] = [starts, repeat(head + self._constants[0])]
        for (place, write, leaf), constant in zip(self._writers, self._constants[1:], strict=True):
            column = columns[place]
            parts += (moment[leaf].write(column, rows) if leaf else map(write, column), repeat(constant))
        return map("".join, zip(*parts, strict=False))


def template(layout: Layout, names: Names, *, spans: bool, secrets: bool) -> Template:
    """The template of a layout, made when first asked for."""
    key = ("json", spans, secrets)
    made = layout.renderers.get(key)
    if made is None:
        made = layout.renderers[key] = Template(layout, names, spans=spans, secrets=secrets)
    assert isinstance(made, Template)
    return made
