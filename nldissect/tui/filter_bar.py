"""The line in which the display filter is written, with what opens beneath it: the fault, and how to go on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Click, DescendantBlur, Key
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from nldissect.tui.candidates import CandidateRows
from nldissect.tui.filter_state import FaultLine, FilterState
from nldissect.tui.glyphs import Glyphs
from nldissect.tui.lines import Part

if TYPE_CHECKING:
    from nldissect.analysis.filter import Filter, FilterError
    from nldissect.analysis.filter.candidates import Candidate
    from nldissect.analysis.filter.completion import Completion
    from nldissect.schema.registry import Registry
    from nldissect.tui.history import History

BEFORE = 3
"""Cells before the text of the filter."""

OPENING = (" ", "{", "(", ",")
"""What the user writes before something else has to come, so that it is offered."""

PASTED = 0.4
"""Seconds that completion waits for a filter that is pasted: its first rows come before."""

HINT = "filter: press /"
EXAMPLE = "such as  nl.errno > 0  or  nl.type == RTM_NEWROUTE"


class FilterInput(Input):
    """The text of the filter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Apply", key_display="Enter", id="filter.take",
                tooltip="Apply the filter, or take the completion"),
        Binding("tab", "complete", "Complete", key_display="Tab", id="filter.complete",
                tooltip="Take the completion"),
        Binding("down", "step(1)", "Next", show=False, id="filter.next",
                tooltip="Next completion, or filter applied before"),
        Binding("up", "step(-1)", "Previous", show=False, id="filter.previous",
                tooltip="Previous completion, or filter applied before"),
        Binding("escape", "leave", "Leave", key_display="Esc", id="filter.leave",
                tooltip="Close the completions, or leave the bar as it was"),
        Binding("ctrl+u", "clear", "Clear", id="filter.clear", tooltip="Remove the text"),
    ]  # fmt: skip

    can_focus = False
    """Tab does not lead here; `open` does."""

    def on_blur(self) -> None:
        # Of a terminal that loses the focus Textual takes it away too, and gives it back later.
        self.can_focus = not self.app.app_focus

    async def on_key(self, event: Key) -> None:
        """Do at once what a key does: where bindings are looked for, it would come after the keys typed next."""
        if self.app.focused is not self:  # typed when the key that left the bar was still on its way
            event.stop()
            event.prevent_default()
            self.app.post_message(Key(event.key, event.character))
        elif not event.is_printable:
            active = self.screen.active_bindings.get(event.key)
            if active is not None and active.node is self:
                event.stop()
                event.prevent_default()
                await self.app.run_action(active.binding.action, active.node)

    @property
    def _bar(self) -> FilterBar:
        return self.query_ancestor(FilterBar)

    def action_apply(self) -> None:
        self._bar.apply()

    def action_complete(self) -> None:
        self._bar.complete()

    def action_step(self, step: int) -> None:
        self._bar.step(step)

    def action_leave(self) -> None:
        self._bar.leave()

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
        self._back: Widget | None = None
        """What had the focus before."""
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

    def open(self) -> None:
        """Have the user write."""
        if not self.writing:
            self._back = self.screen.focused
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

    @property
    def writing(self) -> bool:
        """Whether the user is in the bar."""
        return self.is_mounted and self.screen.focused is self.input

    def _prepare(self) -> None:
        time.sleep(PASTED)
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
        if not self.writing:
            return
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

        here = self.input.value, self.input.cursor_position
        self._completion = complete(*here, self.registry) if self._prepared else None

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
                raise FilterError(f"{piece} is no field yet", text, column, column + len(piece))
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
        """Show whether the text is understood, and completions if the user wrote, so that they are wanted."""
        going_on = self._show_candidates(self._offered() if offer else [])
        if self._error is not None:
            at_end = self._error.column >= len(self.input.value.strip())
            word = "incomplete" if going_on or at_end else "wrong"
            self.state.say((f" {self.glyphs.kind('error')} {word} ", "line--error"))
        elif self._filter is not None:
            self.state.say((f" {self.glyphs.kind('ack')} ", "state--good"))
        else:
            self.state.say()

    def _offered(self) -> Sequence[Candidate]:
        """The completions, where something was begun or has to come."""
        found, value = self._completion, self.input.value
        if found is None or not self.writing:
            return []
        piece = value[found.start : found.end]
        wanted = piece or value[: found.start].endswith(OPENING)
        return found.candidates if wanted and [each.text for each in found.candidates] != [piece] else []

    def _show_candidates(self, listed: Sequence[Candidate]) -> bool:
        """Show completions, and the fault where they do not say already how to go on; whether they do."""
        left = BEFORE - round(self.input.scroll_offset.x)
        start = self._completion.start if self._completion is not None else 0
        column = 0 if self._error is None else self._error.column + self._indent
        going_on = bool(listed) and column >= start
        self.fault.show(left + column, "" if self._error is None or going_on else self._error.sentence)
        if listed:
            self.candidates.styles.offset = (left + start - 1, 1 if self.fault.display else 0)
        self.candidates.show(listed)
        return going_on

    def on_candidate_rows_taken(self, event: CandidateRows.Taken) -> None:
        event.stop()
        self.complete()

    def complete(self) -> None:
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

    def step(self, step: int) -> None:
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

    def _entry(self, back: int) -> str | None:
        """The filter so many back in the history, but for the one written already; None where there is none."""
        entries = [each for each in self.history.entries if each != self._written]
        return entries[-back] if back <= len(entries) else None

    def apply(self) -> None:
        """Take the completion that the user went to; else apply the text, or say why that cannot be."""
        if self.candidates.display and self.candidates.entered:
            self.complete()
            return
        self._apply()
        if self._error is None:
            self._close()

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

    def leave(self) -> None:
        """Close the completions; when there are none, go back to the filter in force."""
        if self.candidates.display:
            self._show_candidates([])
        else:
            self._restore()
            self._close()

    def _close(self) -> None:
        # At once, or the keys typed next would still be text.
        self.screen.set_focus(self._back if self._back is not None and self._back.is_attached else None)
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
