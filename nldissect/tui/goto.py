"""The line that asks for a message number."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Blur
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input


class GoTo(Input):
    """Asks for a number; posts `Chosen` for a good one, and closes itself on Enter, Escape or when left."""

    DEFAULT_CSS = """
    GoTo { height: 1; border: none; padding: 0 1; background: $panel; }
    GoTo:focus { border: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Go", id="goto.submit", tooltip="Go to the message"),
        Binding("escape", "close", "Cancel", id="goto.close", tooltip="Stay where you are"),
    ]

    class Chosen(Message):
        """The user asks for the message with this number (1-based, within the range asked for)."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Refused(Message):
        """What the user typed is no number of a message."""

        def __init__(self, text: str, last: int) -> None:
            super().__init__()
            self.text = text
            self.last = last

    def __init__(self, last: int, back: Widget) -> None:
        super().__init__(placeholder=f"go to message 1 to {last:,}", select_on_focus=False)
        self.last = last
        self.back = back
        """What gets the focus when the line closes."""

    async def action_submit(self) -> None:
        text = self.value.strip().replace(",", "")
        # Straight to the application: what a widget posts to itself may be lost when it is removed right after.
        if text.isdecimal() and 1 <= int(text) <= self.last:
            self.app.post_message(self.Chosen(int(text)))
        elif text:
            self.app.post_message(self.Refused(text, self.last))
        self.action_close()

    def action_close(self) -> None:
        self.back.focus()

    def on_mount(self) -> None:
        if isinstance(self.parent, Widget):
            self.parent.add_class("-asking")

    def on_blur(self, event: Blur) -> None:
        if isinstance(self.parent, Widget):
            self.parent.remove_class("-asking")
        self.remove()
