"""The line in which the display filter is written, with what opens beneath it: the fault, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click, DescendantBlur
from textual.message import Message
from textual.widgets import Input, Static

from nldissect.tui.cells import crop, fit
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.lines import Line, Part
from nldissect.tui.rows import Rows

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter, FilterError
    from nldissect.analysis.filter.completion import Candidate
    from nldissect.schema.registry import Registry
    from nldissect.tui.history import History

MOST_SHOWN = 8
"""Candidates shown at once."""

CARET = "^"

BEFORE = 3
"""Cells before the text of the filter."""


class FilterState(Line):
    """At the end of the bar: whether the filter is understood, and what it finds."""

    DEFAULT_CSS = """
    FilterState {
        width: auto; background: $panel; padding: 0;
        & > .state--good { color: $text-success; text-style: bold; }
        &:ansi > .state--good { color: ansi_green; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"state--good"}

    said: tuple[Part, ...] = ()

    def say(self, *said: Part) -> None:
        """Say something else; nothing is drawn if it is the same."""
        if said != self.said:
            wider = sum(len(text) for text, _ in said) != sum(len(text) for text, _ in self.said)
            self.said = said
            self.refresh(layout=wider)

    def get_content_width(self, container: object, viewport: object) -> int:
        return sum(len(text) for text, _ in self.said)

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        return list(self.said), []


class FaultLine(Line):
    """Beneath a filter that is not understood: where, and why."""

    DEFAULT_CSS = """
    FaultLine { background: $panel; display: none; }
    """

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.column = 0
        self.reason = ""

    def show(self, column: int, reason: str) -> None:
        """Show a reason under a column of the line; "" hides it."""
        if (column, reason) != (self.column, self.reason):
            self.column, self.reason = column, reason
            self.display = bool(reason)
            self.refresh()

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        sign = f"{CARET} {self.reason}"
        if self.column + len(sign) > width:  # then it stands before the sign
            before = crop(self.reason, max(0, self.column - 2), self.glyphs)
            if len(before) == len(self.reason):
                return [(" " * (self.column - len(before) - 1), ""), (f"{before} {CARET}", "line--error")], []
        return [(" " * min(self.column, max(0, width - len(sign))), ""), (sign, "line--error")], []


class CandidateRows(Rows):
    """What can be written at the cursor."""

    HEADER = 0
    can_focus = False

    DEFAULT_CSS = """
    CandidateRows {
        display: none; overlay: screen; constrain: none inside;
        background: $surface; max-height: 8; width: 70; max-width: 100%;
        & > .rows--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi > .rows--cursor { text-style: reverse; }
    }
    """

    class Taken(Message):
        """The user clicked on a candidate, which is under the cursor now."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.candidates: list[Candidate] = []

    def show(self, candidates: list[Candidate]) -> None:
        """Show other candidates; none: nothing."""
        self.candidates = candidates
        self.display = bool(candidates)
        self.styles.height = min(MOST_SHOWN, len(candidates))
        with self.prevent(Rows.CursorMoved):
            self.set_row_count(len(candidates))
            self.move_to(0)
        self.redraw()

    def row_segments(self, row: int, width: int) -> list[Segment]:
        candidate = self.candidates[row]
        text = f" {candidate.text}  "
        left = max(0, width - len(text))
        return [
            Segment(fit(text, min(len(text), width), self.glyphs)),
            Segment(fit(candidate.meaning, left, self.glyphs), self.get_component_rich_style("rows--dim")),
        ]

    def row_clicked(self, row: int, x: int) -> None:
        self.post_message(self.Taken())


class FilterInput(Input):
    """The text of the filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+u", "clear", "Clear", id="filter.clear", tooltip="Remove the text"),
    ]

    can_focus = False
    """Tab does not lead here; `open` does."""

    def on_blur(self) -> None:
        self.can_focus = False

    def action_clear(self) -> None:
        self.value = ""


