"""`nldissect decode`: bytes from a log, a bug report or a debugger."""

from __future__ import annotations

import argparse
import sys

from nldissect.capture import decode
from nldissect.cli import FAILED, UsageError
from nldissect.cooked import uncooked
from nldissect.errors import CaptureError
from nldissect.message import Message
from nldissect.sources.hex import bytes_of


def run(options: argparse.Namespace) -> int:
    if options.spans and options.format not in ("json", "ndjson"):
        raise UsageError("--spans goes with -T json or -T ndjson")
    data, protocol = uncooked(_given(options.hex))
    given = (protocol or 0) if options.proto is None else options.proto
    try:
        messages = decode(data, given, families=dict(options.genl_family), names=not options.numeric)
    except ValueError as error:
        raise UsageError(str(error)) from None
    _print(messages, options)
    if all(message.kind == "fragment" for message in messages):
        sys.stdout.flush()
        print(f"nldissect decode: no netlink message in {len(data):,} bytes", file=sys.stderr)
        return FAILED
    return 0


def _given(text: str) -> bytes:
    """The bytes of `--hex TEXT`, or of standard input: as they are if they are no text, which never has a NUL."""
    try:
        if text != "-":
            return bytes_of(text)
        data = sys.stdin.buffer.read()
        return data if b"\0" in data else bytes_of(data.decode("utf-8", "backslashreplace"))
    except ValueError as error:
        if text != "-":
            raise UsageError(f"--hex: {error}") from None
        raise CaptureError(f"standard input: {error}") from None


def _print(messages: list[Message], options: argparse.Namespace) -> None:
    if options.format in ("json", "ndjson"):
        from nldissect.output.json import lines

        rows = range(len(messages))
        found = lines(messages[0].capture, rows, spans=options.spans, secrets=options.secrets)
        print("[\n" + ",\n".join(found) + "\n]" if options.format == "json" else "\n".join(found))
        return
    from nldissect.output.text import hex_lines, tree_lines

    for message in messages:
        print(f"{message.family_name} {message.type_name}: {message.summary}")
        if options.format == "tree":
            for line in tree_lines(message, secrets=options.secrets):
                print(line)
        elif options.format == "hex":
            for line in hex_lines(message.data):
                print(line)
