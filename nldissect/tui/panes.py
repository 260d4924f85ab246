"""The two panes of the selected message: details and bytes, side by side or one in the place of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.message import Message as Event

from nldissect.tui.details import DetailsView
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.hexview import HexView

if TYPE_CHECKING:
    from nldissect.engine.node import Node
    from nldissect.message import Message

WIDTHS = ((220, "-huge"), (116, "-wide"), (90, "-medium"), (0, "-narrow"))
"""The class the panes have from a width on: it decides how many bytes a row shows."""


class MessagePanes(Horizontal):
    """Details and bytes of one message; the field selected in one is marked in the other."""

    DEFAULT_CSS = """
    MessagePanes {
        & > DetailsView, & > HexView {
            border-top: solid $surface-lighten-2;
            border-left: solid $surface-lighten-2;
            border-title-color: $text-muted;
        }
        & > DetailsView { width: 1fr; border-left: blank; }
        & > HexView { width: 41; }
        &.-wide > HexView { width: 73; }
        &.-huge > HexView { width: 140; }
        & > DetailsView:focus, & > HexView:focus {
            border-top: solid $primary;
            border-title-color: $foreground;
            border-title-style: bold;
        }
        &.-details > HexView { display: none; }
        &.-narrow > HexView { display: none; width: 1fr; border-left: blank; }
        &.-narrow.-bytes > HexView { display: block; }
        &.-narrow.-bytes > DetailsView { display: none; }
        &.-ascii > DetailsView, &.-ascii > HexView { border-top: ascii $surface-lighten-2; }
        &.-ascii > HexView { border-left: ascii $surface-lighten-2; }
        &.-ascii.-narrow > HexView { border-left: blank; }
    }
    """

    class FieldShown(Event):
        """Another field is selected, in words: its path, name and place, and what is wrong with it."""

        def __init__(self, field: str, issue: str) -> None:
            super().__init__()
            self.field = field
            self.issue = issue

        def can_replace(self, message: Event) -> bool:
            return isinstance(message, MessagePanes.FieldShown)

    BORDER_TITLES: ClassVar[tuple[str, str]] = ("Details", "Bytes")

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(classes="-ascii" if glyphs.ascii else None)
        self.details = DetailsView(glyphs)
        self.bytes_view = HexView(glyphs)
        self.row = -1
        """The row of the message shown, -1 for none."""

    def compose(self) -> ComposeResult:
        yield self.details
        yield self.bytes_view

    def on_mount(self) -> None:
        self.details.border_title, self.bytes_view.border_title = self.BORDER_TITLES

    def on_resize(self, event: Resize) -> None:
        # By the panes' own width, not the screen's: the help panel takes some of it.
        present = next(name for width, name in WIDTHS if event.size.width >= width)
        for _, name in WIDTHS:
            self.set_class(name == present, name)

    def show(self, message: Message) -> None:
        """Show a message."""
        self.row = message.row
        for pane, title in zip((self.details, self.bytes_view), self.BORDER_TITLES, strict=True):
            pane.border_title = f"{title} of {message.number:,}"
        self.bytes_view.show(message.data)
        self.details.show(message)

    def toggle_bytes(self) -> None:
        """Show bytes in the place of details and back; where both have room, hide and show the bytes."""
        self.toggle_class("-bytes" if self.has_class("-narrow") else "-details")
        if self.screen.focused in (self.details, self.bytes_view):
            (self.bytes_view if not self.details.display else self.details).focus()

    def on_details_view_field_selected(self, event: DetailsView.FieldSelected) -> None:
        event.stop()
        node, around = event.node, event.parent_node
        if node is None:
            self.bytes_view.mark((0, 0), (0, 0), move_cursor=False)
            self.post_message(self.FieldShown("", ""))
            return
        parent_span = (around.start, around.end) if around is not None else (0, 0)
        self.bytes_view.mark((node.start, node.end), parent_span, move_cursor=not event.revealed)
        size = node.end - node.start
        place = f"offset 0x{node.start:02x}, {size} {'byte' if size == 1 else 'bytes'}"
        self.post_message(self.FieldShown(f"{_title(node)}  {place}", node.issue))

    def on_hex_view_byte_moved(self, event: HexView.ByteMoved) -> None:
        event.stop()
        self.details.reveal(event.offset)


def _title(node: Node) -> str:
    """A field's path, and its name where the path does not end with it."""
    if node.path.rpartition(".")[2] == node.name:
        return node.path
    return f"{node.path}  {node.name}" if node.path else node.name
