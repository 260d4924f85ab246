"""The window that saves messages in a file: which of them, in what format, and where."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from nldissect.errors import CaptureError
from nldissect.output.pcap import refuse_own
from nldissect.output.saving import FORMATS, SUFFIXES, Format, Saved, format_of, packets, save, suffix
from nldissect.tui.cells import printable, size_text
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.menu import Choice, ChoiceRows
from nldissect.tui.modal import Modal
from nldissect.tui.rows import Rows

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nldissect.capture import Capture

    MessageRows = npt.NDArray[np.int64]

FORMAT_NAMES: Mapping[Format, str] = {
    "pcapng": "pcapng",
    "pcap": "pcap",
    "ndjson": "NDJSON",
    "text": "text",
    "tree": "tree",
}

PROGRESS_PAUSE = 0.1
"""Seconds between two looks at how far a save is."""

MOST_ENTRIES = 10_000
"""Of a directory with more files only these many are looked at."""


class SetRows(ChoiceRows):
    """The sets of messages that can be saved; a sign stands before the one that will be."""

    def row_segments(self, row: int, width: int) -> list[Segment]:
        _, *others = super().row_segments(row, width)
        sign = self.glyphs.closed if row == self.cursor else " "
        return [Segment(f" {sign}  ", self.get_component_rich_style("choices--key")), *others]


class FormatLine(Widget, can_focus=True):
    """The formats side by side, the chosen one between brackets."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"formats--chosen", "formats--focused"}

    DEFAULT_CSS = """
    FormatLine {
        height: 1; width: 1fr;
        & > .formats--chosen { text-style: bold; }
        & > .formats--focused { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .formats--focused { background: ansi_default; color: ansi_default; text-style: bold reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,right,j,down", "step(1)", "Next", show=False, id="save.next-format", tooltip="Next format"),
        Binding("h,left,k,up", "step(-1)", "Previous", show=False, id="save.previous-format",
                tooltip="... the one before"),
    ]  # fmt: skip

    class Chosen(Message):
        """The user wants another format."""

    chosen: reactive[Format] = reactive[Format]("pcapng")

    def render_line(self, y: int) -> Strip:
        style = self.get_component_rich_style("formats--focused" if self.has_focus else "formats--chosen")
        segments = [
            Segment(f"[{name}]", style) if offered == self.chosen else Segment(f" {name} ")
            for offered, name in FORMAT_NAMES.items()
        ]
        return Strip(segments).adjust_cell_length(self.size.width).apply_style(self.rich_style)

    def action_step(self, step: int) -> None:
        self._choose(FORMATS[(FORMATS.index(self.chosen) + step) % len(FORMATS)])

    def on_click(self, event: Click) -> None:
        x = 0
        for offered, name in FORMAT_NAMES.items():
            if x <= event.x < x + len(name) + 2:
                self._choose(offered)
            x += len(name) + 2

    def _choose(self, chosen: Format) -> None:
        self.chosen = chosen
        self.post_message(self.Chosen())


class FileInput(Input):
    """Where the user writes the name of the file."""

    DEFAULT_CSS = """
    FileInput { height: 1; width: 1fr; border: none; padding: 0; background: $panel; }
    FileInput:focus { border: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Save", key_display="Enter", id="save.write-file", tooltip="Save in this file"),
    ]


