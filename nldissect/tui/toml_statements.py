"""A TOML text with one value changed, and all else - comments, order, spelling - as its user wrote it.

tomllib is the judge of where a statement ends, so that nothing of its grammar is repeated here. tomlkit was tried: it
moves tables that do not stand beside their kin (`[profiles.b]` behind `[[colours]]`), and not the comments above them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

Path = tuple[str, ...]

BARE = re.compile("[A-Za-z0-9_-]+")  # a key that needs no quotation marks
ELEMENT = ""  # stands in paths for the table of an array; no setting is called so


class Statement(NamedTuple):
    """A header or a value.

    path    of the table that a header opens, or of the value
    first   its first line, counted from 0
    stop    behind its last line
    """

    path: Path
    is_header: bool
    first: int
    stop: int


def changed(text: str, path: Path, value: object) -> str:
    """The text with the value at `path` set (a text, number, boolean, or a list of these); None removes it.

    Raises ValueError where the text is no TOML, and where the value cannot be set without writing more of it anew:
    inside inline tables, and beside dotted keys.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = StringIO(text, newline="\n").readlines()
    found = list(_statements(lines))
    present = next((each for each in found if each.path == path and not each.is_header), None)
    written = f"{path[-1]} = {json.dumps(value, ensure_ascii=False)}{end}"
    if present is not None:
        body = "".join(lines[present.first : present.stop])
        lines[present.first : present.stop] = [] if value is None else [_replaced(body, value, end)]
    elif value is not None:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += end
        place = _place(found, path[:-1], lines)
        if place is None:
            header = ".".join(name if BARE.fullmatch(name) else json.dumps(name) for name in path[:-1])
            lines += [*([end] if lines else []), f"[{header}]{end}", written]
        else:
            lines.insert(place, written)
            if place + 1 < len(lines) and lines[place + 1].lstrip().startswith(("[", "#")):
                lines.insert(place + 1, end)
    after = "".join(lines)
    if not _says(after, _expected(tomllib.loads(text), path, value)):
        raise ValueError(f"{'.'.join(path)} cannot be set beside what is written there")
    return after


def _statements(lines: list[str]) -> Iterator[Statement]:
    """All statements; raises ValueError for lines that are none."""
    table: Path = ()
    first = 0
    while first < len(lines):
        begin = lines[first].lstrip()
        if not begin or begin.startswith("#"):
            first += 1
            continue
        parsed, stop = _parsed(lines, first)
        path = _path(parsed)
        if begin.startswith("["):
            table = path
            yield Statement(path, True, first, stop)
        else:
            yield Statement(table + path, False, first, stop)
        first = stop


def _parsed(lines: list[str], first: int) -> tuple[dict[str, object], int]:
    """The statement that begins in a line, and behind which line it ends: the first where it can end."""
    for stop in range(first + 1, len(lines) + 1):
        try:
            return tomllib.loads("".join(lines[first:stop])), stop
        except tomllib.TOMLDecodeError:
            if stop == len(lines):
                raise
    raise AssertionError(first)  # there is a line


def _path(parsed: object) -> Path:
    if isinstance(parsed, dict) and len(parsed) == 1:
        ((name, inner),) = parsed.items()
        return (name, *_path(inner))
    return (ELEMENT,) if parsed == [{}] else ()


def _replaced(body: str, value: object, end: str) -> str:
    """A statement with another value; its key stays, and so does the comment behind it."""
    key = next(body[:at] for at in range(len(body)) if body[at] == "=" and _says(body[:at] + "= 0"))
    stated = tomllib.loads(body)
    comment = ""
    for at in range(len(key), len(body)):
        if body[at] == "#" and _says(body[:at], stated):
            comment = "  " + body[at:].rstrip()
            break
    return f"{key}= {json.dumps(value, ensure_ascii=False)}{comment}{end}"


def _says(text: str, document: dict[str, object] | None = None) -> bool:
    """Whether a text is TOML, and if a document is given, that one."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return document is None or said == document


def _place(found: list[Statement], table: Path, lines: list[str]) -> int | None:
    """The line before which a new value of a table is written: behind those that it has; None: it has no header."""
    place = 0 if not table else None
    within = not table
    for statement in found:
        if statement.is_header:
            within = statement.path == table
        if within:
            place = statement.stop
    if place == 0:
        # Behind the comment that heads the file, if a blank line tells it from the comment of what comes next.
        heading = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
        if heading == len(lines) or not lines[heading].strip():
            place = min(heading + 1, len(lines)) if heading else 0
    return place


def _expected(document: dict[str, object], path: Path, value: object) -> dict[str, object]:
    """The document with the value at `path` set or, by None, removed."""
    name, *rest = path
    after = dict(document)
    if rest:
        inner = document.get(name, {})
        if isinstance(inner, dict) and (value is not None or name in document):
            after[name] = _expected(inner, tuple(rest), value)
    elif value is None:
        after.pop(name, None)
    else:
        after[name] = value
    return after
