"""`nldissect decode`: bytes from a log, a bug report or a debugger."""

from __future__ import annotations

import argparse
import re
import sys

from nldissect.capture import decode
from nldissect.cli import UsageError

# A line of a hex dump: an offset, a colon or two spaces, then bytes, then perhaps the same as text.
DUMP_LINE = re.compile(r"^\s*(?:0x)?[0-9a-fA-F]{3,8}(?::|\s)\s+((?:[0-9a-fA-F]{2,8}[ -]{1,3}?)*[0-9a-fA-F]{2,8})(?:\s{2,}.*|\s*\|.*)?$")
ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})")


def bytes_of(text: str) -> bytes:
    """The bytes that a text shows as hex digits, "\\x20" escapes, or a hex dump; ValueError with the reason when none."""
    if ESCAPED.search(text):
        rest = ESCAPED.sub("", text).strip("\"'\\ \t\n;,+")
        if rest.strip():
            raise ValueError(f"{rest.split()[0]!r} among \\x escapes is no byte")
        return bytes(int(digits, 16) for digits in ESCAPED.findall(text))
    lines = [line for line in text.splitlines() if line.strip()]
    dumped = [DUMP_LINE.match(line) for line in lines]
    if len(lines) > 1 and all(dumped):
        text = " ".join(match[1] for match in dumped if match)
    digits = re.sub(r"0[xX]|[\s,:;{}()\[\]-]", "", text)
    if not digits:
        raise ValueError("there are no hex digits")
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no hex digit")
    if len(digits) % 2:
        raise ValueError(f"{len(digits)} hex digits are no whole number of bytes")
    return bytes.fromhex(digits)


def run(options: argparse.Namespace) -> int:
    text = sys.stdin.read() if options.hex == "-" else options.hex
    try:
        messages = decode(bytes_of(text), options.proto, families=dict(options.genl_family))
    except ValueError as error:
        raise UsageError(str(error)) from None
    if options.format in ("json", "ndjson"):
        from nldissect.output.json import lines

        capture = messages[0].capture
        found = lines(capture, range(len(capture)), spans=options.spans, secrets=options.secrets)
        print("[\n" + ",\n".join(found) + "\n]" if options.format == "json" else "\n".join(found))
        return 0
    from nldissect.output.text import hex_lines, tree_lines

    for message in messages:
        print(f"{message.family_name} {message.type_name}: {message.summary}")
        if options.format == "tree":
            for line in tree_lines(message, secrets=options.secrets):
                print(line)
        elif options.format == "hex":
            for line in hex_lines(message.data):
                print(line)
    return 0
