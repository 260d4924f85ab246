"""The line in which the display filter is written, with what opens beneath it: the fault, and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click, DescendantBlur
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from nldissect.tui.candidates import CandidateRows
from nldissect.tui.cells import crop
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.lines import Line, Part

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter, FilterError
    from nldissect.analysis.filter.completion import Completion
    from nldissect.schema.registry import Registry
    from nldissect.tui.history import History

CARET = "^"

BEFORE = 3
"""Cells before the text of the filter."""

OPENING = (" ", "{", "(", ",")
"""What the user writes before something else has to come, so that it is offered."""

HINT = "filter: press /"
EXAMPLE = "such as  nl.errno > 0  or  nl.type == RTM_NEWROUTE"


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
    FaultLine { background: $panel; display: none; overlay: screen; }
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
        column = max(0, min(self.column, width - 1))
        after = f"{CARET} {self.reason}"
        if column + len(after) <= width or column < width // 2:
            return [(" " * column, ""), (after, "line--error")], []
        before = crop(self.reason, column - 1, self.glyphs)  # it does not fit behind the caret
        return [(" " * (column - 1 - cell_len(before)), ""), (f"{before} {CARET}", "line--error")], []


class FilterInput(Input):
    """The text of the filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Apply", key_display="Enter", id="filter.take",
                tooltip="Apply the filter, or take the completion"),
        Binding("ctrl+u", "clear", "Clear", id="filter.clear", tooltip="Remove the text"),
    ]  # fmt: skip

    can_focus = False
    """Tab does not lead here; `open` does."""

    def on_blur(self) -> None:
        # Of a terminal that loses the focus Textual takes it away too, and gives it back later.
        self.can_focus = not self.app.app_focus

    def action_clear(self) -> None:
        self.value = ""


