"""The panes of the selected message: details and bytes, and beneath those of the request that an error is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Resize
from textual.message import Message as Event

from nldissect.tui.details import DetailsView
from nldissect.tui.generated import Generated, known_calls
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.hexview import HexView

if TYPE_CHECKING:
    from nldissect.engine.node import Node
    from nldissect.message import Message

WIDTHS = ((220, "-huge"), (116, "-wide"), (90, "-medium"), (0, "-narrow"))
"""The class the panes have from a width on: it decides how many bytes a row shows."""

TWO_MESSAGES = 14
"""Rows that the panes need to show an error and its request, each with a title."""


class MessagePane(Horizontal):
    """Details and bytes of one message; the field selected in one is marked in the other."""

    class FieldSelected(Event):
        """Another field is selected (None: the message has none)."""

        def __init__(self, pane: MessagePane, node: Node | None) -> None:
            super().__init__()
            self.pane = pane
            self.node = node

        def can_replace(self, message: Event) -> bool:
            return isinstance(message, MessagePane.FieldSelected) and message.pane is self.pane

    def __init__(self, glyphs: Glyphs, folded: dict[str, bool]) -> None:
        super().__init__()
        self.details = DetailsView(glyphs, folded)
        self.bytes_view = HexView(glyphs)
        self.row = -1
        """The row of the message shown, -1 for none."""

    def compose(self) -> ComposeResult:
        yield self.details
        yield self.bytes_view

    def show(self, message: Message, title: str, bytes_title: str) -> None:
        """Show a message under these titles."""
        self.row = message.row
        self.details.border_title, self.bytes_view.border_title = title, bytes_title
        self.bytes_view.show(message.data, message.row)
        self.details.show(message)

    def on_details_view_field_selected(self, event: DetailsView.FieldSelected) -> None:
        event.stop()
        node, around = event.node, event.parent_node
        self.bytes_view.error_span = self.details.fields.refused
        if node is None:
            self.bytes_view.mark((0, 0), (0, 0), move_cursor=False)
        else:
            parent_span = (around.start, around.end) if around is not None else (0, 0)
            self.bytes_view.mark((node.start, node.end), parent_span, move_cursor=not event.revealed)
        self.post_message(self.FieldSelected(self, node))

    def on_hex_view_byte_moved(self, event: HexView.ByteMoved) -> None:
        event.stop()
        self.details.reveal(event.offset)


class MessagePanes(Vertical):
    """The selected message, and where an error has room for it, its request."""

    DEFAULT_CSS = """
    MessagePanes {
        & > MessagePane { height: 1fr; }
        & DetailsView, & HexView {
            border-top: solid $surface-lighten-2;
            border-left: solid $surface-lighten-2;
            border-title-color: $text-muted;
        }
        & DetailsView { width: 1fr; border-left: blank; }
        & HexView { width: 41; }
        &.-wide HexView { width: 73; }
        &.-huge HexView { width: 140; }
        & DetailsView:focus, & HexView:focus {
            border-top: solid $primary;
            border-title-color: $foreground;
            border-title-style: bold;
        }
        &.-details HexView { display: none; }
        &.-narrow HexView { display: none; width: 1fr; border-left: blank; }
        &.-narrow.-bytes HexView { display: block; }
        &.-narrow.-bytes DetailsView { display: none; }
        &.-ascii DetailsView, &.-ascii HexView { border-top: ascii $surface-lighten-2; }
        &.-ascii HexView { border-left: ascii $surface-lighten-2; }
        &.-ascii.-narrow HexView { border-left: blank; }
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
        folded: dict[str, bool] = {}
        self.selected = MessagePane(glyphs, folded)
        self.request = MessagePane(glyphs, folded)
        self.request.display = False
        self.message: Message | None = None
        self._tall = False
        """Whether there is room for an error and its request."""
        self._told: tuple[object, ...] = ()
        """What the calls told of the message when it was shown."""

    def compose(self) -> ComposeResult:
        yield self.selected
        yield self.request

    def on_mount(self) -> None:
        self.details.border_title, self.bytes_view.border_title = self.BORDER_TITLES

    @property
    def details(self) -> DetailsView:
        """The tree of the selected message."""
        return self.selected.details

    @property
    def bytes_view(self) -> HexView:
        """The bytes of the selected message."""
        return self.selected.bytes_view

    @property
    def row(self) -> int:
        """The row of the message shown, -1 for none."""
        return self.selected.row

    def on_resize(self, event: Resize) -> None:
        # By the panes' own size, not the screen's: the help panel takes some of it.
        present = next(name for width, name in WIDTHS if event.size.width >= width)
        for _, name in WIDTHS:
            self.set_class(name == present, name)
        tall = event.size.height >= TWO_MESSAGES and present != "-narrow"
        if tall != self._tall:
            self._tall = tall
            self.details.request_line = not tall
            self.details.refresh_tree()
            self._show_request()

    def show(self, message: Message) -> None:
        """Show a message."""
        self.message = message
        self._told = self._known(message)  # before they are asked: a thread may find more meanwhile
        self.details.request_line = not self._tall
        titles = [f"{title} of {message.number:,}" for title in self.BORDER_TITLES]
        self.selected.show(message, titles[0], titles[1])
        self._show_request()

    def refresh_calls(self) -> None:
        """Show what the calls tell by now of the message shown; costs next to nothing when they tell the same."""
        if self.message is not None and (told := self._known(self.message)) != self._told:
            self._told = told
            self.details.refresh_tree()
            self._show_request()

    def _known(self, message: Message) -> tuple[object, ...]:
        calls = known_calls(message.capture)
        call = None if calls is None else calls.of(message.row)
        if call is None:
            return (calls is None,)
        return (False, call.number, call.state, call.latency, call.replies, call.port)

    def _show_request(self) -> None:
        """Show the request of an error, if it is in the capture and there is room."""
        message = self.message
        request = None
        if (
            self._tall
            and message is not None
            and message.kind == "error"
            and (calls := known_calls(message.capture)) is not None
        ):
            call = calls.of(message.row)
            request = None if call is None else call.request
        focused = self.screen.focused
        # Not by a class: to look through the style sheet for all that is in the panes takes milliseconds.
        self.request.display = request is not None
        if request is not None:
            title = f"Request {request.number:,}  (o: go there)"
            self.request.show(request, title, f"Bytes of {request.number:,}")
        elif focused in (self.request.details, self.request.bytes_view):
            (self.details if focused is self.request.details else self.bytes_view).focus()

    def link(self) -> int | None:
        """The row of the message that the selected line leads to; the request, where that has the focus."""
        pane = self._active()
        found = pane.details.link()
        return pane.row if found is None and pane is self.request else found

    @property
    def selected_node(self) -> Node | None:
        """The field that is selected, in the request where that has the focus."""
        return self._active().details.selected_node

    def _active(self) -> MessagePane:
        """The message that has the focus, else the selected one."""
        focused = self.screen.focused
        return self.request if focused in (self.request.details, self.request.bytes_view) else self.selected

    def toggle_bytes(self) -> None:
        """Show bytes in the place of details and back; where both have room, hide and show the bytes."""
        pane, focused = self._active(), self.screen.focused
        self.toggle_class("-bytes" if self.has_class("-narrow") else "-details")
        if focused in (pane.details, pane.bytes_view):
            (pane.bytes_view if not pane.details.display else pane.details).focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self._active().details.announce()

    def on_message_pane_field_selected(self, event: MessagePane.FieldSelected) -> None:
        event.stop()
        if event.pane is not self._active():
            return
        node = event.node
        if node is None:
            self.post_message(self.FieldShown("", ""))
            return
        parts = [_title(node), event.pane.details.type_name(), _place(node)]
        self.post_message(self.FieldShown("  ".join(part for part in parts if part), node.issue))


def _title(node: Node) -> str:
    """A field's path, and its name where the path does not end with it."""
    if node.path.rpartition(".")[2] == node.name or node.path == node.name:
        return node.path
    return f"{node.path}  {node.name}" if node.path else node.name


def _place(node: Node) -> str:
    if isinstance(node, Generated) and node.start == node.end:
        return "worked out"
    size = node.end - node.start
    return f"offset 0x{node.start:02x}, {size} {'byte' if size == 1 else 'bytes'}"
