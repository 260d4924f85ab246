"""Messages printed as they come: text, tree, JSON, fields or hex."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from nldissect.capture import Capture
from nldissect.cli import UsageError
from nldissect.cli.common import plain_output
from nldissect.output.definitions import DEFINITIONS

if TYPE_CHECKING:
    import numpy.typing as npt

    from nldissect.analysis.filter import Filter

    Rows = npt.NDArray[np.int64]
    Printer = Callable[[Capture, Rows], Iterator[list[str]]]  # blocks of lines


def check(options: argparse.Namespace) -> None:
    """Refuse options of printing that do not go together; one that does nothing is most likely meant otherwise."""
    if options.fields:
        if options.format not in (None, "fields"):
            raise UsageError(f"-e goes with -T fields, not with -T {options.format}")
        options.format = "fields"
    json = options.format in ("json", "ndjson")
    if options.format == "fields" and not options.fields:
        raise UsageError("-T fields needs at least one -e FIELD")
    if options.fields_options and not options.fields:
        raise UsageError("-E goes with -T fields")
    if options.spans and not json:
        raise UsageError("--spans goes with -T json or -T ndjson")
    if options.hex and (json or options.format == "fields" or options.format in DEFINITIONS):
        raise UsageError(f"-x does not go with -T {options.format}")


def batches(capture: Capture, chosen: Filter | None, count: int | None) -> Iterator[Rows]:
    """Rows of the messages that pass the filter as they come, up to `count` of them; of a stream bit by bit."""
    row = found = 0
    more = True
    while more and (count is None or found < count):
        more = capture.advance(1 << 26)
        stop = len(capture)
        rows = np.arange(row, stop) if chosen is None else chosen.rows(capture, row, stop)
        if count is not None:
            rows = rows[: count - found]
        row, found = stop, found + len(rows)
        if len(rows):
            yield rows


def print_messages(capture: Capture, options: argparse.Namespace, chosen: Filter | None, printer: Printer) -> None:
    """Print the messages that pass the filter, as they come."""
    array = options.format == "json"
    between, end = (",\n", "") if array else ("\n", "\n")
    written = False
    sys.stdout.write("[\n" if array else "")
    for rows in batches(capture, chosen, options.count):
        for block in printer(capture, rows):
            sys.stdout.write(between if array and written else "")
            sys.stdout.write(between.join(block) + end)
            written = True
        sys.stdout.flush()
    sys.stdout.write("\n]\n" if array else "")


def printer(options: argparse.Namespace) -> Printer:
    """What prints in the format that the options ask for."""
    if options.format in ("json", "ndjson"):
        from nldissect.output.json import blocks

        return lambda capture, rows: blocks(capture, rows, spans=options.spans, secrets=options.secrets)
    if options.format == "fields":
        return _fields_printer(options)
    if options.format in DEFINITIONS:
        return _definitions_printer(options)
    return _text_printer(options)


def _definitions_printer(options: argparse.Namespace) -> Printer:
    define = DEFINITIONS[options.format]
    plain_output(options.ascii)

    def write(capture: Capture, rows: Rows) -> Iterator[list[str]]:
        capture.assign_layouts(rows)
        for message in map(capture.message, rows.tolist()):
            yield [*define(message), ""]

    return write


def _fields_printer(options: argparse.Namespace) -> Printer:
    from nldissect.output.fields import FieldsWriter, parse_options

    try:
        writer = FieldsWriter(options.fields, secrets=options.secrets, **parse_options(options.fields_options))
    except ValueError as error:
        raise UsageError(str(error)) from None
    plain_output(options.ascii)
    if writer.header:
        print(writer.header)

    def write(capture: Capture, rows: Rows) -> Iterator[list[str]]:
        capture.assign_layouts(rows)
        return ([writer.line(capture.message(row))] for row in rows.tolist())

    return write


def _text_printer(options: argparse.Namespace) -> Printer:
    from nldissect.output.text import ASCII_GLYPHS, GLYPHS, hex_lines, summary_line, tree_lines

    glyphs = ASCII_GLYPHS if plain_output(options.ascii) else GLYPHS
    tree = options.format == "tree"
    digits = options.hex or options.format == "hex"

    def write(capture: Capture, rows: Rows) -> Iterator[list[str]]:
        capture.assign_layouts(rows)
        for row in rows.tolist():
            message = capture.message(row)
            lines = [summary_line(message, glyphs)]
            if tree:
                lines.extend(tree_lines(message, secrets=options.secrets))
            if digits:
                lines.extend(hex_lines(message.data))
            yield [*lines, ""] if tree or digits else lines

    return write