class FilterBar(Vertical):
    """The display filter: written, completed, applied; the app evaluates it and says how far it is.

    applied_text  the filter in force, "" for none
    """

    DEFAULT_CSS = """
    FilterBar {
        height: 1; background: $panel;
        & > Horizontal { height: 1; }
        & FilterInput { height: 1; width: 1fr; border: none; padding: 0; background: $panel; }
        & FilterInput:focus { border: none; }
        & .-sign { width: 3; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", key_display="Tab", id="filter.complete",
                tooltip="Take the completion"),
        Binding("down", "step(1)", "Next", show=False, id="filter.next",
                tooltip="Next completion, or filter applied before"),
        Binding("up", "step(-1)", "Previous", show=False, id="filter.previous",
                tooltip="Previous completion, or filter applied before"),
        Binding("escape", "leave", "Leave", key_display="Esc", id="filter.leave",
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
        self.input = FilterInput(placeholder=HINT, select_on_focus=False)
        self.state = FilterState(glyphs)
        self.fault = FaultLine(glyphs)
        self.candidates = CandidateRows(glyphs)
        self._filter: Filter | None = None
        self._error: FilterError | None = None
        self._completion: Completion | None = None
        self._prepared = False
        """Whether completions come at once."""
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
        self.input.can_focus = True
        self.input.placeholder = EXAMPLE
        self.input.cursor_position = len(self.input.value)
        self.screen.set_focus(self.input)
        if not self._prepared:
            self.run_worker(self._prepare, thread=True, group="completion", exclusive=True, exit_on_error=False)

    def set_text(self, text: str, *, apply: bool) -> None:
        """Write a text and apply it, or have the user go on with it."""
        with self.prevent(Input.Changed):
            self.input.value = text
        self.input.cursor_position = len(text)
        self._recalled = 0
        if apply:
            self._apply()
        else:
            self.open()
            self._edited(offer=False)

    def show_progress(self, found: int, total: int, seconds: float, running: bool) -> None:
        """Say how many messages of so many pass, and how long it took to find them."""
        if self._filter is None:
            return
        if running:
            self.state.say((f" {self.glyphs.ellipsis} {found:,} so far ", "line--key"))
            return
        said: list[Part] = [(f" {self.glyphs.kind('ack')} {found:,}", "state--good")]
        if self.size.width < 100:
            said.append((f" ({_share(found, total)}) ", "state--good"))
        else:
            took = f"{seconds * 1000:,.0f}ms" if seconds < 10 else f"{seconds:.0f}s"
            said += [(f" of {total:,}", "state--good"), (f"  {took} ", "line--dim")]
        if self.input.value.strip() != self.applied_text:
            said.append((f"{self.glyphs.enter} ", "line--dim"))
        self.state.say(*said)

    # Writing

    @property
    def writing(self) -> bool:
        """Whether the user is in the bar."""
        return self.input.has_focus

    def _prepare(self) -> None:
        from nldissect.analysis.filter.completion import prepare

        prepare(self.registry)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state == WorkerState.SUCCESS and event.worker.group == "completion":
            self._prepared = True
            if self.writing and self.input.value != self.applied_text:
                self._complete()
                self._show(offer=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        recalled = self._recalled and event.value == self._entry(self._recalled)
        if not recalled:
            self._recalled = 0
        self._edited(offer=not recalled)

    def _edited(self, *, offer: bool) -> None:
        self._complete()
        self._understand(wholly=not offer)
        self._show(offer=offer)
        self.post_message(self.Edited(self.input.value.strip(), self._filter))

    def _complete(self) -> None:
        from nldissect.analysis.filter.completion import complete

        self._completion = None
        if self._prepared:
            self._completion = complete(self.input.value, self.input.cursor_position, self.registry)

    def _understand(self, *, wholly: bool = True) -> None:
        """Find out what the text means; a name that is begun only needs no reason why it is none."""
        from nldissect.analysis.filter import Filter, FilterError

        self._filter = self._error = None
        text = self.input.value.strip()
        if not text:
            return
        try:
            if not wholly and (piece := self._begun()):
                assert self._completion is not None  # it has what is begun
                column = self._completion.start - self._indent
                raise FilterError(f"{piece!r} is no field yet", text, column, column + len(piece))
            self._filter = Filter(text, self.registry)
        except FilterError as error:
            self._error = error

    def _begun(self) -> str:
        """The word at the cursor that can become a name; "" for one that is something already.

        To find the names that look like a wrong one takes longer than a key may.
        """
        from nldissect.analysis.filter.completion import begun

        return begun(self.input.value, self._completion, self.registry) if self._completion is not None else ""

    @property
    def _indent(self) -> int:
        """Blanks before the text, which errors do not count."""
        return len(self.input.value) - len(self.input.value.lstrip())

    def _show(self, *, offer: bool) -> None:
        """Show the fault and the completions; `offer`: whether the user wrote, so that the latter are wanted."""
        found, value = self._completion, self.input.value
        listed = found.candidates if found is not None and offer and self.writing else []
        if found is not None and listed:
            piece = value[found.start : found.end]
            if not (piece or value[: found.start].endswith(OPENING)) or [each.text for each in listed] == [piece]:
                listed = []
        error = self._error
        column = 0 if error is None else error.column + self._indent
        going_on = found is not None and bool(listed) and column >= found.start
        scrolled = round(self.input.scroll_offset.x)
        self.fault.show(BEFORE + column - scrolled, "" if error is None or going_on else error.sentence)
        if found is not None:
            self.candidates.styles.offset = (BEFORE + found.start - scrolled - 1, 1 if self.fault.display else 0)
        self.candidates.show(listed)
        if error is not None:
            word = "incomplete" if going_on or column >= len(value.rstrip()) else "wrong"
            self.state.say((f" {self.glyphs.kind('error')} {word} ", "line--error"))
        elif self._filter is not None:
            self.state.say((f" {self.glyphs.kind('ack')} ", "state--good"))
        else:
            self.state.say()

    def on_candidate_rows_taken(self, event: CandidateRows.Taken) -> None:
        event.stop()
        self.action_complete()

    def action_complete(self) -> None:
        """Write the candidate under the cursor in the place of the word that was begun."""
        found = self._completion
        if found is None or not self.candidates.display:
            return
        taken = self.candidates.candidates[self.candidates.cursor].text
        value = self.input.value
        behind = value[found.end :]
        space = "" if behind.startswith(" ") or taken.endswith(("(", "{")) else " "
        self.input.value = f"{value[: found.start]}{taken}{space}{behind}"
        self.input.cursor_position = found.start + len(taken) + (not taken.endswith(("(", "{")))

    def action_step(self, step: int) -> None:
        """Go through the completions, or without them through the history; up leads into the history at once."""
        if self.candidates.display and (step > 0 or self.candidates.entered):
            self.candidates.step(step)
            return
        if not self._recalled:
            self._written = self.input.value
        self._recalled = max(0, self._recalled - step)
        while self._recalled and (entry := self._entry(self._recalled)) is None:
            self._recalled -= 1
        self.input.value = entry if self._recalled and entry is not None else self._written
        self.input.cursor_position = len(self.input.value)
        self.candidates.show([])

    def _entry(self, back: int) -> str | None:
        """The filter so many back in the history, but for the one written already; None where there is none."""
        entries = [each for each in self.history.entries if each != self._written]
        return entries[-back] if back <= len(entries) else None

    def action_apply(self) -> None:
        """Take the completion that the user went to; else apply the text, or say why that cannot be."""
        if self.candidates.display and self.candidates.entered:
            self.action_complete()
            return
        self._apply()
        if self._error is None:
            self.post_message(self.Closed())

    def _apply(self) -> None:
        self._understand()
        if self._error is not None:
            self.open()
            self._show(offer=False)
            return
        self.applied_text = self.input.value.strip()
        self._recalled = 0
        self._show(offer=False)
        if self.applied_text:
            self.history.add(self.applied_text)
        self.post_message(self.Applied(self.applied_text, self._filter))

    def action_leave(self) -> None:
        """Close the completions; when there are none, go back to the filter in force."""
        if self.candidates.display:
            self.candidates.show([])
            self._show(offer=False)
        else:
            self._restore()
            self.post_message(self.Closed())

    def _restore(self) -> None:
        with self.prevent(Input.Changed):
            self.input.value = self.applied_text
        self._recalled = 0
        self._understand()
        self._show(offer=False)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        if not self.app.app_focus:
            return
        self.input.placeholder = HINT
        if self.input.value.strip() != self.applied_text:
            self._restore()
            self.post_message(self.Closed())
        self.candidates.show([])

    def on_click(self, event: Click) -> None:
        if not self.writing:
            self.open()


def _share(found: int, total: int) -> str:
    share = found / total if total else 0
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"
