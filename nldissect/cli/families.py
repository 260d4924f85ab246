"""`nldissect families [NAME]`: what the registry declares."""

from __future__ import annotations

import argparse

from nldissect.analysis.fields import message_fields
from nldissect.cli import UsageError
from nldissect.families import registry
from nldissect.output.text import table_lines
from nldissect.schema.message import Message


def run(options: argparse.Namespace) -> int:
    if options.name:
        _describe(options.name)
    else:
        _list()
    return 0


def _list() -> None:
    rows = []
    for protocol in registry:
        messages = list(protocol)
        for family in sorted({message.family for message in messages}):
            part = [message for message in messages if message.family == family]
            fields = {field.path for message in part for field in message_fields(message)}
            rows.append((protocol.name, family or protocol.short, f"{len(part):,}", f"{len(fields):,}"))
    for line in table_lines(("protocol", "family", "messages", "fields"), rows, left=2):
        print(line)


def _describe(name: str) -> None:
    found: list[tuple[str, Message]] = []
    for protocol in registry:
        for message in protocol:
            if name.lower() in (message.name.lower(), message.family.lower(), protocol.short, protocol.name.lower()):
                found.append((protocol.name, message))
    if not found:
        raise UsageError(f"no protocol, family or message {name!r}; `nldissect families` lists them")
    if len(found) > 1:
        rows = [(message.name, str(number), protocol) for protocol, message in found for number in [message.number]]
        for line in table_lines(("message", "number", "protocol"), rows, left=1):
            print(line)
        return
    protocol, message = found[0]
    print(f"{message.name} ({message.number}) of {message.family or protocol}\n")
    rows = []
    for field in message_fields(message):
        number = "" if field.number is None else str(field.number)
        rows.append(("  " * field.depth + field.name, number, field.type, field.path, field.header))
    for line in table_lines(("name", "number", "type", "field", "header"), rows, left=5):
        print(line)
