"""The lines around the panes: what is open (top), what is selected, which keys there are (bottom)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from nldissect.tui.cells import crop
from nldissect.tui.glyphs import Glyphs

if TYPE_CHECKING:
    from textual.screen import Screen

Hint = tuple[str, str, str]
"""A key, what it does, and its action."""

Part = tuple[str, str]
"""Text and the component class it is drawn with, "" for none."""


class Line(Widget):
    """One line of styled parts, some from the left and some from the right; the left ones give way."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--dim", "line--strong", "line--error", "line--warning", "line--key"}

    DEFAULT_CSS = """
    Line {
        height: 1;
        background: $background;
        color: $foreground;
        & > .line--dim { color: $text-muted; }
        & > .line--strong { text-style: bold; }
        & > .line--error { color: $text-error; text-style: bold; }
        & > .line--warning { color: $text-warning; text-style: bold; }
        & > .line--key { color: $text-primary; text-style: bold; }
        &:ansi > .line--dim { color: ansi_default; text-style: dim; }
        &:ansi > .line--error { color: ansi_red; }
        &:ansi > .line--warning { color: ansi_yellow; }
        &:ansi > .line--key { color: ansi_default; }
    }
    """

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        """The parts from the left, and those from the right, for a line of `width` cells."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        left, right = self.parts(width)
        right_width = sum(cell_len(text) for text, _ in right)
        segments, free = [], max(0, width - right_width - (1 if right else 0))
        for text, component in left:
            cut = crop(text, free, self.glyphs)
            free -= cell_len(cut)
            segments.append(Segment(cut, self._style(component)))
        segments.append(Segment(" " * (free + (1 if right else 0))))
        segments.extend(Segment(text, self._style(component)) for text, component in right)
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _style(self, component: str) -> Style | None:
        return self.get_component_rich_style(component) if component else None


SHORTEST_NAME = 8
"""Cells that the name of the capture has before anything is left out."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the header line says of the capture.

    live    whether it comes, or came, live
    rate    messages per second; None where it does not come live
    lost    packets that were not captured; None where nothing tells
    frozen  whether the user keeps the views as they are
    """

    messages: int = 0
    errors: int = 0
    warnings: int = 0
    reading: bool = True
    live: bool = False
    rate: float | None = None
    lost: int | None = None
    frozen: bool = False


class HeaderLine(Line):
    """The capture's name and totals on the left, the views on the right with the present one marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"header--view"}

    DEFAULT_CSS = """
    HeaderLine {
        background: $panel;
        & > .header--view { background: $primary; color: $text; text-style: bold; }
        &:ansi > .header--view { background: ansi_default; color: ansi_default; text-style: reverse; }
    }
    """

    class ViewClicked(Message):
        """The user clicked on the title of a view."""

        def __init__(self, view: int) -> None:
            super().__init__()
            self.view = view

    def __init__(self, glyphs: Glyphs, name: str, views: tuple[str, ...]) -> None:
        super().__init__(glyphs)
        self.capture_name = name
        self.views = views
        self.view = 0
        self.totals = Totals()

    def show(self, *, totals: Totals | None = None, view: int | None = None) -> None:
        """Change what is shown; nothing is drawn if nothing differs."""
        before = (self.totals, self.view)
        self.totals = self.totals if totals is None else totals
        self.view = self.view if view is None else view
        if before != (self.totals, self.view):
            self.refresh()

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        # What is lost or wrong must be seen: first what says least gives way to it, then titles and hints.
        short = width < 100
        for brief, briefest in ((False, False), (True, False), (True, True)):
            counts, right = self._counts(short, brief, briefest), self._titles(short, briefest)
            left = width - sum(len(text) for text, _ in counts + right) - 3
            if left >= SHORTEST_NAME:
                break
        name = crop(self.capture_name, max(SHORTEST_NAME // 2, left), self.glyphs)
        return [(f" {name}", "line--strong"), *counts], right

    def _counts(self, short: bool, brief: bool, briefest: bool) -> list[Part]:
        totals = self.totals
        counts: list[Part] = []
        if totals.frozen:
            counts.append(("  frozen" if briefest else "  frozen (Space)", "line--warning"))
        elif totals.reading:
            counts.append((f"  {self.glyphs.live} LIVE", "line--key") if totals.live else ("  reading", "line--dim"))
        if totals.live and not totals.reading:
            counts.append(("  ended", "line--warning"))
        counts.append((f"  {totals.messages:,} {'msgs' if short else _plural('message', totals.messages)}", ""))
        if totals.rate is not None and not brief:
            counts.append((f"  {_rate(totals.rate)}/s", "line--dim"))
        if totals.errors:
            counts.append((f"  {totals.errors:,} {'err' if short else _plural('error', totals.errors)}", "line--error"))
        if totals.lost or (totals.lost is not None and not brief):
            counts.append((f"  {totals.lost:,} lost", "line--error" if totals.lost else "line--dim"))
        if totals.warnings:
            word = "warn" if short else _plural("warning", totals.warnings)
            counts.append((f"  {totals.warnings:,} {word} (i)", "line--warning"))
        return counts

    def _titles(self, short: bool, briefest: bool) -> list[Part]:
        titles: list[Part] = []
        for number, title in enumerate(self.views):
            name = title if not short else title[:4] if number == self.view or not briefest else ""
            text = f" {number + 1}{name}" if short else f" {number + 1} {name} "
            titles.append((text, "header--view" if number == self.view else "line--dim"))
        return titles

    def on_click(self, event: Click) -> None:
        _, right = self.parts(self.size.width)
        start = self.size.width - sum(len(text) for text, _ in right)
        for number, (text, _) in enumerate(right):
            if start <= event.x < start + len(text):
                self.post_message(self.ViewClicked(number))
            start += len(text)


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate < 9_999.5 else f"{rate / 1000:,.0f}k"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line says: the selected field, rows that came meanwhile, marks, how times are written.

    shown_by  the key that shows those rows
    """

    field: str = ""
    issue: str = ""
    unseen: int = 0
    shown_by: str = "G"
    following: bool = False
    sorted_by: str = ""
    marks: int = 0
    time_format: str = "relative"


class StatusLine(Line):
    """The selected field on the left; following, new messages and the time format on the right."""

    DEFAULT_CSS = """
    StatusLine { background: $panel; }
    """

    status = Status()

    def show(self, **changes: str | int | bool) -> None:
        """Change parts of the status; nothing is drawn if nothing differs."""
        status = replace(self.status, **changes)  # type: ignore[arg-type]
        if status != self.status:
            self.status = status
            self.refresh()

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        status = self.status
        left: list[Part] = [(f" {status.field}", "")]
        if status.issue:
            left.append((f"  {status.issue}", "line--error"))
        right: list[Part] = []
        if status.unseen:
            right.append((f" +{status.unseen:,} new ({status.shown_by}) ", "line--warning"))
        elif status.following:
            right.append((" following ", "line--key"))
        if status.sorted_by:
            right.append((f" by {status.sorted_by} ", "line--key"))
        if status.marks:
            right.append((f" {status.marks:,} {_plural('mark', status.marks)} ", "line--dim"))
        right.append((f" time: {status.time_format} ", "line--dim"))
        return left, right


class KeyHints(Line):
    """The keys of the focused pane and of the program, as many as fit; help and quit always."""

    FIRST: ClassVar[tuple[str, ...]] = ("filter.edit", "go.next-error", "go.peer", "filter.apply")
    ALWAYS: ClassVar[tuple[str, ...]] = ("app.help", "app.quit")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        self.refresh()

    def hints(self, width: int) -> list[Hint]:
        """(key, what it does, action) of each hint that fits in `width` cells, in the order shown."""
        pane: dict[str, Hint] = {}
        others: dict[str, Hint] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled:
                found = pane if active.node is self.screen.focused else others
                key = self.app.get_key_display(binding)
                found.setdefault(binding.id or binding.action, (key, binding.description, binding.action))
        always = [others.pop(name) for name in self.ALWAYS if name in others]
        first = [others.pop(name) for name in self.FIRST if name in others]
        left = width - 1 - sum(_hint_width(hint) for hint in always)
        shown = []
        for hint in (*pane.values(), *first, *others.values()):
            left -= _hint_width(hint)
            if left < 0:
                break
            shown.append(hint)
        return shown + always

    def parts(self, width: int) -> tuple[list[Part], list[Part]]:
        parts: list[Part] = [(" ", "")]
        for key, description, _ in self.hints(width):
            parts += [(key, "line--key"), (f" {description}  ", "line--dim")]
        return parts, []

    async def on_click(self, event: Click) -> None:
        x = 1
        for hint in self.hints(self.size.width):
            if x <= event.x < x + _hint_width(hint) - 2:
                await self.run_action_of_hint(hint[2])
                return
            x += _hint_width(hint)

    async def run_action_of_hint(self, action: str) -> None:
        """Do what the key would do, in the pane that has the focus."""
        for active in self.screen.active_bindings.values():
            if active.binding.action == action:
                await self.app.run_action(action, active.node)
                return


def _hint_width(hint: Hint) -> int:
    key, description, _ = hint
    return cell_len(key) + 1 + cell_len(description) + 2
