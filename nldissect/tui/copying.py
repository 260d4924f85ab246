"""What can be copied of a selection, and how it gets to the clipboard of whoever looks at the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from nldissect.engine import values
from nldissect.output import literals
from nldissect.output.definitions import pytest_definition
from nldissect.tui.cells import printable, size_text
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.menu import Choice

if TYPE_CHECKING:
    from textual.app import App

    from nldissect.engine.node import Node
    from nldissect.message import Message

REDACTED = "(redacted)"

SAFE = 74_994
"""Bytes of text that in base64 fit into the 100,000 characters that terminals commonly take in one sequence."""

PREVIEW_LINES = 4
PREVIEW = 110
"""Characters: the menu is no wider."""

SHORT = 60
"""Characters of a text that is told whole."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to copy, made when it is wanted.

    what   "the row", or for bytes "Python bytes"
    lines  gives its lines
    count  how many bytes it shows, None for what is not about bytes
    secret  whether a key or password is in it
    """

    what: str
    lines: Callable[[], Iterable[str]]
    count: int | None = None
    secret: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines())

    @property
    def preview(self) -> str:
        """The beginning of the text in one line."""
        return " ".join(" ".join(islice(self.lines(), PREVIEW_LINES)).split())[:PREVIEW]


def choices(
    message: Message | None, node: Node | None, row_text: str, cell_text: str, condition: str, glyphs: Glyphs
) -> list[Choice]:
    """What the selection can be copied as; the values are of the type Copy, for `copy`. Empty texts are left out.

    row_text   the row of the list, with tabs between its cells
    cell_text  the selected cell, or the value of the selected field
    condition  the display filter that the selection becomes
    """
    if node is not None and node.text:
        row_text, cell_text = (text.replace(node.text, _value(node)) for text in (row_text, cell_text))
        if node.sensitive and condition.startswith(node.path):
            condition = node.path
    row = "\t".join(map(printable, row_text.split("\t")))
    found = [
        _choice("r", "row", Copy("the row", lambda: [row])),
        _choice("v", "value", Copy("the value", lambda: [printable(cell_text)])),
        _choice("f", "filter", Copy("the filter", lambda: [condition])),
    ]
    if message is not None:
        found += _of_message(message, glyphs)
        field = b"" if node is None else message.data[node.start : node.end]
        if node is not None and field:
            found += _of_bytes("hpcu", "field", node.name, field, has_secret([node, *_below(node)]))
        secret = has_secret(message.nodes())
        found += _of_bytes("HPCU", "message", message.type_name, message.data, secret)
        test = Copy("a pytest test", partial(pytest_definition, message), len(message.data), secret)
        found.append(_choice("Y", "message as pytest test", test))
        dump = Copy("a hex dump", partial(_dump, message.data), len(message.data), secret)
        found.append(_choice("D", "message as hex dump", dump))
    return [choice for choice in found if choice.detail]


def _value(node: Node) -> str:
    """The value of a field: a key redacted, and of bytes all where the screen shows the first."""
    if node.sensitive:
        return REDACTED
    if isinstance(node.value, bytes):
        return node.text.replace(values.hexadecimal(node.value), node.value.hex())
    return node.text


def _choice(key: str, label: str, copy: Copy) -> Choice:
    return Choice(key, label, copy.preview, copy)


def _of_message(message: Message, glyphs: Glyphs) -> Iterator[Choice]:
    from nldissect.output.json import lines
    from nldissect.output.text import ASCII_GLYPHS, GLYPHS, summary_line, tree_lines

    signs = ASCII_GLYPHS if glyphs.ascii else GLYPHS

    def tree() -> Iterator[str]:
        yield summary_line(message, signs)
        yield from tree_lines(message)

    number = f"message {message.number:,}"
    yield _choice("S", "summary", Copy(f"the summary of {number}", lambda: [summary_line(message, signs).strip()]))
    yield _choice("T", "tree", Copy(f"the tree of {number}", tree))
    yield _choice("J", "JSON", Copy(f"the JSON of {number}", lambda: lines(message.capture, [message.row])))


def _of_bytes(keys: str, what: str, name: str, data: bytes, secret: bool) -> Iterator[Choice]:
    """The choices for some bytes, each with its key."""
    forms: tuple[tuple[str, str, Callable[[], Iterable[str]]], ...] = (
        ("hex", "hex", lambda: [literals.hexadecimal(data)]),
        ("Python bytes", "Python bytes", lambda: literals.python_lines(data)),
        ("C array", "a C array", lambda: literals.c_lines(data, name)),
        ("Rust array", "a Rust array", lambda: literals.rust_lines(data, name)),
    )
    for key, (form, told, lines) in zip(keys, forms, strict=True):
        yield _choice(key, f"{what} as {form}", Copy(told, lines, len(data), secret))


def _dump(data: bytes) -> Iterator[str]:
    from nldissect.output.text import hex_lines

    return (line.strip() for line in hex_lines(data))


def has_secret(nodes: Iterable[Node]) -> bool:
    """Whether any of the nodes is a key or password that is there."""
    return any(node.sensitive and node.text for node in nodes)


def _below(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _below(child)


def copy(app: App[Any], chosen: object) -> None:
    """Put what was chosen (a Copy; anything else is nothing) on the clipboard, and say so."""
    if not isinstance(chosen, Copy):
        return
    text = chosen.text.encode("utf-8", "backslashreplace").decode()
    # OSC 52: who draws the terminal, at the other end of ssh, has the clipboard. Nothing tells whether he took it.
    app.copy_to_clipboard(text)
    if "TMUX" in os.environ and not app.is_web:
        app.run_worker(partial(_give_to_tmux, text), group="copy", thread=True)
    warnings = ["A key or password is in it."] if chosen.secret else []
    if len(text.encode()) > SAFE:
        warnings.append(f"Many terminals take no more than {size_text(SAFE)}; if yours did not, save it (s).")
    severity: Literal["warning", "information"] = "warning" if warnings else "information"
    app.notify(" ".join([_told(chosen, text), *warnings]), severity=severity, markup=False)


def _told(chosen: Copy, text: str) -> str:
    if chosen.count is not None:
        return f"Copied {chosen.count:,} {'byte' if chosen.count == 1 else 'bytes'} as {chosen.what}."
    if len(text) <= SHORT:
        return f"Copied {chosen.what}: {printable(text)}."
    return f"Copied {chosen.what}, {len(text):,} characters."


def _give_to_tmux(text: str) -> None:
    """Hand a text to the tmux that the program runs in, which by default passes no OSC 52 on but its own."""
    import subprocess

    arguments = ["tmux", "load-buffer", "-w", "-"]
    try:
        subprocess.run(arguments, input=text.encode(), capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return  # no tmux where the program runs; OSC 52 is all there is
