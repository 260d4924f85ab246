"""The window that says what a field is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from nldissect.tui.cells import printable
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.modal import Modal

if TYPE_CHECKING:
    from nldissect.analysis.description import Description
    from nldissect.engine.node import Node

MOST_HOLDERS = 12
"""Messages that are named; of more there is a number."""

MOST_BYTES = 32
"""Bytes of the value that are shown."""


def field_lines(described: Description, node: Node | None, data: bytes = b"") -> list[tuple[str, str]]:
    """(what, value) lines about a field and the value it has in the message shown, whose bytes are `data`."""
    lines = [("Field", described.path), *(value_lines(node, data) if node is not None else ())]
    if described.meaning:
        lines.append(("Meaning", described.meaning))
    if described.names:
        lines.append(("Kernel name", ", ".join(described.names)))
    if described.types:
        lines.append(("Type", " or ".join(described.types)))
    if described.unit:
        lines.append(("Unit", described.unit))
    if described.space:
        lines.append(("Names", f"each number may be the name of one {described.space}"))
    if described.compared:
        lines.append(("In filters", described.compared))
    if described.headers:
        lines.append(("Header", ", ".join(described.headers)))
    if described.holders and not described.everywhere:
        named = ", ".join(described.holders[:MOST_HOLDERS])
        more = len(described.holders) - MOST_HOLDERS
        lines.append(("Found in", f"{named} and {more} more" if more > 0 else named))
    elif described.everywhere:
        lines.append(("Found in", "every message" if described.names else "what is worked out of every message"))
    if described.wireshark:
        lines.append(("Wireshark", ", ".join(described.wireshark)))
    if described.sensitive:
        lines.append(("Secret", "it may hold a key or a password, and is left out of what is printed"))
    return lines


def value_lines(node: Node, data: bytes) -> list[tuple[str, str]]:
    """(what, value) lines about the value that a field has."""
    lines = []
    if node.text:
        lines.append(("Value", node.text))
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        lines.append(("Number", f"{int(node.value):,} = {int(node.value):#x}"))
    length = node.end - node.value_start
    if length > 0:
        lines.append(("Place", f"bytes {node.value_start} to {node.end - 1} of the message ({length})"))
        shown = data[node.value_start : min(node.end, node.value_start + MOST_BYTES)]
        if shown:
            more = f" and {length - len(shown)} more" if length > len(shown) else ""
            lines.append(("Bytes", shown.hex(" ") + more))
    if node.issue:
        lines.append(("Odd", node.issue))
    return lines


def symbol_lines(described: Description, node: Node | None, sign: str) -> list[tuple[bool, str, str]]:
    """(whether the present value is or has it, number, names) of the values that have names, by number."""
    value = node.value if node is not None and isinstance(node.value, int) else None
    names: dict[int, list[str]] = {}
    for symbol in described.symbols:
        names.setdefault(symbol.number, []).append(f"{symbol.name}  {symbol.short}".rstrip())
    lines = []
    for number, called in sorted(names.items()):
        if node is not None and number == value:  # of several names the one that it has in this message
            called.sort(key=lambda name: not node.text.startswith(name.split()[0]))
        within = value is not None and (value & number == number != 0 if described.flags else value == number)
        here = f"  {sign} {'set' if described.flags else 'this one'}" if within else ""
        lines.append((within, f"{number:#x}" if described.flags else f"{number}", ", ".join(called) + here))
    return lines


class FieldHelp(Modal[None]):
    """What a field is, and what its value means; any of its keys closes it.

    data  the bytes of the message, so that those of the value are shown
    """

    DEFAULT_CSS = """
    FieldHelp {
        & > VerticalScroll { scrollbar-size-vertical: 1; padding: 0 2; }
        & Horizontal { height: auto; }
        & Static { width: 1fr; height: auto; }
        & .-what { width: 13; text-style: bold; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter", "dismiss", "Close", id="field-help.close", tooltip="Close the window"),
        Binding("j", "scroll(1)", "Down", show=False, id="field-help.down", tooltip="Further down"),
        Binding("k", "scroll(-1)", "Up", show=False, id="field-help.up", tooltip="Further up"),
    ]

    def __init__(self, described: Description, node: Node | None, glyphs: Glyphs, data: bytes = b"") -> None:
        super().__init__(glyphs)
        self.described = described
        self.node = node
        self.data = data

    def compose(self) -> ComposeResult:
        with VerticalScroll() as window:
            window.border_title = Content("Field")
            window.border_subtitle = Content("Esc close")
            for what, value in field_lines(self.described, self.node, self.data):
                with Horizontal():
                    yield Static(what, classes="-what", markup=False)
                    yield Static(self._shown(value), markup=False)
            if text := self._values():
                yield Static(text)

    def _values(self) -> Text:
        """The values that have names, the present one in bold."""
        text = Text()
        for within, number, names in symbol_lines(self.described, self.node, self.glyphs.backward):
            text.append("\n" if text else "\nValues\n", "bold")
            text.append(self._shown(f"{number:>11}  {names}"), "bold" if within else "")
        return text

    def _shown(self, text: str) -> str:
        text = printable(text)
        return text if not self.glyphs.ascii else text.encode("ascii", "replace").decode()

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