class PathSuggester(Suggester):
    """Completes the path of a file with the first that is there; → takes it."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(completed, value)


def completed(path: str) -> str | None:
    """The first path that is there and goes on as `path` does, a directory with a slash; None when there is none."""
    directory, begun = os.path.split(path)
    if not path or path == "~":
        return None
    try:
        with os.scandir(os.path.expanduser(directory) or ".") as entries:
            found = [entry for entry in islice(entries, MOST_ENTRIES) if entry.name.startswith(begun)]
            shown = [entry for entry in found if begun.startswith(".") or not entry.name.startswith(".")]
            first = min(shown, key=lambda entry: entry.name, default=None)
            if first is None:
                return None
            return path + first.name[len(begun) :] + ("/" if first.is_dir() else "")
    except (OSError, ValueError):
        return None


class SaveWindow(Modal[Saved | None]):
    """Asks what to save and where, and does it; dismissed with what was written, None when it was left before.

    A save that runs when the window is left goes on; a notification tells how either ends.

    sets  the messages that can be saved, by name ("shown", "all", "marked", "this call", "this message"), as
          ascending rows; None for all
    """

    DEFAULT_CSS = """
    SaveWindow {
        & > Vertical { max-height: 100%; }
        & Horizontal { height: auto; padding: 0 1; }
        & Horizontal > Static { width: 8; color: $text-muted; }
        & SetRows { height: auto; width: 1fr; scrollbar-size-vertical: 0; }
        & #format, & #file { margin-top: 1; }
        & #told { height: auto; min-height: 2; padding: 0 1 0 9; color: $text-muted; }
        & #told.-asking { color: $text-warning; text-style: bold; }
        & #told.-failed { color: $text-error; text-style: bold; }
        &:ansi Horizontal > Static, &:ansi #told { color: ansi_default; }
        &:ansi #told.-asking { color: ansi_yellow; }
        &:ansi #told.-failed { color: ansi_red; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", "Save", key_display="Enter", id="save.write", tooltip="Save in the file"),
        Binding("escape,q", "leave", "Close", key_display="Esc", id="save.close",
                tooltip="Close the window; a save that runs goes on"),
    ]  # fmt: skip

    def __init__(self, capture: Capture, sets: Mapping[str, MessageRows | None], glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.capture = capture
        self.sets = dict(sets)
        self.choices = [Choice("", name, self._count(rows), name) for name, rows in self.sets.items()]
        self.rows = SetRows(self.choices, glyphs)
        self.formats = FormatLine()
        self.file = FileInput(select_on_focus=False, suggester=PathSuggester())
        self.told = Static(markup=False, id="told")
        self.share: float | None = None
        """How much of the save that runs is done; None while none runs."""
        self._suggested = ""
        self._replacing = ""
        """The file that is there already and that Enter replaces."""
        self._looking: Timer | None = None
        self._left = False

    def compose(self) -> ComposeResult:
        with Vertical() as window:
            window.border_title = "Save"
            window.border_subtitle = Content("Enter save  Tab next  Esc close")
            with Horizontal():
                yield Static("What")
                yield self.rows
            with Horizontal(id="format"):
                yield Static("Format")
                yield self.formats
            with Horizontal(id="file"):
                yield Static("File")
                yield self.file
            yield self.told

    def on_mount(self) -> None:
        self.rows.styles.height = len(self.choices)
        self._looking = self.set_interval(PROGRESS_PAUSE, self._show_progress, pause=True)
        self.rows.focus()
        self._suggest()

    # What is asked

    @property
    def chosen(self) -> str:
        """The name of the set that will be saved."""
        return self.choices[self.rows.cursor].label

    @property
    def path(self) -> str:
        """The file that will be written, absolute."""
        return os.path.abspath(os.path.expanduser(self.file.value.strip()))

    def _count(self, rows: MessageRows | None) -> str:
        count = len(self.capture) if rows is None else len(rows)
        return _counted(count, "message")

    def _suggest(self) -> None:
        """Bring the name of the file in line with what is chosen: all of it, or the end when the user wrote it."""
        written = self.file.value
        name, ending = os.path.splitext(written)
        end = suffix(self.formats.chosen)
        if written == self._suggested:
            rows = self.sets[self.chosen]
            self._suggested = suggestion(self.capture.name, self.chosen, rows) + end
            self.file.value = self._suggested
            self.file.cursor_position = len(self._suggested)
        elif ending.lower() in SUFFIXES and SUFFIXES[ending.lower()] != self.formats.chosen:
            self.file.value = name + end
        self._tell()

    def on_rows_cursor_moved(self, event: Rows.CursorMoved) -> None:
        event.stop()  # it is nothing to the application, which knows of its own lists
        self._suggest()

    def on_choice_rows_clicked(self, event: ChoiceRows.Clicked) -> None:
        event.stop()

    def on_format_line_chosen(self, event: FormatLine.Chosen) -> None:
        event.stop()
        self._suggest()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.formats.chosen = format_of(self.file.value, self.formats.chosen)
        self._tell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    # What is told

    def _say(self, text: str, kind: str = "") -> None:
        self.told.update(Content(printable(text)))
        self.told.set_class(kind == "asking", "-asking")
        self.told.set_class(kind == "failed", "-failed")

    def _tell(self) -> None:
        """Say what the file will hold."""
        self._replacing = ""
        if self.share is None:
            self._say(contents(self.capture, self.sets[self.chosen], self.formats.chosen))

    def _show_progress(self) -> None:
        if self.share is not None:
            self._say(f"Saving {self.glyphs.ellipsis} {self.share:.0%}")

    # Saving

    def action_leave(self) -> None:
        if self.share is not None:
            self.app.notify("Saving goes on; you will be told when it is done.", markup=False)
        self._left = True
        self.dismiss(None)

    def action_save(self) -> None:
        if self.share is not None:
            return
        path = self.path
        if os.path.isdir(path) or not self.file.value.strip():
            self._refuse("Write the name of a file.")
            return
        try:
            refuse_own(path, self.capture.source)
        except CaptureError as error:
            self._refuse(str(error))
            return
        if os.path.lexists(path) and path != self._replacing:
            self._replacing = path
            size = size_text(os.path.getsize(path)) if os.path.isfile(path) else "no regular file"
            self._say(f"{self.glyphs.warning} {path} exists ({size}); Enter again replaces it.", "asking")
            return
        self.share = 0.0
        if self._looking is not None:
            self._looking.resume()
        # Of the application: a worker of the window would end with it.
        work = partial(self._save, self.app, self.sets[self.chosen], path, self.formats.chosen)
        self.app.run_worker(work, group="save", thread=True)

    def _save(self, app: App[object], rows: MessageRows | None, path: str, chosen: Format) -> None:
        """Save in a thread, and have told how it ended."""
        try:
            saved = save(self.capture, rows, path, chosen, ascii_only=self.glyphs.ascii, progress=self._progress)
        except CaptureError as error:
            # Not call_from_thread, which waits for an answer: the program may be ending.
            app.call_later(self._failed, app, str(error))
        else:
            app.call_later(self._saved, app, saved)

    def _progress(self, share: float) -> None:
        self.share = share

    def _saved(self, app: App[object], saved: Saved) -> None:
        app.notify(printable(sentence(saved)), markup=False)
        if not self._left:
            self.dismiss(saved)

    def _failed(self, app: App[object], reason: str) -> None:
        self.share = None
        if self._left:
            app.notify(printable(reason), title="Save", severity="error", timeout=30, markup=False)
            return
        if self._looking is not None:
            self._looking.pause()
        self._refuse(reason)

    def _refuse(self, reason: str) -> None:
        self._replacing = ""
        self._say(f"{self.glyphs.kind('error')} {reason}", "failed")
        self.file.focus()


def suggestion(capture_name: str, chosen: str, rows: MessageRows | None) -> str:
    """A name for a file, without its end: "errors-shown", or for one call or message "errors-message-12"."""
    stem = os.path.basename(capture_name)
    while os.path.splitext(stem)[1].lower() in {*SUFFIXES, ".gz"}:
        stem = os.path.splitext(stem)[0]
    stem = "capture" if stem == "standard input" else re.sub(r"[^\w.+-]+", "-", stem)
    words = chosen.split()
    if words[0] == "this" and rows is not None and len(rows):
        words = [*words[1:], str(int(rows[0]) + 1)]
    return "-".join([stem, *words])


def contents(capture: Capture, rows: MessageRows | None, chosen: Format) -> str:
    """What a file would hold, in words."""
    messages = len(capture) if rows is None else len(rows)
    if chosen in ("pcapng", "pcap"):
        frames, held = packets(capture, rows)
        if held == messages:
            return f"{_counted(messages, 'message')} in {_counted(len(frames), 'packet')}"
        return f"{_counted(len(frames), 'packet')}, which hold {_counted(held, 'message')}"
    each = {"ndjson": "a line each", "text": "a line each", "tree": "with all their fields"}[chosen]
    return f"{_counted(messages, 'message')}, {each}; keys and passwords are redacted"


def sentence(saved: Saved) -> str:
    """What was saved, in words."""
    wrote = _counted(saved.messages, "message")
    if saved.packets is not None:
        others = "" if saved.held == saved.messages else f", which hold {_counted(saved.held, 'message')}"
        wrote += f" ({_counted(saved.packets, 'packet')}{others})"
    return f"Wrote {wrote} to {saved.path} ({size_text(saved.size)})."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else f'{noun}s'}"
