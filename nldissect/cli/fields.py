"""`nldissect fields [PATTERN]`: what filters and `-e` can name."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from fnmatch import fnmatchcase

from nldissect.analysis.computed import COMPUTED
from nldissect.analysis.fields import Declared, declared_fields
from nldissect.analysis.filter.kinds import described
from nldissect.cli import UsageError
from nldissect.cli.common import plain_output
from nldissect.families import registry
from nldissect.output.table import table_lines

VERSION = 1  # of the object that --json prints


def run(options: argparse.Namespace) -> int:
    found = [row for row in (_wireshark() if options.wireshark else _fields()) if _matches(options.pattern, row)]
    if not found:
        raise UsageError(f"no field {options.pattern!r}; `nldissect fields` lists them")
    plain_output(False)
    head = ("wireshark", "field", "") if options.wireshark else ("field", "type", "meaning")
    if options.json:
        names = ("name", "field", "reason") if options.wireshark else head
        listed = [dict(zip(names, row, strict=True)) for row in found]
        print(json.dumps({"version": VERSION, "fields": listed}, indent=1))
    else:
        for line in table_lines(head, found, left=3):
            print(line)
    return 0


def _matches(pattern: str | None, row: tuple[str, str, str]) -> bool:
    """Whether a field is meant: by a glob for its name, or by a part of its name, type or meaning."""
    if pattern is None:
        return True
    if any(each in pattern for each in "*?["):
        return fnmatchcase(row[0], pattern.lower())
    return any(pattern.lower() in text.lower() for text in row)


def _fields() -> Iterator[tuple[str, str, str]]:
    declared = declared_fields(registry)
    rows = {path: (path, _types(each), _meaning(each)) for path, each in declared.items()}
    for each in (each for alike in declared.values() for each in alike):
        rows.update({path: (path, "flag", f"{name} of {each.header}") for path, name in each.flags.items()})
    for computed in COMPUTED.values():
        kind = described([computed.leaf]).removeprefix("a ").removeprefix("an ")
        rows[computed.path] = computed.path, kind, computed.meaning
    yield from (rows[path] for path in sorted(rows))


def _types(declared: list[Declared]) -> str:
    return " or ".join(dict.fromkeys(each.type for each in declared))


def _meaning(declared: list[Declared]) -> str:
    """The kernel's names of a field, and the headers that have them."""
    return ", ".join(dict.fromkeys(f"{each.name}{f' of {each.header}' if each.header else ''}" for each in declared))


def _wireshark() -> Iterator[tuple[str, str, str]]:
    from nldissect.analysis.filter.wireshark import ALIASES, NOT_ALIASED

    yield from ((name, path, "") for name, path in sorted(ALIASES.items()))
    yield from ((name, "", reason) for name, reason in sorted(NOT_ALIASED.items()))
