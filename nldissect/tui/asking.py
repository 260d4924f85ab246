"""The line at the foot of the screen that asks for something and closes itself."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import DescendantBlur
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static


class AskLine(Horizontal):
    """Asks for a text; posts `Answered` for it, and closes itself on Enter, Escape or when left.

    back  what gets the focus when the line closes, and the answer
    """

    DEFAULT_CSS = """
    AskLine {
        height: 1; background: $panel;
        & > Static { width: auto; padding: 0 1; text-style: bold; }
        & > Input { height: 1; width: 1fr; border: none; padding: 0 1 0 0; background: $panel; }
        & > Input:focus { border: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Cancel", id="ask.close", tooltip="Stay where you are"),
    ]

    class Answered(Message):
        """What the user wrote, without blanks around it, and the line that asked."""

        def __init__(self, line: AskLine, text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

    def __init__(self, back: Widget, what: str, question: str) -> None:
        super().__init__()
        self.back = back
        self.what = Static(what, markup=False)
        self.answer = Input(placeholder=question, select_on_focus=False)

    def compose(self) -> ComposeResult:
        yield self.what
        yield self.answer

    def on_mount(self) -> None:
        if isinstance(self.parent, Widget):
            self.parent.add_class("-asking")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if text := event.value.strip():
            # Straight to who asked: what a widget posts to itself may be lost when it is removed right after.
            self.back.post_message(self.Answered(self, text))
        self.action_close()

    def action_close(self) -> None:
        self.back.focus()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        if isinstance(self.parent, Widget):
            self.parent.remove_class("-asking")
        self.remove()
