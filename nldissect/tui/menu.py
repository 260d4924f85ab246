"""The window that offers some choices, each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key, Resize
from textual.message import Message

from nldissect.tui.cells import crop, fit
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.modal import Modal
from nldissect.tui.rows import Rows


class Choice(NamedTuple):
    """One line of a menu.

    key     that takes it at once; "" for none
    detail  what it would give, written dimly beside the label; "" for none
    value   what the menu is dismissed with
    """

    key: str
    label: str
    detail: str
    value: object


class ChoiceRows(Rows):
    """The choices, one a row."""

    HEADER = 0

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--key"}

    DEFAULT_CSS = """
    ChoiceRows {
        background: $surface;
        & > .choices--key { color: $text-primary; text-style: bold; }
        &:ansi > .choices--key { color: ansi_default; }
    }
    """

    class Clicked(Message):
        """The user clicked on a choice, which is under the cursor now."""

    def __init__(self, choices: Sequence[Choice], glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.choices = choices
        self._label = max((len(choice.label) for choice in choices), default=0)

    def on_mount(self) -> None:
        self.set_row_count(len(self.choices))

    def row_segments(self, row: int, width: int) -> list[Segment]:
        choice = self.choices[row]
        key = Segment(f" {choice.key or ' '}  ", self.get_component_rich_style("choices--key"))
        label = Segment(fit(choice.label, min(self._label, max(1, width - 5)), self.glyphs))
        left = width - len(key.text) - len(label.text)
        detail = crop(f"  {choice.detail}", left, self.glyphs) if choice.detail else ""
        return [key, label, Segment(fit(detail, left, self.glyphs), self.get_component_rich_style("rows--dim"))]

    def row_clicked(self, row: int, x: int) -> None:
        self.post_message(self.Clicked())


class Menu(Modal[object]):
    """Some choices; dismissed with the value of the one taken, None when none was."""

    DEFAULT_CSS = """
    Menu {
        & > Vertical { max-width: 110; max-height: 90%; }
        & ChoiceRows { height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take", id="menu.take", tooltip="Take the choice under the cursor"),
        Binding("escape,q", "dismiss(None)", "Close", id="menu.close", tooltip="Close the menu"),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.choices = choices
        self.rows = ChoiceRows(choices, glyphs)
        self._title = title

    def compose(self) -> ComposeResult:
        window = Vertical(self.rows)
        window.border_title = Content(crop(self._title, 70, self.glyphs))
        yield window

    def on_mount(self) -> None:
        self.rows.styles.height = len(self.choices)
        self.show_hint()

    def on_resize(self, event: Resize) -> None:
        # What the window may take, without its frame: more choices than that scroll.
        self.rows.styles.max_height = max(1, event.size.height * 9 // 10 - 2)

    def show_hint(self) -> None:
        """Write the hint into the frame."""
        self.query_one(Vertical).border_subtitle = Content(self.hint())

    def hint(self) -> str:
        """The keys of the menu, in a line."""
        return "Enter take  Esc close"

    def on_key(self, event: Key) -> None:
        for choice in self.choices:
            if choice.key and event.character == choice.key:
                event.stop()
                self.dismiss(choice.value)
                return

    def on_choice_rows_clicked(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(self.choices[self.rows.cursor].value)
