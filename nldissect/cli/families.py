"""`nldissect families [NAME]`: what the registry declares."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from nldissect.analysis.fields import message_fields
from nldissect.cli import UsageError
from nldissect.families import registry
from nldissect.families.netlink import CONTROL
from nldissect.output.table import table_lines
from nldissect.schema.message import Message


@dataclass(frozen=True, slots=True)
class _Entry:
    """A declared message: its protocol, its family (the protocol's short name if it has none) and its number there."""

    protocol: str
    family: str
    number: int
    message: Message

    @property
    def names(self) -> tuple[str, ...]:
        return (
            self.message.name.lower(),
            self.family,
            self.protocol.lower(),
            self.protocol.removeprefix("NETLINK_").lower(),
        )


def run(options: argparse.Namespace) -> int:
    entries = list(_entries())
    if options.name is None:
        _print_families(entries)
        return 0
    found = [entry for entry in entries if options.name.lower() in entry.names]
    if not found:
        near = difflib.get_close_matches(options.name.lower(), {name for entry in entries for name in entry.names}, 3)
        listed = f"; did you mean {' or '.join(near)}?" if near else "; `nldissect families` lists them"
        raise UsageError(f"no protocol, family or message {options.name!r}{listed}")
    if len({entry.message.name for entry in found}) == 1:
        for entry in found:
            _print_message(entry)
    else:
        _print_messages(found)
    return 0


def _entries() -> Iterator[_Entry]:
    for protocol in (CONTROL, *registry):
        for number, message in sorted(protocol.messages.items()):
            if not message.family:
                yield _Entry(protocol.name, protocol.short, number, message)
        for name, family in protocol.families.items():
            for number, message in sorted(family.commands.items()):
                yield _Entry(protocol.name, name, number, message)


def _print_families(entries: list[_Entry]) -> None:
    messages: dict[tuple[str, str], list[Message]] = {}
    for entry in entries:
        messages.setdefault((entry.protocol, entry.family), []).append(entry.message)
    rows = []
    for names, part in messages.items():
        fields = {field.path for message in part for field in message_fields(message)}
        rows.append((*names, f"{len(part):,}", f"{len(fields):,}"))
    for line in table_lines(("protocol", "family", "messages", "fields"), rows, left=2):
        print(line)


def _print_messages(entries: list[_Entry]) -> None:
    rows = [(entry.message.name, str(entry.number), entry.family) for entry in entries]
    for line in table_lines(("message", "number", "family"), rows):
        print(line)


def _print_message(entry: _Entry) -> None:
    print(f"{entry.message.name} ({entry.number}) of {entry.family}\n")
    rows = []
    for field in message_fields(entry.message):
        number = "" if field.number is None else str(field.number)
        rows.append(("  " * field.depth + field.name, number, field.type, field.path, field.header))
    for line in table_lines(("name", "number", "type", "field", "header"), rows, left=5):
        print(line)
    print()