class FilterBar(Vertical):
    """The display filter: written, completed, applied; the app evaluates it and says how far it is.

    applied_text  the filter in force, "" for none
    """

    DEFAULT_CSS = """
    FilterBar {
        height: auto; background: $panel;
        & > Horizontal { height: 1; }
        & FilterInput { height: 1; width: 1fr; border: none; padding: 0; background: $panel; }
        & FilterInput:focus { border: none; }
        & .-sign { width: 3; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Apply", priority=True, key_display="Enter", id="filter.take",
                tooltip="Apply the filter, or take the completion"),
        Binding("tab", "complete", "Complete", priority=True, key_display="Tab", id="filter.complete",
                tooltip="Take the completion"),
        Binding("down", "step(1)", "Next", priority=True, show=False, id="filter.next",
                tooltip="Next completion, or filter applied before"),
        Binding("up", "step(-1)", "Previous", priority=True, show=False, id="filter.previous",
                tooltip="Previous completion, or filter applied before"),
        Binding("escape", "leave", "Leave", priority=True, key_display="Esc", id="filter.leave",
                tooltip="Close the completions, or leave the bar as it was"),
    ]  # fmt: skip

    class Edited(Message):
        """The text changed; `filter` is None for none and for one that is not understood."""

        def __init__(self, text: str, chosen: Filter | None) -> None:
            super().__init__()
            self.text = text
            self.filter = chosen

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, FilterBar.Edited)

    class Applied(Message):
        """The user wants this filter, None for none."""

        def __init__(self, text: str, chosen: Filter | None) -> None:
            super().__init__()
            self.text = text
            self.filter = chosen

    class Closed(Message):
        """The user has left the bar."""

    def __init__(self, registry: Registry, glyphs: Glyphs, history: History) -> None:
        super().__init__()
        self.registry = registry
        self.glyphs = glyphs
        self.history = history
        self.applied_text = ""
        self.input = FilterInput(placeholder="filter: press /", select_on_focus=False)
        self.state = FilterState(glyphs)
        self.fault = FaultLine(glyphs)
        self.candidates = CandidateRows(glyphs)
        self._filter: Filter | None = None
        self._error: FilterError | None = None
        self._chosen = False
        """Whether the user went into the completions."""
        self._recalled = 0
        """How many filters back in the history."""
        self._written = ""
        """What was written before the history was looked through."""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(" / ", classes="-sign")
            yield self.input
            yield self.state
        yield self.fault
        yield self.candidates

    # What others ask

    def open(self) -> None:
        """Have the user write."""
        from nldissect.analysis.filter.completion import prepare

        self.input.can_focus = True
        self.input.cursor_position = len(self.input.value)
        self.screen.set_focus(self.input)
        self.run_worker(lambda: prepare(self.registry), thread=True, group="completion", exclusive=True)

    def set_text(self, text: str, *, apply: bool) -> None:
        """Write a text and apply it, or have the user go on with it."""
        with self.prevent(Input.Changed):
            self.input.value = text
        self._understand()
        if apply:
            self._apply()
        else:
            self.open()
            self._changed()

    def show_progress(self, found: int, total: int, seconds: float, running: bool) -> None:
        """Say how many messages of so many pass, and how long it took to find them."""
        if self._error is not None:
            return
        share = f" ({found / total:.0%})" if total else ""
        if running:
            self.state.say((f" {self.glyphs.ellipsis} {found:,} so far ", "line--key"))
        elif self.size.width < 100:
            self.state.say((f" {self.glyphs.kind('ack')} {found:,}{share} ", "state--good"))
        else:
            took = f"{seconds * 1000:,.0f}ms" if seconds < 10 else f"{seconds:.0f}s"
            count = f" {self.glyphs.kind('ack')} {found:,} of {total:,}"
            self.state.say((count, "state--good"), (f"  {took} ", "line--dim"))

    # Writing

    @property
    def writing(self) -> bool:
        """Whether the user is in the bar."""
        return self.input.has_focus

    def _understand(self) -> None:
        from nldissect.analysis.filter import Filter, FilterError

        self._filter = self._error = None
        text = self.input.value.strip()
        if text:
            try:
                self._filter = Filter(text, self.registry)
            except FilterError as error:
                self._error = error

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._understand()
        self._changed()

    def _changed(self) -> None:
        self._show_fault()
        self._show_candidates()
        self.post_message(self.Edited(self.input.value.strip(), self._filter))

    def _show_fault(self) -> None:
        if self._error is None:
            self.fault.show(0, "")
            self.state.say(*(((f" {self.glyphs.kind('ack')} ", "state--good"),) if self._filter else ()))
            return
        self.state.say((f" {self.glyphs.kind('error')} ", "line--error"))
        indent = len(self.input.value) - len(self.input.value.lstrip())
        self.fault.show(BEFORE + indent + self._error.column - round(self.input.scroll_offset.x), str(self._error))

    def _show_candidates(self) -> None:
        from nldissect.analysis.filter.completion import complete

        self._chosen = False
        found = complete(self.input.value, self.input.cursor_position, self.registry)
        piece = self.input.value[found.start : found.end]
        listed = found.candidates if self.writing and (piece or self.input.value.endswith(" ")) else []
        if len(listed) == 1 and listed[0].text == piece:
            listed = []
        self.candidates.styles.offset = (BEFORE + found.start, 1 if self.fault.display else 0)
        self.candidates.show(listed)

    def on_candidate_rows_taken(self, event: CandidateRows.Taken) -> None:
        event.stop()
        self.action_complete()

    def action_complete(self) -> None:
        """Write the candidate under the cursor in the place of the word that was begun."""
        from nldissect.analysis.filter.completion import complete

        if not self.candidates.display:
            return
        taken = self.candidates.candidates[self.candidates.cursor].text
        found = complete(self.input.value, self.input.cursor_position, self.registry)
        value = self.input.value
        behind = value[found.end :]
        space = "" if behind.startswith(" ") or taken.endswith("(") else " "
        self.input.value = f"{value[: found.start]}{taken}{space}{behind}"
        self.input.cursor_position = found.start + len(taken) + 1 - taken.endswith("(")

    def action_step(self, step: int) -> None:
        """Go through the completions, or without them through the history."""
        if self.candidates.display and not (step < 0 and not self._chosen):
            self._chosen = True
            count = len(self.candidates.candidates)
            self.candidates.move_to((self.candidates.cursor + step) % count)
            return
        entries = self.history.entries
        if not self._recalled:
            self._written = self.input.value
        self._recalled = max(0, min(self._recalled - step, len(entries)))
        self.input.value = entries[-self._recalled] if self._recalled else self._written
        self.input.cursor_position = len(self.input.value)
        self.call_after_refresh(self.candidates.show, [])

    def action_apply(self) -> None:
        if self.candidates.display and self._chosen:
            self.action_complete()
        elif self._error is None:
            self._apply()
            self.post_message(self.Closed())
        else:
            self.candidates.show([])

    def _apply(self) -> None:
        text = self.input.value.strip()
        if self._error is not None:
            self.open()
            self._changed()
            return
        self.applied_text = text
        self._recalled = 0
        self.candidates.show([])
        self.fault.show(0, "")
        if text:
            self.history.add(text)
        else:
            self.state.say()
        self.post_message(self.Applied(text, self._filter))

    def action_leave(self) -> None:
        """Close the completions; when there are none, go back to the filter in force."""
        if self.candidates.display and self._chosen:
            self.candidates.show([])
        else:
            self._restore()
            self.post_message(self.Closed())

    def _restore(self) -> None:
        with self.prevent(Input.Changed):
            self.input.value = self.applied_text
        self._recalled = 0
        self._understand()
        self.candidates.show([])
        self._show_fault()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        if self.input.value.strip() != self.applied_text:
            self._restore()
            self.post_message(self.Closed())
        self.candidates.show([])

    def on_click(self, event: Click) -> None:
        if not self.writing:
            self.open()

