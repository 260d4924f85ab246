"""The window in which the user chooses the columns of the list of messages, and their order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from nldissect.tui.cells import fit, printable
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.modal import Modal
from nldissect.tui.rows import Rows

if TYPE_CHECKING:
    from textual.screen import Screen

    from nldissect.schema.registry import Registry

WIDEST_TITLE = 34


class ColumnChoice(NamedTuple):
    """A column that the list can have; one that is a field has its path as key and as title."""

    key: str
    title: str
    meaning: str


class Chosen(NamedTuple):
    """What the user chose: the columns in their order, () for the default; and whether to keep them for later."""

    columns: tuple[str, ...]
    keep: bool


class ColumnRows(Rows):
    """The columns, those that are shown marked with a cross.

    own    the columns of the list itself
    usual  keys of those that are shown by default
    shown  keys of those that are shown now
    """

    HEADER = 0

    COMPONENT_CLASSES: ClassVar[set[str]] = {"columns--shown"}

    DEFAULT_CSS = """
    ColumnRows {
        height: 1fr;
        background: $surface;
        & > .columns--shown { text-style: bold; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space", "mark", "Show/hide", key_display="Space", id="chooser.mark", tooltip="Show the column, or hide it"
        ),
        Binding("J,shift+down", "shift(1)", "Down", id="chooser.down", tooltip="Move the column behind the next"),
        Binding("K,shift+up", "shift(-1)", "Up", id="chooser.up", tooltip="Move the column before the last"),
        Binding(
            "plus,insert", "screen.add", "Add a field", id="chooser.add", tooltip="Add a column that shows a field"
        ),
        Binding("d,delete", "remove", "Remove", id="chooser.remove", tooltip="Remove a field that was added"),
        Binding("r", "reset", "Default", id="chooser.reset", tooltip="Show the columns that are shown by default"),
    ]

    class Refused(Message):
        """Why something cannot be done, in a sentence."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    def __init__(
        self, own: Sequence[ColumnChoice], chosen: Sequence[str], usual: Sequence[str], glyphs: Glyphs
    ) -> None:
        super().__init__(glyphs)
        self.own = {choice.key: choice for choice in own}
        self.usual = tuple(usual)
        self.choices: list[ColumnChoice] = list(own)
        self.shown: set[str] = set()
        self._arrange(chosen or usual)

    def on_mount(self) -> None:
        self.set_row_count(len(self.choices))

    def chosen(self) -> tuple[str, ...]:
        """The keys of the columns that are shown, in their order."""
        return tuple(choice.key for choice in self.choices if choice.key in self.shown)

    def add(self, path: str) -> None:
        """Show the field of a path: add it under the cursor, or find it if it is there."""
        keys = [choice.key for choice in self.choices]
        if path not in keys:
            keys.insert(self.cursor + 1, path)
            self.choices.insert(self.cursor + 1, self._choice(path))
            self.set_row_count(len(keys))
        self.shown.add(path)
        self.move_to(keys.index(path))
        self.redraw()

    def _choice(self, key: str) -> ColumnChoice:
        return self.own.get(key) or ColumnChoice(key, key, "field")

    def _arrange(self, chosen: Sequence[str]) -> None:
        """Show these columns, with the others behind them."""
        keys = [*chosen, *self.own, *(choice.key for choice in self.choices)]
        self.choices = [self._choice(key) for key in dict.fromkeys(keys)]
        self.shown = set(chosen)

    # Drawing

    def row_segments(self, row: int, width: int) -> list[Segment]:
        choice = self.choices[row]
        shown = choice.key in self.shown
        longest = max(cell_len(self._title(each)) for each in self.choices)
        title = (
            f" [{'x' if shown else ' '}] " + fit(self._title(choice), min(longest, WIDEST_TITLE), self.glyphs) + "  "
        )
        title = fit(title, min(width, cell_len(title)), self.glyphs)
        return [
            Segment(title, self.get_component_rich_style("columns--shown") if shown else None),
            Segment(
                fit(choice.meaning, width - cell_len(title), self.glyphs), self.get_component_rich_style("rows--dim")
            ),
        ]

    def _title(self, choice: ColumnChoice) -> str:
        return choice.title or choice.key

    # Actions

    def row_clicked(self, row: int, x: int) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        self.shown ^= {self.choices[self.cursor].key}
        self.redraw()

    def action_shift(self, rows: int) -> None:
        to = self.cursor + rows
        if 0 <= to < len(self.choices):
            self.choices.insert(to, self.choices.pop(self.cursor))
            self.move_to(to)
            self.redraw()

    def action_remove(self) -> None:
        choice = self.choices[self.cursor]
        if choice.key in self.own:
            self.post_message(self.Refused(f"{self._title(choice)} is no added field; hide it instead."))
            return
        self.choices.pop(self.cursor)
        self.shown.discard(choice.key)
        self.set_row_count(len(self.choices))
        self.redraw()

    def action_reset(self) -> None:
        self._arrange(self.usual)
        self.move_to(0)
        self.redraw()


class FieldInput(Input):
    """Where the user types the path of a field."""

    DEFAULT_CSS = """
    FieldInput { height: 1; border: none; padding: 0 1; background: $panel; display: none; }
    FieldInput:focus { border: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "submit",
            "Add",
            key_display="Enter",
            id="chooser.add-field",
            tooltip="Add the field that is written",
        ),
        Binding("escape", "screen.back", "Back", key_display="Esc", id="chooser.back", tooltip="Add no field"),
    ]


