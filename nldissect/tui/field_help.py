"""The window that says what a field is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from nldissect.tui.cells import printable
from nldissect.tui.glyphs import Glyphs

if TYPE_CHECKING:
    from nldissect.analysis.description import Description
    from nldissect.engine.node import Node

MOST_HOLDERS = 12
"""Messages that are named; of more there is a number."""


def field_lines(described: Description, node: Node | None) -> list[tuple[str, str]]:
    """(what, value) lines about a field and the value it has in the message shown."""
    lines = [("Field", described.path)]
    if node is not None and node.text:
        lines.append(("Value", node.text))
    if node is not None and isinstance(node.value, int) and not isinstance(node.value, bool):
        lines.append(("Number", f"{int(node.value):,} = {int(node.value):#x}"))
    if described.meaning:
        lines.append(("Meaning", described.meaning))
    lines += [("Kernel name", name) for name in described.names]
    if described.types:
        lines.append(("Type", " or ".join(described.types)))
    if described.compared:
        lines.append(("In filters", described.compared))
    lines += [("Header", header) for header in described.headers]
    if node is not None and node.end > node.start:
        lines.append(("Bytes", f"{node.start} to {node.end - 1} of the message ({node.end - node.start})"))
    if described.holders:
        named = ", ".join(described.holders[:MOST_HOLDERS])
        more = len(described.holders) - MOST_HOLDERS
        lines.append(("Found in", f"{named} and {more} more" if more > 0 else named))
    if described.wireshark:
        lines.append(("Wireshark", ", ".join(described.wireshark)))
    if node is not None and node.sensitive:
        lines.append(("Secret", "it may hold a key or password, and is left out of what is printed"))
    return lines


def symbol_lines(described: Description, node: Node | None, here: str) -> list[tuple[str, str]]:
    """(number, names) lines of the values that have names, the present one with a sign behind it."""
    names: dict[int, list[str]] = {}
    for name, number in described.symbols.items():
        names.setdefault(number, []).append(name)
    value = node.value if node is not None and isinstance(node.value, int) else None
    return [
        (f"{number}", ", ".join(called) + (f"  {here}" if number == value else ""))
        for number, called in sorted(names.items())
    ]


class FieldHelp(ModalScreen[None]):
    """What a field is, and what its value means; any of its keys closes it."""

    DEFAULT_CSS = """
    FieldHelp {
        align: center middle;
        & > VerticalScroll {
            width: 90%; max-width: 100; height: auto; max-height: 80%;
            border: solid $primary; border-title-color: $foreground; background: $surface; padding: 0 2;
        }
        & > VerticalScroll.-ascii { border: ascii $primary; }
        & Static { width: 1fr; height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter", "dismiss", "Close", id="field-help.close", tooltip="Close the window"),
    ]

    def __init__(self, described: Description, node: Node | None, glyphs: Glyphs) -> None:
        super().__init__()
        self.described = described
        self.node = node
        self.glyphs = glyphs

    def compose(self) -> ComposeResult:
        text = Text()
        for what, value in field_lines(self.described, self.node):
            text.append(f"{what:<12}", "bold")
            text.append(f"{printable(value)}\n")
        if symbols := symbol_lines(self.described, self.node, f"{self.glyphs.backward} this one"):
            text.append("\nValues\n", "bold")
            for number, names in symbols:
                text.append(f"{number:>10}  {printable(names)}\n")
        text.rstrip()
        window = VerticalScroll(Static(text), classes="-ascii" if self.glyphs.ascii else None)
        window.border_title = Content("Field")
        yield window
