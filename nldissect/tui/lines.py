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


@dataclass(frozen=True, slots=True)
class Totals:
    """What the header line says of the capture."""

    messages: int = 0
    errors: int = 0
    warnings: int = 0
    reading: bool = True
    live: bool = False


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
        totals, short = self.totals, width < 100
        counts: list[Part] = [(f"  {totals.messages:,} {'msgs' if short else _plural('message', totals.messages)}", "")]
        if totals.errors:
            counts.append((f"  {totals.errors:,} {'err' if short else _plural('error', totals.errors)}", "line--error"))
        if totals.warnings:
            word = "warn" if short else _plural("warning", totals.warnings)
            counts.append((f"  {totals.warnings:,} {word}", "line--warning"))
        if totals.reading:
            counts.append((f"  {self.glyphs.live} live" if totals.live else "  reading", "line--dim"))
        right: list[Part] = []
        for number, title in enumerate(self.views):
            text = f" {number + 1} {title} "
            right.append((text, "header--view" if number == self.view else "line--dim"))
        taken = sum(len(text) for text, _ in counts + right) + 3
        name = crop(self.capture_name, max(8, width - taken), self.glyphs)
        return [(f" {name}", "line--strong"), *counts], right

    def on_click(self, event: Click) -> None:
        _, right = self.parts(self.size.width)
        start = self.size.width - sum(len(text) for text, _ in right)
        for number, (text, _) in enumerate(right):
            if start <= event.x < start + len(text):
                self.post_message(self.ViewClicked(number))
            start += len(text)


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"


@dataclass(frozen=True, slots=True)
class Status:
    """What the status line says: the selected field, rows that came meanwhile, how times are written."""

    field: str = ""
    issue: str = ""
    unseen: int = 0
    following: bool = False
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
            right.append((f" +{status.unseen:,} new (G) ", "line--warning"))
        elif status.following:
            right.append((" following ", "line--key"))
        right.append((f" time: {status.time_format} ", "line--dim"))
        return left, right


class KeyHints(Line):
    """The keys of the focused pane and of the program, as many as fit; help and quit always."""

    ALWAYS: ClassVar[tuple[str, ...]] = ("app.help", "app.quit")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        self.refresh()

    def hints(self, width: int) -> list[tuple[str, str, str]]:
        """(key, what it does, action) of each hint that fits in `width` cells, in the order shown."""
        found: dict[str, tuple[str, str, str]] = {}
        always: list[tuple[str, str, str]] = []
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or not active.enabled or binding.action in found:
                continue
            key = self.app.get_key_display(binding)
            hint = (key, binding.description, binding.action)
            if binding.id in self.ALWAYS:
                always.append(hint)
            else:
                found[binding.action] = hint
        left = width - 1 - sum(_hint_width(hint) for hint in always)
        shown = []
        for hint in found.values():
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


def _hint_width(hint: tuple[str, str, str]) -> int:
    key, description, _ = hint
    return cell_len(key) + 1 + cell_len(description) + 2