class ChooserKeys(Widget):
    """The keys of the window, all of them, in as many lines as it takes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"chooser--key"}

    DEFAULT_CSS = """
    ChooserKeys {
        height: auto;
        color: $text-muted;
        & > .chooser--key { color: $text-primary; text-style: bold; }
        &:ansi { color: ansi_default; }
        &:ansi > .chooser--key { color: ansi_default; }
    }
    """

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        self.refresh(layout=True)

    def hints(self) -> list[tuple[str, str]]:
        """(key, what it does) of each; of several keys for the same the first."""
        found: dict[str, tuple[str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id and binding.id.startswith("chooser."):
                shown = self.app.get_key_display(binding)
                found.setdefault(binding.id, (shown if shown.isascii() else binding.key, binding.description))
        return list(found.values())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))

    def lines(self, width: int) -> list[list[Segment]]:
        """The hints in lines of at most `width` cells, none cut in two."""
        style = self.get_component_rich_style("chooser--key")
        lines: list[list[Segment]] = [[]]
        left = width
        for key, description in self.hints():
            parts = [Segment(f" {key}", style), Segment(f" {description} ")]
            needed = sum(part.cell_length for part in parts)
            if needed > left:
                lines.append([])
                left = width
            left -= needed
            lines[-1] += parts
        return lines

    def render_line(self, y: int) -> Strip:
        lines = self.lines(self.size.width)
        segments = lines[y] if y < len(lines) else []
        return Strip(segments).adjust_cell_length(self.size.width).apply_style(self.rich_style)


class ColumnChooser(Modal[Chosen | None]):
    """Columns to choose from; dismissed with those chosen, None when it was left without.

    own     the columns of the list itself, as (key, title, meaning)
    chosen  keys and paths of fields that are shown now; () for the default
    usual   keys of the columns that are shown by default
    """

    DEFAULT_CSS = """
    ColumnChooser {
        & > Vertical { height: 90%; max-height: 34; }
        & Static { height: auto; padding: 0 1; color: $text-error; text-style: bold; }
        &:ansi Static { color: ansi_red; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "apply(False)", "Apply", key_display="Enter", id="chooser.apply", tooltip="Show these columns"
        ),
        Binding("w", "apply(True)", "Apply and keep", id="chooser.keep", tooltip="Show them from now on, every time"),
        Binding(
            "escape,q",
            "dismiss(None)",
            "Cancel",
            key_display="Esc",
            id="chooser.cancel",
            tooltip="Leave the columns as they were",
        ),
    ]

    class Found(Message):
        """Whether what was typed is a field: its path, or why not."""

        def __init__(self, path: str, reason: str) -> None:
            super().__init__()
            self.path = path
            self.reason = reason

    def __init__(
        self,
        own: Sequence[tuple[str, str, str]],
        chosen: Sequence[str],
        usual: Sequence[str],
        registry: Registry,
        glyphs: Glyphs,
    ) -> None:
        super().__init__(glyphs)
        self.registry = registry
        self.rows = ColumnRows([ColumnChoice(*each) for each in own], chosen, usual, glyphs)
        self.field = FieldInput(placeholder="path of a field, as rta.dst")
        self.note = Static(markup=False)

    def compose(self) -> ComposeResult:
        with Vertical() as window:
            window.border_title = "Columns"
            yield self.rows
            yield self.field
            yield self.note
            yield ChooserKeys()

    def on_mount(self) -> None:
        self.rows.focus()
        self.say("")

    def say(self, sentence: str) -> None:
        """Say why something was not done; "" takes it back."""
        self.note.update(Content(printable(sentence)))
        self.note.display = bool(sentence)

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        event.stop()  # it is nothing to the application, which knows of its own lists
        self.say("")

    def on_column_rows_refused(self, event: ColumnRows.Refused) -> None:
        self.say(event.sentence)

    # A field to add

    def action_add(self) -> None:
        self.say("")
        self.field.value = ""
        self.field.display = True
        self.field.focus()

    def action_back(self) -> None:
        self.field.display = False
        self.rows.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if text := event.value.strip():
            self.run_worker(partial(self._find, text), group="field", exclusive=True, thread=True)
        else:
            self.action_back()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.say("")

    def _find(self, text: str) -> None:
        from nldissect.analysis.filter.fields import field

        try:
            found = field(text, self.registry)  # imports families, and all of them to say which names look alike
        except ValueError as error:
            self.post_message(self.Found("", str(error)))
        else:
            self.post_message(self.Found(f"{found.path}.{found.bit}" if found.bit else found.path, ""))

    def on_column_chooser_found(self, event: Found) -> None:
        if event.reason:
            self.say(event.reason)
        else:
            self.rows.add(event.path)
            self.action_back()

    # The end

    def action_apply(self, keep: bool) -> None:
        chosen = self.rows.chosen()
        if chosen:
            self.dismiss(Chosen(() if chosen == self.rows.usual else chosen, keep))
        else:
            self.say("No column would be shown.")
