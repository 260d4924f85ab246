"""Text for terminals: summary lines, trees and hex dumps. Nothing in them can act on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from nldissect.engine.node import Node
from nldissect.engine.values import printable
from nldissect.sources.frames import NETLINK_LINK_TYPES, Interface

if TYPE_CHECKING:
    from nldissect.message import Message
    from nldissect.sources import Source

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
    width = _labelled(source).width
    return f"{interface_label(message):<{width}} " if width else ""


def interface_label(message: Message) -> str:
    """What to call the interface that a message is from, in a few letters."""
    source = message.capture.source
    return interface_labels(source)[int(source.frames.interface[message.frame])]


def interface_labels(source: Source) -> Sequence[str]:
    """What to call each interface so far; see `label_interfaces`."""
    return _labelled(source).labels


class _Labels(NamedTuple):
    """What to call interfaces, and the width of the longest with netlink; 0 when those all have the same label."""

    labels: list[str]
    width: int


_KNOWN: WeakKeyDictionary[Source, _Labels] = WeakKeyDictionary()


def _labelled(source: Source) -> _Labels:
    """The labels of a source, made anew only when it has more interfaces: files of many sections have thousands."""
    known = _KNOWN.get(source)
    if known is None or len(known.labels) != len(source.interfaces):
        interfaces = list(source.interfaces)
        labels = label_interfaces(interfaces)
        netlink = {
            label for label, each in zip(labels, interfaces, strict=True) if each.link_type in NETLINK_LINK_TYPES
        }
        known = _KNOWN[source] = _Labels(labels, max(map(len, netlink)) if len(netlink) > 1 else 0)
    return known


def label_interfaces(interfaces: Sequence[Interface]) -> list[str]:
    """What to call each interface in a few letters: its network namespace, or its name; printable.

    With its number in the section where its name does not tell it from others there. The same name in two sections
    is the same interface, captured at two times.
    """
    names = [printable(each.name) for each in interfaces]
    short = [namespace(name) or name for name in names]
    sections = [each.section for each in interfaces]
    briefly, fully = Counter(zip(sections, short, strict=True)), Counter(zip(sections, names, strict=True))
    place: Counter[int] = Counter()
    labels = []
    for section, name, label in zip(sections, names, short, strict=True):
        if briefly[section, label] > 1:
            label = name
        if not name or fully[section, name] > 1:
            label = f"{name}#{place[section]}"
        place[section] += 1
        labels.append(label)
    return labels


def namespace(name: str) -> str:
    """The network namespace in the name of an interface, as `ip netns` or a process id calls it; "" for none."""
    _, _, found = name.partition("@")
    return found.removeprefix("process ").removeprefix("/run/netns/").removeprefix("/var/run/netns/")


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
