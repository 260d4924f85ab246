"""Text for terminals: summary lines, trees and hex dumps. Nothing in them can act on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nldissect.engine.node import Node
from nldissect.engine.values import printable
from nldissect.output.interfaces import interface_label, label_width

if TYPE_CHECKING:
    from nldissect.message import Message

GLYPHS = {
    "request": "→",
    "ack": "✓",
    "error": "✗",
    "part": "»",
    "done": "■",
    "notification": "*",
    "fragment": "?",
}
ASCII_GLYPHS = {**GLYPHS, "request": ">", "ack": "+", "error": "x", "part": ":", "done": "#", "fragment": "?"}


def relative_time(message: Message) -> str:
    """Seconds since the first datagram of the capture, with six decimals."""
    first = int(message.capture.source.frames.time[0])
    sign, nanoseconds = ("-", first - message.time) if message.time < first else ("", message.time - first)
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{sign}{seconds}.{rest // 1000:06d}"


def summary_line(message: Message, glyphs: dict[str, str] = GLYPHS) -> str:
    """The message in one line: number, time, interface where there are several, direction, family, type, summary."""
    return (
        f"{message.number:>5} {relative_time(message):>11} {_interface(message)}{glyphs[message.kind]} "
        f"{message.family_name:<8} {printable(message.type_name):<15} {message.summary}"
    )


def _interface(message: Message) -> str:
    """What tells the message's interface from the others and a space, "" where there are no others."""
    source = message.capture.source
    if len(source.interfaces) == 1:
        return ""
    width = label_width(source)
    return f"{interface_label(message):<{width}} " if width else ""


def tree_lines(message: Message, *, secrets: bool = False) -> Iterator[str]:
    """The message as an indented tree."""
    for node in message.nodes():
        yield f"    {'    ' * node.depth}{node_text(node, secrets=secrets)}"


def node_text(node: Node, *, secrets: bool = False) -> str:
    """One node in one line: name, value, and what is odd about it."""
    text = "(redacted)" if node.sensitive and not secrets and node.text else node.text
    line = f"{printable(node.name)}: {text}" if text else printable(node.name)
    if not node.declared:
        line += f"  [undeclared; policy: {node.policy}]" if node.policy else "  [undeclared]"
    return f"{line}  [{node.issue}]" if node.issue else line


def hex_lines(data: bytes) -> Iterator[str]:
    """A hex dump, 16 bytes a line."""
    for start in range(0, len(data), 16):
        row = data[start : start + 16]
        digits = f"{row[:8].hex(' ')}  {row[8:].hex(' ')}"
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        yield f"    {start:04x}  {digits:<48}  {shown}"
